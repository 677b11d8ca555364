"""Corrections written into the uploaded file: read back as meant, all else as it was, nothing live."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from metrics.ingest import CellRef, check_workbook
from metrics.ingest.catalogue import finding
from metrics.ingest.patch.corrected_sheet import is_number
from metrics.ingest.patch.corrections import (
    CorrectionError,
    accepted,
    apply_corrections,
    content_of,
    corrected_name,
    place,
    renamed_sheets,
)
from metrics.ingest.patch.learned import Confirmation, confirmations, with_headers
from tests.kit.old_books import GOOD, activities
from tests.kit.templates import CONTEXT, FRAMEWORK, QUARTER

SHEET = "活动台账"


def check(content, file="U19.xlsx", **options):
    return check_workbook(content, file, FRAMEWORK, CONTEXT, **options)


def cells(content, sheet=SHEET):
    return openpyxl.load_workbook(BytesIO(content))[sheet]


def test_accepted_proposals_are_read_back_and_every_address_stays(fill):
    given = fill().good(3, 参加人次="220余人", 企业编号="泗洪县远大新材料厂").good(4, 活动类型="车间微宣讲")
    book = given.checked()
    asked = {item.where.address: item.proposal for item in book.findings if item.proposal}
    content = apply_corrections(given.content, "U19.xlsx", accepted(book.findings))
    again = check(content)
    rows = again.ledgers["L05"].frame
    assert not again.of_severity("error")
    assert not again.of_severity("confirm")
    assert len(asked) >= 2
    assert rows["_row"].tolist() == [3, 4]
    assert rows["activity_type"].tolist() == ["微宣讲", "微宣讲"]
    for address, text in asked.items():
        assert str(cells(content)[address].value) == text


def test_numbers_dates_texts_and_blanks_are_what_they_say(fill):
    given = fill().good(3, 参加人次="很多", 活动日期="去年")
    column = {
        name: given.column(SHEET, name) for name in ("参加人次", "活动日期", "活动名称", "社会组织名称")
    }
    typed = {"参加人次": "86", "活动日期": "2023-11-08", "活动名称": "=1+1", "社会组织名称": ""}
    corrections = {(SHEET, 3, column[name]): text for name, text in typed.items()}
    content = apply_corrections(given.content, "U19.xlsx", corrections)
    row = check(content).ledgers["L05"].frame.iloc[0]
    assert row["attendances"] == 86
    assert row["held_on"].date() == date(2023, 11, 8)
    assert row["activity_name"] == "=1+1"
    values = {name: cells(content).cell(3, place) for name, place in column.items()}
    assert (values["参加人次"].value, values["参加人次"].data_type) == (86, "n")
    assert values["活动名称"].data_type == "s"
    assert values["社会组织名称"].value is None


def test_all_other_parts_keep_their_bytes_and_formats_stay(fill):
    given = fill().good(3)
    content = given.content
    changed = apply_corrections(content, "x.xlsx", {(SHEET, 3, 3): "改过的名称", (SHEET, 90, 2): "新的"})
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(BytesIO(changed)) as new:
        assert old.namelist() == new.namelist()
        differ = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert len(differ) == 1
    assert cells(changed)["C3"].style_id == cells(content)["C3"].style_id
    assert cells(changed)["B90"].value == "新的"
    assert cells(changed)["D3"].value == cells(content)["D3"].value


def made(write):
    """A workbook by xlsxwriter."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    write(book, book.add_worksheet(SHEET))
    book.close()
    return buffer.getvalue()


def test_a_number_under_a_format_that_says_something_is_written_as_a_text():
    def write(book, sheet):
        sheet.write_number(0, 0, 45000, book.add_format({"num_format": "yyyy年m月d日"}))
        sheet.write_number(0, 1, 5, book.add_format({"num_format": '0"天"'}))

    content = apply_corrections(made(write), "x.xlsx", {(SHEET, 1, 1): "86", (SHEET, 1, 2): "7"})
    assert [cell.value for cell in cells(content)[1]] == ["86", "7"], "under 天 a number would be days"


def test_a_replaced_formula_leaves_no_trace_in_the_chain_of_calculation(fill):
    given = fill().good(3).good(4).good(5)
    sheet = given.book[SHEET]
    letter = sheet.cell(3, given.column(SHEET, "参加人次")).column_letter
    parts = {}
    with zipfile.ZipFile(BytesIO(given.content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = next(name for name, xml in parts.items() if f'r="{letter}3"'.encode() in xml and b"120" in xml)
    text = parts[part].decode()
    for row, formula in (
        (3, f'<f t="shared" ref="{letter}3:{letter}4" si="0">100+20</f>'),
        (4, '<f t="shared" si="0"/>'),
    ):
        at = text.index(f'r="{letter}{row}"')
        text = text[:at] + text[at:].replace("<v>", formula + "<v>", 1)
    parts[part] = text.encode()
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="x"><c r="{letter}3" i="1"/></calcChain>'.encode()
    kinds = {
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            '<Relationship Id="rC" Type="a/calcChain" Target="calcChain.xml"/>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            '<Override PartName="/xl/calcChain.xml" ContentType="a.calcChain+xml"/>',
        ),
    }
    for name, (end, tag) in kinds.items():
        parts[name] = parts[name].replace(end.encode(), (tag + end).encode())
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    content = apply_corrections(
        buffer.getvalue(), "x.xlsx", {(SHEET, 3, given.column(SHEET, "参加人次")): "7"}
    )
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read(part)
        assert b"<f " not in archive.read(part)
        assert all(b"calcChain" not in archive.read(name) for name in kinds)
    assert check(content).ledgers["L05"].frame["attendances"].tolist() == [7, 120, 120]


def test_a_csv_becomes_a_workbook_named_after_its_ledger():
    text = "活动日期,活动名称,活动类型,场次,参加人次,承办类型\n2023-11-08,讲堂,微宣讲,1,220余人,成员单位\n"
    content, file, options = text.encode("gb18030"), "人社局.csv", {"unit": "U19", "period": QUARTER}
    book = check(content, file, **options)
    asked = accepted(book.findings)
    assert asked
    sheets = renamed_sheets(file, book, FRAMEWORK)
    corrected = apply_corrections(content, file, asked, sheets)
    assert corrected == apply_corrections(content, file, asked, sheets)
    again = check(corrected, corrected_name(file), **options)
    assert {item.code for item in again.of_severity("confirm")} == {"W201"}
    assert again.ledgers["L05"].sheet == SHEET
    assert again.ledgers["L05"].frame["attendances"].tolist() == [220]
    assert cells(corrected)["E2"].value == 220


def test_an_old_workbook_becomes_a_new_one_with_the_same_addresses():
    rows = [*GOOD, (date(2023, 11, 8), "讲堂", "220余人"), (date(2023, 11, 9), "=1+1", 9)]
    content, options = activities(rows), {"unit": "U19", "period": QUARTER}
    book = check(content, "旧表.xls", **options)
    (asked,) = [item for item in book.findings if item.code == "W401"]
    assert (asked.where.sheet, asked.where.address, asked.proposal) == (SHEET, "F4", "220")
    corrections = {place(asked): asked.proposal, (SHEET, 3, 6): "", (SHEET, 5, 3): "=2+2"}
    corrected = apply_corrections(
        content, "旧表.xls", corrections, renamed_sheets("旧表.xls", book, FRAMEWORK)
    )
    sheet = cells(corrected)
    assert [sheet[f"F{row}"].value for row in range(2, 6)] == [120, None, 220, 9]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=2+2", "s")
    again = check(corrected, corrected_name("旧表.xls"), **options)
    told = [item.flat for item in again.findings if item.severity == "error"]
    assert told == [(SHEET, "F3", "E401")], "a cell that was emptied is empty in the file"
    assert again.ledgers["L05"].frame["held_on"].tolist() == book.ledgers["L05"].frame["held_on"].tolist()


def test_several_that_may_be_meant_are_given_to_choose_from(fill):
    given = fill().good(3, 企业编号="金锁纺织").good(4, 企业编号="金锁纺织品").good(5, 活动类型="看不懂")
    found = {item.where.address: item for item in given.checked().findings}
    two = ("E018 泗洪金锁纺织有限公司（示例）", "E019 泗洪金锁纺织股份有限公司（示例）")
    assert (found["H3"].code, found["H3"].choices) == ("E423", two)
    assert (found["H4"].code, found["H4"].proposal) == ("E409", "")
    assert set(two) <= set(found["H4"].choices)
    assert found["D5"].code == "E408"
    assert set(found["D5"].choices) >= {"微宣讲", "技能培训", "轻骑兵实践活动"}


def test_one_chosen_of_several_teaches_the_name(fill):
    book = fill().good(3, 企业编号="金锁纺织品").checked()
    (item,) = [item for item in book.findings if item.code == "E409"]
    chosen = {place(item): item.choices[1]}
    assert confirmations(FRAMEWORK, book, chosen) == (Confirmation("L15", "金锁纺织品", "E019"),)


@pytest.mark.parametrize(
    ("code", "content"),
    [("E402", "若干"), ("E401", "若干"), ("E415", None), ("W308", None), ("W204", None), ("E118", None)],
)
def test_what_a_cell_holds_is_known_where_the_finding_repeats_it(code, content):
    assert content_of(finding(code, CellRef("", SHEET, 3, 4), "若干")) == content


def test_what_cannot_be_read_or_has_no_such_sheet_is_told(fill):
    with pytest.raises(CorrectionError, match="读不出来"):
        apply_corrections(b"PK\x03\x04 torn", "坏.xlsx", {(SHEET, 3, 3): "x"})
    with pytest.raises(CorrectionError, match="没有工作表“别的表”"):
        apply_corrections(fill().content, "x.xlsx", {("别的表", 3, 3): "x"})


def test_only_proposals_taken_as_they_were_teach_a_name_or_a_header(fill):
    given = fill().good(3, 企业编号="泗洪远达新材料有限公司")
    sheet = given.book[SHEET]
    sheet.cell(2, given.column(SHEET, "社会组织名称")).value = "社会组织的名称"
    book = given.checked()
    assert "H3" not in {item.where.address for item in book.findings if item.proposal}
    taken = accepted(book.findings)
    taken |= {place(item): item.choices[0] for item in book.findings if item.code == "E409"}
    assert set(confirmations(FRAMEWORK, book, taken)) == {
        Confirmation("L15", "泗洪远达新材料有限公司", "E017"),
        Confirmation("header:L05", "社会组织的名称", "social_org"),
    }
    typed = {place(item): "E018" for item in book.findings if item.code == "E409"}
    assert confirmations(FRAMEWORK, book, typed) == ()
    assert confirmations(FRAMEWORK, book, {}) == ()


def test_a_header_confirmed_once_is_understood_the_next_time(fill):
    given = fill().good(3, 社会组织名称="县慈善协会")
    given.book[SHEET].cell(2, given.column(SHEET, "社会组织名称")).value = "协会"
    content = given.content
    before = check(content)
    assert [item.found for item in before.findings if item.code == "W204"] == ["协会"]
    taught = with_headers(FRAMEWORK, {"L05": {"social_org": ("协会",), "没有": ("x",)}, "L99": {}})
    after = check_workbook(content, "U19.xlsx", taught, CONTEXT)
    assert after.ledgers["L05"].frame["social_org"].tolist() == ["县慈善协会"]
    assert "W204" not in {item.code for item in after.findings}
    assert with_headers(FRAMEWORK, {}) is FRAMEWORK


def test_names_and_numbers():
    assert corrected_name("四季度.xls") == corrected_name("四季度_已更正.xlsx") == "四季度_已更正.xlsx"
    assert [
        text for text in ("86", "-1.5", "0.3", "007", "1,200", "1e5", "9" * 16, "２") if is_number(text)
    ] == [
        "86",
        "-1.5",
        "0.3",
    ]
