"""The workbook a unit downloads: its own sheets, prefilled, with dropdowns, the same bytes each time."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from metrics.ingest import Context, check_workbook, write_template
from tests.kit.templates import BRANDS, CONTEXT, ENTERPRISES, FRAMEWORK, QUARTER


def opened(unit="U19", **options):
    return openpyxl.load_workbook(BytesIO(write_template(FRAMEWORK, unit, QUARTER, CONTEXT, **options)))


def plain(value):
    """A cell's date without its midnight."""
    return value.date() if isinstance(value, datetime) else value


def validation(sheet, cell):
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


@pytest.mark.breadth(8)
@pytest.mark.parametrize("unit", [unit.code for unit in FRAMEWORK.units])
def test_every_unit_gets_its_own_sheets_and_an_empty_one_raises_nothing_but_that_it_is_empty(unit):
    content = write_template(FRAMEWORK, unit, QUARTER, CONTEXT)
    book = openpyxl.load_workbook(BytesIO(content))
    own = [FRAMEWORK.ledgers[code].sheet for code in FRAMEWORK.unit[unit].ledgers]
    assert book.sheetnames == ["封面", *own, "字典", "Meta"]
    assert (book["字典"].sheet_state, book["Meta"].sheet_state) == ("hidden", "veryHidden")
    assert book["字典"].protection.sheet
    checked = check_workbook(content, "上报.xlsx", FRAMEWORK, CONTEXT)
    assert (checked.unit, checked.period, checked.template_version) == (
        unit,
        QUARTER,
        FRAMEWORK.template_version,
    )
    assert [finding.code for finding in checked.findings] == ["W115"]
    assert set(checked.ledgers) == set(FRAMEWORK.unit[unit].ledgers)


def test_the_same_arguments_give_the_same_bytes():
    first, second = (write_template(FRAMEWORK, "U01", QUARTER, CONTEXT) for _ in range(2))
    assert first == second
    assert openpyxl.load_workbook(BytesIO(first)).properties.created.isoformat() == "2023-12-31T00:00:00"


def test_dropdowns_point_at_the_dictionary():
    book = opened()
    sheet = book["活动台账"]
    assert validation(sheet, "D3").formula1 == "dict_activity_types"
    assert validation(sheet, "D500").formula1 == "dict_activity_types"
    assert validation(sheet, "H3").formula1 == "dict_ref_L15"
    where = book.defined_names["dict_ref_L15"].attr_text
    sheet_name, cells = where.split("!")
    words = [row[0].value for row in book[sheet_name][cells.replace("$", "")]]
    assert words == [
        "E017 泗洪远大新材料有限公司（示例）",
        "E018 泗洪金锁纺织有限公司（示例）",
        "E019 泗洪金锁纺织股份有限公司（示例）",
        "E020 江苏双沟酿造有限公司（示例）",
    ], "an enterprise that left is not offered"


def test_dates_and_numbers_are_validated():
    sheet = opened()["活动台账"]
    day, sessions = validation(sheet, "B3"), validation(sheet, "E3")
    assert (day.type, day.formula1, day.formula2) == ("date", "45200", "45291")
    assert (sessions.type, sessions.formula1, sessions.formula2) == ("whole", "1", "99")
    assert "必填" in day.prompt
    assert "2023-06-15" in day.prompt


def test_required_headers_are_marked_and_the_header_stays_in_sight_on_screen_and_paper():
    sheet = opened()["活动台账"]
    assert [cell.value for cell in sheet[2]][:5] == [
        "活动编号",
        "活动日期*",
        "活动名称*",
        "活动类型*",
        "场次（场）*",
    ]
    assert sheet.freeze_panes == "D3"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$2"


def test_registers_come_prefilled_with_names_beside_codes_and_without_last_quarters_sums():
    carriers = pd.DataFrame(
        {
            "carrier_code": ["Z21-01"],
            "carrier_name": ["工会会客厅（开发区站）"],
            "carrier_type": ["工会会客厅"],
            "brand_code": ["B07"],
            "enterprise_code": [None],
            "town": ["开发区"],
            "opened_on": pd.array([date(2023, 5, 8)], dtype="datetime64[us]"),
            "status": ["在用"],
            "is_open_site": pd.array([True], dtype="boolean"),
            "open_sessions": pd.array([26], dtype="Int64"),
            "served_visits": pd.array([780], dtype="Int64"),
        }
    )
    context = Context(known={"L01": BRANDS, "L15": ENTERPRISES}, prefill={"L03": carriers})
    content = write_template(FRAMEWORK, "U21", QUARTER, context)
    row = [plain(cell.value) for cell in openpyxl.load_workbook(BytesIO(content))["载体阵地台账"][3]]
    assert row == [
        "Z21-01",
        "工会会客厅（开发区站）",
        "工会会客厅",
        "B07 流动职校",
        None,
        "开发区",
        date(2023, 5, 8),
        "在用",
        "是",
        *(None,) * 5,
    ]
    checked = check_workbook(content, "U21.xlsx", FRAMEWORK, context)
    assert checked.findings == ()
    assert checked.ledgers["L03"].frame["carrier_code"].tolist() == ["Z21-01"]


def test_given_rows_are_written_as_they_are():
    rows = {
        "L05": pd.DataFrame({"held_on": ["2023年11月2日", date(2023, 11, 3)], "attendances": ["220余人", 12]})
    }
    sheet = opened(rows=rows)["活动台账"]
    assert [sheet["B3"].value, plain(sheet["B4"].value)] == ["2023年11月2日", date(2023, 11, 3)]
    assert [sheet["F3"].value, sheet["F4"].value] == ["220余人", 12]


@pytest.mark.parametrize("rows", [{"L06": pd.DataFrame()}, {"L05": pd.DataFrame({"held": [1]})}])
def test_rows_that_do_not_belong_are_refused(rows):
    with pytest.raises(ValueError, match=r"L06|held"):
        write_template(FRAMEWORK, "U19", QUARTER, CONTEXT, rows)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","点")', "+1+1", "@SUM(A1)", "http://example.cn/", "-2"]
)
def test_what_people_typed_never_becomes_a_formula_or_a_link(text):
    rows = {"L05": pd.DataFrame({"activity_name": [text]})}
    cell = opened(rows=rows)["活动台账"]["C3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
