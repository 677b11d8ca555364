"""What the attack files are made of: the parts of a workbook, good ones to spoil, and the list of makers."""

import io
import zipfile
from collections.abc import Callable

import xlwt

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, write_template
from tests.kit.county_packages import SIHONG

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
BOMB = 12 << 20
#: Maker of one file, by the name of the file; those of LARGE take long or are big.
FILES: dict[str, Callable[[], bytes]] = {}
LARGE: set[str] = set()


def attack(name: str, *, large: bool = False) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter the maker of a file."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[name] = make
        if large:
            LARGE.add(name)
        return make

    return enter


def parts(sheet: str | bytes = f"<worksheet {MAIN}><sheetData/></worksheet>", **more: str | bytes) -> dict:
    """The parts of a workbook of one sheet 活动台账."""
    files = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook(['<sheet name="活动台账" sheetId="1" r:id="rId1"/>']),
        "xl/_rels/workbook.xml.rels": relations([("rId1", "worksheets/sheet1.xml")]),
        SHEET: sheet,
    }
    return files | {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in more.items()}


def workbook(sheets: list[str], extra: str = "") -> str:
    """`xl/workbook.xml` of some sheet elements."""
    return f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{"".join(sheets)}</sheets>{extra}</workbook>'


def relations(targets: list[tuple[str, str]], kind: str = "worksheet") -> str:
    """The relations of the workbook, (id, target) each."""
    items = (f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, target in targets)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(items)}</Relationships>'


def archive(files: dict, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


def rows(body: str, after: str = "", before: str = "") -> str:
    """A sheet of row elements."""
    return f"<worksheet {MAIN}>{before}<sheetData>{body}</sheetData>{after}</worksheet>"


def text(value: str, place: str = "") -> str:
    """A cell with a text of its own."""
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def good() -> bytes:
    """A correct workbook to spoil."""
    return write_template(load_framework(SIHONG), "U19", parse_period("2023Q4"), Context())


def old_good() -> bytes:
    """An .xls to spoil."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("活动台账")
    for row in range(300):
        for column in range(15):
            sheet.write(row, column, f"第{row}行{column}" if column % 2 else row * column / 7)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CSV = "活动日期,活动名称,活动类型,场次,参加人次,承办类型\r\n2023-11-02,微宣讲,微宣讲,1,120,成员单位\r\n" * 20
