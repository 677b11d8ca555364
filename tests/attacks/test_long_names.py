"""A name of 250 signs, and names that no file system takes: every export is made and can be kept."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import PurePath

import openpyxl
import pytest
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from metrics.county import Dataset
from metrics.framework import as_file_name, safe_file_name
from metrics.framework.file_names import MOST_BYTES
from metrics.ingest.patch import corrected_name, mark, marked_name
from metrics.ingest.write import write_findings
from metrics.reports import exported, file_name, file_stem, summary_name
from metrics.reports.model import FigureBlock
from metrics.reports.print import packed
from metrics.reports.write import BriefOptions, make
from pages.ui.shared import file_name as page_file
from tests.kit import marked_copies
from tests.kit.project import REPO
from tests.kit.sample_reports import AT, everything, needs_browser
from tests.kit.sample_scores import FRAMEWORK, county, with_rows

LONG = "江苏省宿迁市泗洪县经济开发区“产改”新能源&新材料<股份>有限公司" * 8
LONG = LONG[:250]
DEVICES = ("CON", "nul.xlsx", "Com1.txt", "LPT9", "aux .pdf", "COM¹")
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202e\u2066\ud800-\udfff]')


def kept(name, folder):
    """Whether a file can be written under a name, and lies in the folder under that very name."""
    (folder / name).write_bytes(b"x")
    return [path.name for path in folder.iterdir()] == [name]


def takes(name):
    """What every file system asks of a name."""
    stem = name.split(".")[0].strip().upper()
    return (
        0 < len(name.encode()) <= 255
        and not FORBIDDEN.search(name)
        and name == name.strip(" ")
        and not name.endswith(".")
        and not re.fullmatch(r"CON|PRN|AUX|NUL|(COM|LPT)[0-9¹²³]", stem)
    )


@given(st.text(max_size=400), st.sampled_from(["", ".xlsx", "_2023年.pdf", "_校验结果.xlsx"]))
@example("", "")
@example(". . .", ".xlsx")
@example("a\ud800b", ".xlsx")
@example("报表\u202excod.exe", ".docx")
@example("../../etc/passwd", "")
@example("con", "")
@example("é" * 300, ".xlsx")
def test_any_text_gives_a_name(text, tail):
    name = safe_file_name(text, tail)
    assert takes(name)
    assert name.endswith(tail)
    assert len(name.encode()) <= MOST_BYTES
    assert safe_file_name(name) == name, "a name stays as it is"


@pytest.mark.parametrize("name", DEVICES)
def test_names_of_devices_are_no_names(name):
    assert takes(as_file_name(name))
    assert as_file_name(name).startswith("_")


def test_an_ordinary_name_stays():
    for name in ("U08_2023Q4 台账（改）.xlsx", "四季度.et", "console.xlsx", "报表.2023.csv", "无后缀"):
        assert as_file_name(name) == name


def renamed(data: Dataset, old: str, new: str) -> Dataset:
    """The same county in which somebody is called otherwise."""
    frames = {code: frame.replace({old: new}) for code, frame in data.ledgers.items()}
    return with_rows(data, **frames)


@pytest.fixture(scope="module")
def profile(demo_file):
    """The profile of an enterprise whose name has 250 signs, without charts."""
    data = county(demo_file, "2023")
    entity, name = data.ledgers["L15"].iloc[0][["enterprise_code", "enterprise_name"]]
    options = BriefOptions(entity=entity, charts=(), issuer=LONG * 2, org=LONG, gate=everything)
    return make("enterprise", FRAMEWORK, renamed(data, name, LONG), options, generated_at=AT)


def test_the_word_export_of_a_long_name(profile, tmp_path):
    made = exported(profile, "docx")
    document = Document(io.BytesIO(made.content))
    core = document.core_properties
    assert LONG in "".join(paragraph.text for paragraph in document.paragraphs)
    assert profile.title.startswith(core.title)
    assert len(core.title) <= 255
    assert kept(file_name(profile, "docx"), tmp_path)


def test_the_red_head_of_a_long_issuer(demo_file):
    options = BriefOptions(title=LONG * 2, issuer=LONG * 2, number=1, charts=(), issued_on=AT.date())
    report = make("special", FRAMEWORK, county(demo_file, "2023"), options, generated_at=AT)
    core = Document(io.BytesIO(exported(report, "docx").content)).core_properties
    assert (core.author, core.title) == ((LONG * 2)[:255], (LONG * 2)[:255])


def test_the_other_exports_of_a_long_name(profile, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(exported(profile, "xlsx").content))
    assert LONG in book.worksheets[0]["A1"].value
    assert all(len(sheet.title) <= 31 for sheet in book)
    footers = [sheet.oddFooter for sheet in book]
    assert all(foot.right.text == "第 &P 页 共 &N 页" for foot in footers), "the page numbers are there"
    pdf = PdfDocument(exported(profile, "pdf").content)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert LONG[:20] in "".join(text.split())
    for kind in ("pdf", "xlsx", "png", "zip"):
        folder = tmp_path / kind
        folder.mkdir()
        assert kept(file_name(profile, kind), folder)


def test_pages_of_a_long_name_unpack(profile, tmp_path):
    made = exported(profile, "png")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert len(names) > 1


def test_names_that_are_cut_alike_stay_apart(tmp_path):
    names = [file_stem(f"{LONG}{at}", "2023年", "1a2b3c4d" * 8) + ".xlsx" for at in range(12)]
    assert {name[-14:] for name in names} == {"_1a2b3c4d.xlsx"}
    assert "_2023年_" in names[0]
    with zipfile.ZipFile(io.BytesIO(packed((name, b"x") for name in names))) as archive:
        archive.extractall(tmp_path)
    assert len(list(tmp_path.iterdir())) == len(names)


@pytest.mark.long
@needs_browser
def test_charts_of_a_long_name(demo_file, profile):
    data = county(demo_file, "2023")
    report = make("special", FRAMEWORK, data, BriefOptions(issued_on=AT.date()), generated_at=AT)
    block = next(one for one in report.blocks if isinstance(one, FigureBlock))
    figure = type(block.figure)(block.figure).update_layout(title=LONG).update_yaxes(title=LONG)
    long = replace(profile, blocks=(replace(block, figure=figure, title=LONG), *profile.blocks))
    for kind, begin in (("zip", b"PK"), ("pdf", b"%PDF"), ("docx", b"PK")):
        made = exported(long, kind)
        assert made.content.startswith(begin)
        assert made.notes == ()


def test_what_is_made_of_an_uploaded_file_can_be_kept(tmp_path):
    name = f"{LONG}.xlsx"
    content = next(
        (REPO / "sample_data/sihong/workbooks/2023Q3").glob(f"*_{marked_copies.UNIT}_*.xlsx")
    ).read_bytes()
    checked = marked_copies.check(content, name)
    assert checked.findings, "the file of another quarter"
    copy = mark(content, name, checked, FRAMEWORK)
    assert copy.name == marked_name(name)
    assert write_findings(checked.findings, f"{name} 的检查结果").startswith(b"PK")
    for at, made in enumerate(
        (copy.name, corrected_name(name), as_file_name(name), page_file("问题清单", LONG))
    ):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert kept(made, folder)
        assert PurePath(made).suffix == ".xlsx"
    assert copy.name.endswith("_校验结果.xlsx")
    assert corrected_name(corrected_name(name)) == corrected_name(name)
    assert marked_name(marked_name(name)) == marked_name(name)
    assert summary_name(name, "2023年", "1a2b3c4d").endswith("_2023年_1a2b3c4d.xlsx")
