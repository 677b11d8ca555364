"""Workbooks of Excel 97, filled by hand."""

import io
from datetime import date

import xlwt

from tests.kit.templates import FRAMEWORK

SHEET = "活动台账"
HEADINGS = [column.heading for column in FRAMEWORK.ledgers["L05"].columns]
DAY = xlwt.easyxf(num_format_str="yyyy/m/d")


def old_book(write, sheet=SHEET):
    """An .xls that `write` fills: it gets the workbook and its first sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    write(book, book.add_sheet(sheet))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def activities(rows):
    """A ledger of activities: (day, name, people) each from the second row on."""

    def write(_, sheet):
        for column, heading in enumerate(HEADINGS):
            sheet.write(0, column, heading)
        for number, (day, name, people) in enumerate(rows, 1):
            sheet.write(number, 1, day, DAY)
            for column, value in ((2, name), (3, "微宣讲"), (4, 1), (5, people), (11, "成员单位")):
                sheet.write(number, column, value)

    return old_book(write)


GOOD = [(date(2023, 11, 2), "车间里的微宣讲", 120), (date(2023, 12, 5), "另一场", 80)]
