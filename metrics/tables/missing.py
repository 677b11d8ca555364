"""What is missing behind a county's value: which enterprises have nothing yet, town by town."""

import numpy as np
import pandas as pd

from metrics.framework import LEVELS, Framework
from metrics.scoring import ScoreBook
from metrics.words import STATUS, capped, number_at, score, text_at, value_words

FULL, SOME, NONE = "做到", "做到一部分", "还没有"
#: How an enterprise stands with a measure, best first; then why it has no value.
STANDINGS = (FULL, SOME, NONE, STATUS["not_reported"], STATUS["not_applicable"])
_NO_TOWN = "没有写明"


def standings(framework: Framework, book: ScoreBook, measure: str) -> pd.Series | None:
    """How each enterprise stands with a measure: one of STANDINGS.

    Args:
        framework: what is measured.
        book: scores of the enterprises.
        measure: id of a measure.

    Returns:
        By enterprise code; None where the measure is not counted at enterprises.
    """
    if LEVELS["enterprise"] not in framework.measure[measure].ledger.levels:
        return None
    points, status = book.normalised[measure], book.status[measure].astype(str)
    words = np.select(
        [status.eq("not_reported"), status.eq("not_applicable"), points.ge(100 - 1e-9), points.gt(0)],
        [STATUS["not_reported"], STATUS["not_applicable"], FULL, SOME],
        NONE,
    )
    return pd.Series(words, index=book.entities.index)


def missing_by_town(framework: Framework, book: ScoreBook, measure: str) -> pd.DataFrame | None:
    """One row a town: how many enterprises stand how, and which have nothing; the most to do first.

    Arguments and None as of `standings`. Columns 乡镇街道, 企业, the STANDINGS that occur, 还没有的企业.
    """
    stand = standings(framework, book, measure)
    if stand is None:
        return None
    entities = book.entities
    town = entities["town"].astype("object").where(entities["town"].notna(), _NO_TOWN)
    counts = pd.crosstab(town, stand).reindex(columns=[word for word in STANDINGS if stand.eq(word).any()])
    open_ = stand.isin([NONE, STATUS["not_reported"]])
    names = entities["name"][open_].groupby(town[open_]).agg("、".join)
    counts.insert(0, "企业", counts.sum(axis=1))
    counts["还没有的企业"] = names.reindex(counts.index).fillna("")
    todo = open_.groupby(town).sum().reindex(counts.index)
    counts = counts.iloc[np.lexsort((counts.index.to_numpy(dtype=str), todo.to_numpy(dtype=int) * -1))]
    return counts.rename_axis(index="乡镇街道", columns=None).reset_index()


def missing_words(table: pd.DataFrame) -> str:
    """The finding of `missing_by_town`: how many have nothing, and where most of them are."""
    words = [word for word in (NONE, STATUS["not_reported"]) if word in table]
    lacking = table[words].sum(axis=1)
    if not words or not lacking.sum():
        return f"{table['企业'].sum()}家企业都已经有了。"
    most = table.iloc[int(lacking.to_numpy().argmax())]
    return (
        f"{table['企业'].sum()}家企业中，{lacking.sum()}家还没有或未报送，"
        f"最多的是{most['乡镇街道']}（{lacking.max()}家）。"
    )


def missing_list(framework: Framework, book: ScoreBook, measure: str) -> pd.DataFrame | None:
    """One row an enterprise below the full score: 编号, 企业, 乡镇街道, 数值, 情况; furthest first."""
    stand = standings(framework, book, measure)
    if stand is None:
        return None
    left = stand[stand.isin([SOME, NONE, STATUS["not_reported"]])].index
    order = book.normalised.loc[left, measure].fillna(-1).sort_values(kind="stable").index
    unit = framework.measure[measure].ledger.units.get("E", "")
    return pd.DataFrame(
        {
            "编号": order,
            "企业": book.entities.loc[order, "name"].to_numpy(),
            "乡镇街道": book.entities.loc[order, "town"].to_numpy(),
            "数值": [
                value_words(number_at(book.values, code, measure), unit, text_at(book.status, code, measure))
                for code in map(str, order)
            ],
            "情况": stand[order].to_numpy(),
        }
    ).reset_index(drop=True)


def sides_words(framework: Framework, book: ScoreBook, code: str, measure: str) -> str:
    """A measure's value as the fraction it is, and the score it earns, in one sentence."""
    spec, letter = framework.measure[measure], LEVELS[book.level]
    value, upper, lower = (
        number_at(side, code, measure) for side in (book.values, book.numerator, book.denominator)
    )
    status, unit = text_at(book.status, code, measure), spec.ledger.units.get(letter, "")
    said = value_words(value, unit, status)
    points = number_at(book.normalised, code, measure)
    earned = f"，得 {score(float(points))} 分" if pd.notna(points) else ""
    if pd.isna(upper) or pd.isna(lower) or status not in ("observed", "zero"):
        return f"{said}{earned}"
    factor = " × 100" if unit == "%" or "百" in unit else ""
    most = capped(upper, lower) if unit == "%" else ""
    return f"{_plain(upper)} ÷ {_plain(lower)}{factor}{most} = {said}{earned}"


def _plain(value: float) -> str:
    """A side of a fraction with every digit that tells."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
