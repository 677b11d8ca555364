"""Passwords and sessions, from outside: V6 and V7 of OWASP ASVS 5.0."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.store.people.sessions import ABSOLUTE, IDLE
from tests.kit import second_factor
from tests.kit.county_packages import open_store
from tests.kit.server import serve
from tests.kit.visitors import ADMIN, LEADER, OLD, OTHER, Tab, Visitor

REFUSED = "账号或密码不对，或者账号已停用"


def alert(answer):
    """What the page says in the region that screen readers announce."""
    found = re.search(r'role="alert"[^>]*>([^<]*)<', answer.text)
    return found[1] if found else ""


def inside(visitor):
    """Whether the visitor's session still opens something."""
    return visitor.get("/favicon.png").status_code == 200


def test_v6_3_1_six_wrong_passwords_lock_the_account_for_that_address(office):
    """同一地址输错五次后要等，等待时连正确的密码也不验证（429，写明还要等多久）。"""
    account, owner = office.newcomer()
    thief = office.visitor()
    answers = [thief.sign_in(account.code, f"猜的密码{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "输错次数太多" in alert(answers[-1])
    assert thief.sign_in(account.code, OLD).status_code == 429
    assert owner.sign_in(account.code, OLD).status_code == 303


@pytest.mark.long
def test_v6_3_1_guessing_from_many_addresses_is_slowed_down_too(office):
    """换着地址猜同一账号：一小时五十次以后对陌生地址上锁，主人常用的地址不受影响。"""
    account, owner = office.newcomer()
    answers = [office.visitor().sign_in(account.code, "猜的密码").status_code for _ in range(51)]
    assert answers == [401] * 50 + [429]
    assert office.visitor().sign_in(account.code, OLD).status_code == 429
    assert owner.sign_in(account.code, OLD).status_code == 303


def test_v6_3_8_unknown_wrong_and_disabled_are_answered_alike(office):
    """账号不存在、密码不对、账号停用，回答完全一样。"""
    account, _ = office.newcomer()
    office.store.people.disable_account(account.code, ADMIN.code)
    tried = [("nobody", OLD), (LEADER.code, "不对的密码"), (account.code, OLD)]
    answers = [office.visitor().sign_in(code, password) for code, password in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert all(REFUSED in alert(answer) for answer in answers)
    bare = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(bare) == 1


@pytest.mark.parametrize("code", ["admin", "root", "sa", "guanli", "lingdao", "管理员"])
@pytest.mark.parametrize("password", ["admin", "admin123", "123456", "", "kandejian"])
def test_v6_3_2_there_are_no_default_accounts(office, code, password):
    """没有预置账号和预置密码。"""
    assert office.store.people.account("admin") is None
    assert office.visitor().sign_in(code, password).status_code == 401


@pytest.mark.parametrize("way", ["/login/demo"])
def test_v6_3_4_the_way_without_password_is_for_demo_accounts_only(office, visitor, way):
    """一键进入只对演示账号有效，正式账号走不通。"""
    for somebody, status in ((office.neighbour(), 401), (visitor, 403)):
        for code in (ADMIN.code, LEADER.code, "nobody", ""):
            assert somebody.post(way, {"code": code}).status_code == status
        assert not inside(somebody)
        assert 'action="/login/demo"' not in somebody.get("/login").text


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("七个字符的密码", "密码太短"),
        ("12345678", "密码太常见"),
        ("password", "密码太常见"),
        ("kandejian77", "密码里不要用"),
        ("看得见看得见123", "密码里不要用"),
    ],
)
def test_v6_2_1_v6_2_4_v6_2_11_weak_passwords_are_refused(office, new, said):
    """少于 8 个字符、常见的、由本系统名称拼成的密码不收。"""
    _, visitor = office.newcomer()
    answer = visitor.change_password(OLD, new)
    assert answer.status_code == 400
    assert said in alert(answer)


@pytest.mark.parametrize(
    "new",
    [
        "只有汉字也可以的密码",
        "onlysmalllettersxq",
        "八个空格也算数  ",
        "x" * 3 + "一二三四五六七八" * 8,
        "\"<'&>%;-- 引号也行",
    ],
    ids=["chinese", "small", "spaces", "long", "signs"],
)
def test_v6_2_5_v6_2_8_v6_2_9_any_composition_exactly_as_typed(office, new):
    """任何字符都行，不截断、不去空格、不改大小写，64 个字符以上也行。"""
    account, visitor = office.newcomer()
    assert visitor.change_password(OLD, new).status_code == 303
    assert office.visitor().sign_in(account.code, new).status_code == 303
    for nearly in (new.strip() if new != new.strip() else new + " ", new[:-1], new.swapcase() + "."):
        assert office.visitor().sign_in(account.code, nearly).status_code == 401


def test_v6_2_2_v6_2_3_changing_needs_the_present_password(office):
    """人人能改自己的密码，要先输现在的密码；输错和两遍不一样都不改。"""
    account, visitor = office.newcomer()
    assert "原密码不对" in alert(visitor.change_password("不是这个密码", OTHER))
    assert "不一样" in alert(visitor.change_password(OLD, OTHER, OTHER + "x"))
    assert visitor.change_password(OLD, OTHER).status_code == 303
    assert office.visitor().sign_in(account.code, OLD).status_code == 401


def test_v6_2_6_v6_2_7_fields_hide_what_is_typed_and_let_managers_help(office, visitor):
    """密码框遮住输入，允许粘贴和密码管理器（autocomplete），没有脚本拦截。"""
    pages = [visitor.get("/login").text, office.signed_in(LEADER).get("/password").text]
    for page in pages:
        fields = re.findall(r"<input[^>]*(?:password)[^>]*>", page)
        assert fields
        assert all('type="password"' in field for field in fields)
        assert "<script" not in page
        assert "onpaste" not in page
    assert 'autocomplete="current-password"' in pages[0]
    assert 'autocomplete="new-password"' in pages[1]


def test_v6_4_1_v6_4_6_a_password_given_by_the_office_must_be_changed_first(office):
    """管理员只能让系统生成临时密码；本人登录后先改密码，改之前什么都打不开。"""
    account, visitor = office.newcomer()
    made_up = office.store.people.reset_password(account.code, ADMIN.code)
    assert not inside(visitor)
    assert (
        visitor.sign_in(account.code, made_up, next="/upload").headers["Location"]
        == "/password?next=%2Fupload"
    )
    assert visitor.get("/favicon.png").status_code == 403
    assert visitor.get("/upload", Accept="text/html").headers["Location"] == "/password"
    with pytest.raises(Exception, match="403"), visitor.socket():
        pass
    assert visitor.change_password(made_up, OTHER).status_code == 303
    assert inside(visitor)
    assert office.visitor().sign_in(account.code, made_up).status_code == 401


def test_v6_4_2_no_hints_and_no_secret_questions(visitor):
    """没有密码提示和密保问题，忘了密码找管理员。"""
    page = visitor.get("/login").text
    assert "请联系本县产改办的系统管理员" in page
    assert "提示" not in page
    assert "密保" not in page


def test_v7_2_1_a_tampered_cookie_opens_nothing(office):
    """会话只在服务器上核对：改一个字符、空的、超长的、别的名称都不行。"""
    leader = office.signed_in(LEADER)
    token = leader.token
    for forged in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:-1],
        "",
        "x" * 5000,
        token + "=",
        "'; --",
    ):
        stranger = office.visitor()
        assert stranger.get("/favicon.png", Cookie=f"kandejian={forged}").status_code == 401
    assert office.visitor().get("/favicon.png", Cookie=f"__Host-kandejian={token}").status_code == 401
    assert inside(leader)


def test_v7_2_2_v7_2_3_tokens_are_random_and_new_each_time(office):
    """每次登录都是新的随机令牌（256 位），服务器只存它的散列。"""
    tokens = {office.signed_in(LEADER).token for _ in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}
    stored = office.server.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(stored)) as connection:
        dump = "\n".join(connection.iterdump())
    assert not any(token in dump for token in tokens)


def test_v7_2_4_a_fixed_session_id_is_not_taken_over(office):
    """别人预先放好的令牌不会被采用；重新登录换新令牌，旧的马上失效。"""
    visitor = office.visitor()
    visitor.http.cookies.set("kandejian", "fixed-by-an-attacker", domain="127.0.0.1")
    visitor.sign_in(LEADER.code, OLD)
    first = visitor.token
    assert first != "fixed-by-an-attacker"
    visitor.sign_in(LEADER.code, OLD)
    assert visitor.token != first
    assert office.visitor().get("/favicon.png", Cookie=f"kandejian={first}").status_code == 401


def test_v7_2_4_a_changed_password_gives_a_new_token(office):
    """改密码等于重新登录：换新令牌。"""
    _, visitor = office.newcomer()
    before = visitor.token
    assert visitor.change_password(OLD, OTHER).status_code == 303
    assert visitor.token != before
    assert office.visitor().get("/favicon.png", Cookie=f"kandejian={before}").status_code == 401


@pytest.mark.parametrize(
    ("column", "age"),
    [("seen_at", IDLE + timedelta(minutes=1)), ("expires_at", ABSOLUTE)],
    ids=["v7_3_1_idle", "v7_3_2_absolute"],
)
def test_v7_3_1_v7_3_2_sessions_time_out(office, column, age):
    """两小时没有操作、或登录满十二小时，都要重新登录。"""
    account, visitor = office.newcomer()
    assert inside(visitor)
    stored = office.server.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(stored)) as connection, connection:
        seconds = int(age.total_seconds())
        connection.execute(
            f"UPDATE session SET {column} = datetime({column}, '-{seconds} seconds') WHERE account = ?",
            (account.code,),
        )
    assert visitor.get("/overview").status_code == 401


def test_v7_3_1_an_open_page_alone_does_not_keep_a_session_awake(office):
    """开着不动的网页不算操作：后台核对不会推迟超时。"""
    _, visitor = office.newcomer()
    held = office.store.people.session(visitor.token, touch=False)
    later = held.seen_at + timedelta(minutes=90)
    assert office.store.people.session(visitor.token, at=later, touch=False).seen_at == held.seen_at
    assert office.store.people.session(visitor.token, at=held.seen_at + IDLE + timedelta(minutes=1)) is None


def test_v7_4_1_a_replay_after_signing_out(office):
    """退出登录后重放旧令牌：页面、媒体、websocket 都不行，浏览器里的令牌也被清掉。"""
    visitor = office.signed_in(LEADER)
    token = visitor.token
    answer = visitor.post("/logout", {})
    assert answer.headers["Location"] == "/login"
    assert visitor.token == ""
    replay = office.visitor()
    replay.http.cookies.set("kandejian", token)
    assert replay.get("/").status_code == 401
    with pytest.raises(Exception, match="403"), replay.socket():
        pass


def test_v7_4_3_a_new_password_ends_the_other_sessions(office):
    """改了密码，别处登录的同一账号被退出，自己不用重新登录。"""
    account, visitor = office.newcomer()
    elsewhere = office.visitor()
    elsewhere.sign_in(account.code, OLD)
    assert inside(elsewhere)
    visitor.change_password(OLD, OTHER)
    assert inside(visitor)
    assert not inside(elsewhere)


def test_v7_4_4_every_page_has_the_way_out(office):
    """登录后的每一页都有“退出登录”。"""
    with office.signed_in(LEADER).socket() as line:
        for page in ("", "enterprises", "handbook", "progress"):
            assert b'href="/logout"' in Tab(line).ask(page_name=page)


def test_v7_4_5_an_administrator_ends_the_sessions_of_an_account(office):
    """管理员可以注销某个账号的全部会话，立即生效。"""
    account, visitor = office.newcomer()
    assert office.store.people.revoke_sessions(account.code, ADMIN.code) == 1
    assert not inside(visitor)


def test_v7_5_1_a_password_is_not_changed_with_a_session_alone(office):
    """只偷到会话、不知道密码，改不了密码。"""
    account, visitor = office.newcomer()
    assert visitor.change_password("", OTHER).status_code == 400
    assert office.visitor().sign_in(account.code, OTHER).status_code == 401


def test_v16_3_1_every_attempt_is_in_the_audit(office):
    """登录成功、失败、退出都有审计记录和来源地址；密码不会出现在里面。"""
    account, visitor = office.newcomer()
    visitor.sign_in(account.code, "不对的密码放在这里")
    visitor.post("/logout", {})
    rows = office.store.care.audit_rows(SYSTEM, account=account.code)
    assert {"sign-in", "sign-in-failed", "sign-out"} <= set(rows["action"])
    mine = rows[rows["action"].isin(["sign-in", "sign-in-failed", "sign-out"])]
    assert set(mine["address"]) == {visitor.address}
    assert "不对的密码" not in office.store.care.audit_rows(SYSTEM).to_csv()
    assert "不对的密码" not in office.server.log.read_text()


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A server whose database has no account."""
    folder = tmp_path_factory.mktemp("bare")
    url = f"sqlite:///{folder / 'bare.db'}"
    with open_store(url) as store, serve(url, folder / "server.log") as server:
        yield server, store


@pytest.mark.long
def test_v6_4_1_the_first_administrator_needs_the_one_time_link(bare):
    """第一个管理员只能用一次性链接设立；新链接使旧的失效，用过即废。"""
    server, store = bare
    visitor = Visitor(server.url, "198.51.100.200")
    assert "metrics user link" in visitor.get("/login").text
    voided, token = store.people.first_admin_token(), store.people.first_admin_token()
    form = {"code": "diyige", "name": "第一个", "new": OLD, "again": OLD}
    for wrong in ("", "guessed", voided):
        assert visitor.post("/setup", form | {"token": wrong}).status_code == 403
    assert visitor.get(f"/setup?token={token}").status_code == 200
    assert visitor.post("/setup", form | {"token": token, "new": "123"}).status_code == 400
    assert visitor.post("/setup", form | {"token": token}).headers["Location"] == "/second"
    assert not inside(visitor)
    second_factor.bind(visitor)
    assert inside(visitor)
    assert store.people.account("diyige") == Account("diyige", "第一个", "管理员")
    assert visitor.post("/setup", form | {"token": token, "code": "dierge"}).status_code == 403
    assert store.people.first_admin_token() is None


def test_v6_3_4_demo_accounts_are_marked_and_enter_by_a_button(sample):
    """演示账号的登录页注明样例数据，一键进入，没有密码可猜。"""
    visitor = sample.neighbour()
    assert "样例数据 · 演示账号" in visitor.get("/login").text
    assert (
        visitor.post("/login/demo", {"code": "yanshi", "next": "/handbook"}).headers["Location"]
        == "/handbook"
    )
    assert inside(visitor)
    assert visitor.sign_in("yanshi", "").status_code == 401
    assert "演示账号不用密码" in visitor.get("/password").text
