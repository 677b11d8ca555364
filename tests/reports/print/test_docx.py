"""Word files: opened again, and looked at part by part."""

import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from metrics.reports.model import Annex, FigureBlock, Heading, Paragraph, Report, TableBlock, printed
from metrics.reports.print.docx import NO_BROWSER, to_docx
from tests.kit.sample_reports import made
from tests.kit.word_files import text_of

#: A PNG of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fedccc59e70000000049454e44ae426082"
)
LINES = {"report_to": ("推进产业工人队伍建设改革协调小组办公室",), "send_to": ("各设区市产改领导机构",)}
#: Children of some elements in the order the format prescribes; Word calls a file broken that has another.
ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
        "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings"
    ),
}


def opened(content):
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def report(demo_file):
    return made(demo_file, charts=None, number=2, total_number=32, **LINES)


@pytest.fixture(scope="module")
def content(report):
    return to_docx(report)


@pytest.fixture(scope="module")
def document(content):
    return opened(content)


def test_the_same_report_gives_the_same_bytes(report, content):
    assert to_docx(Report.from_json(report.to_json())) == content


def test_paper_and_margins_follow_the_standard(document):
    section = document.sections[0]
    sizes = ("page_width", "page_height", "top_margin", "right_margin", "bottom_margin", "left_margin")
    rounded = [round(getattr(section, name) / Mm(1)) for name in sizes]
    assert rounded == [210, 297, 37, 26, 35, 28]
    body = document.styles["Body Text"]
    height = section.page_height - section.top_margin - section.bottom_margin
    assert height / body.paragraph_format.line_spacing == pytest.approx(22, abs=0.1)
    assert height // body.paragraph_format.line_spacing == 22
    letter = body.font.size / Pt(1) + int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    width = section.page_width - section.left_margin - section.right_margin
    assert width / Pt(1) // letter == 28


def test_no_grid_spreads_the_lines_of_tables(document):
    assert document.sections[0]._sectPr.find(qn("w:docGrid")) is None


def test_headings_are_real_headings(report, document):
    told = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    annexes = [f"附件{block.number}" for block in report.blocks if isinstance(block, Annex)]
    assert told == [*(block.text for block in report.blocks if isinstance(block, Heading)), *annexes]
    assert [p.text for p in document.paragraphs if p.style.name == "Title"] == [report.title]


def test_every_paragraph_is_there_word_for_word(report, document):
    told = [text_of(p) for p in document.paragraphs if p.style.name == "Body Text"]
    assert told == [block.plain for block in report.blocks if isinstance(block, Paragraph)]


def test_office_fonts_come_first_and_have_a_fallback(document, content):
    fonts = {
        name: document.styles[name].element.rPr.rFonts
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    told = {name: found.get(qn("w:eastAsia")) for name, found in fonts.items()}
    assert told == {"Normal": "仿宋", "Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体"}
    assert not [key for found in fonts.values() for key in found.attrib if key.endswith("Theme")]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        table = etree.fromstring(parts.read("word/fontTable.xml"))
    known = {font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")) for font in table}
    assert known["仿宋"] == known["方正小标宋简体"] == "Noto Serif SC"


def test_the_language_is_chinese(document):
    lang = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert lang.get(qn("w:eastAsia")) == "zh-CN"
    assert document.core_properties.language == "zh-CN"


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(document, report):
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        number, stamp = footer.paragraphs
        assert number._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert number.text.startswith("— ")
        assert number.text.endswith(" —")
        assert [node.text for node in number._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert stamp.text == report.stamp.line


def test_the_head_is_red_and_issuer_and_date_share_a_ruled_line(document):
    first = document.paragraphs[0]
    assert first.runs[0].text == "泗洪县产业工人队伍建设改革联席会议"
    assert {str(run.font.color.rgb) for run in first.runs if run.text.strip()} == {"E60012"}
    assert round(first.paragraph_format.space_before / Mm(1)) == 35
    texts = [p.text for p in document.paragraphs[:6]]
    assert "2024年第2期（总第32期）" in texts
    assert "泗洪县产业工人队伍建设改革联席会议办公室\t2024年2月6日" in texts
    ruled = [
        p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:pBdr")) is not None
    ]
    assert [p.text for p in ruled] == ["泗洪县产业工人队伍建设改革联席会议办公室\t2024年2月6日"]
    size = ruled[0].runs[0].font.size / Pt(1)
    assert 14 <= size < 16
    # 20 characters and a date of 6 leave a gap of two on 156 mm.
    assert size * (20 + 6 + 2) <= 156 / 25.4 * 72


@pytest.mark.parametrize(
    ("issuer", "lines"), [("县产改办", 1), ("泗洪县产业工人队伍建设改革联席会议" * 2, 2)]
)
def test_issuer_and_date_never_collide(report, issuer, lines):
    other = replace(report, head=replace(report.head, issuer=issuer))
    texts = [p.text for p in opened(to_docx(other)).paragraphs[:6]]
    assert (f"{issuer}\t2024年2月6日" in texts) == (lines == 1)
    assert (issuer in texts and "2024年2月6日" in texts) == (lines == 2)


def test_the_colophon_closes_the_file(document):
    last = document.tables[-1]
    texts = [row.cells[0].text for row in last.rows]
    assert texts[0] == "报：推进产业工人队伍建设改革协调小组办公室。"
    assert texts[1] == "送：各设区市产改领导机构。"
    assert "2024年2月6日印发" in texts[2]
    borders = last._tbl.tblPr.find(qn("w:tblBorders"))
    assert {b.tag.split("}")[1]: b.get(qn("w:sz")) for b in borders} == {
        "top": "8",
        "bottom": "8",
        "insideH": "6",
    }
    place = last._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert place.getparent().getparent().getnext().tag == qn("w:p")


def test_tables_repeat_their_header_and_hold_every_cell(report, document):
    tables = [block for block in report.blocks if isinstance(block, TableBlock)]
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables[:-1]]
    for block in tables:
        assert [[column.name for column in block.layout], *printed(block)] in found
    heads = [table.rows[0]._tr.trPr for table in document.tables[:-1]]
    assert all(head is not None and head.find(qn("w:tblHeader")) is not None for head in heads)


def test_without_a_browser_tables_stand_for_figures_and_one_line_says_why(report, document):
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    figures = [block.title for block in report.blocks if isinstance(block, FigureBlock)]
    assert all(any(text.endswith(title) for text in captions) for title in figures)
    assert [p.text for p in document.paragraphs].count(NO_BROWSER) == 1
    assert not document.inline_shapes


def test_with_pictures_every_figure_is_drawn_and_says_what_it_shows(report):
    document = opened(to_docx(report, lambda _block: PIXEL))
    figures = [block for block in report.blocks if isinstance(block, FigureBlock)]
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert told == [block.alt for block in figures]
    assert NO_BROWSER not in [p.text for p in document.paragraphs]


def test_wide_tables_lay_the_paper_on_its_side(demo_file):
    book = opened(to_docx(made(demo_file, "book", charts=None)))
    section = book.sections[0]
    assert section.page_width > section.page_height
    assert sum(len(table.rows) for table in book.tables) == 136 + 50 + 21 + 20 + 13 + 1 + 6


def test_what_xml_cannot_hold_does_no_harm(report):
    odd = TableBlock("怪字", pd.DataFrame({"名称": ["a<b>&\x07\x00c"]}))
    document = opened(to_docx(replace(report, blocks=(odd,))))
    assert document.tables[0].rows[1].cells[0].text == "a<b>&c"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footer1.xml"])
def test_elements_stand_in_the_order_the_format_prescribes(content, part):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        tree = etree.fromstring(parts.read(part))
    for name, order in ORDER.items():
        known = order.split()
        for node in tree.iter(qn(f"w:{name}")):
            found = [known.index(child.tag.split("}")[1]) for child in node]
            assert found == sorted(found), etree.tostring(node)
