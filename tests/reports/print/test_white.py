"""How pages look: little left white, words large and dark enough, none cut."""

import io
import re

import numpy as np
import pypdfium2
import pytest

from metrics.reports.print import pdf
from metrics.reports.print.ofd.shapes import MM, sheets
from tests.kit.claims import claims
from tests.kit.sample_reports import made, needs_browser

pytestmark = needs_browser
#: Upper and lower edge of the type area in mm from the top of the paper.
OFFICIAL, PLAIN = (37, 262), (20, 277)
#: In running text only the head of a table with five rows stays whole, 42 mm of 225, and a heading with two
#: lines below it, 31 mm. A figure floats and lets text pass.
MOST_WHITE = 0.25
#: Points.
SMALLEST_WORD = 7.49
#: Elsewhere a figure stands where it is told, and leaves what it does not fit into.
MOST_WHITE_PLAIN = 1 / 3


def bands(content, area):
    """Of each page the highest band without ink inside the type area, as a share of its height."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    pages = [np.asarray(page.render(scale=1).to_pil().convert("L")) for page in document]
    document.close()
    return [_highest(page, *(round(edge / 297 * len(page)) for edge in area)) for page in pages]


def _highest(page, top, bottom):
    inked = np.flatnonzero((page[top:bottom] < 200).any(axis=1))
    edges = np.concatenate([[-1], inked, [bottom - top]])
    return float(np.diff(edges).max() - 1) / (bottom - top)


def test_a_blank_half_would_be_seen():
    page = np.full((297, 210), 255)
    page[37:149] = 0
    assert _highest(page, 37, 262) == pytest.approx(0.5, abs=0.01)


@pytest.fixture(scope="module")
def content(demo_file):
    return pdf.pdf(made(demo_file, charts=None, claims=claims(), number=2, total_number=32))


@pytest.mark.long
def test_words_are_large_and_dark_enough_in_figures_too(content):
    """7.5 pt as printed, whatever a figure is scaled by; 4.5 : 1 on white, in grey as well."""
    letters = [letter for sheet in sheets(content) for letter in sheet.letters]
    small = {(one.text, round(one.size / MM, 1)) for one in letters if one.size / MM < SMALLEST_WORD}
    assert small == set()
    # A square is the colour it explains, not a word.
    pale = {(one.text, one.colour) for one in letters if one.text != "■" and contrast(one.colour) < 4.5}
    assert pale == set()


@pytest.mark.long
def test_no_name_in_a_figure_is_cut(content):
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert re.findall("[\u4e00-\u9fff]{2,}…", text) == []


def contrast(colour):
    """Of a colour with white, as WCAG counts it."""
    parts = [value / 255 for value in colour[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_no_page_of_the_special_report_but_the_last_has_a_large_gap(content):
    *pages, _last = bands(content, OFFICIAL)
    assert len(pages) >= 5
    # The annexes begin a page, so the text may end anywhere on the one before.
    del pages[_annexes_at(content) - 1]
    assert max(pages) <= MOST_WHITE, [round(one, 2) for one in pages]


def _annexes_at(content):
    """The page, from 0, on which the annexes begin."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    found = [at for at, page in enumerate(document) if "附件1\r\n" in page.get_textpage().get_text_range()]
    document.close()
    return found[0]


def test_the_leaders_brief_fills_its_one_page(demo_file):
    (page,) = bands(pdf.pdf(made(demo_file, "leaders", charts=None)), PLAIN)
    assert page <= 0.1


@pytest.mark.long
@pytest.mark.parametrize(("kind", "code"), [("enterprise", "E001"), ("brand", "B01")])
def test_a_profile_leaves_no_third_of_a_page(demo_file, kind, code):
    *pages, _last = bands(pdf.pdf(made(demo_file, kind, "2023Q4", charts=None, entity=code)), PLAIN)
    assert max(pages) <= MOST_WHITE_PLAIN, [round(one, 2) for one in pages]
