"""LibreOffice opens the copies, and a file it saved is still known as marked."""

import shutil
import subprocess
from io import BytesIO

import openpyxl
import pytest

from metrics.ingest.patch.marked import COLUMN, MarkedCopy
from tests.ingest.patch.test_fresh import csv
from tests.kit.handmade_books import SHEET, bare, wps
from tests.kit.marked_copies import check, grounds, marked, notes, opened, said

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="没有安装 LibreOffice（soffice），无法核对它能否打开副本"
)


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile").as_uri()


@pytest.fixture
def converted(tmp_path, profile):
    """What LibreOffice makes of a workbook."""

    def run(content, kind, name="a.xlsx"):
        source, target = tmp_path / name, tmp_path / "out"
        source.write_bytes(content)
        command = [SOFFICE, "--headless", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", kind, "--outdir", target, source]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        result = target / f"{source.stem}.{kind.split(':')[0]}"
        assert result.exists(), done.stdout + done.stderr
        return result.read_bytes()

    return run


@pytest.mark.long
@pytest.mark.parametrize("make", [wps, bare], ids=["as WPS writes", "as a script writes"])
def test_it_opens_a_patched_copy_and_keeps_the_marks(make, converted):
    copy = marked(make())
    saved = openpyxl.load_workbook(BytesIO(converted(copy.content, "xlsx")))
    ours = opened(copy)
    assert saved.sheetnames == ours.sheetnames
    assert grounds(saved[SHEET]) == grounds(ours[SHEET])
    assert notes(saved[SHEET]) == notes(ours[SHEET])
    assert saved.worksheets[0]["A1"].value == ours.worksheets[0]["A1"].value


def test_it_opens_a_new_copy(converted):
    copy = marked(csv(), "x.csv")
    saved = openpyxl.load_workbook(BytesIO(converted(copy.content, "xlsx")))
    assert grounds(saved[SHEET]) == grounds(opened(copy)[SHEET])


@pytest.mark.long
def test_it_prints_a_copy(converted):
    assert converted(marked(wps()).content, "pdf").startswith(b"%PDF")


def test_a_copy_corrected_and_saved_by_it_is_accepted_and_loses_the_marks(converted):
    book = opened(marked(wps()))
    book[SHEET]["D4"] = "微宣讲"
    buffer = BytesIO()
    book.save(buffer)
    saved = converted(buffer.getvalue(), "xlsx", "corrected.xlsx")
    checked = check(saved)
    assert checked.accepted
    again = marked(saved)
    assert not again.remade
    sheet = opened(again)[SHEET]
    assert {place: severity for place, severity in grounds(sheet).items() if severity != "hint"} == {}
    assert opened(again).sheetnames == ["问题清单", SHEET, "说明"]
    assert COLUMN not in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.long
def test_an_old_workbook_is_marked_in_a_new_one(converted):
    """A real .xls, made by LibreOffice of one of ours."""
    content = converted(wps(), "xls", "old.xls.xlsx")
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    checked = check(content, "old.xls")
    assert "L05" in checked.ledgers
    copy = marked(content, "old.xls")
    assert isinstance(copy, MarkedCopy)
    assert copy.remade
    assert grounds(opened(copy)[SHEET])["D4"] == "error"
    assert said(check(copy.content)) == said(checked)
