"""Sheets as people make them: every column right or asked about, every address exact.

Five hundred in the long runs, a hundred and fifty of them always.
"""

from collections import Counter
from datetime import date

import pytest
from openpyxl.utils import get_column_letter as letter

from metrics.framework import parse_period
from metrics.ingest import ROW, Context, check_workbook, read_many
from metrics.ingest.values import shown
from tests.kit.messy_sheets import KNOWN, UNIT, messy
from tests.kit.templates import FRAMEWORK

CONTEXT = Context(known=KNOWN, today=date(2024, 1, 5))
PERIOD = parse_period("2023Q4")
BATCH = 50
#: Every run draws the same sheets: the first of them always, the rest in the long ones.
SEEDS = (pytest.param(range(150), id="150"), pytest.param(range(150, 500), id="350", marks=pytest.mark.long))
#: Findings that ask about a column: it is missing, unknown, doubled or has another unit.
ASKED = {"E203", "W203", "W204", "E205", "W205", "W208"}


@pytest.fixture(scope="module", params=SEEDS)
def sheets(request):
    """(truth, the checked workbook) of every seed."""
    made = []
    for start in range(0, len(request.param), BATCH):
        some = [messy(seed) for seed in request.param[start : start + BATCH]]
        raws = read_many([(f"{one.ledger}.xlsx", one.content) for one in some])
        made += [(one, checked(one, raw)) for one, raw in zip(some, raws, strict=True)]
    return made


def checked(one, raw):
    file = f"{UNIT[one.ledger]}_2023Q4.xlsx"
    return check_workbook(one.content, file, FRAMEWORK, CONTEXT, UNIT[one.ledger], PERIOD, raw=raw)


def whole_table_asked(book):
    return any(f.code in ("E202", "E201", "W209", "E211") for f in book.findings)


@pytest.mark.long
def test_no_sheet_is_lost_and_hardly_one_is_asked_about(sheets):
    asked = [one for one, book in sheets if one.ledger not in book.ledgers]
    assert all(whole_table_asked(book) for one, book in sheets if one.ledger not in book.ledgers)
    assert len(asked) <= len(sheets) / 50


@pytest.mark.long
def test_every_column_is_right_or_asked_about(sheets):
    for one, book in sheets:
        if one.ledger not in book.ledgers:
            continue
        found = book.ledgers[one.ledger].columns
        assert {f: c for f, c in found.items() if one.columns.get(f) != c} == {}, one.ledger
        headers = {FRAMEWORK.ledgers[one.ledger].by_id[f].header for f in one.columns if f not in found}
        told = " ".join(f.message + f.expected for f in book.findings if f.code in ASKED)
        assert all(header in told for header in headers)


def test_rows_are_what_they_are(sheets):
    for one, book in sheets:
        if one.ledger not in book.ledgers:
            continue
        assert book.ledgers[one.ledger].frame[ROW].tolist() == one.rows
        said = {code: [f.where.row for f in book.findings if f.code == code] for code in ("W303", "W304")}
        assert said == {"W303": one.totals, "W304": one.notes}
        hidden = [f for f in book.findings if f.code == "W306"]
        assert [f.where.row for f in hidden] == sorted(one.hidden)[:1]


def test_totals_that_agree_raise_nothing(sheets):
    assert [f.message for one, book in sheets for f in book.findings if f.code == "W311"] == []


def test_every_planted_fault_is_found_at_its_cell(sheets):
    for one, book in sheets:
        if one.ledger in book.ledgers:
            wanted = {(one.sheet, row, column, code) for row, column, code, _ in one.planted}
            places = {(f.where.sheet, f.where.row, f.where.column, f.code) for f in book.findings}
            assert wanted <= places


def test_merged_words_hold_for_every_row_they_cover(sheets):
    for one, book in sheets:
        if one.ledger not in book.ledgers:
            continue
        told = {(f.where.row, f.where.column): f for f in book.findings}
        for top, column, bottom in one.merged:
            f = told[top, column]
            # One finding a cell: an error or a question about the word itself stands before the hint.
            area = f"{letter(column)}{top}:{letter(column)}{bottom}"
            assert f.found == area or f.severity in ("error", "confirm")
        frame, fields = book.ledgers[one.ledger].frame, {c: f for f, c in one.columns.items()}
        for top, column, bottom in one.merged:
            covered = frame.loc[frame[ROW].between(top, bottom), fields[column]]
            assert covered.isna().all() or covered.nunique() == 1
            assert len(covered) == bottom - top + 1


def test_a_template_of_last_year_is_told(sheets):
    for one, book in sheets:
        assert ("W114" in [f.code for f in book.findings]) == ("template of last year" in one.features)


#: What people do to sheets; each is in many of the five hundred.
FEATURES = {
    *("0 title rows", "1 title rows", "2 title rows", "3 title rows"),
    *("1 header rows", "2 header rows", "3 header rows", "merged headers", "broken headers"),
    *(
        "synonyms",
        "units in brackets",
        "shuffled columns",
        "missing columns",
        "extra columns",
        "blank columns",
        "blank rows",
    ),
    *("合计", "小计", "合计 above the rows", "备注", "填表", "注：", "notes between rows"),
    *("hidden rows", "filtered rows", "merged key cells", "several enterprises in a cell"),
    *("data on the second sheet", "renamed sheet", "template of last year", "own sheet without our template"),
}


def test_the_sheets_have_everything_people_do(sheets):
    counts = Counter(feature for one, _ in sheets for feature in one.features)
    assert counts.keys() == FEATURES
    assert min(counts.values()) >= 0.03 * len(sheets), counts


def test_every_address_shows_what_was_found(sheets):
    count = 0
    for one, book in sheets:
        for f in book.findings:
            if f.where.row and f.where.column and f.where.row > one.bottom and f.code != "W308":
                cell = one.shows(f.where.row, f.where.column)
                assert f.found == (cell.isoformat() if isinstance(cell, date) else shown(cell)), f
                count += 1
    assert count > 2 * len(sheets)
