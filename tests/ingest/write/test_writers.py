"""Every writer of workbooks and CSV in the project is known here, and none makes data live."""

import ast
import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from metrics.county.setup.slips import Slip, slips_sheet
from metrics.doubts.listing import write_doubts
from metrics.doubts.model import Doubt
from metrics.ingest.patch.corrections import CorrectionError, apply_corrections
from metrics.ingest.write.cells import LIVE, csv_text, tamed, untamed
from metrics.ingest.write.lists import safe_csv, write_list
from metrics.reports.model import Note, Report, Stamp, TableBlock
from metrics.reports.print.xlsx import to_xlsx
from metrics.reports.write.summary_template import _put
from tests.kit import injections as marked
from tests.kit import sources
from tests.kit.handmade_books import HEADERS
from tests.kit.injections import ATTACKS, live, texts
from tests.kit.templates import FRAMEWORK

#: Calls that make a workbook or CSV.
MAKING = frozenset({"Workbook", "to_csv", "to_excel", "DictWriter", "with_parts", "load_workbook"})
#: Signs a cell may begin with that a spreadsheet takes for a formula.
BEGINNINGS = [f"{sign}cmd|' /C calc'!A0" for sign in LIVE]


def frame_of(text):
    return pd.DataFrame({"名称": [text], text: ["列名"], "数": [-1.5]}, index=pd.Index([text], name="code"))


def by_correction(text):
    """An .xlsx with the text typed into a cell on the page."""
    return apply_corrections(marked.by_template("活动"), "a.xlsx", {("活动台账", 3, 3): text})


def by_corrected_csv(text):
    """A CSV with the text in it and typed into it, as the new workbook that corrections make of it."""
    quoted = '"{}"'.format(text.replace('"', '""'))
    content = "\n".join([",".join(HEADERS), f",2023-11-02,{quoted},微宣讲,1,2", ",2023-11-03,甲,微宣讲,1,2"])
    return apply_corrections(content.encode(), "a.csv", {("a", 3, 3): text})


def by_doubts(text):
    """The list of doubts about the data."""
    told = (text,) * 5
    doubt = Doubt("Q101", text, "doubt", (), *told[:4], "key", decision=text, units=(text,))
    return write_doubts(FRAMEWORK, [doubt], text, {"key": text})


def by_list(text):
    """A list taken from a page as a workbook."""
    return write_list(frame_of(text), text, "单", {})


def by_report(text):
    """A report as Excel."""
    stamp = Stamp(text, "0" * 16, text, datetime(2024, 2, 6))  # noqa: DTZ001
    blocks = (Note(text), TableBlock("表", frame_of(text), source=text, note=text))
    return to_xlsx(Report("special", text, text, blocks, stamp))


def by_filled_summary(text):
    """The office's own table, filled."""
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    cell = book.active["A1"]
    # openpyxl refuses control characters itself.
    _put(cell, ILLEGAL_CHARACTERS_RE.sub("", text), cell)
    book.save(buffer)
    return buffer.getvalue()


def by_slips(text):
    """Slips with the one-time links of accounts."""
    return slips_sheet([Slip(text, text, text, text, datetime(2024, 2, 6))], text)  # noqa: DTZ001


#: File → functions that make its workbooks of a text someone typed.
WORKBOOKS = {
    "metrics/ingest/write/template.py": [marked.by_template],
    "metrics/ingest/patch/marks.py": [marked.by_patch, marked.by_patch_of_findings],
    "metrics/ingest/patch/fresh.py": [marked.by_new_copy],
    "metrics/ingest/write/lists.py": [by_list, marked.by_findings_list, by_doubts],
    "metrics/ingest/patch/corrections.py": [by_correction],
    "metrics/ingest/patch/corrected_book.py": [by_corrected_csv],
    "metrics/reports/print/xlsx.py": [by_report],
    "metrics/reports/write/summary_template.py": [by_filled_summary],
    "metrics/county/setup/slips.py": [by_slips],
}
#: File → functions that make its CSV of a text someone typed.
TABLES = {
    "metrics/ingest/write/cells.py": [lambda text: csv_text(frame_of(text))],
    "metrics/ingest/write/lists.py": [
        lambda text: safe_csv(frame_of(text).rename(columns={text: "丙"})).decode("utf-8-sig")
    ],
}
#: Files that write a county's own lists as the program reads them again; no spreadsheet opens these.
KEPT = {"metrics/framework/county.py", "metrics/county/setup/package.py"}
#: Where tables of pages hold words and numbers of the framework alone: the script, or file and function.
OURS = {
    "pages/ui/manage/records.py:edited_frame",
}


def calls(path):
    """Names of everything a file calls."""
    return called(sources.nodes(Path(path)))


def called(nodes):
    made = (node.func for node in nodes if isinstance(node, ast.Call))
    return {getattr(func, "attr", getattr(func, "id", "")) for func in made}


def calls_by_function(path):
    """Names of everything called: by a page as a whole, by each function of what pages share."""
    if "/ui/" not in path:
        return {path: calls(path)}
    functions = (node for node in sources.tree(Path(path)).body if isinstance(node, ast.FunctionDef))
    return {f"{path}:{node.name}": called(ast.walk(node)) for node in functions}


def files(*patterns):
    return [path.as_posix() for path in sources.files(*patterns)]


def test_every_writer_is_known():
    found = {path for path in files("metrics/**/*.py", "pages/**/*.py") if calls(path) & MAKING}
    wraps = {path for path in TABLES if "csv_text" in calls(path)}
    assert found | wraps == WORKBOOKS.keys() | TABLES.keys() | KEPT, (
        "add the new writer to WORKBOOKS or TABLES in tests/ingest/write/test_writers.py, with a function "
        "that makes its file of a text someone typed"
    )


def test_commands_write_csv_only_through_a_known_writer():
    assert "csv_text" in calls("metrics/commands/score.py") & calls("metrics/commands/index.py")
    for path in files("metrics/commands/*.py"):
        assert not {"writerow", "writerows"} & calls(path), path


def test_tables_on_pages_are_tame():
    made = {
        place: names for path in files("pages/**/*.py") for place, names in calls_by_function(path).items()
    }
    drawn = {place: names for place, names in made.items() if names & {"dataframe", "data_editor"}}
    assert drawn.keys() > OURS
    assert "tamed" in made["pages/ui/shared/table.py:grid"], "which hands the drawing on"
    bare = {place for place, names in drawn.items() if "tamed" not in names}
    assert bare <= OURS, "draw the table with pages.ui.shared.grid"


@pytest.mark.breadth(60)
@pytest.mark.parametrize("text", [*ATTACKS, *BEGINNINGS])
@pytest.mark.parametrize("writer", [one for some in WORKBOOKS.values() for one in some])
def test_no_workbook_makes_a_text_live(writer, text):
    try:
        content = writer(text)
    except CorrectionError:
        assert "\x00" in text, "only what no text file may hold is refused"
        return
    assert live(content) == []
    core = re.sub(r"[\x00-\x20□]|_x[0-9A-F]{4}_", "", text)
    shown = [re.sub(r"[\x00-\x20□]|_x[0-9A-F]{4}_", "", each) for each in texts(content)]
    assert "\x00" in text or any(core in each for each in shown), "the text itself is there"


@pytest.mark.parametrize("text", BEGINNINGS)
@pytest.mark.parametrize("writer", [one for some in TABLES.values() for one in some])
def test_no_csv_begins_a_cell_like_a_formula(writer, text):
    rows = list(csv.reader(io.StringIO(writer(text), newline="")))
    cells = [cell for row in rows for cell in row]
    assert "'{}".format(text.replace("\r", "\n")) in cells
    assert [cell for cell in cells if cell.startswith(LIVE) and not re.fullmatch(r"-?\d+\.\d+", cell)] == []


@pytest.mark.parametrize("text", [*BEGINNINGS, "普通文字", "'引号", ""])
def test_a_tame_text_comes_back(text):
    frame = tamed(pd.DataFrame({"a": [text], "b": [date(2024, 1, 5)], "c": [-1.5]}))
    assert untamed(frame["a"].iat[0]) == text.replace("\r", "\n")
    assert (frame["b"].iat[0], frame["c"].iat[0]) == (date(2024, 1, 5), -1.5)
    assert not frame["a"].iat[0].startswith(LIVE)
