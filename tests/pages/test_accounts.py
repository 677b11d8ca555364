"""The accounts page: create, reset, change, disable; the password is shown once."""

from dataclasses import replace

import pytest
from pyotp import TOTP

from metrics.store.database import SYSTEM
from metrics.store.people import Account, SignInError
from tests.kit import office
from tests.kit.office import button, clean, labels, page, words
from tests.kit.pages import ADMIN, AUDITOR, LEADER, REVIEWER, STAFF

PASSWORD = "七点半去老车间喝茶"
fresh_caches, county, real_office = office.fresh_caches, office.county, office.real_office


def create(at, code, name, role="审核员", unit=""):
    for key, value in (("code", code), ("name", name)):
        at.text_input(key=f"new-{key}").set_value(value)
    at.selectbox(key="new-role").set_value(role)
    at.selectbox(key="new-unit").set_value(unit)
    return clean(button(at, "新建").click().run())


@pytest.mark.parametrize("account", [STAFF, LEADER, REVIEWER])
def test_others_do_not_have_it(county, account):
    at = page("accounts", account)
    assert "“账号”页不对" in words(at)
    assert labels(at) == []


def test_the_auditor_sees_the_list_and_nothing_to_change(county):
    at = page("accounts", AUDITOR)
    assert len(at.table[0].value) == len(county.people.accounts(SYSTEM))
    assert labels(at) == []


def test_a_new_account_and_its_password_shown_until_noted(real_office):
    at = create(page("accounts", ADMIN), "zhang.san", "张三")
    password = at.code[0].value
    assert real_office.people.sign_in("zhang.san", password, "192.0.2.1").account.must_change
    assert "已新建账号 zhang.san" in words(at)
    clean(button(at, "我已记下").click().run())
    assert not at.code
    (row,) = real_office.care.audit_rows(SYSTEM, action="account", subject="zhang.san").to_dict("records")
    assert (row["account"], password in str(row)) == ("guanli", False)


def test_the_sample_county_takes_no_real_account(county):
    at = create(page("accounts", ADMIN), "zhang.san", "张三")
    assert "这是样例库" in at.error[0].value
    assert "--office" in at.error[0].value
    assert county.people.account("zhang.san") is None


@pytest.mark.parametrize(
    ("code", "name", "role", "said"),
    [
        ("张三", "张三", "审核员", "只能用英文字母"),
        ("u08", "再来一个", "审核员", "已经有了"),
        ("wang", "", "审核员", "要有姓名"),
        ("wang", "王五", "填报员", "成员单位"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_created(real_office, code, name, role, said):
    before = real_office.people.accounts(SYSTEM)
    at = create(page("accounts", ADMIN), code, name, role)
    assert said in at.error[0].value
    assert real_office.people.accounts(SYSTEM) == before
    assert not at.code


def choose(at, code):
    box = at.selectbox(key="accounts-one")
    return clean(box.set_value(next(one for one in box.options if one.startswith(f"{code} "))).run())


def test_role_unit_and_name_are_changed(county):
    at = choose(page("accounts", ADMIN), "u08")
    at.text_input(key="name-u08").set_value("人社局新填报员")
    at.selectbox(key="unit-u08").set_value("U09")
    clean(button(at, "保存修改").click().run())
    assert "已修改" in words(at)
    assert county.people.account("u08") == Account("u08", "人社局新填报员", "填报员", "U09", demo=True)


def test_reset_disable_enable(real_office):
    old = real_office.people.add_account(Account("li.si", "李四", "领导"), "guanli")
    session = real_office.people.sign_in("li.si", old, "192.0.2.1").token
    at = choose(page("accounts", ADMIN), "li.si")
    clean(button(at, "重置密码").click().run())
    assert real_office.people.session(session) is None
    new = at.code[0].value
    session = real_office.people.sign_in("li.si", new, "192.0.2.1").token
    clean(button(at, "停用").click().run())
    assert real_office.people.session(session) is None
    with pytest.raises(SignInError):
        real_office.people.sign_in("li.si", new, "192.0.2.1")
    clean(button(at, "启用").click().run())
    assert real_office.people.sign_in("li.si", new, "192.0.2.1").account.code == "li.si"


def test_a_lost_app_is_reset_by_another_administrator(real_office):
    people = real_office.people
    for code in ("chief", "li.si"):
        people.add_account(Account(code, "某人", "管理员"), "guanli", PASSWORD)
        token = people.first_step(code, PASSWORD, "192.0.2.1").token
        done = people.second_step(token, TOTP(people.half(token).secret).now(), "192.0.2.1")
    at = choose(page("accounts", ADMIN), "li.si")
    clean(button(at, "重设动态口令").click().run())
    assert "下次登录重新绑定" in words(at)
    assert people.second_factor("li.si") is None
    assert people.session(done.begun.token) is None
    clean(button(at, "重设动态口令").click().run())
    assert "没有绑定动态口令" in at.error[0].value
    assert "重设动态口令" not in labels(choose(at, "lingdao"))
    assert button(choose(at, "guanli"), "重设动态口令").disabled, "one's own"


def test_another_role_signs_out(real_office):
    people = real_office.people
    people.add_account(Account("li.si", "李四", "领导"), "guanli", PASSWORD)
    token = people.sign_in("li.si", PASSWORD, "192.0.2.1").token
    at = choose(page("accounts", ADMIN), "li.si")
    at.selectbox(key="role-li.si").set_value("审核员")
    clean(button(at, "保存修改").click().run())
    assert "原来的登录都已退出" in words(at)
    assert people.session(token) is None


def test_the_last_administrator_keeps_the_role(county):
    at = choose(page("accounts", ADMIN), "guanli")
    at.selectbox(key="role-guanli").set_value("领导")
    clean(button(at, "保存修改").click().run())
    assert "最后一个" in at.error[0].value
    assert county.people.account("guanli").role == "管理员"
    assert button(at, "停用").disabled


def test_the_list_is_narrowed(county):
    at = page("accounts", ADMIN, accounts_role="审核员")
    assert "1 个账号" in words(at)
    at = page("accounts", ADMIN)
    clean(at.text_input(key="accounts-find").set_value("人社").run())
    assert at.table[0].value.to_numpy().tolist()[0][0] == "u08"


def test_who_is_no_administrator_any_more_creates_nobody(real_office):
    at = page("accounts", ADMIN)
    real_office.people.add_account(Account("chief", "主任", "管理员"), "guanli")
    real_office.people.ensure_account(replace(real_office.people.account("guanli"), role="领导"), "chief")
    create(at, "zhang.san", "张三", "管理员")
    assert real_office.people.account("zhang.san") is None


def test_work_is_handed_over_to_a_new_account(real_office):
    real_office.people.add_account(Account("laoren", "老人", "填报员", "U14"), SYSTEM, PASSWORD)
    kept = real_office.reporting.keep_draft("U14", None, "草稿.xlsx", b"PK one", "laoren")
    at = page("accounts", ADMIN)
    at.selectbox(key="hand-over-from").set_value("laoren 老人").run()
    at.text_input(key="hand-over-code").set_value("xinren")
    at.text_input(key="hand-over-name").set_value("新人")
    clean(button(at, "交接并停用原账号").click().run())
    assert "laoren 的 1 份草稿已归 xinren，laoren 已停用" in words(at)
    assert real_office.people.sign_in("xinren", at.code[0].value, "192.0.2.1").account.must_change
    assert [one.id for one in real_office.reporting.drafts("xinren")] == [kept.id]
    assert not real_office.people.account("laoren").active
