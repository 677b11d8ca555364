"""Sheets that are huge, deep, far apart, merged, malformed or not there."""

import random
from pathlib import Path

from metrics.framework import load_framework
from tests.kit.attacks.making import (
    FILES,
    MAIN,
    SHEET,
    archive,
    attack,
    parts,
    relations,
    rows,
    text,
    workbook,
)
from tests.kit.county_packages import SIHONG

#: The header of a ledger of activities.
HEAD = (
    f"<row>{''.join(text(word) for word in ('活动日期', '活动名称', '活动类型', '场次', '参加人次'))}</row>"
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


for _part in (
    SHEET,
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
):

    def _billion_laughs(part: str = _part) -> bytes:
        files = parts(rows(text("&j;")))
        return archive(files | {part: f"{ENTITIES}]>" + str(files.get(part, f"<sst {MAIN}/>"))})

    FILES[f"实体膨胀{Path(_part).name}.xlsx"] = _billion_laughs


@attack("外部实体.xlsx")
def _external() -> bytes:
    head = '<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return archive(parts(head + rows(f"<row>{text('&e;')}</row>")))


@attack("注释后的实体.xlsx")
def _behind_comments() -> bytes:
    return archive(parts("<!-- x -->" * 50_000 + "<!DOCTYPE x>" + rows("")))


@attack("十六位编码的表.xlsx")
def _utf16() -> bytes:
    return archive(parts((ENTITIES + "]>" + rows("")).encode("utf-16")))


@attack("极深嵌套.xlsx")
def _deep() -> bytes:
    return archive(parts(rows("<a>" * 300_000 + "</a>" * 300_000)))


FAR = {
    "远角": [("A1", "1"), ("XFD1048576", "1")],
    "远角倒序": [("XFD1048576", "1"), ("A1", "1")],
    "远行": [("A1", "1"), ("O1048576", "1")],
    "远列": [("A1", "1"), ("XFD600", "1")],
    "越界": [("A1", "1"), ("ZZZZ99999999", "1")],
    "零行": [("A0", "1"), ("A1", "1")],
    "远但不密": [("A1", "1"), ("C900000", "1")],
}
for _word, _cells in FAR.items():

    def _far(cells: list[tuple[str, str]] = _cells) -> bytes:
        body = "".join(
            f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>{value}</v></c></row>'
            for place, value in cells
        )
        return archive(parts(rows(body)))

    FILES[f"{_word}.xlsx"] = _far


@attack("行号撒谎.xlsx")
def _false_rows() -> bytes:
    return archive(parts(rows('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')))


@attack("许多远角.xlsx")
def _many_far() -> bytes:
    return archive(
        parts(rows('<row r="1"><c r="A1"/></row>' + '<row r="1048576"><c r="XFD1048576"/></row>' * 50_000))
    )


def merged(areas: str) -> bytes:
    """A sheet with merged areas."""
    return archive(
        parts(rows(f'<row r="1">{text("活动名称", "A1")}</row>', f"<mergeCells>{areas}</mergeCells>"))
    )


@attack("整列合并.xlsx")
def _tall_merge() -> bytes:
    return merged('<mergeCell ref="A1:A1048576"/>')


@attack("整表合并.xlsx")
def _whole_merge() -> bytes:
    return merged('<mergeCell ref="A1:XFD1048576"/>')


@attack("倒着合并.xlsx")
def _false_merge() -> bytes:
    return merged(
        '<mergeCell ref="Z9:A1"/><mergeCell ref="A1"/><mergeCell ref=""/><mergeCell ref="A1:ZZZZZ9"/>'
    )


@attack("十万处合并.xlsx")
def _many_merges() -> bytes:
    return merged("".join(f'<mergeCell ref="A{n}:B{n + 1}"/>' for n in range(1, 200_000, 2)))


@attack("六万空行带边框.xlsx")
def _bordered() -> bytes:
    line = "".join(f'<c r="{chr(65 + n)}{{0}}" s="0"/>' for n in range(15))
    return archive(
        parts(rows("".join(f'<row r="{n}">{line.replace("{0}", str(n))}</row>' for n in range(1, 65_537))))
    )


@attack("三十万样式.xlsx")
def _styles() -> bytes:
    looks = "".join(f'<xf numFmtId="{n % 400}" fontId="{n}" xfId="0"/>' for n in range(300_000))
    styles = f'<styleSheet {MAIN}><cellXfs count="300000">{looks}</cellXfs></styleSheet>'
    return archive(parts(rows('<row><c s="299999"><v>45000</v></c></row>')) | {"xl/styles.xml": styles})


@attack("百万格式.xlsx", large=True)
def _formats() -> bytes:
    looks = "".join(f'<numFmt numFmtId="{n}" formatCode="0.{"0" * (n % 9)}年{n}"/>' for n in range(400_000))
    styles = f"<styleSheet {MAIN}><numFmts>{looks}</numFmts></styleSheet>"
    return archive(parts() | {"xl/styles.xml": styles})


def many_sheets(count: int) -> bytes:
    """A workbook of many sheets that share one part."""
    sheets = [f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1)]
    return archive(parts() | {"xl/workbook.xml": workbook(sheets)})


@attack("五千张表.xlsx")
def _sheets() -> bytes:
    names = range(1, 5001)
    sheets = [f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names]
    files = {f"xl/worksheets/sheet{n}.xml": rows("") for n in names}
    targets = relations([(f"rId{n}", f"worksheets/sheet{n}.xml") for n in names])
    more = {"xl/workbook.xml": workbook(sheets), "xl/_rels/workbook.xml.rels": targets}
    return archive(parts() | files | more)


@attack("五千张同一部件的表.xlsx")
def _shared_sheets() -> bytes:
    return many_sheets(5000)


@attack("两百张大表.xlsx", large=True)
def _large_sheets() -> bytes:
    body = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(40_000))
    sheets = [f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 200)]
    return archive(parts(rows(body)) | {"xl/workbook.xml": workbook(sheets)})


def amplified(length: int, cells: int, across: int = 1) -> bytes:
    """One shared string of some length in many cells."""
    noise = random.Random(1).randbytes(length // 2).hex()
    strings = f"<sst {MAIN}><si><t>{noise}</t></si></sst>"
    line = '<c t="s"><v>0</v></c>' * across
    body = f"<row>{line}</row>" * (cells // across)
    return archive(parts(rows(body)) | {"xl/sharedStrings.xml": strings})


@attack("共享字符串放大.xlsx")
def _amplified() -> bytes:
    return amplified(4 << 20, 200_000)


@attack("共享字符串横向放大.xlsx")
def _amplified_across() -> bytes:
    return amplified(1 << 20, 200, 200)


@attack("共享字符串略放大.xlsx", large=True)
def _amplified_little() -> bytes:
    return amplified(32_767, 30_000, 15)


@attack("共享字符串越界.xlsx")
def _no_such_string() -> bytes:
    cells = "".join(f'<c t="s" s="{n}"><v>{n}</v></c>' for n in (-1, 0, 5, 4294967296, 10**30, "x", ""))
    return archive(parts(rows(f"<row>{cells}</row>")) | {"xl/sharedStrings.xml": f"<sst {MAIN}/>"})


@attack("错误公式.xlsx")
def _formulas() -> bytes:
    errors = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!")
    cells = "".join(f'<c t="e"><f>1/0</f><v>{error}</v></c><c><f>A1</f></c>' for error in errors)
    return archive(parts(rows(HEAD + f"<row>{cells}</row>" * 3000)))


@attack("没有的错误.xlsx")
def _no_such_error() -> bytes:
    return archive(parts(rows('<row><c t="e"><v>#SPILL!</v></c><c t="e"><v>?</v></c><c t="e"/></row>')))


@attack("公式极多.xlsx", large=True)
def _many_formulas() -> bytes:
    return archive(parts(rows("<row><c><f>A1</f></c><c><f>B1</f><v/></c></row>" * 300_000)))


BROKEN = """<row><c
<row><c><v>1</v></row>
</row>
<row r='x'><c r='?'/></row>
<row><c r='1A'><v>1</v></c></row>
<row><c t='zz'><v>1</v></c></row>
<row><c t='b'><v>7</v></c></row>
<row><c t='d'><v>不是</v></c></row>
<row><c t='d'><v>2023-11-02T25:61:61Z</v></c></row>
<row><is><t>x</t></is></row>
<![CDATA[<row>]]>
<row><c t='inlineStr'><is/></c></row>
<row><c><v>1</v><v>2</v></c></row>
<?x ?>
<!-- -- -->"""
for _number, _body in enumerate(BROKEN.split("\n")):
    FILES[f"坏表{_number:02d}.xlsx"] = lambda body=_body: archive(parts(rows(body)))


@attack("缺少关系.xlsx")
def _no_relations() -> bytes:
    files = parts()
    del files["xl/_rels/workbook.xml.rels"]
    return archive(files)


@attack("缺少表部件.xlsx")
def _no_sheet() -> bytes:
    files = parts()
    del files[SHEET]
    return archive(files)


for _number, _target in enumerate(
    ("", "/", "../../x", "http://example.invalid/x", "workbook.xml", "sheet1.xml" * 5000)
):
    FILES[f"怪关系{_number}.xlsx"] = lambda target=_target: archive(
        parts() | {"xl/_rels/workbook.xml.rels": relations([("rId1", target)])}
    )
for _number, _name in enumerate(
    ("", "长" * 5000, "a/b:c?*[]", "&#10;", "活动台账&quot;", "'", "封面", "Meta", "字典")
):
    FILES[f"怪表名{_number}.xlsx"] = lambda name=_name: archive(
        parts() | {"xl/workbook.xml": workbook([f'<sheet name="{name}" sheetId="1" r:id="rId1"/>'] * 2)}
    )


@attack("十万个名称.xlsx")
def _names() -> bytes:
    names = "".join(f'<definedName name="n{n}">活动台账!$A${n}</definedName>' for n in range(1, 100_001))
    sheet = '<sheet name="活动台账" sheetId="1" r:id="rId1"/>'
    return archive(parts() | {"xl/workbook.xml": workbook([sheet], f"<definedNames>{names}</definedNames>")})


@attack("许多隐藏行.xlsx")
def _hidden() -> bytes:
    body = "".join(f'<row r="{n}" hidden="1"><c><v>{n}</v></c></row>' for n in range(2, 100_000, 2))
    return archive(parts(rows(HEAD + body, before='<cols><col min="1" max="16384" hidden="1"/></cols>')))


@attack("说谎的尺寸.xlsx")
def _dimension() -> bytes:
    return archive(parts(rows(f"<row>{text('x') * 20}</row>", before='<dimension ref="A1:XFD1048576"/>')))


@attack("各不相同.xlsx", large=True)
def _all_different() -> bytes:
    chance = random.Random(3)
    body = "".join(
        f"<row>{''.join(text(chance.randbytes(5).hex()) for _ in range(15))}</row>" for _ in range(39_000)
    )
    spec = load_framework(SIHONG).ledgers["L05"]
    return archive(parts(rows(f"<row>{''.join(text(c.heading) for c in spec.columns)}</row>{body}")))


@attack("全是合计.xlsx", large=True)
def _all_totals() -> bytes:
    line = f"<row>{text('合计')}<c/><c/><c><v>1</v></c><c><v>{{0}}</v></c></row>"
    return archive(parts(rows(HEAD + "".join(line.replace("{0}", str(n)) for n in range(90_000)))))
