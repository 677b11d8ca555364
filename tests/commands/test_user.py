"""`user …`: accounts without a browser."""

import pytest
from pyotp import TOTP

from metrics.store.people import Account, SignInError
from tests.kit.county_packages import open_store

PASSWORD = "一个足够长的密码短语"


@pytest.fixture
def office_url(demo_url):
    """The sample county's data with no demo account: as if an office had reported them."""
    with open_store(demo_url) as store, store.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET demo = 0")
    return demo_url


def signed_in(url, code, password):
    with open_store(url) as store:
        return store.people.sign_in(code, password, "192.0.2.1").account


def test_a_new_account_gets_a_password_that_works_and_must_be_changed(run, office_url):
    made = run(
        "user", "add", "zhang.san", "--name", "张三", "--role", "审核员", "--as", "guanli", db=office_url
    )
    assert made.code == 0
    assert signed_in(office_url, "zhang.san", made.out.strip()).must_change
    listed = run("user", "list", "--json", db=office_url).json
    (own,) = [one for one in listed if one["code"] == "zhang.san"]
    assert (own["name"], own["role"], own["active"]) == ("张三", "审核员", True)
    assert "zhang.san\t张三\t审核员\t-\t待改初始密码" in run("user", "list", db=office_url).out
    again = run(
        "user", "add", "zhang.san", "--name", "张三", "--role", "领导", "--as", "guanli", db=office_url
    )
    assert (again.code, again.out, "已经有了" in again.err) == (2, "", True)


def test_a_reset_password_voids_the_old_one(run, office_url):
    name = ("--name", "李四", "--role", "填报员", "--unit", "人社局", "--as", "guanli")
    old = run("user", "add", "li.si", *name, db=office_url).out.strip()
    new = run("user", "reset", "li.si", "--as", "guanli", db=office_url).out.strip()
    assert new != old
    assert signed_in(office_url, "li.si", new).unit == "U08"
    with pytest.raises(SignInError):
        signed_in(office_url, "li.si", old)


def test_a_lost_app_is_reset_also_ones_own(run, office_url):
    with open_store(office_url) as store:
        for code in ("chief", "deputy"):
            store.people.add_account(Account(code, "主任", "管理员"), "guanli", PASSWORD)
            token = store.people.first_step(code, PASSWORD, "192.0.2.1").token
            store.people.second_step(token, TOTP(store.people.half(token).secret).now(), "192.0.2.1")
        for code, by in (("chief", "deputy"), ("deputy", "deputy")):
            done = run("user", "reset-second-factor", code, "--as", by, db=office_url)
            assert (done.code, "重新绑定" in done.err) == (0, True)
            assert store.people.second_factor(code) is None
    again = run("user", "reset-second-factor", "chief", "--as", "deputy", db=office_url)
    assert (again.code, "没有绑定动态口令" in again.err) == (2, True)


def test_disabled_and_enabled(run, office_url):
    password = run(
        "user", "add", "w5", "--name", "王五", "--role", "领导", "--as", "guanli", db=office_url
    ).out.strip()
    assert run("user", "disable", "w5", "--as", "guanli", db=office_url).code == 0
    assert "w5\t王五\t领导\t-\t已停用" in run("user", "list", db=office_url).out
    with pytest.raises(SignInError):
        signed_in(office_url, "w5", password)
    assert run("user", "enable", "w5", "--as", "guanli", db=office_url).code == 0
    assert signed_in(office_url, "w5", password).name == "王五"


def test_another_role_keeps_the_unit(run, demo_url):
    assert run("user", "role", "u08", "审核员", "--as", "guanli", db=demo_url).code == 0
    assert "u08\t人社局填报员\t审核员\tU08" in run("user", "list", db=demo_url).out
    refused = run("user", "role", "lingdao", "填报员", "--as", "guanli", db=demo_url)
    assert (refused.code, "成员单位" in refused.err) == (2, True)
    assert run("user", "role", "lingdao", "填报员", "--unit", "U09", "--as", "guanli", db=demo_url).code == 0


def test_the_last_administrator_stays(run, demo_url):
    for arguments in (("disable", "guanli"), ("role", "guanli", "领导")):
        answer = run("user", *arguments, "--as", "guanli", db=demo_url)
        assert (answer.code, "最后一个" in answer.err) == (2, True)


@pytest.mark.parametrize("account", ["shenhe", "u08", "lingdao"])
def test_only_an_administrator_manages_accounts(run, demo_url, account):
    before = run("user", "list", db=demo_url).out
    for arguments in (
        ("reset", "u08"),
        ("reset-second-factor", "u08"),
        ("disable", "u08"),
        ("role", "u08", "管理员"),
    ):
        answer = run("user", *arguments, "--as", account, db=demo_url)
        assert (answer.code, answer.out, "要用管理员的账号" in answer.err) == (2, "", True)
    assert run("user", "list", db=demo_url).out == before


def test_wrong_usage_is_told_in_chinese(run, demo_url):
    for arguments in (
        ("add", "张三", "--name", "张三", "--role", "领导", "--as", "guanli"),
        ("add", "a1", "--name", "甲", "--role", "经理", "--as", "guanli"),
        ("reset", "nobody", "--as", "guanli"),
        ("disable", "u08"),
    ):
        answer = run("user", *arguments, db=demo_url)
        assert (answer.code, answer.out) == (2, "")
        assert any("一" <= sign <= "鿿" for sign in answer.err)


def test_the_sample_county_takes_no_real_account(run, demo_url):
    before = run("user", "list", db=demo_url).out
    for arguments in (
        ("add", "zhang.san", "--name", "张三", "--role", "管理员", "--as", "guanli"),
        ("link",),
    ):
        answer = run("user", *arguments, db=demo_url)
        assert (answer.code, answer.out, "这是样例库" in answer.err) == (2, "", True)
    assert run("user", "list", db=demo_url).out == before


def test_the_link_makes_the_first_administrator_once(run, own_database):
    link = run("user", "link", "--address", "http://10.0.0.5:8501/", db=own_database).out.strip()
    address, _, token = link.partition("?token=")
    assert address == "http://10.0.0.5:8501/setup"
    with open_store(own_database) as store:
        store.people.claim_first_admin(token, "chief", "主任", "一个足够长的密码短语")
    gone = run("user", "link", db=own_database)
    assert (gone.code, gone.out, "已经有管理员" in gone.err) == (2, "", True)
