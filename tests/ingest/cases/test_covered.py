"""What lies under a merged cell nobody sees: it is not read, and asked about."""

from io import BytesIO

import openpyxl
import pytest
import xlwt

from metrics.ingest import check_workbook
from tests.kit.case_books import CONTEXT, FRAMEWORK, HEAD, QUARTER, ROW, values

OTHER = ("2023-11-05", "机电技能比武", *ROW[2:4], 80, *ROW[5:])
THIRD = ("2023-11-06", "法律进企业", *ROW[2:4], 30, *ROW[5:])
#: Columns of HEAD, counted from 1.
NAME, SESSIONS, PEOPLE = HEAD.index("活动名称") + 1, 4, 5


def checked(content, file="活动台账.xlsx"):
    return check_workbook(content, file, FRAMEWORK, CONTEXT, "U08", QUARTER)


def merged(*areas, rows=(ROW, OTHER, THIRD), **kept):
    """A workbook with merged areas that keep what they cover."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "活动台账"
    for cells in (HEAD, *rows):
        page.append(cells)
    for place, value in kept.items():
        page[place] = value
    for area in areas:
        page.merged_cells.add(area)
    buffer = BytesIO()
    book.save(buffer)
    return checked(buffer.getvalue())


def covered(book):
    return [(one.where.address, one.severity, one.found) for one in book.findings if one.code == "W427"]


def letters(*columns):
    return [openpyxl.utils.get_column_letter(column) for column in columns]


def test_a_number_beside_a_merged_one_is_not_read_and_asked_about():
    left, right = letters(SESSIONS, PEOPLE)
    book = merged(f"{left}2:{right}2", **{f"{right}2": 777})
    assert values(book, "L05", "attendances") == [None, 80, 30]
    assert covered(book) == [("2:2", "confirm", "777")]
    message = next(one.message for one in book.findings if one.code == "W427")
    assert message.startswith(f"{right}2（参加人次）的“777”被合并单元格 {left}2:{right}2 盖住")
    assert "E401" in {one.code for one in book.findings}


def test_a_name_below_a_merged_one_is_the_seen_one_and_asked_about():
    (name,) = letters(NAME)
    book = merged(f"{name}2:{name}3")
    assert values(book, "L05", "activity_name") == [ROW[NAME - 1], ROW[NAME - 1], THIRD[NAME - 1]]
    assert covered(book) == [("3:3", "confirm", OTHER[NAME - 1])]
    assert [one.code for one in book.findings].count("W308") == 1


@pytest.mark.parametrize("below", [None, "", "  ", ROW[NAME - 1]])
def test_nothing_is_asked_where_nothing_else_lies_below(below):
    (name,) = letters(NAME)
    book = merged(f"{name}2:{name}3", **{f"{name}3": below})
    assert covered(book) == []
    assert values(book, "L05", "activity_name")[:2] == [ROW[NAME - 1]] * 2


def test_a_merged_title_and_areas_outside_the_fields_are_left_alone():
    book = merged("AA2:AC4", AB2="旁注", AA2="说明")
    assert covered(book) == []
    assert values(book, "L05", "attendances") == [ROW[PEOPLE - 1], 80, 30]


def test_an_area_of_a_million_rows_is_looked_at_once():
    left, right = letters(SESSIONS, PEOPLE)
    book = merged(f"{left}2:{right}1048576")
    assert len(covered(book)) <= 5
    assert "E307" in {one.code for one in book.findings}


def test_an_old_workbook_is_read_the_same_way():
    book = xlwt.Workbook()
    page = book.add_sheet("活动台账", cell_overwrite_ok=True)
    for at, cells in enumerate((HEAD, ROW, OTHER)):
        for column, cell in enumerate(cells):
            page.write(at, column, cell)
    page.merged_ranges.append((1, 1, SESSIONS - 1, PEOPLE - 1))
    buffer = BytesIO()
    book.save(buffer)
    told = checked(buffer.getvalue(), "活动台账.xls")
    assert values(told, "L05", "attendances") == [None, 80]
    assert [one.where.address for one in told.findings if one.code == "W427"] == ["2:2"]
