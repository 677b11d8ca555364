"""The look of a Word file after GB/T 9704-2012: paper, grid, fonts, styles, page numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

RED = RGBColor(0xE6, 0x00, 0x12)
GREY = RGBColor(0x59, 0x59, 0x59)
#: 天头, 右, 下, 订口 in millimetres.
TOP, RIGHT, BOTTOM, LEFT = 37, 26, 35, 28
#: Type area: 28 characters by 22 lines.
CHARACTERS, LINES = 28, 22
BODY, SMALL = 16.0, 10.5
_WIDTH, _HEIGHT = 210, 297
_POINTS = 72 / 25.4

FANGSONG, XIAOBIAO, HEITI, KAITI, SONGTI = "仿宋", "方正小标宋简体", "黑体", "楷体", "宋体"
#: Font of the office → the one taken where it is not installed.
FALLBACK: Mapping[str, str] = MappingProxyType(
    {
        FANGSONG: "Noto Serif SC",
        XIAOBIAO: "Noto Serif SC",
        HEITI: "Noto Sans SC",
        KAITI: "Noto Serif SC",
        SONGTI: "Noto Serif SC",
    }
)
LATIN = "Times New Roman"


@dataclass(frozen=True)
class Look:
    """A paragraph style: font, size in points, bold, alignment, spacing around it in points."""

    font: str = FANGSONG
    size: float = BODY
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    before: float = 0.0
    after: float = 0.0
    pitch: float | None = None
    indent: int = 0


_LEFT, _MIDDLE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "Normal": Look(),
        "Body Text": Look(indent=200),
        "Title": Look(XIAOBIAO, 22, align=_MIDDLE, before=14, after=14, pitch=34),
        "Heading 1": Look(HEITI, indent=200),
        "Heading 2": Look(KAITI, indent=200),
        "Heading 3": Look(FANGSONG, bold=True, indent=200),
        "Heading 4": Look(FANGSONG, indent=200),
        "Caption": Look(HEITI, SMALL, align=_MIDDLE, before=4, after=2, pitch=0),
        "Subtitle": Look(FANGSONG, 9, align=_LEFT, after=4, pitch=0),
        "Quote": Look(FANGSONG, SMALL, after=3, pitch=0),
    }
)


def set_up(document: Document, *, wide: bool) -> None:
    """Paper, margins, grid, fonts and styles of a new document; `wide` lays the paper on its side."""
    section = document.sections[0]
    paper = (Mm(_HEIGHT), Mm(_WIDTH)) if wide else (Mm(_WIDTH), Mm(_HEIGHT))
    section.page_width, section.page_height = paper
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    edges = (25, 20, 20, 20) if wide else (TOP, RIGHT, BOTTOM, LEFT)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, edges)
    section.footer_distance, section.header_distance = Mm(10 if wide else 18), Mm(12)
    if not wide:
        _grid(section._sectPr)
    for name, look in LOOKS.items():
        _styled(document.styles[name], look)
    _language(document)
    _fonts(document)


def _grid(section: object) -> None:
    """28 characters a line and 22 lines a page, as Word's own 指定行和字符网格 has it."""
    for old in section.findall(qn("w:docGrid")):
        section.remove(old)
    pitch = int((_HEIGHT - TOP - BOTTOM) * _POINTS / LINES * 20)
    space = int(((_WIDTH - LEFT - RIGHT) * _POINTS / CHARACTERS - BODY) * 4096)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "linesAndChars"), ("linePitch", pitch), ("charSpace", space)):
        grid.set(qn(f"w:{name}"), str(value))
    section.append(grid)


def _styled(style: ParagraphStyle, look: Look) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    _named(style.element.get_or_add_rPr(), look.font)
    form = style.paragraph_format
    form.alignment, form.space_before, form.space_after = look.align, Pt(look.before), Pt(look.after)
    form.widow_control = True
    if look.pitch is None:
        form.line_spacing = Pt(29)
    else:
        form.line_spacing = Pt(look.pitch) if look.pitch else 1.15
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if look.indent:
        indent_by(properties, firstLineChars=look.indent, firstLine=int(look.indent / 100 * look.size * 20))


def indent_by(properties: object, **values: int) -> None:
    """Indents of a paragraph's properties, in hundredths of a character and twentieths of a point."""
    indent = properties.get_or_add_ind()
    for name, value in values.items():
        indent.set(qn(f"w:{name}"), str(value))


def _named(properties: object, font: str) -> None:
    """The font of Chinese and of Latin text; what the template's theme says no longer counts."""
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def lettered(run: Run, font: str, size: float, *, bold: bool = False, colour: RGBColor | None = None) -> Run:
    """A run in a font and size of its own."""
    run.font.size, run.font.bold = Pt(size), bold
    if colour is not None:
        run.font.color.rgb = colour
    _named(run._r.get_or_add_rPr(), font)
    return run


def _language(document: Document) -> None:
    """Chinese text, so that Word breaks lines and checks spelling as for Chinese."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    _named(defaults, FANGSONG)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))
    settings = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:eastAsia"), "zh-CN")
    document.settings.odd_and_even_pages_header_footer = True


_FONT_TABLE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"


def _fonts(document: Document) -> None:
    """A font table that names what to take where the office's fonts are missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACK.items()
    )
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    known = [rel for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE]
    if known:
        known[0].target_part._blob = blob.encode()
        return
    part = Part(PackURI("/word/fontTable.xml"), _FONT_TABLE, blob.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def footers(document: Document, stamp: str) -> None:
    """`— 1 —`, right on odd pages and left on even ones, and under it what the report was made from."""
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        number = footer.paragraphs[0]
        number.alignment = align
        indent_by(number._p.get_or_add_pPr(), leftChars=100, rightChars=100)
        lettered(number.add_run("— "), SONGTI, 14)
        field(number, "PAGE")
        lettered(number.add_run(" —"), SONGTI, 14)
        line = footer.add_paragraph()
        line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0
        lettered(line.add_run(stamp), FANGSONG, 7, colour=GREY)


def field(paragraph: Paragraph, instruction: str) -> None:
    """A field such as PAGE."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("", "1"), ("end", "")):
        run = lettered(paragraph.add_run(text if text == "1" else ""), SONGTI, 14)._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)
        elif text != "1":
            told = OxmlElement("w:instrText")
            told.text = text
            run.append(told)


def ruled(paragraph: Paragraph, side: str, *, colour: str, eighths: int, space: int = 0) -> None:
    """A rule along one side of a paragraph; its thickness in eighths of a point."""
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" '
        f'w:color="{colour}"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
        *("w:outlineLvl", "w:rPr", "w:sectPr"),
    )
