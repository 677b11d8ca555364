"""Rows and columns that are no plain data: totals, notes, repeated headers, hidden and nameless parts."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from metrics.framework import parse_period
from metrics.ingest import ROW, check_workbook, write_template
from tests.kit.plain_books import repacked
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER, flat

SHEET = "活动台账"
HEADER = ["活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型"]


def row(name="微宣讲进车间", people=100, sessions=1, day="2023-11-02"):
    return [day, name, "微宣讲", sessions, people, "成员单位"]


def checked(rows, sheet=SHEET, change=lambda book, sheet: None, more=(), patch=None):
    """An own sheet of a unit, checked; `change` may merge and hide, `more` are further sheets.

    `patch` replaces bytes of the sheets' parts.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, content in ((sheet, rows), *more):
        made = book.add_worksheet(name)
        for number, cells in enumerate(content):
            made.write_row(number, 0, cells)
        if name == sheet:
            change(book, made)
    book.close()
    content = buffer.getvalue()
    if patch:
        content = repacked(content, lambda name, data: data.replace(*patch) if "sheet" in name else data)
    return check_workbook(content, "团县委_2023Q4.xlsx", FRAMEWORK, CONTEXT)


def data_rows(book):
    return book.ledgers["L05"].frame[ROW].tolist()


@pytest.mark.parametrize(
    "label", ["合计", "合　计", "总计", "小计：", "本页小计", "本期合计", "共计3场", "合计（全县）", "累计"]
)
def test_a_row_of_totals_is_no_data(label):
    book = checked([HEADER, row("甲"), row("乙"), [label]])
    assert data_rows(book) == [2, 3]
    assert flat(book, "W303", "E401") == [(SHEET, "4:4", "W303")]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["备注：口径与上期一致"], "W304"),
        (["填表人：", "某某", "审核人：", "某某", "日期：", "2024-1-5"], "W304"),
        (["", "填表说明：本表按季填报"], "W304"),
        (["注1、不含线上"], "W304"),
        (["一、轻骑兵实践活动"], "W304"),
        (["（二）其他活动"], "W304"),
        (HEADER, "W310"),
    ],
)
def test_rows_that_say_something_else_are_no_data(cells, kind):
    book = checked([HEADER, row("甲"), cells, row("乙")])
    assert data_rows(book) == [2, 4]
    assert flat(book, "W303", "W304", "W310") == [(SHEET, "3:3", kind)]


def test_a_note_goes_on_in_the_next_lines():
    book = checked(
        [HEADER, row("甲"), ["说明：", "", ""], ["1.按季填报"], ["（2）有疑问请联系"], row("1.丙")]
    )
    assert data_rows(book) == [2, 6]
    assert [where for _, where, _ in flat(book, "W304")] == ["3:3", "4:4", "5:5"]


def test_a_text_over_many_columns_is_a_heading_and_no_data():
    book = checked(
        [HEADER, row("甲"), [], row("乙")], change=lambda _, s: s.merge_range("A3:F3", "社会组织承办的活动")
    )
    assert data_rows(book) == [2, 4]
    assert flat(book, "W304") == [(SHEET, "3:3", "W304")]


def test_a_row_that_numbers_the_columns_is_no_data():
    book = checked([HEADER, ["甲", "乙", 1, 2, 3, 4], row("甲")])
    assert (data_rows(book), flat(book, "W310")) == ([3], [(SHEET, "2:2", "W310")])


def test_an_entry_that_only_begins_like_a_list_is_data():
    book = checked([HEADER, row("一、二年级职工子女暑托"), row("1.微宣讲")])
    assert (data_rows(book), flat(book, "W304")) == ([2, 3], [])


def test_totals_are_added_up_again_each_over_its_own_rows():
    rows = [HEADER, row("甲", 100), row("乙", 50), ["小计", "", "", 2, 150], row("丙", 30)]
    rows += [["小计", "", "", 1, 30], ["合计", "", "", 3, 180], ["全年累计", "", "", 44, 9999]]
    assert flat(checked(rows), "W311") == []


@pytest.mark.parametrize("stated", [150, 149.6, "150", "150人次", 0])
def test_a_total_that_is_not_the_sum_is_asked_with_the_sum(stated):
    book = checked([HEADER, row("甲", 100), row("乙", 51), ["合计", "", "", 2, stated]])
    (finding,) = [f for f in book.findings if f.code == "W311"]
    assert (finding.where.address, finding.found, finding.expected) == ("E4", str(stated), "151")
    assert finding.severity == "confirm"
    assert "全表各行相加是 151" in finding.message


def test_a_wrong_part_is_compared_with_its_part():
    rows = [HEADER, row("甲", 100), ["小计", "", "", 1, 100], row("乙", 50), ["小计", "", "", 1, 70]]
    (finding,) = [f for f in checked(rows).findings if f.code == "W311"]
    assert (finding.where.address, finding.expected) == ("E5", "50")


def test_a_total_above_its_rows_is_understood():
    assert flat(checked([HEADER, ["合计", "", "", 2, 150], row("甲", 100), row("乙", 50)]), "W311") == []


@pytest.mark.parametrize("people", ["若干", "约50"])
def test_nothing_is_compared_where_a_row_is_not_sure(people):
    book = checked([HEADER, row("甲", people), row("乙", 50), ["合计", "", "", 2, 999]])
    assert flat(book, "W311") == []


def test_hidden_and_filtered_rows_and_columns_are_data_and_said():
    def hide(_, sheet):
        for number in (2, 3, 5):
            sheet.set_row(number, None, None, {"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})
        sheet.autofilter(0, 0, 6, 5)

    book = checked([HEADER, *(row(f"第{n}场") for n in range(6))], change=hide)
    assert data_rows(book) == [2, 3, 4, 5, 6, 7]
    assert flat(book, "W306", "W213") == [(SHEET, "E:E", "W213"), (SHEET, "3:3", "W306")]
    (finding,) = [f for f in book.findings if f.code == "W306"]
    assert (finding.found, finding.severity) == ("3-4、6", "hint")


def test_a_hidden_row_of_totals_is_no_matter():
    book = checked([HEADER, row("甲"), ["合计"]], change=lambda _, s: s.set_row(2, None, None, {"hidden": 1}))
    assert flat(book, "W306") == []


def test_a_column_without_a_header_is_said():
    book = checked([HEADER, [*row("甲"), "", "随手记"], [*row("乙"), "", ""]])
    assert flat(book, "W206", "W204") == [(SHEET, "H1", "W206")]
    assert "H 列" in next(f.message for f in book.findings if f.code == "W206")


def test_formulas_that_failed_in_a_row_of_totals_are_no_matter():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for cells in (HEADER, row("甲"), ["合计", "", "", "=SUM(D2:D2)", "#REF!"]):
        sheet.append(cells)
    buffer = BytesIO()
    book.save(buffer)
    found = check_workbook(buffer.getvalue(), "团县委_2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert flat(found, "E416", "E420") == []


def test_an_empty_text_that_a_formula_gave_is_a_blank():
    def write(_, sheet):
        sheet.write_formula("G2", '=IF(1=1,"","x")', None, "E017")
        sheet.write_formula("E2", "=60*2", None, 120)

    book = checked([[*HEADER, "企业编号"], row("甲")], change=write, patch=(b"<v>E017</v>", b"<v></v>"))
    assert flat(book, "E420", "E416") == []
    assert book.ledgers["L05"].frame["attendances"].tolist() == [120]


@pytest.mark.parametrize("mark", ["、", "；", ";", "，", ",", "/", "／", "\n"])
def test_several_enterprises_in_a_cell_are_named_and_asked_to_be_parted(mark):
    text = mark.join(("E017", "金锁纺织股份有限公司", "无名厂"))
    book = checked([[*HEADER, "企业编号"], [*row("甲"), text]])
    (finding,) = [f for f in book.findings if f.code == "E417"]
    assert finding.where.address == "G2"
    assert "3 家：E017 泗洪远大新材料有限公司（示例）；" in finding.message
    assert finding.message.endswith("；无名厂。")
    assert "一行写一家" in finding.hint
    assert finding.proposal == "", "no text of one cell could put it right"


def test_a_number_merged_over_several_enterprises_is_never_copied():
    rows = [
        [*HEADER, "企业编号"],
        [*row("甲", 300), "E017"],
        [*row("乙", ""), "E018"],
        [*row("丙", ""), "E020"],
    ]
    book = checked(rows, change=lambda _, s: s.merge_range("E2:E4", 300))
    assert book.ledgers["L05"].frame["attendances"].fillna(-1).tolist() == [300, -1, -1]
    assert flat(book, "E307") == [(SHEET, "E2", "E307")]


def test_the_sheet_that_holds_rows_is_taken_where_the_template_is_empty():
    book = checked([HEADER], more=[("Sheet2", [HEADER, row("甲")])])
    assert book.rows == {"Sheet2": 1}
    assert flat(book, "E211") == []
    assert flat(book, "W210") == [("Sheet2", "", "W210")]


def test_data_on_the_second_sheet_are_found():
    book = checked([["请认真填报"]], sheet="说明", more=[("Sheet2", [["活动情况"], HEADER, row("甲")])])
    assert book.rows == {"Sheet2": 1}
    assert data_rows(book) == [3]


def test_a_sheet_named_like_another_ledger_is_taken_by_its_header():
    honours = [column.heading for column in FRAMEWORK.ledgers["L06"].columns]
    book = checked([honours, ["", "某奖", "五一劳动奖章", "市", "个人", "E017-01"]])
    assert list(book.ledgers) == ["L06"]
    assert flat(book, "W210") == [(SHEET, "", "W210")]


def test_the_unit_above_the_table_counts_for_columns_that_name_none():
    header = ["企业编号", "效益类型", "事项说明", "折算效益", "发生日期", "依据"]
    line = ["E017", "降本", "改进工序", 80000, "2023-10-10", "估算"]
    book = checked([["企业得效益情况", "", "", "单位：元"], header, line], sheet="企业得效益台账")
    assert book.ledgers["L08"].frame["benefit_amount"].tolist() == [8.0]
    assert flat(book, "W208") == [("企业得效益台账", "D2", "W208")]
    named = [*header[:3], "折算效益（万元）", *header[4:]]
    again = checked([["", "", "", "单位：元"], named, [*line[:3], 8, *line[4:]]], sheet="企业得效益台账")
    assert (again.ledgers["L08"].frame["benefit_amount"].tolist(), flat(again, "W208")) == ([8.0], [])


def test_a_template_of_last_year_filled_for_this_year_is_read_and_asked_about():
    book = openpyxl.load_workbook(
        BytesIO(write_template(FRAMEWORK, "U19", parse_period("2022Q4"), CONTEXT)), keep_vba=False
    )
    book["Meta"]["B2"] = "2022.1"
    for column, value in enumerate([date(2023, 11, 2), "微宣讲进车间", "微宣讲", 1, 120], 2):
        book[SHEET].cell(3, column).value = value
    book[SHEET].cell(3, 12).value = "成员单位"
    buffer = BytesIO()
    book.save(buffer)
    found = check_workbook(buffer.getvalue(), "团县委.xlsx", FRAMEWORK, CONTEXT, "U19", QUARTER)
    assert flat(found) == [("封面", "", "W114"), ("封面", "B4", "W113")]
    assert found.accepted
    assert found.ledgers["L05"].frame["activity_code"].tolist() == ["A19-23Q4-001"]
