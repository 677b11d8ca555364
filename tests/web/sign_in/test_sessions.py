"""One's own sessions: seen, and ended elsewhere with the password (7.4 and 7.5.2 of OWASP ASVS 5.0)."""

import re

import pytest
from websockets.exceptions import ConnectionClosed

from metrics.store.database import SYSTEM
from tests.kit.visitors import DEMO, OLD, OTHER, Tab
from tests.web.sign_in.test_sign_in import alert, inside

WRONG = "不对的密码"


def choices(visitor):
    """What may be ended, as the page names it to the form, without the choice of all."""
    return re.findall(r'name="which" value="(?!all")([^"]+)"', visitor.get("/sessions").text)


def end(visitor, which, password=OLD, **headers):
    return visitor.post("/sessions", {"which": which, "password": password}, **headers)


@pytest.fixture
def person(office):
    """An account signed in at three places; the first one acts."""
    account, here = office.newcomer()
    return account, here, office.signed_in(account), office.signed_in(account)


def test_v7_5_2_everybody_sees_where_they_are_signed_in(office, person):
    """人人看得到自己在哪里登录着：登录时间、最近使用、来源地址，自己这一处有标记；令牌不出现。"""
    account, here, second, third = person
    shown = here.get("/sessions")
    assert shown.status_code == 200
    mine, _, others = shown.text.partition("别处</legend>")
    assert "这一处（您正在用）" in mine
    assert here.address in mine
    assert second.address in others
    assert third.address in others
    assert here.address not in others
    held = office.store.people.sessions(account.code)
    for one in held:
        began, seen = (f"{at.month}月{at.day}日 {at:%H:%M}" for at in (one.started_at, one.seen_at))
        told = f"{one.address}</b> <small>" if one.address == here.address else f"{one.address} <small>"
        assert f"{told}{began} 登录 · 最近使用 {seen}" in shown.text
    assert not any(visitor.token in shown.text for visitor in (here, second, third))
    assert len(choices(here)) == 2


def test_v7_5_2_v7_4_1_one_other_session_is_ended_at_once(office, person):
    """再输一遍密码，可以让别处的一次登录退出，立即生效，开着的网页也被关闭；其他的照旧。"""
    account, here, second, third = person
    [found] = [one for one in office.store.people.sessions(account.code) if one.address == second.address]
    with second.socket() as line:
        tab = Tab(line)
        tab.ask()
        answer = end(here, found.id)
        assert "已退出 1 处" in answer.text
        with pytest.raises(ConnectionClosed) as closed:
            tab.ask()
        assert closed.value.rcvd.code == 4401
    assert [inside(visitor) for visitor in (here, second, third)] == [True, False, True]
    assert found.id not in answer.text


def test_v7_5_2_v7_4_1_all_other_sessions_are_ended_at_once(person):
    """再输一遍密码，可以让别处的登录全部退出，自己这一处照旧。"""
    _, here, second, third = person
    answer = end(here, "all")
    assert "已退出 2 处" in answer.text
    assert "没有在别处登录" in answer.text
    assert [inside(visitor) for visitor in (here, second, third)] == [True, False, False]


def test_v7_5_2_every_ending_is_in_the_audit(office, person):
    """每退出一处都有审计记录，带操作的地址和那一处登录时的地址。"""
    account, here, second, third = person
    end(here, "all")
    rows = office.store.care.audit_rows(SYSTEM, account=account.code, action="sign-out-elsewhere")
    assert set(rows["address"]) == {here.address}
    assert {detail["began_from"] for detail in rows["detail"]} == {second.address, third.address}


@pytest.mark.parametrize("password", ["", WRONG, OLD + " "])
def test_v7_5_2_a_session_alone_ends_nothing(person, password):
    """只偷到会话、不知道密码：看得到，但退不掉主人的任何一处。"""
    _, here, second, third = person
    for which in ("all", *choices(here)):
        answer = end(here, which, password)
        assert (answer.status_code, alert(answer)) == (400, "密码不对，没有退出任何一处。")
    assert all(inside(visitor) for visitor in (here, second, third))


def test_v7_5_2_v6_3_1_guessing_there_is_counted_like_a_sign_in(office, person):
    """在这里猜密码同样计数：输错五次后连正确的密码也不验证，审计里有失败记录。"""
    account, here, second, _ = person
    assert [end(here, "all", WRONG).status_code for _ in range(6)] == [400] * 5 + [429]
    locked = end(here, "all", OLD)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0
    assert "输错次数太多" in alert(locked)
    assert inside(second)
    assert here.sign_in(account.code, OLD).status_code == 429
    failed = office.store.care.audit_rows(SYSTEM, account=account.code, action="sign-in-failed")
    assert list(failed["address"]) == [here.address] * 5


def test_v7_5_2_v8_2_2_nobody_ends_the_session_of_another_account(office, person):
    """知道别人的会话编号也退不掉别人：编号只在自己的账号里找。"""
    account, here, second, _ = person
    _, attacker = office.newcomer()
    for one in office.store.people.sessions(account.code):
        answer = end(attacker, one.id)
        assert (answer.status_code, alert(answer)) == (404, "没有这一处登录，可能已经退出了。")
    assert "已退出 0 处" in end(attacker, "all").text
    assert inside(here)
    assert inside(second)


@pytest.mark.parametrize("which", ["", "nobody", "' or 1=1 --", "x" * 300, "\0"])
def test_v7_5_2_what_names_no_session_ends_none(person, which):
    """编号缺了、不存在、是注入的尝试：什么都不退出。"""
    _, here, second, third = person
    assert end(here, which).status_code in (400, 404)
    assert all(inside(visitor) for visitor in (here, second, third))


def test_v7_5_2_ones_own_session_is_ended_by_signing_out_only(office, person):
    """自己这一处不能在这里退出，也不会跟着“全部”退出。"""
    account, here, _, _ = person
    [own] = [one.id for one in office.store.people.sessions(account.code) if one.address == here.address]
    assert own not in choices(here)
    assert end(here, own).status_code == 404
    assert inside(here)


@pytest.mark.parametrize(
    "foreign",
    [{"Origin": "http://evil.example"}, {"Origin": None}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_v7_5_2_v3_5_1_a_foreign_page_ends_nothing(person, foreign):
    """别的网站借浏览器提交“退出别处”：拒绝，哪怕密码是对的。"""
    _, here, second, _ = person
    assert end(here, "all", **foreign).status_code == 403
    assert inside(second)


def test_v7_5_2_v3_5_3_an_address_alone_ends_nothing(person):
    """“退出别处”只认 POST：放在网址里的选择和密码没有作用。"""
    _, here, second, _ = person
    assert here.get(f"/sessions?which=all&password={OLD}").status_code == 200
    assert inside(second)


@pytest.mark.long
def test_v7_5_2_demo_visitors_do_not_see_or_end_one_another(sample):
    """演示账号由大家共用：看不到、也退不掉别的访客。"""
    one, other = sample.neighbour(), sample.neighbour()
    for visitor in (one, other):
        assert visitor.post("/login/demo", {"code": DEMO[0].code}).status_code == 303
    shown = one.get("/sessions")
    assert shown.status_code == 403
    assert other.address not in shown.text
    for password in ("", OLD):
        assert end(one, "all", password).status_code == 403
    assert inside(other)
    with one.socket() as line:
        assert b'href="/sessions"' not in Tab(line).ask()


def test_v7_5_2_the_way_there_is_on_every_page(office, person):
    """正式账号登录后的每一页都有“登录情况”。"""
    _, here, _, _ = person
    with here.socket() as line:
        for page in ("", "handbook"):
            assert '<a href="/sessions">登录情况</a>'.encode() in Tab(line).ask(page_name=page)


def test_v7_5_2_v7_4_3_after_a_new_password_nothing_is_left_elsewhere(person):
    """改了密码以后，登录情况里只剩自己这一处。"""
    _, here, *elsewhere = person
    assert here.change_password(OLD, OTHER).status_code == 303
    assert "没有在别处登录" in here.get("/sessions").text
    assert not any(inside(visitor) for visitor in elsewhere)
