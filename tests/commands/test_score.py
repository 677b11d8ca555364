"""`score` and `explain` on the sample county: complete, traceable, adding up."""

import io
import random
from functools import cache
from io import BytesIO
from itertools import pairwise

import pandas as pd
import pytest
from openpyxl import load_workbook

from metrics.framework import load_framework
from metrics.store.database import SYSTEM
from tests.kit.county_packages import SIHONG, open_store

ITEMS = ["K1", "K2", "K3", "K4", "D1", "D2", "J1", "J2", "J3", "J4", "J5", "J6"]
HEADER = ["code", "name", *ITEMS, "K", "D", "J", "total", "rank", "coverage"]
QUARTERS = ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]


@pytest.fixture
def score(run, demo_url):
    def call(period, level):
        answer = run("score", "--period", period, "--by", level, db=demo_url)
        assert answer.code == 0
        return pd.read_csv(io.StringIO(answer.out))

    return call


@pytest.mark.breadth(2)
@pytest.mark.parametrize(("level", "rows"), [("enterprise", 136), ("brand", 50), ("unit", 21), ("county", 1)])
def test_everyone_is_there_with_twelve_items(score, level, rows):
    table = score("2023", level)
    assert list(table) == HEADER
    assert len(table) == rows
    assert table["code"].is_unique
    assert table[ITEMS].notna().any().all()
    assert table["total"].between(0, 100).all()
    assert table[[*ITEMS, "K", "D", "J"]].stack().dropna().between(0, 100).all()
    assert table["rank"].min() == 1


def test_towns_and_industries(score):
    assert len(score("2023", "town")) == 20
    assert 5 <= len(score("2023", "industry")) <= 13


@pytest.mark.long
def test_json_says_the_same_as_csv(run, score, demo_url):
    told = run("score", "--period", "2023", "--by", "unit", "--format", "json", db=demo_url).json
    table = score("2023", "unit")
    assert [row["total"] for row in told] == pytest.approx(table["total"].tolist(), abs=1e-9)


@pytest.mark.long
def test_each_quarter_has_its_own_scores(score):
    totals = pd.DataFrame(
        {quarter: score(quarter, "enterprise").set_index("code")["total"] for quarter in QUARTERS}
    )
    assert len(totals) == 136
    for one, other in pairwise(QUARTERS):
        assert (totals[one] != totals[other]).mean() > 0.9


def test_a_quarter_that_was_not_submitted_is_missing_and_not_zero(run, score, demo_url):
    """U14 has reported three quarters of the year: what it did then counts, the range says what may come."""
    units = score("2023Q4", "unit").set_index("code")
    assert units["total"].notna().all()
    assert units.loc["U14", "coverage"] == pytest.approx(0.75)
    assert units.drop("U14")["coverage"].eq(1).all()
    told = run(
        "explain",
        "--period",
        "2023Q4",
        "--by",
        "unit",
        "--entity",
        "U14",
        "--item",
        "J2a",
        "--json",
        db=demo_url,
    )
    assert (told.json["status"], told.json["coverage"]) == ("observed", 0.75)
    assert "rows" not in told.json
    assert "U14\t县交通运输局\t逾期未报" in run("status", "--period", "2023Q4", db=demo_url).out


def leaves(told):
    return (
        [told]
        if told["kind"] == "measure"
        else [leaf for child in told["children"] for leaf in leaves(child)]
    )


def by_hand(told):
    """The score of a node from its children alone: the weighted mean of those that have one."""
    if told["kind"] == "measure":
        scored = told["value"] if told["counted"] is None else told["counted"]
        return None if scored is None else 100 * min(max(scored / told["full_score"], 0), 1)
    parts = [(child["weight"], by_hand(child)) for child in told["children"]]
    present = [(weight, part) for weight, part in parts if part is not None]
    return (
        sum(weight * part for weight, part in present) / sum(weight for weight, _ in present)
        if present
        else None
    )


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(("level", "seed"), [("enterprise", 1), ("brand", 2), ("unit", 3)])
def test_a_total_recomputed_by_hand_from_explain_agrees(run, score, demo_url, level, seed):
    table = score("2023", level).set_index("code")
    for code in random.Random(seed).sample(sorted(table.index), 3):
        told = run("explain", "--period", "2023", "--by", level, "--entity", code, "--json", db=demo_url).json
        assert by_hand(told) == pytest.approx(table.loc[code, "total"], abs=1e-9)
        points = [leaf["contribution"] or 0 for leaf in leaves(told)]
        assert sum(points) == pytest.approx(table.loc[code, "total"], abs=1e-9)


@pytest.mark.long
def test_the_cells_that_explain_names_hold_the_value_it_shows(run, demo_url):
    """200 cells at random over levels, entities and items, opened with openpyxl in the stored original."""
    store = open_store(demo_url)
    sha256 = {info.id: info.sha256 for info in store.reporting.submissions()}

    @cache
    def book(submission):
        return load_workbook(BytesIO(store.reporting.original(sha256[submission], SYSTEM)[1]))

    cells = sample_of_cells(run, demo_url, random.Random(7))
    wrong = [
        (row["file"], row["sheet"], row["cell"], row["value"], shown)
        for row in cells
        if (shown := as_text(book(row["submission"])[row["sheet"]][row["cell"]])) != row["value"]
    ]
    assert wrong == []


def sample_of_cells(run, url, chance, wanted=200):
    rows = []
    for level, code in (("enterprise", None), ("brand", None), ("unit", None), ("county", "county")):
        table = run("score", "--period", "2023", "--by", level, db=url).out
        codes = pd.read_csv(io.StringIO(table))["code"].tolist()
        for entity in chance.sample(codes, min(len(codes), 4)) if code is None else [code]:
            told = run(
                *("explain", "--period", "2023", "--by", level, "--entity", entity, "--rows", "--json"),
                db=url,
            ).json
            rows += [row for leaf in leaves(told) for row in leaf["rows"] if row["cell"]]
    assert len(rows) > 1000
    return chance.sample(rows, wanted)


def as_text(cell):
    """What people see in the cell."""
    if cell.is_date:
        return cell.value.strftime("%Y-%m-%d")
    return (
        f"{cell.value:g}"
        if isinstance(cell.value, float)
        else ""
        if cell.value is None
        else str(cell.value).strip()
    )


@pytest.mark.long
def test_explain_by_name_item_and_text(run, demo_url):
    framework = load_framework(SIHONG)
    for item in framework.items:
        answer = run(
            "explain",
            "--period",
            "2023",
            "--by",
            "unit",
            "--entity",
            "县人力资源和社会保障局",
            "--item",
            item.id,
            "--rows",
            db=demo_url,
        )
        assert answer.code == 0
        assert answer.out.startswith(f"{item.id} {item.name}：")
    assert "!" in answer.out
    summary = run("explain", "--period", "2023", "--by", "unit", "--entity", "U08", db=demo_url).out
    assert "!" not in summary
    assert summary.count("\n") == 1 + len(framework.groups) + len(framework.items) + len(framework.measures)
    assert "泗洪县产改台账_U08" in answer.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", "--period", "2023", "--by", "unit"), "哪个成员单位"),
        (("explain", "--period", "2023", "--by", "unit", "--entity", "U99"), "没有成员单位“U99”"),
        (("explain", "--period", "2023", "--by", "county", "--item", "K9"), "没有“K9”这一项"),
        (("score", "--period", "2023", "--by", "village"), "--by"),
        (("score", "--by", "unit"), "缺少参数 --period"),
        (("score", "--period", "23年", "--by", "unit"), "2023Q4"),
        (("scor",), "没有命令"),
    ],
)
def test_wrong_usage_is_one_chinese_line_and_exit_2(run, demo_url, arguments, says):
    answer = run(*arguments, db=demo_url)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert answer.err.count("\n") == 1
