"""The handbook suffices: whoever follows its words over the typed workbooks arrives at every score."""

import ast

import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.framework.handbook import handbook
from metrics.scoring import prepare, score_book
from metrics.store import Store
from tests.kit.county_packages import SIHONG
from tests.kit.handbook_text import handbook_words
from tests.kit.project import REPO
from tests.kit.recomputed import LETTERS, Recomputation
from tests.kit.typed_books import typed_rows

PERIODS = {"2023Q1": 3, "2023H1": 6, "2023Q1-3": 9, "2023": 12}
KIT = ("handbook_text", "recomputed", "recomputed_rows", "typed_books")
COMPARED = ("values", "counted", "normalised", "scores", "coverage")
TOLERANCE = 1e-9


@pytest.mark.breadth(1)
@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_follows_from_the_handbook_and_the_workbooks(demo_file, period):
    framework, asked = load_framework(SIHONG), parse_period(period)
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        prepared = prepare(framework, store.reporting.dataset(framework, asked))
    anew = Recomputation(handbook_words(handbook(framework)), typed_rows(), 2023, PERIODS[period])
    for level in LETTERS:
        book, figures = score_book(prepared, level), anew.figures(level)
        for name in COMPARED:
            assert differences(getattr(figures, name), getattr(book, name)) == [], (level, name)


def differences(ours: pd.DataFrame, theirs: pd.DataFrame) -> list[tuple[object, ...]]:
    """(column, entity, ours, theirs) where two tables of the same shape differ."""
    assert set(ours.index) == set(theirs.index)
    assert set(ours.columns) == set(theirs.columns)
    theirs = theirs.loc[ours.index, ours.columns].astype(float)
    wrong = ~((ours - theirs).abs() <= TOLERANCE) & ~(ours.isna() & theirs.isna())
    found = wrong.T.stack()
    return [(*at, ours.at[at[1], at[0]], theirs.at[at[1], at[0]]) for at in found[found].index]


@pytest.mark.long
def test_a_changed_word_of_the_handbook_changes_what_comes_out():
    text = handbook(load_framework(SIHONG))
    other = text.replace("每家目标 2 场", "每家目标 1 场")
    one, changed = (
        Recomputation(handbook_words(words), typed_rows(), 2023, 3).figures("unit") for words in (text, other)
    )
    assert {at[0] for at in differences(one.values, changed.values)} == {"K4a"}


def test_nothing_of_the_program_is_used():
    for name in KIT:
        tree = ast.parse((REPO / "tests" / "kit" / f"{name}.py").read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {
            one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
        }
        assert not [module for module in imported if module.startswith("metrics")], name
