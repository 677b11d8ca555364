"""Values under number formats, written as .xlsx and .xls, and what LibreOffice shows of them."""

import csv
import subprocess
from datetime import date, datetime
from io import BytesIO

import xlsxwriter
import xlwt

#: Number formats with values to be shown under each.
NUMBERS = (1, 5.26, 0, 12, 35, 0.35, 0.055, 12345, 12345.678, 999999.5, -5, 1234567)
DAYS = (datetime(2023, 10, 1), datetime(2023, 11, 25, 13, 5, 9), datetime(2024, 2, 6))  # noqa: DTZ001 - of a cell
FORMATS = (
    *(
        '0"万元"',
        '0.00"万元"',
        '0"百"',
        '0"余人"',
        '"约"0',
        '#,##0"人次"',
        '0"人"',
        '"第"0"场"',
        '"￥"#,##0.00"元"',
    ),
    *("0%", "0.0%", "0.00%", "0.00,", "0.0,", "#,##0,", '0\\.0,"万"', "0\\.0,", '0.00,"千元"', "0,,"),
    *("000", "00000", '0000"-"00"-"00', '"E"000', "#", "#,###", "0.##", "?0.0"),
    *("0;0", "0;-0;", '0;-0;"无"', "0.00;[Red]0.00", "0_);(0)", ";;;"),
    *("0.00", "#,##0", "#,##0.00", "#,##0.00_);[Red](#,##0.00)", "0\\人", '0" 吨"'),
)
#: With conditions; LibreOffice drops the sign of what falls through them, Excel keeps it.
CONDITIONAL = ('[>=10000]0\\.0,"万";0', '[=1]"是";[=0]"否";0', '[<1]0.0%;[>=100]#,##0"个";0')
POSITIVE = tuple(value for value in NUMBERS if value >= 0)
DAY_FORMATS = (
    *(
        "yyyy-mm-dd",
        'yyyy"年"m"月"',
        'yyyy"年"m"月"d"日"',
        'm"月"d"日"',
        "yyyy/m",
        "yyyy.mm",
        "h:mm",
        "mm:ss",
    ),
    *("yyyy-mm-dd hh:mm", 'h"时"mm"分"', "d", 'yyyy"年"', "yy-m-d", 'yyyy"年"mm"月份"'),
)
CELLS = tuple(
    (code, value)
    for codes, values in ((FORMATS, NUMBERS), (CONDITIONAL, POSITIVE), (DAY_FORMATS, DAYS))
    for code in codes
    for value in values
)


def as_xlsx():
    """One cell a row, in column A."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("值")
    for row, (code, value) in enumerate(CELLS):
        look = book.add_format({"num_format": code})
        (sheet.write_datetime if isinstance(value, date) else sheet.write_number)(row, 0, value, look)
    book.close()
    return buffer.getvalue()


def as_xls():
    """The same as an .xls; one renamed to .et holds the same bytes."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("值")
    looks = {code: xlwt.easyxf(num_format_str=code) for code in dict.fromkeys(code for code, _ in CELLS)}
    for row, (code, value) in enumerate(CELLS):
        sheet.write(row, 0, value, looks[code])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shown_by_libreoffice(content, suffix, folder):
    """What LibreOffice shows in column A, row by row, without outer spaces."""
    source = folder / f"cells.{suffix}"
    source.write_bytes(content)
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        options,
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=180
    )
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as lines:
        return [row[0].strip() if row else "" for row in csv.reader(lines)]
