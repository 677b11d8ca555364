"""Nothing is lost in reading: cells and rows against a plain reading, over made and faulty spreadsheets."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import corpus
from metrics.ingest import check_workbook
from tests.kit.project import REPO

CASES = REPO / "tests" / "ingest" / "cases" / "books"
BAD = REPO / "sample_data" / "sihong" / "bad"
#: openpyxl reads the short dates of Excel for China as numbers.
KNOWN = {"date for a number", "error for a value", "picture for a value"}


def sound(found):
    """Every file is read or refused with a sentence, in time; no cell and no row is lost unsaid."""
    assert [one.name for one in found if one.fails] == []
    differences = {what for one in found for what in one.differences}
    assert differences <= KNOWN
    assert sum(one.cells for one in found) > 100
    return found


def test_a_few_of_each_kind_lose_nothing():
    cases = sorted(CASES.glob("*.xlsx"))[::6]
    files = [(path.name, path.read_bytes()) for path in cases]
    sound([corpus.compared(name, content) for name, content in [*files, *corpus.made(1, seed=7)]])


def test_a_lost_row_and_a_lost_cell_are_noticed(monkeypatch):
    name, content = next(file for file in corpus.made(1, seed=7) if file[0].endswith("7.csv"))

    def losing(*args, raw, **more):
        checked = check_workbook(*args, raw=raw, **more)
        ((code, part),) = checked.ledgers.items()
        raw.sheets[0].columns[1].values[2] = ""
        told = {one.where.row for one in checked.findings}
        silent = part.frame.index[~part.frame["_row"].isin(told)]
        return replace(checked, ledgers={code: replace(part, frame=part.frame.drop(index=silent[0]))})

    monkeypatch.setattr(corpus, "check_workbook", losing)
    done = corpus.compared(name, content)
    assert done.fails
    assert (len(done.lost), len(done.differences["lost"])) == (1, 1)


@pytest.mark.long
def test_all_of_them_lose_nothing():
    folders = (CASES, BAD, REPO / "sample_data" / "sihong" / "workbooks")
    files = [one for folder in folders if Path(folder).is_dir() for one in corpus.files_of(folder)]
    assert len(files) > 60
    sound(list(corpus.corpus([*files, *corpus.made(60)])))
