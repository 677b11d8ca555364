"""The look of a Word file after GB/T 9704-2012: paper, grid, fonts, styles, page numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.section import CT_SectPr
from docx.oxml.text.font import CT_RPr
from docx.oxml.text.parfmt import CT_PPr
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

RED = RGBColor(0xE6, 0x00, 0x12)
GREY = RGBColor(0x59, 0x59, 0x59)
SMALL = 10.5
#: Styles of a 专报 that the template of python-docx does not have.
RED_HEAD, ISSUE, IMPRINT = "红头", "期号", "版记"
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
class Paper:
    """A layout: margins 天头, 右, 下, 订口 in millimetres; sizes and pitches in points.

    `tight` is what each character of body text stands closer, in twentieths of a point.
    """

    edges: tuple[int, int, int, int] = (16, 20, 20, 20)
    body: float = 11.0
    pitch: float = 18.0
    title: float = 18.0
    cell: float = 9.0
    footer: int = 10
    tight: int = 0
    across: bool = False


#: GB/T 9704-2012. 16 points less 0.25 are 28 characters in 156 mm; 22 lines of 28.95 points fill 225 mm. Said
#: so and not by a character grid: LibreOffice gives each character two cells of a grid narrower than it.
OFFICIAL = Paper((37, 26, 35, 28), body=16.0, pitch=28.95, title=22.0, cell=9.5, footer=18, tight=-5)
#: Every other report, and the table book, which lies across.
PLAIN = Paper()
BROAD = Paper(cell=9.0, across=True)


@dataclass(frozen=True)
class Look:
    """A paragraph style: font, size in points (0: that of the body), bold, alignment, spacing in points.

    `pitch` is the distance of lines in points, without it that of the body; 0: by the font.
    """

    font: str = FANGSONG
    size: float = 0.0
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
        "Body Text": Look(indent=2),
        "Title": Look(XIAOBIAO, align=_MIDDLE, before=10, after=10, pitch=34),
        "Heading 1": Look(HEITI, indent=2),
        "Heading 2": Look(KAITI, indent=2),
        "Heading 3": Look(FANGSONG, bold=True, indent=2),
        "Heading 4": Look(FANGSONG, indent=2),
        "Caption": Look(HEITI, SMALL, align=_MIDDLE, before=4, after=2, pitch=0),
        "Subtitle": Look(FANGSONG, 9, align=_LEFT, after=4, pitch=0),
        "Quote": Look(FANGSONG, 9, after=2, pitch=0),
    }
)
OWN_LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        RED_HEAD: Look(XIAOBIAO, 42, align=_MIDDLE, pitch=0),
        ISSUE: Look(align=_MIDDLE),
        IMPRINT: Look(FANGSONG, 14, align=_LEFT, pitch=24),
    }
)


def set_up(document: Document, paper: Paper) -> None:
    """Paper, margins, fonts and styles of a new document."""
    section = document.sections[0]
    sides = (Mm(_HEIGHT), Mm(_WIDTH)) if paper.across else (Mm(_WIDTH), Mm(_HEIGHT))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if paper.across else WD_ORIENT.PORTRAIT
    top, right, bottom, left = map(Mm, paper.edges)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        *(top, right, bottom, left),
    )
    section.footer_distance, section.header_distance = Mm(paper.footer), Mm(12)
    _ungridded(section._sectPr)
    for name, look in LOOKS.items():
        size = look.size or (paper.title if name == "Title" else paper.body)
        _styled(document.styles[name], replace(look, size=size), paper)
    for name, look in OWN_LOOKS.items():
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        _styled(made, replace(look, size=look.size or paper.body), paper)
    document.styles[RED_HEAD].font.color.rgb = RED
    _language(document)
    _fonts(document)


def _ungridded(section: CT_SectPr) -> None:
    """Lines stand where their pitch puts them: on a grid a table's line takes as much as one of the body."""
    for old in section.findall(qn("w:docGrid")):
        section.remove(old)


def _styled(style: ParagraphStyle, look: Look, paper: Paper) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    _named(properties, look.font)
    _spaced(properties, paper.tight if look.size == paper.body else 0)
    form = style.paragraph_format
    form.alignment, form.space_before, form.space_after = look.align, Pt(look.before), Pt(look.after)
    form.widow_control = True
    pitch = paper.pitch if look.pitch is None else look.pitch
    form.line_spacing = Pt(pitch) if pitch else 1.15
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if look.indent:
        indent_by(properties, characters(look.size, firstLine=look.indent))


def _spaced(properties: CT_RPr, twentieths: int) -> None:
    """How much further each character stands from the next; the template's own spacing no longer counts."""
    for name in ("w:spacing", "w:kern"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    properties.insert_element_before(
        spacing, *("w:w", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
    )


def characters(size: float, **sides: int) -> Mapping[str, int]:
    """Indents of so many characters; in twentieths of a point too, for programs that know no characters."""
    return {f"{side}Chars": 100 * count for side, count in sides.items()} | {
        side: int(count * size * 20) for side, count in sides.items()
    }


def indent_by(properties: CT_PPr, values: Mapping[str, int]) -> None:
    """Indents of a paragraph's properties, from `characters`."""
    indent = properties.get_or_add_ind()
    for name, value in values.items():
        indent.set(qn(f"w:{name}"), str(value))


def unspaced(properties: CT_PPr) -> None:
    """No space of its own between Chinese signs and letters or figures: a line is as wide as its signs."""
    behind = (
        "w:bidi",
        "w:adjustRightInd",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
    )
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *behind)


def _named(properties: CT_RPr, font: str) -> None:
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
        indent_by(number._p.get_or_add_pPr(), characters(14, left=1, right=1))
        lettered(number.add_run("— "), SONGTI, 14)
        field(number, "PAGE")
        lettered(number.add_run(" —"), SONGTI, 14)
        if not stamp:
            continue
        line = footer.add_paragraph()
        line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0
        lettered(line.add_run(stamp), FANGSONG, 7.5, colour=GREY)


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


def framed(paragraph: Paragraph, colour: str) -> None:
    """A frame around a paragraph."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="{colour}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    _bordered(paragraph, parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"))


def ruled(paragraph: Paragraph, side: str, *, colour: str, eighths: int, space: int = 0) -> None:
    """A rule along one side of a paragraph; its thickness in eighths of a point."""
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" '
        f'w:color="{colour}"/></w:pBdr>'
    )
    _bordered(paragraph, borders)


def _bordered(paragraph: Paragraph, borders: BaseOxmlElement) -> None:
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
        *("w:outlineLvl", "w:rPr", "w:sectPr"),
    )
