"""How the workbooks we write look: one place for fonts, colours, widths and the print set-up."""

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.framework import ColumnSpec

FONT = "宋体"
DATE_FORMAT = "yyyy-mm-dd"
A4 = 9
#: Marks a required column in the header; the reader strips it.
REQUIRED_MARK = "*"
#: Longest title at the foot of a page; Excel takes 255 signs for the whole line, and an & counts twice.
_FOOTER = 100

_BASE = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
_HEADER = {
    **_BASE,
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "border": 1,
    "border_color": "#8EA9C1",
}
_LOOKS = {
    "text": {**_BASE},
    "title": {**_BASE, "font_size": 14, "bold": True},
    "wrapped": {**_BASE, "text_wrap": True, "valign": "top"},
    "label": {**_BASE, "bold": True, "bg_color": "#EEF3F8", "border": 1, "border_color": "#C5D3E0"},
    "entry": {**_BASE, "border": 1, "border_color": "#C5D3E0"},
    "required": {**_HEADER, "bg_color": "#C00000", "font_color": "#FFFFFF"},
    "optional": {**_HEADER, "bg_color": "#DCE6F1"},
    "prefilled": {**_HEADER, "bg_color": "#D9D9D9"},
}
_NUMBER_FORMATS = {
    "code": "@",
    "text": "@",
    "reference": "@",
    "enum": "General",
    "bool": "General",
    "int": "General",
    "decimal": "General",
    "date": DATE_FORMAT,
}
_WIDTHS = {
    "code": 15,
    "text": 26,
    "reference": 30,
    "enum": 16,
    "bool": 12,
    "int": 12,
    "decimal": 12,
    "date": 13,
}


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook: `named` looks, and `cells` by column type."""

    named: dict[str, Format]
    cells: dict[str, Format]

    def header(self, column: ColumnSpec) -> Format:
        """The header's look: codes grey, required red, the others blue."""
        if column.type == "code":
            return self.named["prefilled"]
        return self.named["required" if column.required else "optional"]


def make_styles(book: Workbook) -> Styles:
    """Create every format once; Excel files carry a format per distinct look."""
    return Styles(
        {name: book.add_format(look) for name, look in _LOOKS.items()},
        {
            kind: book.add_format({**_BASE, "num_format": pattern})
            for kind, pattern in _NUMBER_FORMATS.items()
        },
    )


def width(column: ColumnSpec) -> float:
    """Column width in characters: by type, and never narrower than the header on two lines."""
    return max(_WIDTHS[column.type], len(column.heading) + 3)


def print_set_up(sheet: Worksheet, title: str, repeat: int) -> None:
    """A4 landscape, fitted to the page's width, header rows repeated, pages numbered beside the title.

    Excel takes 255 signs for a whole footer, and no page is as wide: the end of a long title is left out.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    shown = title if len(title) <= _FOOTER else f"{title[: _FOOTER - 1]}…"
    sheet.set_footer(f"&L{shown.replace('&', '&&')}&R第 &P 页 共 &N 页")
    if repeat:
        sheet.repeat_rows(0, repeat - 1)
