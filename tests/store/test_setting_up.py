"""Applying 县情设置.xlsx: county, quarters, accounts, roster, whole or not at all; what is handed out."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import load_workbook

from metrics.county.setup import slips_sheet
from metrics.framework import parse_period
from metrics.ingest import check_workbook
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import SignInError
from metrics.store.setting_up import apply_setup, invite_all, plan_setup, templates_zip
from tests.kit.two_units import FIRMS, QUARTER, SHEETS, book


@pytest.fixture
def empty(database_url):
    with Store.open(database_url) as store:
        yield store


@pytest.fixture
def county(empty):
    apply_setup(empty, book(), "县情设置.xlsx", SYSTEM)
    return empty


def test_one_workbook_makes_a_county_that_can_be_scored(county):
    framework = county.office.framework()
    assert framework.county == "青岚县"
    assert [info.code for info in county.reporting.periods()] == ["2024Q1"]
    assert county.people.names() == {"gh": "工会填报员", "jy": "教育局填报员", "shenhe": "审核员"}
    assert county.reporting.enterprises()["name"].tolist() == ["甲纺织有限公司", "乙竹业有限公司"]
    (info,) = county.reporting.submissions()
    assert (info.submitted_by, info.state, info.decided_by) == ("县情设置", "approved", "系统")
    data = county.reporting.dataset(county.office.framework_for(QUARTER), QUARTER)
    assert data.ledgers["L15"]["town"].tolist() == ["城关镇", "西河镇"]


def test_the_plan_says_what_it_would_do_and_stores_nothing(empty):
    plan = plan_setup(empty, book(), "县情设置.xlsx")
    assert [one.code for one in plan.accounts] == ["gh", "jy", "shenhe"]
    assert plan.quarters == (("2024Q1", date(2024, 4, 15)),)
    assert plan.enterprises == 2
    assert "+U02,县教育局,,,L01|L05,," in plan.changes["vocab/units.csv"]
    assert empty.office.county_versions() == []


def test_a_workbook_with_errors_changes_nothing(empty):
    wrong = book(S06=[{**FIRMS[0], "town": "无此镇"}])
    with pytest.raises(StoreError, match="企业名册!C3"):
        apply_setup(empty, wrong, "县情设置.xlsx", SYSTEM)
    assert empty.office.county_versions() == []
    assert empty.people.names() == {}
    assert empty.reporting.periods() == []


@pytest.mark.long
def test_what_fails_late_leaves_nothing_behind(empty):
    with pytest.raises(StoreError, match="还没有开放的季度"):
        apply_setup(empty, book(S09=[]), "县情设置.xlsx", SYSTEM)
    assert empty.office.county_versions() == []
    assert empty.people.names() == {}


def test_a_unit_may_not_set_the_county_up(county):
    changed = book(S03=[{"name": "城关镇"}, {"name": "新镇"}], S06=[], S08=[], S09=[])
    with pytest.raises(StoreError, match="jy"):
        apply_setup(county, changed, "县情设置.xlsx", "jy", None, "改镇名")


@pytest.mark.long
def test_the_keeper_of_the_roster_does_not_let_it_count(empty):
    apply_setup(empty, book(S06=[]), "县情设置.xlsx", SYSTEM)
    only_roster = book(S01=[], S02=[], S03=[], S07=[], S08=[], S09=[])
    with pytest.raises(StoreError, match="gh"):
        apply_setup(empty, only_roster, "县情设置.xlsx", "gh")
    assert empty.reporting.submissions() == []
    assert apply_setup(empty, only_roster, "县情设置.xlsx", SYSTEM).roster.state == "approved"


def test_a_change_from_a_day_on_leaves_old_periods_as_they_were(county):
    renamed = [{"code": "U01", **SHEETS["S02"][0]}, {"code": "U02", **SHEETS["S02"][1], "name": "县教体局"}]
    changed = book(S02=renamed, S06=[], S07=[], S08=[], S09=[])
    apply_setup(county, changed, "县情设置.xlsx", SYSTEM, date(2024, 7, 1), "机构改革")
    assert county.office.framework_for(QUARTER).unit["U02"].name == "县教育局"
    assert county.office.framework_for(parse_period("2024Q3")).unit["U02"].name == "县教体局"
    assert county.office.framework().unit["U02"].name == "县教体局"
    with pytest.raises(StoreError, match="理由"):
        apply_setup(county, book(S06=[], S08=[], S09=[]), "县情设置.xlsx", SYSTEM, date(2024, 10, 1), "")


def test_a_settled_brand_is_in_its_units_template_and_may_be_named_by_others(county):
    framework = county.office.framework()
    (own,) = county.reporting.context(framework, "U02", QUARTER, "jy").prefill["L01"].to_dict("records")
    assert (own["brand_code"], own["brand_name"], own["lead_unit_code"]) == ("B01", "夜校进车间", "U02")
    known = county.reporting.context(framework, "U01", QUARTER, "gh").known["L01"]
    assert known["name"].tolist() == ["夜校进车间"]


@pytest.mark.long
def test_all_templates_in_one_file(county):
    framework = county.office.framework()
    with ZipFile(BytesIO(templates_zip(county, framework, QUARTER, SYSTEM))) as archive:
        names = archive.namelist()
        content = archive.read(names[1])
    assert names == ["青岚县产改台账_U01_县总工会_2024Q1.xlsx", "青岚县产改台账_U02_县教育局_2024Q1.xlsx"]
    context = county.reporting.context(framework, "U02", QUARTER, SYSTEM)
    checked = check_workbook(content, names[1], framework, context)
    assert (checked.unit, checked.rows["重点工作品牌台账"]) == ("U02", 1)
    with pytest.raises(StoreError, match="jy"):
        templates_zip(county, framework, QUARTER, "jy")


def test_a_slip_lets_its_owner_in_once(county):
    people = [one for one in county.people.accounts(SYSTEM) if one.code == "jy"]
    (slip,) = invite_all(county, county.office.framework(), people, "http://10.0.0.8:8501/", SYSTEM)
    assert slip.link.startswith("http://10.0.0.8:8501/welcome?token=")
    token = slip.link.partition("token=")[2]
    assert county.people.invitations.waiting(SYSTEM) == ["jy"]
    assert county.people.invitations.invited(token).code == "jy"
    with pytest.raises(StoreError, match="太短"):
        county.people.invitations.accept(token, "短")
    county.people.invitations.accept(token, "竹山后面有一条小溪流水")
    with pytest.raises(SignInError, match="已失效"):
        county.people.invitations.accept(token, "竹山后面有一条小溪流水")
    assert county.people.sign_in("jy", "竹山后面有一条小溪流水", "10.0.0.9").account.code == "jy"
    assert county.people.invitations.waiting(SYSTEM) == []


@pytest.mark.long
def test_a_new_slip_voids_the_one_before_and_a_disabled_account_has_none(county):
    people = [one for one in county.people.accounts(SYSTEM) if one.code == "jy"]
    first, second = (invite_all(county, county.office.framework(), people, "", SYSTEM)[0] for _ in range(2))
    with pytest.raises(SignInError):
        county.people.invitations.invited(first.link.partition("token=")[2])
    county.people.disable_account("jy", SYSTEM)
    with pytest.raises(SignInError):
        county.people.invitations.invited(second.link.partition("token=")[2])
    with pytest.raises(StoreError, match="停用"):
        county.people.invitations.invite("jy", SYSTEM)


def test_slips_are_a_sheet_to_print(county):
    made = invite_all(county, county.office.framework(), county.people.accounts(SYSTEM), "", SYSTEM)
    rows = load_workbook(BytesIO(slips_sheet(made, "青岚县"))).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "青岚县产改台账系统　县总工会"
    assert rows[1][1] == "gh（工会填报员）"
