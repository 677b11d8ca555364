"""Pictures: right size, not blank, and every character its own glyph."""

import io
import zipfile

import pytest
from PIL import Image

from metrics.reports.export import export, picture_pages
from metrics.reports.print import png
from metrics.reports.print.browser import NoBrowserError, find_browser
from metrics.reports.print.figures import height_of, title_of
from metrics.reports.print.fonts import absent, printable, replaced
from metrics.reports.print.pack import packed
from tests.kit.known_reports import STAMP, figure, figure_block, plain_text, special, without_browser

try:
    find_browser()
except NoBrowserError:
    pytest.skip("no browser on this machine", allow_module_level=True)


def image(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


def one_word(text):
    """A picture of one word by the template that draws figures."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60">'
        f'<text x="5" y="45" style="font-size:40px;font-family:\'Noto Sans SC\'">{text}</text></svg>'
    )
    return png.png(drawing.encode(), 60, 60)


def test_a_figure_is_twice_its_size_and_not_blank():
    drawn = image(png.figure_png(figure("一"), 480))
    assert drawn.size == (960, 2 * height_of(figure("一")))
    assert len(drawn.getcolors(1 << 20)) > 50


def test_the_stamp_adds_a_line_below():
    plain, stamped = image(png.figure_png(figure("一"))), image(png.figure_png(figure("一"), stamp=STAMP))
    assert stamped.width == plain.width
    assert stamped.height > plain.height
    below = stamped.crop((0, plain.height, stamped.width, stamped.height))
    assert len(below.getcolors(1 << 16)) > 10


def test_a_picture_says_what_it_is_and_how_many_dots_an_inch_it_has():
    drawn = figure("一").update_layout(annotations=[{"text": "来源：报送台账", "showarrow": False}])
    made = Image.open(io.BytesIO(png.figure_png(drawn, 480, stamp=STAMP)))
    assert made.text["Title"] == title_of(drawn)
    assert "一" in made.text["Title"]
    assert made.text["Source"] == "来源：报送台账"
    assert made.text["Comment"] == STAMP.line
    assert tuple(map(round, made.info["dpi"])) == (144, 144)


def test_titles_that_differ_in_one_character_differ_in_pixels():
    assert png.figure_png(figure("一"), 480) != png.figure_png(figure("龘"), 480)


def test_a_character_without_glyph_is_told_apart_and_replaced():
    rare = "\U00020bb7"
    assert absent(f"龘一{rare}") == [rare]
    assert replaced(f"龘{rare}") == "龘〓"
    assert one_word(rare) == one_word("〓") != one_word("龘")


@pytest.mark.parametrize(
    "text", ["，。；：？！“”‘’（）《》、—…·", "①⑩%‰℃㎡×÷±≤≥→↑↓▲▼●○■□★〓—", "泗洪县龘堃喆龍"]
)
def test_what_reports_are_written_with_can_be_printed(text):
    assert set(text) <= printable()


def test_the_picture_of_a_block_has_no_title_and_none_without_a_browser(monkeypatch):
    block = figure_block("一")
    assert image(png.picture(block)).size == (1372, 2 * (height_of(block.figure) - 44))
    without_browser(monkeypatch)
    assert png.picture(block) is None


def test_the_pages_of_a_report_are_pictures():
    pages = [image(page) for page in picture_pages(plain_text())]
    assert [page.size for page in pages] == [(1587, 2245)] * 3
    assert pages[0].tobytes() != pages[1].tobytes()


@pytest.mark.long
def test_the_chart_pack_holds_every_figure_at_twice_its_size_and_is_the_same_again():
    report = special(2, table=False)
    pack = export(report, "zip")
    names = zipfile.ZipFile(io.BytesIO(pack)).namelist()
    assert names == [
        f"{at:02d}_第{at}幅排名_泗洪县精心打造“看得见”的产改品牌_2023年_01234567.png" for at in (1, 2)
    ]
    pictures = [image(zipfile.ZipFile(io.BytesIO(pack)).read(name)) for name in names]
    assert {picture.width for picture in pictures} == {1920}
    assert pictures[0].tobytes() != pictures[1].tobytes()
    assert export(report, "zip") == pack


def test_a_name_that_comes_twice_is_numbered():
    pack = packed([("图.png", b"1"), ("图.png", b"2"), ("图.png", b"3")])
    assert zipfile.ZipFile(io.BytesIO(pack)).namelist() == ["图.png", "图（2）.png", "图（3）.png"]
