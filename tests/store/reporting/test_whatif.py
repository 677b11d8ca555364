"""Before handing in: corrections, what they teach, and what the data would be afterwards."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from metrics.framework import load_framework, parse_period
from metrics.ingest import write_template
from metrics.ingest.patch.corrections import accepted, place
from metrics.ingest.patch.learned import confirmations
from metrics.scoring import facts, prepare, score_book
from metrics.store.database import SYSTEM
from metrics.store.reporting import Upload, correct_upload, hand_in, inspect_upload, what_if
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.workbooks import mistyped

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
LEVELS = ("unit", "brand", "enterprise", "county")


@pytest.fixture
def county(demo_url):
    with open_store(demo_url) as opened:
        yield opened


def changed_original(store, unit):
    """A unit's approved workbook with other attendances and one activity less."""
    _, content = store.reporting.original(store.reporting.submissions(QUARTER, unit)[-1].sha256, SYSTEM)
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["活动台账"]
    at = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in sheet[2] if cell.value}
    for row in range(3, sheet.max_row + 1):
        if isinstance(sheet.cell(row, at["参加人次"]).value, int | float):
            sheet.cell(row, at["参加人次"]).value += 250
    sheet.delete_rows(3)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def new_activity(store, unit):
    rows = {
        "held_on": ["2023-11-03"],
        "activity_name": ["车间里的微宣讲（示例）"],
        "activity_type": ["微宣讲"],
        "sessions": [2],
        "attendances": [86],
        "organiser_type": ["成员单位"],
    }
    context = store.reporting.context(FRAMEWORK, unit, QUARTER, SYSTEM)
    return write_template(FRAMEWORK, unit, QUARTER, context, {"L05": pd.DataFrame(rows)})


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    ("unit", "make"),
    [("U08", changed_original), ("U08", new_activity), ("U14", new_activity)],
    ids=["a correction", "another revision", "the first of the quarter"],
)
def test_what_if_is_what_comes_of_it(county, unit, make):
    content = make(county, unit)
    upload = inspect_upload(county.reporting, FRAMEWORK, content, "改.xlsx", unit, QUARTER, account=SYSTEM)
    before = county.reporting.dataset(FRAMEWORK, QUARTER)
    supposed = what_if(county.reporting, FRAMEWORK, upload.checked)
    receipt = hand_in(county.reporting, upload, unit.lower())
    county.reporting.approve(receipt.submission.id, "shenhe")
    real = county.reporting.dataset(FRAMEWORK, QUARTER)
    both = [prepare(FRAMEWORK, data) for data in (supposed, real)]
    for level in LEVELS:
        then, now = (score_book(one, level) for one in both)
        assert_frame_equal(then.scores, now.scores, rtol=0, atol=1e-9)
        assert_frame_equal(then.coverage, now.coverage, rtol=0, atol=1e-9)
    assert facts(both[0]) == facts(both[1])
    sums = [data.ledgers["L05"]["attendances"].sum() for data in (supposed, before)]
    assert sums[0] != sums[1]
    for code, frame in real.ledgers.items():
        meant = supposed.ledgers[code][frame.columns.tolist()].drop(columns="_submission")
        assert_frame_equal(meant, frame.drop(columns="_submission"))
    assert supposed.version != real.version


def test_a_file_with_errors_has_no_effect_to_compute(county):
    upload = inspect_upload(county.reporting, FRAMEWORK, b"", "空.xlsx", "U08", QUARTER, account=SYSTEM)
    with pytest.raises(ValueError, match=r"空\.xlsx"):
        what_if(county.reporting, FRAMEWORK, upload.checked)


@pytest.mark.long
def test_codes_issued_are_counted(county):
    upload = inspect_upload(
        county.reporting, FRAMEWORK, new_activity(county, "U08"), "a.xlsx", "U08", QUARTER, account=SYSTEM
    )
    assert upload.issued == 1
    _, content = county.reporting.original(county.reporting.submissions(QUARTER, "U08")[-1].sha256, SYSTEM)
    given = upload.checked.ledgers["L05"].frame["activity_code"].tolist()
    assert given[0].startswith("A08-23Q4-")
    assert (
        inspect_upload(county.reporting, FRAMEWORK, b"", "空.xlsx", "U08", QUARTER, account=SYSTEM).issued
        == 0
    )
    assert (
        inspect_upload(county.reporting, FRAMEWORK, content, "b.xlsx", "U08", QUARTER, account=SYSTEM).issued
        >= 0
    )


@pytest.mark.long
def test_what_was_accepted_once_is_known_the_next_time(county):
    code, wrong = mistyped(county)
    book = openpyxl.load_workbook(BytesIO(new_activity(county, "U08")))
    sheet = book["活动台账"]
    at = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in sheet[2] if cell.value}
    sheet.cell(3, at["企业编号"]).value = wrong
    sheet.cell(2, at["精神类别"]).value = "精神类别名"
    buffer = BytesIO()
    book.save(buffer)
    original = inspect_upload(
        county.reporting, FRAMEWORK, buffer.getvalue(), "人社局.xlsx", "U08", QUARTER, account=SYSTEM
    )
    taken = accepted(original.checked.findings)
    taken |= {place(one): one.choices[0] for one in original.checked.findings if one.code == "E409"}
    taught = confirmations(FRAMEWORK, original.checked, taken)
    assert {(one.kind, one.text, one.code) for one in taught} == {
        ("L15", wrong, code),
        ("header:L05", "精神类别名", "spirit_tag"),
    }
    upload = correct_upload(county.reporting, FRAMEWORK, original, taken, "U08", QUARTER, account=SYSTEM)
    assert upload.checked.file == "人社局_已更正.xlsx"
    assert upload.checked.accepted
    stored = Upload(upload.content, upload.checked, upload.context, upload.issued, taught)
    assert hand_in(county.reporting, stored, "u08").submission.file == "人社局_已更正.xlsx"
    assert county.reporting.confirmed_headers() == {"L05": {"spirit_tag": ("精神类别名",)}}
    again = inspect_upload(
        county.reporting, FRAMEWORK, buffer.getvalue(), "人社局.xlsx", "U08", QUARTER, account=SYSTEM
    )
    assert again.checked.ledgers["L05"].frame["enterprise_code"].tolist() == [code]
    assert not {item.code for item in again.checked.findings} & {"E409", "W204"}
    assert county.care.audit_rows(SYSTEM, action="alias")["account"].tolist() == ["u08", "u08"]
