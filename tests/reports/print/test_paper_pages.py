"""Pages of a 专报 as printed: order of blocks, smallest sizes, PDF/A, nothing of the desk."""

import ctypes
import io
import json
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from metrics.reports.model import Alert, Annex, Heading, TableBlock
from metrics.reports.print import pdf
from metrics.reports.print.figures import SMALLEST, bare
from tests.kit.known_reports import LINE, STAMP, figure, figure_block, paragraph, plain_text, special
from tests.kit.sample_reports import needs_browser


def pages_of(content):
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


@pytest.fixture(scope="module")
def final():
    report = special(0)
    table = next(block for block in report.blocks if isinstance(block, TableBlock))
    text = [block for block in report.blocks if block is not table]
    annexed = (Annex(1, "企业得分"), replace(table, title=""))
    return replace(report, blocks=(Alert("数据不完整：未报：交通局。"), *text, *annexed), final=True)


def test_the_imprint_ends_the_last_page_and_annexes_stand_before_it(final):
    pages = pages_of(pdf.pdf(final))
    whole = "".join(pages)
    assert "印发" in pages[-1]
    assert whole.count("印发") == 1
    assert whole.index("数据不完整") < whole.rindex("印发")
    assert whole.index("附件1") < whole.rindex("印发")


def test_a_paper_that_goes_out_says_nothing_of_versions_on_its_pages(final):
    content = pdf.pdf(final)
    assert "数据版本" not in "".join(pages_of(content))
    assert "数据版本" in "".join(pages_of(pdf.pdf(replace(final, final=False))))
    with pikepdf.open(io.BytesIO(content)) as document:
        assert STAMP.data_version[:8] in str(document.docinfo.get("/Keywords"))


def test_the_file_has_the_structure_of_pdf_a_2b():
    """The marks of the standard; this is no validation by a tool of its own."""
    with pikepdf.open(io.BytesIO(pdf.pdf(plain_text()))) as document:
        with document.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        intents = document.Root.OutputIntents
        assert str(intents[0].S) == "/GTS_PDFA1"
        assert "/DestOutputProfile" in intents[0]
        assert not document.is_encrypted
        assert "/ID" in document.trailer
        for page in document.pages:
            for font in page.Resources.Font.values():
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor or (
                    "/FontFile3" in font.DescendantFonts[0].FontDescriptor
                )


def test_no_text_of_a_page_is_smaller_than_seven_and_a_half_points():
    document = pypdfium2.PdfDocument(pdf.pdf(plain_text()))
    sizes = []
    for page in document:
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            size = ctypes.c_float()
            pypdfium2.raw.FPDFTextObj_GetFontSize(item.raw, size)
            sizes.append(size.value)
    document.close()
    assert min(sizes) >= 7.49


def test_no_label_of_a_figure_prints_below_seven_and_a_half_points():
    drawn = figure("小").update_traces(textfont_size=8).update_layout(font_size=9)
    sizes = []

    def walk(part, name=""):
        if isinstance(part, dict):
            if name.endswith("font") and "size" in part:
                sizes.append(part["size"])
            for key, value in part.items():
                walk(value, key)
        elif isinstance(part, list):
            for one in part:
                walk(one, name)

    walk(json.loads(bare(drawn).json))
    assert sizes
    assert min(sizes) >= SMALLEST


@pytest.mark.long
@needs_browser
def test_a_figure_never_passes_the_next_heading():
    blocks = (
        Heading(1, "一、第一节"),
        paragraph(LINE * 12),
        figure_block("甲"),
        paragraph(LINE * 10),
        Heading(1, "二、第二节"),
        paragraph(LINE * 9),
        figure_block("乙"),
        paragraph(LINE * 2),
    )
    whole = "".join(pages_of(pdf.pdf(replace(special(0), blocks=blocks))))
    assert whole.index("甲排名") < whole.index("二、第二节") < whole.index("乙排名") < whole.rindex("印发")


def height_of(document, text):
    """Page on which a text stands first, and how far from its foot, in points."""
    for number, page in enumerate(document):
        found = page.get_textpage().search(text).get_next()
        if found is not None:
            return number, page.get_textpage().get_charbox(found[0])[1]
    raise AssertionError(text)


@needs_browser
def test_a_figure_stands_below_the_heading_of_its_own_part():
    """A float goes to the nearer edge of the page, which would be the one above the heading."""
    filler = (paragraph("前面的一段话，占去第一页余下的地方。" * 9),) * 4
    own = paragraph("这一部分先说两句，再看图。" * 6)
    report = special(0)
    blocks = (*filler, Heading(1, "二、图在自己的标题下面"), own, figure_block("标题下面的图"), *filler)
    document = pypdfium2.PdfDocument(pdf.pdf(replace(report, blocks=blocks)))
    heading, caption = (height_of(document, text) for text in ("二、图在自己的标题下面", "标题下面的图"))
    document.close()
    assert heading[0] > 0
    assert caption[0] >= heading[0]
    assert caption[0] > heading[0] or caption[1] < heading[1]
