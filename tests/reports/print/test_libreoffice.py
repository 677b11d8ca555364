"""Word files as LibreOffice lays them out: nothing lost on the way, figures drawn, 版记 at the foot."""

import io
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from metrics.reports.export import exported
from metrics.reports.model import FigureBlock, KeyFigures, Paragraph, TableBlock, printed
from tests.kit.claims import claims
from tests.kit.sample_reports import made

SOFFICE = shutil.which("soffice")
WRITER = SOFFICE is not None and (Path(SOFFICE).resolve().parent / "libswlo.so").exists()
pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(not WRITER, reason="没有安装 LibreOffice Writer，无法核对 Word 文件能否打开"),
]
KINDS = {
    "special": {"number": 2, "total_number": 32, "report_to": ("省总工会",), "send_to": ("各成员单位",)},
    "leaders": {},
    "enterprise": {"entity": "E001"},
    "unit": {"entity": "U03"},
}
#: Pages a report may take; a character grid once made 19 of a 专报 and 14 of a profile.
MOST_PAGES = {"special": 12, "leaders": 1, "enterprise": 5, "unit": 6}


@pytest.fixture(scope="module")
def reports(demo_file):
    done = {kind: made(demo_file, kind, charts=None, **chosen) for kind, chosen in KINDS.items()}
    return done | {"special": made(demo_file, charts=None, claims=claims(), **KINDS["special"])}


@pytest.fixture(scope="module")
def laid_out(reports, tmp_path_factory):
    """Kind → PDF that LibreOffice makes of its Word file."""
    folder = tmp_path_factory.mktemp("word")
    for kind, report in reports.items():
        file = exported(report, "docx")
        assert file.notes == ()
        (folder / f"{kind}.docx").write_bytes(file.content)
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{folder}/home", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(folder), *(f"{kind}.docx" for kind in reports)],
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        timeout=300,
        check=True,
        capture_output=True,
    )
    return {kind: (folder / f"{kind}.pdf").read_bytes() for kind in reports}


def squeezed(text):
    """Letters and figures, those that fonts name by their radicals as plain ones.

    A sign that hangs over the line's end is lost when the text is read out of a PDF.
    """
    return re.sub(r"[\s、,;:。]", "", unicodedata.normalize("NFKC", text))


def pages_of(content):
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    pages = [squeezed(page.get_textpage().get_text_range()) for page in document]
    document.close()
    return pages


def whole(report, content):
    """The text from page to page, without page numbers and the line below them."""
    stamp = squeezed(report.stamp.line)
    return "".join(
        page.replace(stamp, "").replace(f"—{number}—", "") for number, page in enumerate(pages_of(content), 1)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_no_figure_and_no_row_is_lost(reports, laid_out, kind):
    report, text = reports[kind], whole(reports[kind], laid_out[kind])
    wanted = [report.title]
    for block in report.blocks:
        if isinstance(block, Paragraph):
            wanted.append(block.plain)
        elif isinstance(block, KeyFigures):
            wanted += [f"{item.label}{item.number.text}{item.number.unit}" for item in block.items]
        elif isinstance(block, TableBlock):
            wanted += ["".join(row) for row in printed(block)]
    assert len(wanted) > 10
    assert [one for one in wanted if squeezed(one) not in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_a_picture_and_the_pages_are_not_spread_out(reports, laid_out, kind):
    document = pypdfium2.PdfDocument(io.BytesIO(laid_out[kind]))
    drawn = sum(len(list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))) for page in document)
    count = len(document)
    document.close()
    assert drawn == sum(isinstance(block, FigureBlock) for block in reports[kind].blocks) > 0
    assert 0 < count <= MOST_PAGES[kind]


def test_every_page_has_its_number_and_the_stamp(reports, laid_out):
    stamp = squeezed(reports["special"].stamp.line)
    pages = pages_of(laid_out["special"])
    assert all(f"—{number}—" in page and stamp in page for number, page in enumerate(pages, 1))


def test_the_colophon_stands_at_the_foot_of_the_last_page(laid_out):
    document = pypdfium2.PdfDocument(io.BytesIO(laid_out["special"]))
    page = document[len(document) - 1].get_textpage()
    text = page.get_text_range()
    boxes = [page.get_charbox(at) for at in range(text.rindex("日印发") - 4, text.rindex("日印发") + 3)]
    low = min(box[1] for box in boxes) / 72 * 25.4
    document.close()
    # The type area ends 35 mm above the paper's edge.
    assert 35 <= low <= 40
