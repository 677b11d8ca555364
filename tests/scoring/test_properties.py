"""What must hold for every score book, tried on the sample county's own."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.framework.model import LEVELS
from metrics.scoring import tree_of
from metrics.scoring.index import engine
from metrics.scoring.index.tree import with_weights
from metrics.scoring.measures.statuses import NOT_APPLICABLE
from tests.kit.sample_scores import FRAMEWORK, TOLERANCE, books, books_of, county, with_rows

PERIODS = ("2023Q4", "2023")
TABLES = ("values", "normalised", "scores", "contributions", "coverage")


def equal(one, other):
    """Whether two books say the same of everyone, whatever their order."""
    for name in TABLES:
        pd.testing.assert_frame_equal(
            getattr(one, name),
            getattr(other, name).loc[one.entities.index],
            atol=TOLERANCE,
            rtol=0,
            check_dtype=False,
        )
    pd.testing.assert_frame_equal(one.ranks, other.ranks.loc[one.entities.index])


def rescored(book, tree, values=None):
    """The engine's scores of a book's values under another tree."""
    return engine.score(
        tree,
        book.values if values is None else values,
        applicable=book.status != NOT_APPLICABLE,
        coverage=book.coverage[list(book.values)].fillna(0),
    )


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("level", LEVELS)
def test_scores_stay_between_0_and_100_and_contributions_add_up(demo_file, period, level):
    book = books(demo_file, period)[level]
    total = book.scores["total"].dropna()
    assert len(total) > 0
    assert book.scores.stack().dropna().between(0, 100).all()
    assert book.normalised.stack().dropna().between(0, 100).all()
    assert book.contributions.loc[total.index].sum(axis=1).sub(total).abs().max() < TOLERANCE


@pytest.mark.parametrize("period", PERIODS)
def test_the_order_of_rows_changes_nothing(demo_file, period):
    data, draw = county(demo_file, period), np.random.default_rng(7)
    mixed = {code: frame.iloc[draw.permutation(len(frame))] for code, frame in data.ledgers.items()}
    other = books_of(with_rows(data, **{c: f.reset_index(drop=True) for c, f in mixed.items()}))
    for level, book in books(demo_file, period).items():
        equal(book, other[level])


@pytest.mark.parametrize("target", ["L15", "L01"], ids=["enterprises", "brands"])
def test_other_codes_change_nothing(demo_file, target):
    """Codes turned round, so that those that came first now come last."""
    data, spec = county(demo_file, "2023Q4"), FRAMEWORK.ledgers[target]
    codes = sorted(data.ledgers[target][spec.key].unique())
    new = {code: f"{spec.prefix}{len(codes) - place:04d}" for place, code in enumerate(codes)}
    ledgers = {}
    for code, frame in data.ledgers.items():
        field = spec.key if code == target else FRAMEWORK.ledgers[code].refers_to(target)
        ledgers[code] = frame.assign(**{field: frame[field].map(new).astype("str")}) if field else frame
    level = {"L15": "enterprise", "L01": "brand"}[target]
    other = books_of(with_rows(data, **ledgers))
    for name, book in books(demo_file, "2023Q4").items():
        again = other[name]
        if name == level:
            back = {renamed: code for code, renamed in new.items()}
            frames = {table: getattr(again, table).rename(index=back) for table in (*TABLES, "ranks")}
            again = replace(again, **frames)
        equal(book, again)


@pytest.mark.breadth(3)
@pytest.mark.parametrize("level", LEVELS)
def test_more_of_a_measure_never_lowers_a_score(demo_file, level):
    book = books(demo_file, "2023Q4")[level]
    tree = tree_of(FRAMEWORK, LEVELS[level], parse_period("2023Q4"))
    before = rescored(book, tree)
    moved = 0
    for leaf in tree.leaves:
        more = book.values.assign(
            **{leaf.id: book.values[leaf.id] + leaf.direction * 0.1 * leaf.goalposts[1]}
        )
        after = rescored(book, tree, more)
        for one, other in ((before.normalised, after.normalised), (before.nodes, after.nodes)):
            change = other - one
            assert not (change < -TOLERANCE).to_numpy().any(), leaf.id
            moved += int((change > TOLERANCE).to_numpy().sum())
    assert moved > 0


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("factor", [0.01, 7.0])
def test_only_the_ratio_of_weights_counts(demo_file, level, factor):
    book = books(demo_file, "2023Q4")[level]
    tree = tree_of(FRAMEWORK, LEVELS[level], parse_period("2023Q4"))
    scaled = with_weights(tree, {one.id: factor * one.weight for one in (*tree.nodes, *tree.leaves)})
    pd.testing.assert_frame_equal(
        rescored(book, scaled).nodes, rescored(book, tree).nodes, atol=TOLERANCE, rtol=0
    )


@pytest.mark.parametrize("level", LEVELS)
def test_an_entity_with_nothing_changes_no_other_score(demo_file, level):
    book = books(demo_file, "2023Q4")[level]
    tree = tree_of(FRAMEWORK, LEVELS[level], parse_period("2023Q4"))
    nobody = pd.DataFrame(0.0, index=["nobody"], columns=book.counted.columns)
    after = engine.score(
        tree,
        pd.concat([book.counted, nobody]),
        applicable=pd.concat([book.status != NOT_APPLICABLE, nobody == 0]),
    ).nodes
    assert (after.loc["nobody"] == 0).all()
    alone = engine.score(tree, book.counted, applicable=book.status != NOT_APPLICABLE).nodes
    pd.testing.assert_frame_equal(after.drop(index="nobody"), alone, check_names=False)
    pd.testing.assert_frame_equal(alone, book.scores, check_names=False)
