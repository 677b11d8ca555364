"""The tables of standards in docs/安全.md: every requirement has a row, every row its test or its reason."""

import ast
import csv
import re
from functools import cache

import pytest

from tests.kit import sources
from tests.kit.project import REFERENCE, REPO

DOCUMENT = REPO / "docs" / "安全.md"
TABLES = {"ASVS": "## 对照一：", "等保": "## 对照二：", "PIPL": "## 对照三："}
MET, PARTLY, NEVER, UNMET = "满足", "部分", "不适用", "未满足"
TEST = re.compile(r"`?(tests/[\w/.]+\.py)::(test_\w+)`?")
NAMED = re.compile(r"tests/[\w/.]+")
#: What a row without a test points at: a heading of the document, or another document.
SECTION, BOOK = re.compile(r"“([^”]+)”一节"), re.compile(r"《([^》]+)》")
NUMBER = re.compile(r"\d+\.\d+\.\d+")


def rows(standard):
    """[number, requirement, state, why] of every row of a standard's tables, as they stand there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    part = text.partition(TABLES[standard])[2].partition("\n## ")[0]
    lines = [
        line
        for line in part.splitlines()
        if line.startswith("| ") and not line.startswith(("| 编号", "| ---"))
    ]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


ROWS = [(standard, *row) for standard in TABLES for row in rows(standard)]


@cache
def names_of(path):
    """Names of the tests in a file; none where there is no such file."""
    if not (REPO / path).is_file():
        return frozenset()
    tree = ast.parse((REPO / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(found):
    return found[1] in names_of(found[0])


def headings():
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return {line.lstrip("#").strip() for line in lines if line.startswith("#")}


def faults(row):
    """What is wrong with a row, one sentence each."""
    number, asked, state, why = row
    named = TEST.findall(why)
    if len(named) != len(NAMED.findall(why)):
        yield f"{number}: a test is named as tests/FILE.py::test_NAME"
    yield from (f"{number}: no test {'::'.join(found)}" for found in named if not is_there(found))
    reason = TEST.sub("", why).replace("<br>", "").strip(" 。；")
    pointed = SECTION.findall(reason) + BOOK.findall(reason)
    known = headings() | {path.stem for path in REPO.glob("docs/*.md")}
    if state not in (MET, PARTLY, NEVER, UNMET):
        yield f"{number}: no state {state}"
    if state == MET and not named and not set(pointed) & known:
        yield f"{number}: met, by no test and no section"
    if state in (PARTLY, NEVER, UNMET) and not reason:
        yield f"{number}: {state}, and no word why"
    yield from (
        f"{number}: no section “{name}”" for name in SECTION.findall(reason) if name not in headings()
    )
    if not asked:
        yield f"{number}: what is asked is not said"


def test_every_row_has_its_test_or_its_reason():
    assert [line for _, *row in ROWS for line in faults(row)] == []
    assert len(ROWS) > 250


def asvs():
    """Requirement → level, of levels 1 and 2, in order."""
    with (REFERENCE / "asvs_5.0.0_levels.csv").open(encoding="utf-8") as file:
        return {row["requirement"]: int(row["level"]) for row in csv.DictReader(file)}


def covered(number, known):
    """The requirements of a row: one, or all from one to another."""
    first, _, last = number.partition("–")
    at = [known.index(first), known.index(last or first)]
    return known[at[0] : at[1] + 1]


def test_every_requirement_of_asvs_has_one_row():
    known = list(asvs())
    assert (len(known), list(asvs().values()).count(1)) == (253, 70)
    told = [one for standard, number, *_ in ROWS if standard == "ASVS" for one in covered(number, known)]
    assert told == known


def test_what_a_test_shows_is_not_called_unmet():
    """A test in tests/web that carries the number of a requirement shows something of it."""
    numbers = {
        ".".join(number)
        for path in sources.files("tests/web/**/test_*.py")
        for name in names_of(path.as_posix())
        for number in re.findall(r"v(\d+)_(\d+)_(\d+)", name)
    }
    known = list(asvs())
    states = {
        one: state
        for standard, number, _, state, _ in ROWS
        if standard == "ASVS"
        for one in covered(number, known)
    }
    shown = {number: states[number] for number in numbers & states.keys()}
    assert len(shown) > 60
    # 5.4.3: the test shows that the document says there is none.
    assert {number: state for number, state in shown.items() if state in (NEVER, UNMET)} == {"5.4.3": UNMET}


def test_every_part_of_the_national_standard_has_a_row():
    """Second level of GB/T 22239-2019: five technical parts and five of management, each item named."""
    numbers = " ".join(number for standard, number, *_ in ROWS if standard == "等保")
    told = {int(part) for part in re.findall(r"7\.1\.(\d+)", numbers)}
    assert told == set(range(1, 11)) - {7}, "7.1.6 to 7.1.8 stand in one row"
    items = {3: 6, 4: 10}
    assert [
        f"7.1.{part}.{item}"
        for part, count in items.items()
        for item in range(1, count + 1)
        if not re.search(rf"7\.1\.{part}\.{item}(?!\d)", numbers)
    ] == []


@pytest.mark.parametrize("standard", TABLES)
def test_no_row_says_more_than_is_read(standard):
    """A remark that only the source of the page shows would be an excuse nobody sees."""
    assert [row for row in rows(standard) if any("<!--" in cell for cell in row)] == []


GOOD = ["1.2.3", "要求", MET, "`tests/test_standards.py::test_a_wrong_row_is_named`"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({3: "`tests/test_standards.py::test_none`"}, ["1.2.3: no test tests/test_standards.py::test_none"]),
        ({3: "`tests/nowhere.py::test_none`"}, ["1.2.3: no test tests/nowhere.py::test_none"]),
        (
            {3: "`tests/test_standards.py`"},
            ["1.2.3: a test is named as tests/FILE.py::test_NAME", "1.2.3: met, by no test and no section"],
        ),
        ({3: "做到了。"}, ["1.2.3: met, by no test and no section"]),
        ({3: "见“大门”一节"}, []),
        ({3: "见“没有的”一节"}, ["1.2.3: met, by no test and no section", "1.2.3: no section “没有的”"]),
        ({2: UNMET}, ["1.2.3: 未满足, and no word why"]),
        ({2: UNMET, 3: ""}, ["1.2.3: 未满足, and no word why"]),
        ({2: UNMET, 3: "还没有。"}, []),
        ({2: "大概"}, ["1.2.3: no state 大概"]),
    ],
)
def test_a_wrong_row_is_named(change, said):
    assert list(faults([change.get(at, cell) for at, cell in enumerate(GOOD)])) == said
