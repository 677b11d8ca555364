"""OFD: opened by a reader that is not ours, and held against the PDF of the same pages."""

import io
import zipfile
from collections import Counter
from dataclasses import replace

import ofdkit
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from metrics.reports import exported
from metrics.reports.model import Annex, PhotoRow
from metrics.reports.print import pdf
from metrics.reports.print.ofd import ofd_of
from metrics.reports.print.ofd.shapes import sheets
from tests.kit.known_reports import STAMP, figure_block, plain_text, special
from tests.kit.sample_reports import needs_browser
from tests.kit.small_photos import paper_photo

_SPACE = {"ofd": "http://www.ofdspec.org/2016"}


def ofd(report):
    made = pdf.pdf(report)
    return made, ofd_of(made, report.title, "办公室", STAMP.generated_at)


def signs(text):
    """The characters of a text without blanks, each with how often it stands there."""
    return Counter("".join(text.split()))


def pages_of_pdf(content):
    document = pypdfium2.PdfDocument(content)
    found = [(page.get_size(), page.get_textpage().get_text_range()) for page in document]
    document.close()
    return found


@pytest.fixture(scope="module")
def both():
    report = special(0)
    return ofd(
        replace(report, blocks=(*report.blocks, PhotoRow((paper_photo("车间"),) * 2), Annex(1, "附表")))
    )


def test_another_reader_finds_the_pages_the_sizes_and_the_text_of_the_pdf(both):
    content, made = both
    document = ofdkit.open(io.BytesIO(made))
    pages = pages_of_pdf(content)
    assert len(document.pages) == len(pages) > 1
    for page, ((width, height), text) in zip(document.pages, pages, strict=True):
        assert page.width == pytest.approx(width / 72 * 25.4, abs=0.01)
        assert page.height == pytest.approx(height / 72 * 25.4, abs=0.01)
        assert signs("".join(run.text for run in page.runs)) == signs(text)


def test_sentences_are_read_in_their_order(both):
    _content, made = both
    text = "".join("".join(page.text().split()) for page in ofdkit.open(io.BytesIO(made)).pages)
    line = "".join(special(0).title.split())
    assert line in text


def test_letters_stand_where_the_pdf_has_them_and_in_its_size(both):
    content, made = both
    first = next(sheets(content))
    place = {(round(one.at[0], 1), round(one.at[1], 1)): one for one in first.letters}
    runs = ofdkit.open(io.BytesIO(made)).pages[0].runs
    assert runs
    for run in runs:
        letter = place[round(run.x, 1), round(run.y, 1)]
        assert run.text[0] == letter.text
        assert run.size == pytest.approx(letter.size, abs=0.01)


def test_every_sign_is_in_the_font_that_lies_in_the_file(both):
    _content, made = both
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        fonts = etree.fromstring(parts.read("Doc_0/PublicRes.xml"))
        files = {
            font.get("ID"): TTFont(
                io.BytesIO(parts.read(f"Doc_0/Res/{font.findtext('ofd:FontFile', namespaces=_SPACE)}"))
            )
            for font in fonts.iterfind(".//ofd:Font", _SPACE)
        }
        numbers = []
        for name in parts.namelist():
            if not name.endswith("Content.xml"):
                continue
            page = etree.fromstring(parts.read(name))
            numbers += [one.get("ID") for one in page.iter() if one.get("ID")]
            for item in page.iterfind(".//ofd:TextObject", _SPACE):
                have = files[item.get("Font")].getBestCmap()
                text = item.findtext("ofd:TextCode", namespaces=_SPACE)
                assert all(ord(sign) in have for sign in text)
                spread = (item.find("ofd:TextCode", _SPACE).get("DeltaX") or "").split()
                assert len(spread) == len(text) - 1
        document = etree.fromstring(parts.read("Doc_0/Document.xml"))
        assert len(numbers) == len(set(numbers))
        assert int(document.findtext(".//ofd:MaxUnitID", namespaces=_SPACE)) > max(map(int, numbers))
        assert sum(name.endswith(".png") for name in parts.namelist()) == 2
    assert len(made) < 3_000_000


def test_a_picture_that_shows_in_part_is_cut(both):
    _content, made = both
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        boxes = [
            [float(edge) for edge in item.get("Boundary").split()]
            for name in parts.namelist()
            if name.endswith("Content.xml")
            for item in etree.fromstring(parts.read(name)).iterfind(".//ofd:ImageObject", _SPACE)
        ]
    assert len(boxes) == 2
    assert all(height == pytest.approx(26, abs=0.2) for _x, _y, _width, height in boxes)


@pytest.mark.long
def test_the_same_report_is_the_same_file():
    assert exported(plain_text(), "ofd").content == exported(plain_text(), "ofd").content


@pytest.mark.long
@needs_browser
def test_a_figure_is_drawn_in_paths_and_letters():
    report = replace(plain_text(), blocks=(figure_block("甲"),))
    content, made = ofd(report)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        page = etree.fromstring(parts.read("Doc_0/Pages/Page_0/Content.xml"))
    paths = page.findall(".//ofd:PathObject", _SPACE)
    assert len(paths) > 10
    document = ofdkit.open(io.BytesIO(made))
    assert signs("".join(run.text for run in document.pages[0].runs)) == signs(pages_of_pdf(content)[0][1])
