"""Several files of one unit and quarter become one; an own table is read once it was told what it is."""

from io import BytesIO

import openpyxl
import pytest

from metrics.ingest import check_workbook
from metrics.ingest.desk import ALL, MergeError, MergePart, merge, rivals
from metrics.ingest.find import likely_ledger, proposed_fields, strange_sheets
from metrics.ingest.patch import with_own_tables
from metrics.ingest.read import read
from tests.ingest.desk.test_desk import FRAMEWORK, KNOWN, QUARTER, SHEET, book, check, desk, done, row
from tests.kit import first_reports

OTHER = "技能培训与比武台账"
TRAFFIC = ("序号", "时间", "活动内容", "活动类别", "场数", "参加人数", "企业名称")


def part(content, file):
    return MergePart(content, check(content, file), KNOWN)


def one_of(*parts, **chosen):
    made = merge(FRAMEWORK, parts, chosen)
    return made, check(made.content, made.file)


def test_rows_of_both_stand_one_after_the_other_and_the_same_row_once():
    first = part(book(row("一"), row("二")), "甲.xlsx")
    second = part(book(row("二"), row("三")), "乙.xlsx")
    assert rivals([first.checked, second.checked]) == {"L05": (0, 1)}
    made, checked = one_of(first, second, L05=ALL)
    assert checked.ledgers["L05"].frame["activity_name"].tolist() == ["一", "二", "三"]
    assert (made.doubled, made.rows, made.remade) == (1, {(SHEET, 4): "取自“乙.xlsx”第 3 行"}, False)


def test_of_a_sheet_in_both_the_chosen_one_counts():
    first, second = part(book(row("一"), row("二")), "甲.xlsx"), part(book(row("三")), "乙.xlsx")
    assert one_of(first, second, L05=0)[1].ledgers["L05"].frame["activity_name"].tolist() == ["一", "二"]
    made, checked = one_of(first, second, L05=1)
    assert checked.ledgers["L05"].frame["activity_name"].tolist() == ["三"]
    assert sorted(made.rows.values()) == ["删除整行", "删除整行", "取自“乙.xlsx”第 2 行"]


def test_without_a_choice_nothing_is_merged():
    with pytest.raises(MergeError, match="“活动台账”几份文件都填了"):
        one_of(part(book(row("一")), "甲.xlsx"), part(book(row("二")), "乙.xlsx"))


def test_another_order_of_columns_fits_and_a_missing_one_is_refused():
    head = ("活动名称", "活动日期", "活动类型", "承办类型", "参加人次", "企业编号")
    turned = book(("三", "2023-11-05", "微宣讲", "成员单位", 70, ""), head=head)
    _, checked = one_of(part(book(row("一")), "甲.xlsx"), part(turned, "乙.xlsx"), L05=ALL)
    assert checked.ledgers["L05"].frame["attendances"].tolist() == [60, 70]
    wider = book(
        (*row("三"), 7),
        head=(*("活动日期", "活动名称", "活动类型", "参加人次", "企业编号", "承办类型"), "其中线上人次"),
    )
    with pytest.raises(MergeError, match="没有“其中线上人次”这一列"):
        one_of(part(book(row("一")), "甲.xlsx"), part(wider, "乙.xlsx"), L05=ALL)


def own_table():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["2023年第四季度交通局产改活动情况统计表"])
    sheet.append(list(TRAFFIC))
    sheet.append([1, "2023-10-05", "公路先锋微宣讲进企业", "微宣讲", 1, 120, "启信"])
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def test_an_own_table_is_read_once_it_was_told_what_it_is():
    content = own_table()
    assert not check(content, "统计表.xlsx").ledgers
    (sheet,) = strange_sheets(read("统计表.xlsx", content), ())
    assert (sheet.name, sheet.header, list(sheet.columns.values())) == ("Sheet", 2, list(TRAFFIC))
    ledger = likely_ledger(sheet, FRAMEWORK.ledgers.values())
    assert ledger.code == "L05"
    fields = proposed_fields(sheet, ledger)
    assert fields[6] == "attendances"
    meant = {
        2: "held_on",
        3: "activity_name",
        4: "activity_type",
        5: "sessions",
        6: "attendances",
        7: "enterprise_code",
    }
    columns = {field: (sheet.columns[at],) for at, field in meant.items()}
    taught = with_own_tables(FRAMEWORK, {"L05": ("Sheet",)}, {"L05": columns})
    checked = check_workbook(content, "统计表.xlsx", taught, KNOWN, "U19", QUARTER)
    frame = checked.ledgers["L05"].frame
    assert (frame["activity_name"].tolist(), frame["attendances"].tolist()) == (
        ["公路先锋微宣讲进企业"],
        [120],
    )
    assert frame["enterprise_code"].tolist() == ["E001"]


def test_an_own_table_whose_heading_stands_over_parts_is_told_by_its_parts():
    content = first_reports.own_table()
    (sheet,) = strange_sheets(read("统计表.xlsx", content), ())
    assert sheet.header == 3
    assert list(sheet.columns.values()) == [
        *("序号", "时间", "活动内容", "活动类别", "场数", "参加人数", "企业名称", "备注"),
    ]
    assert (sheet.samples[5], sheet.samples[6]) == ("1", "约40人")
    fields = proposed_fields(sheet, FRAMEWORK.ledgers["L05"])
    assert {at: fields[at] for at in (5, 6, 7)} == {5: "sessions", 6: "attendances", 7: "enterprise_code"}
    columns = {field: (sheet.columns[at],) for at, field in fields.items()}
    taught = with_own_tables(FRAMEWORK, {"L05": ("Sheet",)}, {"L05": columns})
    frame = check_workbook(content, "统计表.xlsx", taught, KNOWN, "U19", QUARTER).ledgers["L05"].frame
    assert frame["attendances"].tolist() == [40, 90, 36]
    assert frame["sessions"].tolist() == [1, 3, 1]


def test_a_heading_that_begins_like_a_required_column_is_proposed_for_it():
    book = openpyxl.Workbook()
    book.active.append(["序号", "时间", "活动内容", "活动类别", "场数", "参加人数", "备注"])
    target = BytesIO()
    book.save(target)
    (sheet,) = strange_sheets(read("统计表.xlsx", target.getvalue()), ())
    fields = proposed_fields(sheet, FRAMEWORK.ledgers["L05"])
    assert fields == {2: "held_on", 3: "activity_name", 4: "activity_type", 5: "sessions", 6: "attendances"}


def test_a_column_that_must_be_there_is_added_by_writing_into_it():
    head = ("活动日期", "活动名称", "活动类型", "参加人次", "企业编号")
    content = book(row()[:5], head=head)
    (sheet,) = desk(content).sheets
    (missing,) = [column for column in sheet.columns if column.missing]
    assert (missing.header, missing.position) == ("承办类型", 6)
    _, _, checked = done(content, cells=[[SHEET, 2, 6, "成员单位"]])
    assert checked.ledgers["L05"].frame["organiser_type"].tolist() == ["成员单位"]
    assert not checked.of_severity("error")
