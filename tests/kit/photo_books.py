"""Pictures with a maker and a place in them, and ledgers with such pictures over their rows."""

import zipfile
from io import BytesIO

import xlsxwriter
from PIL import Image

from metrics.framework import load_framework, parse_period
from metrics.store.reporting import hand_in, inspect_upload
from tests.kit.county_packages import SIHONG

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
GPS, MAKE = 0x8825, 0x010F
HEAD = ("活动编号", "活动日期", "活动名称", "活动类型", "场次", "参加人次", "企业编号", "承办类型")


def snapshot(width=2400, height=1800, colour=(200, 40, 40), kind="JPEG"):
    """A picture with a maker and a place in its EXIF."""
    picture = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    exif[MAKE] = "某品牌手机"
    exif.get_ifd(GPS)[2] = (33.0, 27.0, 0.0)
    buffer = BytesIO()
    picture.save(buffer, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return buffer.getvalue()


def colour(number):
    """A small picture unlike those of other numbers."""
    return snapshot(400, 300, (20 * number % 256, 7 * number % 256, 90))


def activities(count=3, photos=(), start=1, **changed):
    """活动台账 with rows from row 2 on, and pictures (Excel row, bytes) over their names."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("活动台账")
    sheet.write_row(0, 0, HEAD)
    for number in range(start, start + count):
        name = changed.get(f"name{number}", f"宣讲{'甲乙丙丁戊己庚辛壬'[number - 1]}")
        row = ("", "2023-11-02", name, "微宣讲", 1, 100 + number, "", "成员单位")
        sheet.write_row(number - start + 1, 0, row)
    for number, (row, content) in enumerate(photos):
        sheet.insert_image(row - 1, 2, f"{number}.jpg", {"image_data": BytesIO(content)})
    book.close()
    return buffer.getvalue()


_IN_CELL = "ID_DD784906CF044FD887033072793B3164"
_CELL_IMAGES = (
    '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{_IN_CELL}"/></xdr:nvPicPr>'
    '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="image" Target="media/image9.jpeg"/></Relationships>'
)


def pasted_in_wps(sheet, head, rows, at, content):
    """Rows below a heading, and a picture in a cell as WPS puts it: a formula by name, and a list of names.

    `at` is the cell, 0-based row and column; `content` a JPEG.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate((head, *rows)):
        page.write_row(number, 0, row)
    page.write_formula(*at, f'=_xlfn.DISPIMG("{_IN_CELL}",1)', None, f'=DISPIMG("{_IN_CELL}",1)')
    book.close()
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/cellimages.xml", _CELL_IMAGES)
        archive.writestr("xl/_rels/cellimages.xml.rels", _RELATIONS)
        archive.writestr("xl/media/image9.jpeg", content)
    return buffer.getvalue()


def reported(store, content, unit="U08", account="u08", *, approve=False, file="活动台账.xlsx"):
    """The submission that a file becomes."""
    upload = inspect_upload(store.reporting, FRAMEWORK, content, file, unit, QUARTER, account=account)
    assert upload.checked.accepted, [one.message for one in upload.checked.of_severity("error")]
    info = hand_in(store.reporting, upload, account).submission
    return store.reporting.approve(info.id, "office") if approve else info
