"""Workbooks of a few cells, and archives with their parts changed."""

import io
import zipfile

import xlsxwriter


def book(write, **options):
    """An .xlsx that `write` fills: it gets the workbook and its first sheet."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    write(made, made.add_worksheet("活动台账"))
    made.close()
    return buffer.getvalue()


def repacked(content, change=lambda name, data: data, extra=()):
    """The archive with its parts changed and others added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
        for name, data in extra:
            new.writestr(name, data)
    return buffer.getvalue()


PLAIN = book(lambda _, sheet: sheet.write(0, 0, "活动名称"))
