"""A small score book with gaps: 12 enterprises, one without any report, one item that does not apply."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.scoring.scorebook import ScoreBook, ranks_of
from tests.kit.county_packages import SIHONG


@pytest.fixture(scope="session")
def framework():
    return load_framework(SIHONG)


@pytest.fixture(scope="session")
def book(framework):
    return make_book(framework, "2023Q4", seed=7)


@pytest.fixture(scope="session")
def books(framework):
    return [make_book(framework, f"2023Q{quarter}", seed=quarter) for quarter in (1, 2, 3, 4)]


def make_book(framework, period, seed, level="enterprise", size=12):
    """Scores that hang together: items from measures, groups from items, total from groups."""
    random = np.random.default_rng(seed)
    codes = pd.Index([f"E{number:03d}" for number in range(1, size + 1)], name="code")
    measures = list(framework.measure)
    normalised = pd.DataFrame(random.uniform(20, 100, (size, len(measures))), codes, measures)
    status = pd.DataFrame("observed", codes, measures)
    normalised.loc["E003"], status.loc["E003"] = np.nan, "not_reported"
    foreign = [measure.id for measure in framework.measures if "E" not in measure.ledger.levels]
    normalised[foreign], status[foreign] = np.nan, "not_applicable"
    inapplicable = [m for m in measures if m.startswith("D1")]
    normalised.loc["E005", inapplicable], status.loc["E005", inapplicable] = np.nan, "not_applicable"
    items = pd.DataFrame(
        {
            item.id: normalised[[m for m in measures if framework.measure[m].parent == item.id]].mean(axis=1)
            for item in framework.items
        }
    )
    scores = items.copy()
    for group in framework.groups:
        scores[group.id] = items[[i.id for i in framework.items if i.parent == group.id]].mean(axis=1)
    scores["total"] = items.mean(axis=1)
    parents = {m: framework.measure[m].parent for m in measures if m not in foreign}
    counts = pd.Series(parents).value_counts()
    weights = items.notna().div(items.notna().sum(axis=1), axis=0)
    contributions = pd.DataFrame({m: normalised[m] * weights[i] / counts[i] for m, i in parents.items()})
    coverage = pd.concat([normalised, scores], axis=1).notna().astype(float)
    return ScoreBook(
        level=level,
        period=parse_period(period),
        scope=framework.scope(parse_period(period)),
        entities=pd.DataFrame(
            {
                "name": [f"泗洪某{code}机械制造有限公司（示例）" for code in codes],
                "town": pd.array(["双沟镇", "青阳街道", None] * (size // 3), dtype="str"),
                "employees": pd.array([100] * size, dtype="Int64"),
            },
            index=codes,
        ),
        values=normalised / 7,
        counted=normalised / 7,
        numerator=normalised * 0 + 12,
        denominator=normalised * 0 + 13,
        open=normalised * np.nan,
        status=status,
        coverage=coverage,
        normalised=normalised,
        scores=scores,
        ranks=ranks_of(scores),
        contributions=contributions,
        low=scores["total"].fillna(0),
        high=scores["total"].fillna(100),
        not_counted=pd.DataFrame({"ledger": [], "sheet": [], "why": [], "rows": []}),
        framework_version=framework.hash,
        data_version="0123456789abcdef",
    )


def many(book, count):
    """A book of so many entities with long names: those of a book again and again, so that many are equal."""
    at = np.arange(count) % len(book.entities)
    codes = pd.Index([f"E{number:05d}" for number in range(count)], name="code")

    def taken(part):
        return part.iloc[at].set_axis(codes)

    frames = (
        "entities values counted numerator denominator open status coverage normalised scores contributions"
    )
    parts = {name: taken(getattr(book, name)) for name in f"{frames} low high".split()}
    parts["entities"] = parts["entities"].assign(
        name=[
            f"泗洪县第{number}号一个名字长得在图上怎么也放不下去的机械制造集团股份有限公司"
            for number in range(count)
        ]
    )
    return replace(book, **parts, ranks=ranks_of(parts["scores"]))
