"""A score book hangs together: shapes, ranks, contributions, the range of what is missing."""

import numpy as np
import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.scoring import full_score, prepare, score_book, tree_of
from tests.kit.small_county import FRAMEWORK, Q4, ROWS, SILENT, dataset

MEASURES = [measure.id for measure in FRAMEWORK.measures]
NODES = [node.id for node in FRAMEWORK.nodes]


@pytest.fixture(scope="module")
def books():
    prepared = prepare(FRAMEWORK, dataset())
    return {level: score_book(prepared, level) for level in LEVELS}


def test_entities(books):
    assert {level: list(book.entities.index) for level, book in books.items()} == {
        "enterprise": ["E001", "E002", "E003"],
        "brand": ["B01", "B02", "B03", "B04"],
        "unit": [unit.code for unit in FRAMEWORK.units],
        "county": ["county"],
        "town": ["X01", "X04"],
        "industry": ["Y02", "Y03"],
    }
    assert books["enterprise"].entities.loc["E002"].to_dict() == {
        "name": "乙厂",
        "town": "青阳街道",
        "industry": "电子信息",
        "ownership": "民营",
        "employees": 200,
        "pilot_level": "市",
    }
    assert books["brand"].entities.loc["B01", ["name", "lead_unit", "lead_unit_name"]].tolist() == [
        "科技进企",
        "U07",
        "科技局",
    ]
    assert books["county"].entities.loc["county"].tolist() == ["泗洪县", 3, 700]
    assert books["town"].entities.loc["X01"].tolist() == ["青阳街道", 2, 300]


@pytest.mark.parametrize("level", LEVELS)
def test_frames_have_the_same_entities_and_all_columns(books, level):
    book = books[level]
    for name in ("values", "numerator", "denominator", "status", "normalised", "contributions"):
        assert list(getattr(book, name).columns) == MEASURES, name
    for name in ("scores", "ranks"):
        assert list(getattr(book, name).columns) == NODES, name
    assert list(book.coverage.columns) == [*MEASURES, *NODES]
    for name in (
        "values",
        "status",
        "coverage",
        "normalised",
        "scores",
        "ranks",
        "contributions",
        "low",
        "high",
    ):
        assert getattr(book, name).index.equals(book.entities.index), name
    assert (book.level, book.period.code) == (level, Q4)
    assert (book.framework_version, book.data_version) == (FRAMEWORK.hash, "f" * 64)


@pytest.mark.parametrize("level", LEVELS)
def test_scores_lie_between_0_and_100_and_contributions_add_up(books, level):
    book = books[level]
    total = book.scores["total"].dropna()
    assert len(total) > 0
    assert book.scores.stack().dropna().between(0, 100).all()
    assert book.contributions.sum(axis=1)[total.index].sub(total).abs().max() < 1e-9
    assert (book.low[total.index] <= total + 1e-9).all()
    assert (book.high[total.index] >= total - 1e-9).all()


@pytest.mark.parametrize("level", LEVELS)
def test_a_total_can_be_computed_by_hand(books, level):
    """From normalised values, weights and the statuses only."""
    book = books[level]

    def mean(entity, node):
        parts = [
            (child.weight, mean(entity, child.id)) for child in FRAMEWORK.nodes if child.parent == node
        ] or [
            (one.weight, book.normalised.at[entity, one.id] if status != "not_reported" else None)
            for one in FRAMEWORK.measures_of(node)
            if (status := book.status.at[entity, one.id]) != "not_applicable"
        ]
        known = [(weight, score) for weight, score in parts if score not in (None, "-")]
        asked = sum(weight for weight, score in parts if score != "-")
        if asked == 0:
            return "-"
        held = sum(weight for weight, _ in known)
        return sum(w * s for w, s in known) / held if held and held / asked >= 0.6 - 1e-12 else None

    for entity in book.entities.index:
        wanted = mean(entity, "total")
        got = book.scores.at[entity, "total"]
        assert np.isnan(got) if wanted in (None, "-") else got == pytest.approx(wanted, abs=1e-9), entity


def test_ranks(books):
    ranks = books["unit"].ranks
    assert ranks["total"].dtype == "Int64"
    assert pd.isna(ranks.at[SILENT, "total"])
    scores = books["unit"].scores["total"]
    for unit in scores.dropna().index:
        assert ranks.at[unit, "total"] == 1 + (scores.round(9) > round(scores[unit], 9)).sum(), unit
    assert ranks["total"].value_counts().max() > 5  # the many units without a row tie
    county = books["county"].ranks.loc["county"]
    assert (county == 1).all()


def test_goalposts_are_prorated_targets():
    measure = FRAMEWORK.measure["J2a"]
    quarter, year = dataset(Q4).period, dataset("2023").period
    assert full_score(measure, "B", year) == 6
    assert full_score(measure, "B", quarter) == 1.5
    assert full_score(FRAMEWORK.measure["K1a"], "E", quarter) == 2  # a register: not prorated
    assert full_score(FRAMEWORK.measure["K1c"], "E", quarter) is None
    leaf = next(leaf for leaf in tree_of(FRAMEWORK, "B", quarter).leaves if leaf.id == "J2a")
    assert leaf.goalposts == (0, 1.5)


def test_numerator_and_denominator_are_kept_for_small_shares(books):
    book = books["unit"]
    assert (book.numerator.at["U11", "D2c"], book.denominator.at["U11", "D2c"]) == (2, 3)
    assert (book.numerator.at["U11", "D2d"], book.denominator.at["U11", "D2d"]) == (1, 3)
    assert pd.isna(book.numerator.at["U13", "K3a"])


def test_rows_that_no_score_counts_are_said(books):
    assert books["county"].not_counted.values.tolist() == [
        ["L02", "小切口项目清单", "没有完成时限", 1],
        ["L05", "活动台账", "没有活动日期", 1],
        ["L05", "活动台账", "企业不在在册名单，不计入任何企业", 1],
        ["L06", "荣誉台账", "授予日期不在本期", 1],
        ["L07", "创新成果台账", "没有完成日期", 1],
        ["L12", "集体协商与民主管理台账", "企业不在在册名单，不计入任何企业", 1],
    ]


def test_an_unknown_level_is_an_error():
    with pytest.raises(KeyError):
        score_book(prepare(FRAMEWORK, dataset()), "village")


@pytest.mark.parametrize("level", LEVELS)
def test_a_county_without_any_submission(level):
    everyone = tuple(unit.code for unit in FRAMEWORK.units)
    book = score_book(prepare(FRAMEWORK, dataset(rows={}, silent=everyone)), level)
    assert len(book.entities) == {"unit": 21, "county": 1}.get(level, 0)
    assert book.scores.isna().all(axis=None)
    assert book.not_counted.empty


def test_a_town_nobody_knows_is_shown_by_its_own_name():
    fields, rows = ROWS["L15"]
    moved = [tuple("新设镇" if cell == "双沟镇" else cell for cell in row) for row in rows]
    book = score_book(prepare(FRAMEWORK, dataset(rows={**ROWS, "L15": (fields, moved)})), "town")
    assert book.entities["name"].to_dict() == {"X01": "青阳街道", "新设镇": "新设镇"}


def test_books_made_together_equal_books_made_alone(books):
    for level in LEVELS:
        alone = score_book(prepare(FRAMEWORK, dataset()), level)
        pd.testing.assert_frame_equal(alone.scores, books[level].scores)
        pd.testing.assert_frame_equal(alone.status, books[level].status)
