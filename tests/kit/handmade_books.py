"""Workbooks written by hand, as other programs write them: nothing is smoothed away by a library."""

import struct
import zipfile
import zlib
from io import BytesIO
from xml.sax.saxutils import escape

from tests.kit.templates import FRAMEWORK

SHEET = "活动台账"
HEADERS = [column.heading for column in FRAMEWORK.ledgers["L05"].columns][:12]
GOOD = [
    *("", 45232, "车间里的微宣讲", "微宣讲", 1, 120),
    *("", "E017 泗洪远大新材料有限公司（示例）", "", "", "", "成员单位"),
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Stream(BytesIO):
    """A stream that cannot go back: zipfile then puts sizes behind the data, as WPS does."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError

    def seek(self, *_):
        raise OSError


def zipped(parts, stored=(), behind=False):
    """An archive of parts."""
    stream = Stream() if behind else BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2023, 12, 30, 10, 20, 30))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content if isinstance(content, bytes) else content.encode())
    return stream.getvalue()


def png():
    """The smallest picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def package(sheet, *, parts=None, kinds=(), relations=(), workbook="", sheets=(SHEET,)):
    """The parts of a workbook around the XML of its first sheet."""
    types = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(relations, 100)
    )
    own = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    empty = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{KIND}.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f"{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"{workbook}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{own}{links}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        **{f"xl/worksheets/sheet{n}.xml": empty for n in range(2, len(sheets) + 1)},
        **(parts or {}),
    }


def wps():
    """As WPS writes: photos in cells, dimension A1, spans, fixed row heights, formats for all columns."""
    texts, body = [], []
    for number, values in enumerate(
        [["活动台账"], HEADERS, GOOD, ["", 45233, "夜校", "车间微宣讲", *GOOD[4:]]], 1
    ):
        cells = []
        for column, value in enumerate(values):
            place = f"{chr(65 + column)}{number}"
            if value == "":
                cells.append(f'<c r="{place}" s="1"/>')
            elif isinstance(value, str):
                cells.append(f'<c r="{place}" s="1" t="s"><v>{len(texts)}</v></c>')
                texts.append(value)
            else:
                cells.append(f'<c r="{place}" s="{2 if value > 40000 else 1}"><v>{value}</v></c>')
        if number > 2:
            cells.append(
                f'<c r="M{number}" s="1" t="str"><f>_xlfn.DISPIMG("ID_{number}",1)</f>'
                f'<v>=DISPIMG("ID_{number}",1)</v></c>'
            )
        row = f'<row r="{number}" spans="1:13" ht="20" customHeight="1">{"".join(cells)}</row>'
        body.append(row)
    sheet = (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr/><dimension ref="A1"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultColWidth="9" defaultRowHeight="14"/>'
        '<cols><col min="1" max="2" width="12" customWidth="1" style="1"/>'
        '<col min="3" max="16384" width="9" style="1"/></cols>'
        f"<sheetData>{''.join(body)}</sheetData>"
        '<mergeCells count="1"><mergeCell ref="A1:M1"/></mergeCells>'
        '<conditionalFormatting sqref="F3:F9"><cfRule type="cellIs" dxfId="0" priority="1" '
        'operator="lessThan"><formula>0</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="whole" sqref="E3:E9"><formula1>1</formula1>'
        '<formula2>99</formula2></dataValidation></dataValidations><pageMargins left="0.7" right="0.7" '
        'top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    )
    parts = {
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        + "</sst>",
        "xl/cellimages.xml": f'{HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
        "xl/media/image1.png": png(),
    }
    content = package(
        sheet,
        parts=parts,
        kinds=[
            ("xl/styles.xml", f"{KIND}.styles+xml"),
            ("xl/sharedStrings.xml", f"{KIND}.sharedStrings+xml"),
            ("xl/cellimages.xml", "application/vnd.wps-officedocument.cellimage+xml"),
        ],
        relations=[
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        ],
        workbook='<bookViews><workbookView activeTab="0"/></bookViews>',
        sheets=(SHEET, "说明"),
    )
    return zipped(content, stored=("xl/media/image1.png",), behind=True)


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy/m/d;@"/></numFmts><fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font></fonts><fills count="3"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill>'
    '<patternFill patternType="solid"><fgColor theme="4" tint="0.4"/><bgColor indexed="64"/>'
    '</patternFill></fill></fills><borders count="2">'
    "<border><left/><right/><top/><bottom/><diagonal/></border>"
    '<border><left style="thin">'
    '<color auto="1"/></left><right style="thin"><color auto="1"/></right><top/><bottom/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"><alignment horizontal="center"/></xf>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="1" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" '
    'borderId="1" xfId="0" applyFill="1"/></cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" '
    'builtinId="0"/></cellStyles><dxfs count="1"><dxf><fill><patternFill><bgColor rgb="FFFF0000"/>'
    "</patternFill></fill></dxf></dxfs></styleSheet>"
)


def bare():
    """As a script writes: a prefix on every element, no places, no formats, no shared texts, no views."""

    def cell(value):
        if value == "":
            return "<x:c/>"
        if isinstance(value, str):
            return f"<x:c t='inlineStr'><x:is><x:t>{escape(value)}</x:t></x:is></x:c>"
        return f"<x:c><x:v>{value}</x:v></x:c>"

    rows = [
        HEADERS,
        [*GOOD[:1], "2023-11-02", *GOOD[2:]],
        ["", "2023-11-03", "夜校", "车间微宣讲", 1],
    ]
    body = "".join(f"<x:row>{''.join(map(cell, row))}</x:row>" for row in rows)
    sheet = f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{body}<x:row/></x:sheetData></x:worksheet>'
    return zipped(package(sheet))
