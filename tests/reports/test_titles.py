"""Whatever a paper is given out as, its title, name and properties say of which county, whom and when."""

import io
import zipfile

import openpyxl
import pypdfium2
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from metrics.reports import FORMATS, export
from metrics.reports.filenames import file_name
from metrics.reports.write.kinds import KINDS, rows_named
from metrics.reports.write.pieces import titled
from tests.kit.known_reports import plain_text
from tests.kit.sample_reports import made, material

PERIOD = ("2023Q2", "2023年第二季度")


@pytest.fixture(scope="module")
def told(demo_file):
    return material(demo_file, PERIOD[0])


def _whom(told, kind):
    """The first a kind can be about, and the name it must say."""
    if kind.ledger:
        code, name = next(iter(rows_named(told, kind.ledger).items()))
        return code, name
    if kind.level:
        entities = told.book(kind.level).entities
        return str(entities.index[0]), str(entities["name"].iloc[0])
    return "", ""


@pytest.mark.breadth(3)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"charts"}))
def test_title_and_file_name_say_county_whom_and_period(demo_file, told, kind):
    code, name = _whom(told, KINDS[kind])
    report = made(demo_file, kind, PERIOD[0], entity=code)
    assert "泗洪县" in report.title or report.title.startswith("泗洪"), "a name that begins with the county's"
    for word in (name.removeprefix("县").replace("“", "‘").replace("”", "’"), PERIOD[1]):
        assert word in report.title.replace("“", "‘").replace("”", "’")
    for form in KINDS[kind].formats:
        named = file_name(report, form)
        assert named.endswith(f".{form}")
        assert PERIOD[1] in named
        assert len(named.encode()) <= 255


def test_every_format_has_a_suffix():
    report = plain_text()
    assert [file_name(report, form).rpartition(".")[2] for form in FORMATS] == list(FORMATS)


@pytest.mark.parametrize(
    ("title", "made_of"),
    [
        ("甲厂产改画像", "泗洪县甲厂产改画像（2023年第二季度）"),
        ("县总工会产改工作报告", "泗洪县总工会产改工作报告（2023年第二季度）"),
        ("泗洪经济开发区产改工作报告", "泗洪经济开发区产改工作报告（2023年第二季度）"),
        ("泗洪县2023年第二季度情况", "泗洪县2023年第二季度情况"),
    ],
)
def test_what_a_title_lacks_is_put_to_it(told, title, made_of):
    assert titled(title, told) == made_of


def _title_of(form, content):
    """What a reader of the format says the document is called."""
    file = io.BytesIO(content)
    if form == "pdf":
        return pypdfium2.PdfDocument(file).get_metadata_value("Title")
    if form == "docx":
        return Document(file).core_properties.title
    if form == "pptx":
        return Presentation(file).core_properties.title
    if form == "xlsx":
        return openpyxl.load_workbook(file).properties.title
    if form == "ofd":
        return zipfile.ZipFile(file).read("OFD.xml").decode().partition("Title>")[2].partition("<")[0]
    return Image.open(file).text["Title"]


@pytest.mark.parametrize("form", ["pdf", "docx", "pptx", "xlsx", "ofd", "png"])
def test_the_properties_say_the_period_where_the_title_does_not(form):
    report = plain_text(1)
    assert report.period not in report.title
    assert _title_of(form, export(report, form)) == "试版（2023年）" + ("第1页" if form == "png" else "")
