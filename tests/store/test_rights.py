"""Every act of rights.toml against the store itself: who may does it, who may not stores nothing."""

import inspect
import shutil
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from pyotp import TOTP

from metrics.county import Returned, ReturnedStanding
from metrics.framework import NO_COUNTY, parse_period
from metrics.framework.editing import number_edits
from metrics.framework.rights import load_rights
from metrics.ingest import ROW
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.office import CountyDraft, ExportedFile, FrameworkDraft, PaperOrder
from metrics.store.people import Account, Handout
from metrics.store.reporting import VERIFIED, MergerWish, Ruling
from tests.kit.checkups import save_passed
from tests.kit.county_packages import open_store
from tests.kit.photo_books import colour
from tests.kit.second_factor import code_of
from tests.kit.workbooks import ACCOUNTS, FRAMEWORK, activity, people, send, workbook

Q1, Q2 = parse_period("2023Q1"), parse_period("2023Q2")
#: Role → an account that has it; the 填报员 is of U08.
BY = {"填报员": "u08", "审核员": "office", "领导": "lingdao", "管理员": "boss", "审计员": "shenji"}
ACTS = {act.id: act for act in load_rights().acts if act.place == "store"}
EXPORT = ExportedFile("special", "2023Q1", "", "pdf", "a.pdf", b"%PDF", {}, "d", "f")
PASSWORD = "一句很长的话当密码"
RULING = Ruling("Q101", "k", VERIFIED, note="已核实")


def waiting(store, code):
    """The submission that awaits its decision: one's own, or that of U08."""
    infos = [info for info in store.reporting.submissions() if info.state == "submitted"]
    return next((info for info in infos if info.submitted_by == code), infos[0])


def publish(store, code):
    office, period = store.office, Q1
    return office.publish(
        period,
        code,
        {"county": pd.DataFrame({"total": [1.0]}, index=["county"])},
        data_version=store.reporting.data_version(period),
        framework_version=office.framework_for(period).hash,
    )


def sees_submission(store, code):
    number = waiting(store, "").id
    for look in (
        store.reporting.checked,
        store.reporting.findings,
        store.reporting.comments,
        store.reporting.marked,
    ):
        look(number, code)
    store.reporting.original(store.reporting.checked(number, SYSTEM).sha256, code)


def drafts(store, code):
    kept = store.reporting.keep_draft("U08", Q2, "a.xlsx", b"PK", code)
    assert store.reporting.drafts(code) == [kept]
    store.reporting.drop_draft(store.reporting.draft(kept.id, code)[0].id, code)


def exports(store, code):
    ordered = store.office.keep_order(PaperOrder("专报", "special", "2023Q1", "county", "pdf", {}), code)
    assert [one.id for one in store.office.orders(code)] == [ordered]
    store.office.drop_order(ordered, code)
    assert store.office.export_content(store.office.keep_export(EXPORT, code).id, code)[1] == EXPORT.content


def scenarios(store, code):
    store.office.save_scenario("方案", {}, "f", code)
    store.office.remove_scenario("方案", code)


def notes(store, code):
    store.office.drop_note(store.office.add_note("2023Q1", "county", "county", "台风", code).id, code)


def accounts(store, code):
    store.people.add_account(Account("neu", "新人", "领导"), code, PASSWORD)
    store.people.ensure_account(Account("neu2", "新人", "填报员", "U09"), code)


def disables(store, code):
    store.people.disable_account("u09", code)
    store.people.enable_account("u09", code)


def bound(store):
    """A second 审核员 who has bound an app."""
    store.people.add_account(Account("zweite", "第二人", "审核员"), SYSTEM, PASSWORD)
    token = store.people.first_step("zweite", PASSWORD, "192.0.2.1").token
    store.people.second_step(token, code_of(TOTP(store.people.half(token).secret)), "192.0.2.1")


def sends(store, code):
    checked, content = workbook("U08", "2023Q2", {"L05": [activity(9, "2023-05-01")]})
    return store.reporting.submit(checked, content, code)


def brings_a_photo(store, code):
    row = store.reporting.dataset(FRAMEWORK, Q1).ledgers["L05"][ROW].iloc[0]
    assert store.photos.add(1, "L05", int(row), [("活动.jpg", colour(1))], code).count


def asked_for_correction(store):
    publish(store, SYSTEM)
    store.reporting.ask_correction("U08", Q1, "漏报", SYSTEM)


def sees_province(store, code):
    rows = pd.DataFrame({"_row": [3]})
    assert len(store.office.rows_of_city(code, "U08", rows)) == 1
    both = pd.DataFrame({"_row": [3, 4], "city_code": ["U08", "U09"]})
    seen = store.office.rows_of_cities(code, both)
    assert len(seen) + seen.left_out == 2
    assert "U08" in set(seen.frame["city_code"])
    assert store.office.province_reach(code) in ("", "U08")


def answered(store):
    """What the office above says of the one publication."""
    (made,) = store.office.publications(Q1)
    standing = ReturnedStanding(71.5, 3, 95, 2, 6, "宿迁市", 1, 3)
    return Returned("苏省", "321324", "泗洪县", Q1.code, 1, made.audit_hash, 1, standing, ())


#: Act → what does it, with an account's code.
CALLS = {
    "see-rows": lambda s, by: s.reporting.original(s.reporting.checked(1, SYSTEM).sha256, by),
    "see-submission": sees_submission,
    "prefill": lambda s, by: s.reporting.context(FRAMEWORK, "U08", Q2, by),
    "draft": drafts,
    "submit": sends,
    "ask-erasure": lambda s, by: s.reporting.ask_erasure(s.reporting.checked(1, SYSTEM).sha256, "误传", by),
    "erase": lambda s, by: s.reporting.confirm_erasure(1, by),
    "retention": lambda s, by: s.reporting.keep_for("drafts", 30, by),
    "ask-correction": lambda s, by: s.reporting.ask_correction("U08", Q1, "漏报", by),
    "decide-correction": lambda s, by: s.reporting.refuse_correction(1, "不用改", by),
    "withdraw": lambda s, by: s.reporting.withdraw(waiting(s, by).id, by),
    "confirm-name": lambda s, by: s.reporting.confirm_alias("L15", "甲厂", "E001", by),
    "comment": lambda s, by: s.reporting.comment(waiting(s, "").id, by, "请补签到表"),
    "approve": lambda s, by: s.reporting.approve(waiting(s, "").id, by),
    "return": lambda s, by: s.reporting.give_back(waiting(s, "").id, by, "缺页"),
    "rule": lambda s, by: s.rulings.rule(RULING, by),
    "undo-ruling": lambda s, by: s.rulings.undo("k", by),
    "open-period": lambda s, by: s.reporting.ensure_period(parse_period("2024Q1"), date(2024, 4, 15), by),
    "due-date": lambda s, by: s.reporting.ensure_period(Q1, date(2023, 4, 30), by),
    "extend": lambda s, by: s.reporting.extend("U09", Q2, date(2023, 8, 1), "机构改革", by),
    "photo": brings_a_photo,
    "see-inner-photos": lambda s, by: s.photos.large(1, by),
    "merge-projects": lambda s, by: s.reporting.decide_merger(MergerWish("P001", "P002", True, "B01"), by),
    "publish": publish,
    "lock": lambda s, by: s.office.lock(Q1, by),
    "reopen": lambda s, by: s.office.reopen(Q1, by, "补报"),
    "remark": notes,
    "export": exports,
    "scenario": scenarios,
    "others-work": lambda s, by: s.office.remove_scenario("别人的", by),
    "edit-briefing": lambda s, by: s.office.remember("briefing-head", {"org": "县总工会"}, by),
    "remember": lambda s, by: s.office.remember(f"tour:{by}", "done", by),
    "edit-framework": lambda s, by: save_passed(
        s, FrameworkDraft(0, number_edits({"K.weight": 1}), "2023.2", Q2, "试改"), by
    ),
    "edit-county": lambda s, by: s.office.save_county(CountyDraft(NO_COUNTY, None, "试改"), by),
    "see-accounts": lambda s, by: s.people.accounts(by),
    "account": accounts,
    "reset-password": lambda s, by: s.people.reset_password("u09", by),
    "reset-second-factor": lambda s, by: s.people.reset_second_factor("zweite", by),
    "disable-account": disables,
    "hand-over": lambda s, by: s.people.hand_over("u09", Account("u09neu", "新人", ""), by),
    "revoke-sessions": lambda s, by: s.people.revoke_sessions("u09", by),
    "take-in": lambda s, by: s.office.take_in(answered(s), by),
    "hand-up": lambda s, by: s.people.hand_out(Handout("上报包", "甲县_r1.kdj", [("hand-up", "")]), by),
    "see-province": sees_province,
    "collect-province": lambda s, by: s.office.collect_across(by, "2 个上报包", {"files": []}, str.strip),
    "rule-province": lambda s, by: s.office.rule_across(by, "3f2a91c0", {"keep": "990101"}, str.strip),
    "archive": lambda s, by: s.people.hand_out(Handout("年度归档", "2023.zip", [("archive", "")]), by),
    "read-audit": lambda s, by: s.care.audit_rows(by),
}
#: Act → what the system does before it.
BEFORE = {
    "ask-correction": lambda s: publish(s, SYSTEM),
    "decide-correction": asked_for_correction,
    "erase": lambda s: s.reporting.ask_erasure(s.reporting.checked(1, SYSTEM).sha256, "误传", "u08"),
    "extend": lambda s: s.reporting.ensure_period(Q2, date(2023, 7, 15)),
    "see-inner-photos": lambda s: brings_a_photo(s, SYSTEM),
    "undo-ruling": lambda s: s.rulings.rule(RULING, SYSTEM),
    "reset-second-factor": bound,
    "others-work": lambda s: s.office.save_scenario("别人的", {}, "f", SYSTEM),
    "lock": lambda s: publish(s, SYSTEM),
    "take-in": lambda s: publish(s, SYSTEM),
    "reopen": lambda s: publish(s, SYSTEM),
}
#: Methods without an acting account. What they hand out is no unit's rows, or goes into the scores of the
#: whole county; or a token or password says who asks.
WITHOUT = {
    "reporting": "periods submissions board dataset data_version counted leading_rows revisions "
    "rulings_until enterprises collecting confirmed_headers erased retention due expire extensions "
    "mergers own_tables zero_declarations",
    "office": "publications correcting under_correction former_units returned published_scores exports "
    "remembered "
    "framework_versions framework framework_for framework_in_force county county_versions "
    "preview_framework period_to_check scenarios notes find_book keep_book framework_source",
    "people": "account names inhabitants first_admin_token first_admin_open claim_first_admin sign_in "
    "require_unlocked sign_in_demo session sessions settle sign_out sign_out_elsewhere change_password "
    "first_step half second_step second_factor trusted_devices end_trusted_devices renew_recovery_codes",
    "photos": "linked bring",
    "rulings": "holding history",
    "care": "",
}


def test_every_act_of_the_store_has_a_call():
    assert set(CALLS) == set(ACTS)


@pytest.mark.parametrize("room", WITHOUT)
def test_every_method_takes_the_acting_account_or_is_named_here(sqlite_store, room):
    methods = dict(inspect.getmembers(getattr(sqlite_store, room), inspect.ismethod))
    free = {
        name
        for name, method in methods.items()
        if not name.startswith("_") and not {"account", "by"} & set(inspect.signature(method).parameters)
    }
    assert free == set(WITHOUT[room].split())


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A database to copy: U08's first quarter approved, and for the second a report that waits."""
    file = tmp_path_factory.mktemp("rights") / "filled.db"
    with open_store(f"sqlite:///{file}") as store:
        people(store)
        send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
        for unit, by in (("U08", "u08"), ("U09", "office"), ("U10", "boss")):
            send(store, unit, "2023Q2", {"L05": [activity(2, "2023-05-02")]}, account=by)
    return file


@pytest.fixture
def opened(filled, tmp_path):
    """Opens a fresh copy for an act, prepared for it."""
    stores = []

    def fresh(act):
        file = shutil.copy(filled, tmp_path / f"{len(stores)}.db")
        stores.append(Store.open(f"sqlite:///{file}", migrate=False))
        BEFORE.get(act, lambda _: None)(stores[-1])
        return stores[-1]

    yield fresh
    for store in stores:
        store.close()


def reach(act, role):
    return load_rights().reach(role, act)


@pytest.mark.parametrize("act", CALLS)
def test_who_may_does_it(opened, act):
    for role, code in BY.items():
        if reach(act, role):
            CALLS[act](opened(act), code)


@pytest.mark.parametrize("act", CALLS)
def test_who_may_not_stores_nothing(opened, act):
    store = opened(act)
    store.people.ensure_account(replace(found(store, "u08b"), active=False), SYSTEM)
    refused = [code for role, code in BY.items() if not reach(act, role)]
    if reach(act, "填报员") == "own" and act not in ("confirm-name", "remember"):
        refused.append("u09")
    before = store.database.mark()
    for code in (*refused, "u08b", "nobody", " "):
        with pytest.raises(StoreError, match=r"要用|只能|停用|没有代码为|请.*登录|不对这个账号开放"):
            CALLS[act](store, code)
        assert store.database.mark() == before, f"{code} {act}"


def found(store, code):
    return store.people.account(code)


@pytest.mark.parametrize("role", BY)
def test_the_account_counts_as_it_is_now(opened, role):
    """What a page still believes of an account does not matter."""
    store = opened("approve")
    code = BY[role]
    other = Account(code, "换岗了", "领导" if role != "领导" else "填报员", "U10")
    store.people.ensure_account(Account("boss2", "另一个", "管理员"), SYSTEM)
    store.people.ensure_account(other, SYSTEM)
    with pytest.raises(StoreError, match=f"账号 {code}：.*要用审核员或管理员的账号"):
        store.reporting.approve(waiting(store, "").id, code)


def test_a_unit_does_not_approve_anothers_report(store):
    info = send(store, "U09", "2023Q1", {"L05": [activity(1)]})
    before = store.database.mark()
    with pytest.raises(StoreError, match="账号 u08：填报员不能审核通过，要用审核员或管理员的账号"):
        store.reporting.approve(info.id, "u08")
    with pytest.raises(StoreError, match="填报员只能为本单位（U08）看报送的文件"):
        store.reporting.checked(info.id, "u08")
    assert (store.database.mark(), store.reporting.submissions()[0].state) == (before, "submitted")


def test_the_tests_accounts_have_every_role():
    assert set(BY) == {role.name for role in load_rights().roles}
    assert {one.code: one.role for one in ACCOUNTS} | {code: role for role, code in BY.items()} == {
        one.code: one.role for one in ACCOUNTS
    }
