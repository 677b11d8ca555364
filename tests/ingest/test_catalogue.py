"""The catalogue of findings: complete, in plain sentences, and raised by something."""

import re
from pathlib import Path

import pytest

from metrics.ingest import SEVERITIES, CellRef, catalogue
from metrics.ingest.catalogue import finding, gravest
from metrics.ingest.checks import RAISED_BY

ROOMS = ("metrics/ingest", "metrics/county/setup")
SOURCES = "".join(
    path.read_text(encoding="utf-8") for room in ROOMS for path in sorted(Path(room).rglob("*.py"))
)
ENTRIES = catalogue()


@pytest.mark.parametrize("code", ENTRIES)
def test_each_entry_says_what_is_wrong_and_what_to_do(code):
    entry = ENTRIES[code]
    assert re.fullmatch(r"[EW][1-6]\d\d", code)
    assert entry.severity in SEVERITIES
    assert (code[0] == "E") == (entry.severity == "error")
    for text in (entry.title, entry.message, entry.expected, entry.hint):
        assert re.search(r"[\u4e00-\u9fff]|\{expected\}", text)
    assert entry.message.endswith(("。", "？", "}"))
    made = finding(code, CellRef("", "表", 1, 1), "所填")
    assert "{" not in made.message + made.hint + made.expected


def test_every_code_is_raised_and_every_code_raised_is_in_the_catalogue():
    used, known = set(re.findall(r'"([EW][1-6]\d\d)"', SOURCES)), set(ENTRIES)
    assert used <= known, f"give {sorted(used - known)} their words in metrics/ingest/catalogue.toml"
    assert known <= used, f"nothing raises {sorted(known - used)}: write the check or take the entry out"


def test_checks_name_their_codes():
    assert set(RAISED_BY) <= set(ENTRIES)
    assert {"E401", "E408", "W401", "E201"} <= set(RAISED_BY)


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        finding("E999", CellRef("", ""))


def test_one_finding_a_cell_the_gravest_first_of_equals():
    here, there = CellRef("", "表", 3, 2), CellRef("", "表", 3)
    hint, error, second = (finding(code, here) for code in ("W403", "E404", "E407"))
    row = [finding("W305", there), finding("W303", there)]
    assert gravest([hint, error, second, *row]) == [error, *row]


def test_braces_in_what_people_typed_are_harmless():
    made = finding("E402", CellRef("", "表", 1, 1), "{expected}{0}", header="人次")
    assert "{expected}{0}" in made.message
