"""The one way in: files are recognised, checked against what the database knows, and stored once."""

from datetime import date
from functools import partial
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import write_template
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import (
    PeriodInfo,
    check_upload,
    hand_in,
    inspect_as_written,
    inspect_upload,
    period_to_report,
    receive,
    stored_already,
)
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
ENTERPRISE = "E001 泗洪一号纺织有限公司（示例）"

ROSTER = pd.DataFrame(
    {
        "enterprise_code": ["E001", "E002"],
        "enterprise_name": ["泗洪一号纺织有限公司（示例）", "泗洪二号机械有限公司（示例）"],
        "town": ["开发区", "开发区"],
        "industry": ["纺织服装", "机械装备"],
        "ownership": ["民营", "国有(含控股)"],
        "employees": [320, 410],
        "pilot_level": ["县", "县"],
        "status": ["试点中", "试点中"],
    }
)


def activities(**changes):
    """Rows of the activity ledger as people type them."""
    rows = {
        "held_on": ["2023-11-03", "2023-12-06"],
        "activity_name": ["车间里的微宣讲（示例）", "入职第一课（示例）"],
        "activity_type": ["微宣讲", "入职教育"],
        "sessions": [2, 1],
        "attendances": [86, 40],
        "enterprise_code": [None, ENTERPRISE],
        "organiser_type": ["成员单位", "成员单位"],
    }
    return pd.DataFrame(rows | changes)


def workbook(store, unit, period=QUARTER, **rows):
    """A unit's template with these rows in its ledgers."""
    return write_template(
        FRAMEWORK, unit, period, store.reporting.context(FRAMEWORK, unit, period, SYSTEM), rows
    )


@pytest.fixture
def county(store):
    """A store whose roster is approved."""
    store.reporting.ensure_period(QUARTER, date(2024, 1, 10))
    content = workbook(store, "U01", L15=ROSTER)
    receipt = receive(store.reporting, FRAMEWORK, content, "名册.xlsx", "u01")
    assert receipt.submission, [str(f.where) + f.message for f in receipt.checked.findings]
    store.reporting.approve(receipt.submission.id, "office")
    return store


def codes(checked, severity="error"):
    return [finding.flat for finding in checked.of_severity(severity)]


def test_a_file_is_checked_against_what_the_database_knows(county):
    content = workbook(county, "U08", L05=activities())
    checked = check_upload(county.reporting, FRAMEWORK, content, "无名.xlsx", account=SYSTEM)
    assert (checked.unit, checked.period, codes(checked)) == ("U08", QUARTER, [])
    assert checked.ledgers["L05"].frame["enterprise_code"].tolist()[1] == "E001"
    assert county.reporting.submissions(unit="U08") == []


def test_an_enterprise_nobody_listed_is_named_with_its_cell(county):
    rows = activities(enterprise_code=[None, "E099 没有这家"])
    checked = check_upload(
        county.reporting, FRAMEWORK, workbook(county, "U08", L05=rows), "a.xlsx", account=SYSTEM
    )
    assert codes(checked) == [("活动台账", "H4", "E409")]


def test_unit_may_be_given_as_specification_or_code_and_must_agree_with_the_file(county):
    content = workbook(county, "U08", L05=activities())
    for unit in ("U09", FRAMEWORK.unit["U09"]):
        checked = check_upload(county.reporting, FRAMEWORK, content, "a.xlsx", unit, QUARTER, account=SYSTEM)
        assert checked.unit == "U09"
        assert "E112" in {finding.code for finding in checked.of_severity("error")}


@pytest.mark.long
def test_the_file_name_helps_a_file_that_does_not_say_whose_it_is(county):
    book = openpyxl.load_workbook(BytesIO(workbook(county, "U08", L05=activities())))
    del book["封面"], book["Meta"]
    buffer = BytesIO()
    book.save(buffer)
    unknown = check_upload(county.reporting, FRAMEWORK, buffer.getvalue(), "台账.xlsx", account=SYSTEM)
    assert {"E110", "E111"} == {finding.code for finding in unknown.of_severity("error")}
    named = check_upload(
        county.reporting, FRAMEWORK, buffer.getvalue(), "县人社局_2023Q4.xlsx", account=SYSTEM
    )
    assert (named.unit, named.period, codes(named)) == ("U08", QUARTER, [])


@pytest.mark.parametrize(
    ("content", "file", "code"),
    [
        (b"", "空.xlsx", "E101"),
        (b"%PDF-1.7 nothing", "台账.pdf", "E103"),
        (b"PK\x03\x04 torn", "台账.xlsx", "E107"),
    ],
)
def test_bytes_that_are_no_workbook_become_a_finding(county, content, file, code):
    receipt = receive(county.reporting, FRAMEWORK, content, file, "u08")
    assert receipt.submission is None
    assert [finding.code for finding in receipt.checked.findings] == [code]


def test_an_empty_database_can_still_check(store):
    blank = write_template(
        FRAMEWORK, "U08", QUARTER, store.reporting.context(FRAMEWORK, "U08", QUARTER, SYSTEM)
    )
    checked = check_upload(store.reporting, FRAMEWORK, blank, "a.xlsx", account=SYSTEM)
    assert (checked.unit, checked.period) == ("U08", QUARTER)
    assert [finding.code for finding in checked.of_severity("confirm")] == ["W115"]


def test_handing_in_stores_once_and_recognises_the_same_bytes(county):
    content = workbook(county, "U08", L05=activities())
    upload = inspect_upload(county.reporting, FRAMEWORK, content, "a.xlsx", account=SYSTEM)
    assert stored_already(county.reporting, upload.checked) == []
    first = hand_in(county.reporting, upload, "u08")
    assert (first.submission.revision, first.repeated) == (1, False)
    again = hand_in(
        county.reporting,
        inspect_upload(county.reporting, FRAMEWORK, content, "b.xlsx", account=SYSTEM),
        "u08",
    )
    assert again.submission == first.submission
    assert again.repeated
    assert stored_already(county.reporting, upload.checked) == [first.submission]
    assert (
        county.care.audit_rows(SYSTEM, action="submit", account="u08")["detail"].tolist()[0]["revision"] == 1
    )
    assert county.reporting.original(upload.checked.sha256, SYSTEM)[1] == content


def test_a_corrected_file_becomes_the_next_revision_with_the_same_row_codes(county):
    first = receive(county.reporting, FRAMEWORK, workbook(county, "U08", L05=activities()), "a.xlsx", "u08")
    changed = workbook(county, "U08", L05=activities(attendances=[90, 40]))
    second = receive(county.reporting, FRAMEWORK, changed, "a.xlsx", "u08")
    assert (first.submission.revision, second.submission.revision) == (1, 2)
    assert [
        receipt.checked.ledgers["L05"].frame["activity_code"].tolist() for receipt in (first, second)
    ] == [["A08-23Q4-001", "A08-23Q4-002"]] * 2


def test_a_file_with_errors_is_not_stored(county):
    content = workbook(county, "U08", L05=activities(held_on=["2023-09-03", "2023-12-06"]))
    receipt = receive(county.reporting, FRAMEWORK, content, "a.xlsx", "u08")
    assert receipt.submission is None
    assert codes(receipt.checked) == [("活动台账", "B3", "E407")]
    upload = inspect_upload(county.reporting, FRAMEWORK, content, "a.xlsx", account=SYSTEM)
    with pytest.raises(StoreError, match="1 处错误"):
        hand_in(county.reporting, upload, "u08")
    assert county.reporting.submissions(unit="U08") == []


def info(code, due):
    period = parse_period(code)
    return PeriodInfo(code, period.label, due, "open")


YEAR = [
    info("2023Q3", date(2023, 10, 10)),
    info("2023Q4", date(2024, 1, 10)),
    info("2024Q1", date(2024, 4, 10)),
]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 1, 5), "2023Q4"),
        (date(2023, 12, 20), "2023Q4"),
        (date(2023, 12, 1), "2023Q3"),
        (date(2024, 2, 20), "2023Q4"),
        (date(2024, 3, 20), "2024Q1"),
        (date(2030, 1, 1), "2024Q1"),
        (date(2023, 1, 1), "2023Q3"),
    ],
)
def test_the_quarter_people_most_likely_want(today, expected):
    assert period_to_report(YEAR[::-1], today).code == expected


def test_no_quarter_opened_gives_none(store: Store):
    assert period_to_report(store.reporting.periods(), date(2024, 1, 1)) is None


@pytest.mark.long
def test_a_files_own_quarter_and_unit_lead_over_what_was_chosen(county):
    content, later = workbook(county, "U08", L05=activities()), parse_period("2024Q1")
    look = partial(inspect_as_written, county.reporting, FRAMEWORK, content, "a.xlsx", account=SYSTEM)
    assert (look("U08", later).checked.period, codes(look("U08", later).checked)) == (QUARTER, [])
    assert look("U09", later).checked.unit == "U08"
    led = look("U09", later, unit_leads=True).checked
    assert (led.unit, led.period) == ("U09", QUARTER)
    assert "E112" in {finding.code for finding in led.of_severity("error")}
    book = openpyxl.load_workbook(BytesIO(content))
    del book["封面"], book["Meta"]
    buffer = BytesIO()
    book.save(buffer)
    silent = inspect_as_written(
        county.reporting, FRAMEWORK, buffer.getvalue(), "台账.xlsx", "U08", QUARTER, account=SYSTEM
    )
    assert (silent.checked.unit, silent.checked.period) == ("U08", QUARTER)
