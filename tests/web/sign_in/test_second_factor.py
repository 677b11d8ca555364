"""The second factor from outside: 6.3.3 and 6.5 of OWASP ASVS 5.0; how old a password may be."""

import itertools
import re
import sqlite3
import time
from contextlib import closing

import pytest
from starlette.datastructures import MutableHeaders

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.web import cookies
from metrics.web.settings import SettingsError, settings
from tests.kit.county_packages import open_store
from tests.kit.second_factor import RECOVERY, SECRET, app_of, bind, code_of
from tests.kit.server import serve
from tests.kit.visitors import ADMIN, OLD, OTHER, Visitor
from tests.web.sign_in.test_sign_in import alert, inside

_numbers = itertools.count(1)


@pytest.fixture
def newcomer(office):
    """A 审核员 who has never signed in."""
    account = Account(f"shenhe{next(_numbers)}", "新审核员", "审核员")
    office.store.people.add_account(account, SYSTEM, OLD)
    return account


@pytest.mark.parametrize(
    ("role", "unit", "asked"),
    [("管理员", "", True), ("审核员", "", True), ("领导", "", False), ("填报员", "U08", False)],
)
def test_v6_3_3_who_decides_gives_a_code_besides_the_password(office, role, unit, asked):
    """审核员和管理员登录除了密码还要动态口令；输对之前没有会话。"""
    account = Account(f"shenhe{next(_numbers)}", "某人", role, unit)
    office.store.people.add_account(account, SYSTEM, OLD)
    visitor = office.visitor()
    answer = visitor.first_step(account.code, OLD, next="/handbook")
    assert answer.headers["Location"] == ("/second?next=%2Fhandbook" if asked else "/handbook")
    assert inside(visitor) != asked
    if asked:
        bind(visitor, answer.headers["Location"], next="/handbook")
        assert inside(visitor)


def test_v6_3_3_the_first_time_an_app_is_bound(office, newcomer):
    """第一次登录绑定手机：二维码画在页面里，密钥可以手输，没有脚本，也不向别处要任何东西。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    page = visitor.get("/second")
    assert "<svg" in page.text
    assert len(SECRET.search(page.text)[1].replace(" ", "")) == 32
    assert visitor.get("/second").text == page.text
    for foreign in ("<script", "http:", "https:", "style="):
        assert foreign not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    wrong = visitor.post("/second", {"code": "000000"})
    assert (wrong.status_code, "动态口令不对" in alert(wrong)) == (401, True)
    assert app_of(wrong.text).secret == app_of(page.text).secret


def test_v6_5_1_a_code_and_a_recovery_code_count_once(office, newcomer):
    """动态口令和恢复码都只能用一次。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    app, recovery = bind(visitor, trust="")
    used = code_of(app, 1)
    for fields in ({"code": used}, {"recovery": recovery[0]}):
        for status in ({303, 200}, {401}):
            later = office.visitor()
            later.first_step(newcomer.code, OLD)
            assert later.post("/second", fields).status_code in status
            assert inside(later) == (status != {401})


def test_v6_5_2_v6_5_3_v6_5_4_recovery_codes_are_random_and_stored_hashed(office, newcomer):
    """十个恢复码各有 49 位随机，只显示一次，存的是 argon2id 散列。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    _, recovery = bind(visitor)
    assert len(set(recovery)) == 10
    assert all(re.fullmatch(rf"{at}-[a-z2-9]{{5}}-[a-z2-9]{{5}}", code) for at, code in enumerate(recovery))
    stored = office.server.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(stored)) as connection:
        query = "SELECT hash FROM recovery_code WHERE account = ?"
        hashes = [row[0] for row in connection.execute(query, (newcomer.code,))]
    assert [one.startswith("$argon2id$") for one in hashes] == [True] * 10
    assert not RECOVERY.findall(visitor.get("/recovery").text)


def test_v6_5_5_a_code_of_another_time_is_refused_and_the_clock_named(office, newcomer):
    """动态口令 30 秒一换，前后各容一步；再早再晚的不收，并说明手机的时间快了或慢了多少。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    app = app_of(visitor.get("/second").text)
    answer = visitor.post("/second", {"code": code_of(app, 10)})
    assert answer.status_code == 401
    assert "手机比服务器快约" in alert(answer)


def test_v6_3_3_a_trusted_device_is_not_asked_for_thirty_days(office, newcomer):
    """勾选后同一台设备 30 天内不再问；别的浏览器照问。登录情况里列出设备，可以取消。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    bind(visitor)
    [cookie] = [one for one in visitor.http.cookies if one.name == "kandejian-trusted"]
    assert 29.9 < (cookie.expires - time.time()) / 86_400 < 30.1
    assert "HttpOnly" in cookie._rest
    assert cookie._rest["SameSite"] == "lax"
    visitor.post("/logout", {})
    assert visitor.first_step(newcomer.code, OLD).headers["Location"] == "/"
    assert office.visitor().first_step(newcomer.code, OLD).headers["Location"] == "/second"
    listed = visitor.get("/sessions").text
    [number] = re.findall(r'name="device" value="(?!all)([^"]+)"', listed)
    assert visitor.address in listed
    assert visitor.post("/sessions", {"device": number, "password": "不对的密码"}).status_code == 400
    assert visitor.post("/sessions", {"device": "nobody", "password": OLD}).status_code == 404
    assert "已取消 1 台" in visitor.post("/sessions", {"device": number, "password": OLD}).text
    assert visitor.first_step(newcomer.code, OLD).headers["Location"] == "/second"


def test_v6_5_6_v6_4_4_a_lost_app_is_reset_by_another_administrator(office, newcomer):
    """手机丢了由另一位管理员重设：旧手机、恢复码、设备和登录一起作废，下次登录重新绑定。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    app, _ = bind(visitor)
    office.store.people.reset_second_factor(newcomer.code, ADMIN.code)
    assert not inside(visitor)
    assert visitor.first_step(newcomer.code, OLD).headers["Location"] == "/second"
    assert app_of(visitor.get("/second").text).secret != app.secret
    bind(visitor)
    assert inside(visitor)


def test_v6_4_3_a_reset_password_does_not_go_round_the_code(office, newcomer):
    """重置密码绕不过动态口令：新密码登录照样先问口令。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    app, _ = bind(visitor)
    made_up = office.store.people.reset_password(newcomer.code, ADMIN.code)
    assert visitor.first_step(newcomer.code, made_up).headers["Location"] == "/second"
    assert visitor.post("/second", {"code": code_of(app, 1)}).headers["Location"] == "/password"
    assert visitor.get("/recovery", Accept="text/html").headers["Location"] == "/password"
    assert visitor.change_password(made_up, OTHER).status_code == 303
    assert inside(visitor)


def test_v6_2_3_ones_own_new_password_keeps_this_device_only(office, newcomer):
    """自己改密码：这台设备照旧，别处的设备重新问动态口令。"""
    here, elsewhere = office.visitor(), office.visitor()
    here.first_step(newcomer.code, OLD)
    app, _ = bind(here)
    elsewhere.first_step(newcomer.code, OLD)
    elsewhere.post("/second", {"code": code_of(app, 1), "trust": "1"})
    assert here.change_password(OLD, OTHER).status_code == 303
    assert here.first_step(newcomer.code, OTHER).headers["Location"] == "/"
    assert elsewhere.first_step(newcomer.code, OTHER).headers["Location"] == "/second"


def test_v6_5_2_new_recovery_codes_need_password_and_code(office, newcomer):
    """换一组新的恢复码要密码和动态口令；旧的全部作废。"""
    visitor = office.visitor()
    visitor.first_step(newcomer.code, OLD)
    app, old = bind(visitor)
    assert "还剩 <b>10</b> 个" in visitor.get("/recovery").text
    for fields in ({"password": "不对", "code": code_of(app, 1)}, {"password": OLD, "code": "000000"}, {}):
        assert visitor.post("/recovery", fields).status_code == 400
    new = RECOVERY.findall(visitor.post("/recovery", {"password": OLD, "code": code_of(app, 1)}).text)
    assert len(new) == 10
    assert not set(new) & set(old)
    later = office.visitor()
    later.first_step(newcomer.code, OLD)
    assert later.post("/second", {"recovery": old[0]}).status_code == 401
    assert later.get("/second?recovery=").status_code == 200
    assert later.post("/second", {"recovery": new[0]}).status_code == 200


def test_two_accounts_in_one_browser_are_both_trusted(office):
    accounts = [Account(f"shenhe{next(_numbers)}", "某人", "审核员") for _ in range(2)]
    visitor = office.visitor()
    for account in accounts:
        office.store.people.add_account(account, SYSTEM, OLD)
        visitor.first_step(account.code, OLD)
        bind(visitor)
    for account in accounts:
        assert visitor.first_step(account.code, OLD).headers["Location"] == "/"


def test_no_page_reads_the_tokens():
    """The pages behind get the cookies of others, if any, and none of ours."""
    headers = MutableHeaders({"cookie": "a=1; kandejian=x; kandejian-half=y; __Host-kandejian-trusted=z"})
    cookies.hide(headers)
    assert headers["cookie"] == "a=1"


@pytest.fixture(scope="module")
def lenient(tmp_path_factory):
    """A server without the second factor, whose passwords last 90 days."""
    folder = tmp_path_factory.mktemp("lenient")
    url = f"sqlite:///{folder / 'lenient.db'}"
    with pytest.MonkeyPatch.context() as environment, open_store(url) as store:
        store.people.add_account(ADMIN, SYSTEM, OLD)
        environment.setenv("SECOND_FACTOR", "off")
        environment.setenv("PASSWORD_DAYS", "90")
        with serve(url, folder / "server.log") as server:
            yield Visitor(server.url, "198.51.100.77"), url.removeprefix("sqlite:///")


@pytest.mark.long
def test_settings_turn_the_code_off_and_let_passwords_grow_old(lenient):
    visitor, file = lenient
    assert visitor.first_step(ADMIN.code, OLD).headers["Location"] == "/"
    assert inside(visitor)
    for days, asked in ((89, False), (2, True)):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"UPDATE credential SET set_at = datetime(set_at, '-{days} days')")
        target = visitor.first_step(ADMIN.code, OLD, next="/handbook").headers["Location"]
        assert target == ("/password?next=%2Fhandbook" if asked else "/handbook")
    assert "这个密码用了 90 天以上" in visitor.get("/password").text
    assert visitor.get("/favicon.png").status_code == 403
    with pytest.raises(Exception, match="403"), visitor.socket():
        pass
    assert visitor.change_password(OLD, OTHER).status_code == 303
    assert inside(visitor)


def test_by_default_the_code_is_asked_and_passwords_last():
    assert (settings({}).second_factor, settings({}).password_days) == (True, 0)
    told = settings({"SECOND_FACTOR": "OFF", "PASSWORD_DAYS": "90"})
    assert (told.second_factor, told.password_days) == (False, 90)


@pytest.mark.parametrize("told", [{"SECOND_FACTOR": "0"}, {"PASSWORD_DAYS": "-1"}, {"PASSWORD_DAYS": "九十"}])
def test_a_setting_that_cannot_be_is_refused(told):
    with pytest.raises(SettingsError, match=next(iter(told))):
        settings(told)
