"""`change` and `handbook` as people call them."""

import pytest

from metrics.framework import load_framework
from tests.kit.county_packages import SIHONG
from tests.kit.project import REPO

FRAMEWORK = load_framework(SIHONG)


@pytest.fixture
def db(demo_file):
    return f"sqlite:///{demo_file}"


def test_change_says_why_in_a_sentence_and_a_tree(run, db):
    answer = run("change", "--period", "2023Q4", "--by", "brand", "--entity", "B07", db=db)
    first, second = answer.out.splitlines()[:2]
    assert answer.code == 0
    assert answer.err.startswith(f"指标版本 {FRAMEWORK.version}（{FRAMEWORK.hash}）")
    assert first.startswith("看得见总分")
    assert "主要因为" in first
    assert second.startswith("total 看得见总分：")
    assert "（数值 " in second
    assert "新增 " in answer.out


@pytest.mark.long
def test_change_compares_with_the_period_before_by_default(run, db):
    wanted = ("change", "--period", "2023Q4", "--by", "county", "--json")
    one, other = run(*wanted, db=db).json, run(*wanted, "--from", "2023Q3", db=db).json
    assert one == other
    assert (one["from"], one["period"], one["entity"]) == ("2023Q3", "2023Q4", "county")
    assert one["framework_version"] == FRAMEWORK.hash
    assert len(set(one["data_versions"])) == 2
    change = one["change"]
    assert change["delta"] == pytest.approx(change["after"] - change["before"], abs=1e-9)
    assert sum(child["delta"] for child in change["children"]) == pytest.approx(change["delta"], abs=1e-9)


@pytest.mark.long
def test_change_of_an_item_lists_rows_with_their_cells(run, db):
    answer = run("change", "--period", "2023Q4", "--by", "unit", "--entity", "U07", "--item", "J4", db=db)
    assert answer.code == 0
    assert "活动台账!" in answer.out
    told = run(
        "change", "--period", "2023Q4", "--by", "unit", "--entity", "U07", "--item", "J2a", "--json", db=db
    ).json
    rows = told["change"]["rows"]
    assert {row["submission"] for row in rows["added"]}.isdisjoint(
        {row["submission"] for row in rows["dropped"]}
    )
    assert all(row["cell"] and row["file"] for side in rows.values() for row in side)


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "brand"), "要写明哪个品牌"),
        (("--by", "brand", "--entity", "没有"), "没有品牌“没有”"),
        (("--by", "county", "--item", "K9"), "没有“K9”这一项"),
        (("--by", "county", "--from", "昨天"), "看不懂的报告期“昨天”"),
    ],
)
def test_what_cannot_be_compared_is_one_line(run, db, arguments, said):
    answer = run("change", "--period", "2023Q4", *arguments, db=db)
    assert answer.code == 2
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_the_handbook_in_docs_is_what_the_program_writes(run, db):
    """After a change: init --demo, then handbook --period 2023 --out docs/handbook.md, of that database."""
    answer = run("handbook", "--period", "2023", db=db)
    assert answer.code == 0
    assert answer.out == (REPO / "docs" / "handbook.md").read_text(encoding="utf-8")


def test_the_handbook_needs_no_database_without_a_period(run, tmp_path):
    out = tmp_path / "手册.md"
    answer = run("handbook", "--out", out, db=f"sqlite:///{tmp_path / 'none.db'}")
    assert (answer.code, answer.out) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert all(measure.words in text for measure in FRAMEWORK.measures)
    assert not (tmp_path / "none.db").exists()
