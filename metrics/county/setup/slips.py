"""Slips with one-time links, to be printed, cut and carried to the units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook

from metrics.ingest.write import SAFE

#: Lines of one slip, the last one empty and dashed: where it is cut.
_LINES = 6


@dataclass(frozen=True)
class Slip:
    """One person's way in: unit, name, account, address with the one-time token, until when it holds."""

    unit: str
    name: str
    account: str
    link: str
    until: datetime


def slips_sheet(slips: Sequence[Slip], county: str) -> bytes:
    """A workbook of one sheet with a slip for each account, ready to print on A4."""
    buffer = BytesIO()
    book = Workbook(buffer, SAFE)
    sheet = book.add_worksheet("登录条")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 88)
    title = book.add_format({"bold": True, "font_size": 13})
    label = book.add_format({"font_color": "#555555", "valign": "top"})
    text = book.add_format({"text_wrap": True})
    cut = book.add_format({"bottom": 3, "font_color": "#999999"})
    for number, slip in enumerate(slips):
        row = number * _LINES
        sheet.write_string(row, 0, f"{county}产改台账系统　{slip.unit or slip.name}", title)
        facts = (
            ("账号", f"{slip.account}（{slip.name}）"),
            ("登录链接", slip.link),
            ("有效期至", f"{slip.until:%Y年%m月%d日 %H:%M}，只能用一次"),
        )
        for offset, (name, value) in enumerate(facts, 1):
            sheet.write_string(row + offset, 0, name, label)
            sheet.write_string(row + offset, 1, value, text)
        sheet.write_string(row + 4, 0, "用浏览器打开链接，设一个自己的密码，以后用账号和密码登录。", label)
        sheet.write_string(row + 5, 0, "✂", cut)
        sheet.write_string(row + 5, 1, "", cut)
    if len(slips) > 1:
        sheet.set_h_pagebreaks([at * _LINES for at in range(8, len(slips), 8)])
    book.close()
    return buffer.getvalue()
