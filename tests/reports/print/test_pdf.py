"""PDF: real glyphs, the measures of the 专报, every name and figure found, the same bytes again."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pikepdf
import pypdfium2
import pytest

from metrics.reports.model import FigureBlock, Heading, Report, StoredFigure, TableBlock
from metrics.reports.print import pdf
from metrics.reports.print.png import typeset
from tests.kit.known_reports import (
    HEAD,
    LINE,
    NAMES,
    STAMP,
    book,
    brief,
    figure_block,
    paragraph,
    plain_text,
    special,
    without_browser,
)
from tests.kit.sample_reports import needs_browser

MM = 72 / 25.4


def undrawn_glyphs(content):
    """How often a PDF shows glyph 0, the box that stands for a missing character."""
    with pikepdf.open(io.BytesIO(content)) as document:
        shown = [
            bytes(text)
            for page in document.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) in ("Tj", "TJ")
            for text in (operands if str(operator) == "Tj" else operands[0])
            if isinstance(text, pikepdf.String)
        ]
    return sum(text[at : at + 2] == b"\0\0" for text in shown for at in range(0, len(text), 2))


def lines_of(content):
    """The texts of every page, line by line."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage() for page in document]
    lines = [page.get_text_range().splitlines() for page in pages]
    document.close()
    return lines


def text_of(content):
    return "".join(line for page in lines_of(content) for line in page)


def page_image(content, number=0, scale=2.0):
    document = pypdfium2.PdfDocument(content)
    picture = document[number].render(scale=scale).to_pil().convert("RGB")
    document.close()
    return picture


def rows_of(picture, wanted):
    """Heights on the page, in mm, at which a pixel is of the wanted kind."""
    width, height = picture.size
    pixels = picture.load()
    found = [at for at in range(height) if any(wanted(pixels[across, at]) for across in range(width))]
    return [at / height * 297 for at in found]


def is_red(pixel):
    return pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 90


@needs_browser
def test_no_glyph_is_missing_and_fonts_are_ours_and_embedded():
    content = pdf.pdf(special())
    assert undrawn_glyphs(content) == 0
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
        assert names == {"NotoSansSC-Bold", "NotoSansSC-Regular", "NotoSerifSC-Black", "NotoSerifSC-Regular"}
        assert all("/FontDescriptor" in font.DescendantFonts[0] for font in fonts)
        assert {str(font.Subtype) for font in fonts} == {"/Type0"}


def test_a_missing_glyph_would_be_counted():
    inputs = {"svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "stamp": "一"}
    content = typeset("figure.typ", inputs | {"width": "90", "height": "9"}, format="pdf")[0]
    assert undrawn_glyphs(content) == 0
    with pikepdf.open(io.BytesIO(content)) as document:
        page = document.pages[0]
        page.Contents = document.make_stream(page.Contents.read_bytes().replace(b"Tj", b"Tj <00000000> Tj"))
        changed = io.BytesIO()
        document.save(changed)
    assert undrawn_glyphs(changed.getvalue()) == 2


@needs_browser
def test_every_enterprise_figure_and_chart_label_is_found():
    text = text_of(pdf.pdf(special()))
    assert [name for name in NAMES if name not in text] == []
    wanted = [
        "140余",
        "1.8万",
        "企业7",
        "图2　第2幅排名",
        "表1　企业十二项得分",
        "总第32期",
        "2024年2月7日印发",
    ]
    assert [one for one in wanted if one not in text] == []


@pytest.mark.parametrize("make", [plain_text, book], ids=["special", "book"])
def test_the_stamp_stands_on_every_page(make):
    pages = lines_of(pdf.pdf(make()))
    assert len(pages) > 1
    assert [page for page in pages if STAMP.line not in "".join(page)] == []


def test_the_page_is_a4():
    document = pypdfium2.PdfDocument(pdf.pdf(plain_text()))
    assert [page.get_size() for page in document] == [pytest.approx((595.28, 841.89), abs=0.01)] * 3
    document.close()


def test_a_page_holds_22_lines_of_28_characters():
    body = [line for line in lines_of(pdf.pdf(plain_text()))[1] if line[0] not in "—筛"]
    assert [len(line) for line in body] == [28] * 22


def test_the_type_area_has_the_measures_of_the_standard():
    document = pypdfium2.PdfDocument(pdf.pdf(plain_text()))
    page = document[1].get_textpage()
    text = page.get_text_range()
    first = text.index(LINE[0], text.index("\n", text.index("生成时间")))
    boxes = [page.get_charbox(at) for at in range(first, len(text)) if text[at] in LINE]
    left, right = min(box[0] for box in boxes) / MM, max(box[2] for box in boxes) / MM
    top, bottom = 297 - max(box[3] for box in boxes) / MM, min(box[1] for box in boxes) / MM
    document.close()
    # A glyph fills most of its square of 5.56 mm, so the type area shows to within a millimetre.
    assert (left, right) == (pytest.approx(28, abs=1), pytest.approx(184, abs=1))
    assert (top, bottom) == (pytest.approx(37, abs=1.5), pytest.approx(35 + 4.6, abs=1.5))


def test_the_head_is_red_35_mm_below_the_type_area_and_its_rule_as_wide():
    report = Report("special", "标题", "2023年", (paragraph(LINE),), STAMP, HEAD)
    picture = page_image(pdf.pdf(report), scale=4)
    red = rows_of(picture, is_red)
    assert red[0] == pytest.approx(72, abs=1)
    rule = round(red[-1] / 297 * picture.height)
    across = [at / picture.width * 210 for at in range(picture.width) if is_red(picture.getpixel((at, rule)))]
    assert (across[0], across[-1]) == (pytest.approx(28, abs=0.3), pytest.approx(184, abs=0.3))


@pytest.mark.parametrize("issuer", ["县产改办", HEAD.issuer, HEAD.issuer * 2])
def test_issuer_and_date_never_collide(issuer):
    report = Report("special", "标题", "2023年", (paragraph(LINE),), STAMP, replace(HEAD, issuer=issuer))
    document = pypdfium2.PdfDocument(pdf.pdf(report))
    page = document[0].get_textpage()
    text = page.get_text_range()
    start = text.index("）", text.index("总第32期")) + 1
    wanted = range(start, text.index("2024年2月6日"))
    names = [page.get_charbox(at) for at in wanted if not text[at].isspace()]
    day = page.get_charbox(text.index("2024年2月6日"))
    assert max(box[2] for box in names) < day[0]
    assert text.replace("\r\n", "").count(issuer) >= 1
    document.close()


def test_odd_page_numbers_stand_right_and_even_left():
    document = pypdfium2.PdfDocument(pdf.pdf(plain_text()))
    places = []
    for at, page in enumerate(document, 1):
        words = page.get_textpage()
        places.append(words.get_charbox(words.get_text_range().index(f"— {at} —"))[0] / MM)
    document.close()
    assert [place > 105 for place in places] == [True, False, True]


@needs_browser
@pytest.mark.parametrize("make", [special, brief, book])
def test_the_same_report_gives_the_same_bytes(make):
    stored = Report.from_json(make().to_json())
    assert pdf.pdf(make()) == pdf.pdf(stored)


def test_another_moment_gives_other_bytes():
    later = replace(plain_text(), stamp=replace(STAMP, generated_at=STAMP.generated_at.replace(hour=10)))
    assert pdf.pdf(later) != pdf.pdf(plain_text())


@pytest.mark.parametrize("at", [datetime.now(UTC), datetime.now(UTC).replace(tzinfo=None)])
def test_any_moment_is_taken(at):
    content = pdf.pdf(replace(plain_text(), stamp=replace(STAMP, generated_at=at)))
    with pikepdf.open(io.BytesIO(content)) as document:
        zone = at if at.tzinfo else at.replace(tzinfo=timezone(timedelta(hours=8)))
        assert f"{zone.astimezone(UTC):%Y%m%d%H%M%S}" in str(document.docinfo["/CreationDate"])


def test_a_brief_fits_on_one_page_and_the_book_lies_across():
    assert len(lines_of(pdf.pdf(replace(brief(), blocks=brief().blocks[:3])))) == 1
    document = pypdfium2.PdfDocument(pdf.pdf(book()))
    width, height = document[0].get_size()
    document.close()
    assert width > height


def test_the_header_of_a_long_table_stands_on_every_page_of_it():
    pages = lines_of(pdf.pdf(book()))
    assert all("载体" in "".join(page) for page in pages)


def test_without_a_browser_tables_stand_in_and_one_line_says_why(monkeypatch):
    without_browser(monkeypatch)
    told = replace(figure_block("只有文字"), table=None)
    blocks = (Heading(1, "一、图"), figure_block("没画过甲"), figure_block("没画过乙"), told)
    made = pdf.render(Report("special", "标题", "2023年", blocks, STAMP))
    text = text_of(made.content)
    assert "CHROME 写明的浏览器" in made.undrawn
    assert text.count("图没有画出，以数据表代替") == 1
    assert "图1　没画过甲排名" in text
    assert "图2　没画过乙排名" in text
    assert "只有文字的排名，最高企业7。" in text


def test_characters_no_font_has_are_printed_as_a_mark_and_named():
    rare = "\U00020bb7"
    made = pdf.render(replace(plain_text(), blocks=(paragraph(f"{rare}野家"),)))
    text = text_of(made.content)
    assert made.absent == (rare,)
    assert "〓野家" in text
    assert "U+20BB7" in text
    assert undrawn_glyphs(made.content) == 0


def test_a_character_only_the_widest_font_has_is_drawn_in_every_weight():
    heading, body = Heading(1, "一、鷽企业"), paragraph("鷽品牌", lead="鷽。")
    made = pdf.render(replace(plain_text(), title="鷽专报", blocks=(heading, body, Heading(2, "（一）鷽"))))
    assert made.absent == ()
    assert undrawn_glyphs(made.content) == 0
    assert text_of(made.content).count("鷽") == 5


def test_a_report_survives_its_json():
    for made in (special(), brief(), book()):
        again = Report.from_json(made.to_json())
        assert again.to_json() == made.to_json()
        assert [type(block) for block in again.blocks] == [type(block) for block in made.blocks]
    figure = next(
        block for block in Report.from_json(special().to_json()).blocks if isinstance(block, FigureBlock)
    )
    assert isinstance(figure.figure, StoredFigure)
    assert any(isinstance(block, TableBlock) for block in again.blocks)


def test_a_table_leaves_no_row_or_two_for_the_next_page():
    tables = [
        TableBlock(f"表{table}", pd.DataFrame({"行": [f"第{table}-{row}行" for row in range(20 + table)]}))
        for table in range(12)
    ]
    report = Report("book", "全表册", "2023年", tuple(tables), STAMP)
    pages = [set(re.findall(r"第\d+-\d+行", "".join(page))) for page in lines_of(pdf.pdf(report))]
    parts = [
        [len({row for row in page if row.startswith(f"第{table}-")}) for page in pages] for table in range(12)
    ]
    assert [sum(part) for part in parts] == [20 + table for table in range(12)]
    broken = [[rows for rows in part if rows] for part in parts if sum(map(bool, part)) > 1]
    assert len(broken) >= 3
    assert min(part[-1] for part in broken) >= 3
