"""Pace: a measure added up over the quarters of a year, beside the pace of its target."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base import ACCENT, CATEGORICAL, Caption, layout, register
from metrics.framework import LEVELS, Framework, LedgerMeasure
from metrics.scoring import ScoreBook, full_score, number_at
from metrics.tables import unit_of
from metrics.words import amount, short, text_at


def paced(framework: Framework, level: str) -> list[str]:
    """Measures of a level that add up over a year towards a yearly target."""
    return [one.id for one in framework.measures if _adds_up(one.ledger, LEVELS[level])]


def _adds_up(ledger: LedgerMeasure, letter: str) -> bool:
    """Whether a measure is a sum at a level, or credits towards a duty, rather than a rate or a mean."""
    if not ledger.prorate or letter not in ledger.levels or not ledger.full_score.get(letter):
        return False
    return ledger.over_a_base(letter) or "%" not in ledger.units.get(letter, "")


def _done_and_goal(framework: Framework, book: ScoreBook, code: str, measure: str) -> tuple[float, float]:
    """How far a measure has come and what is due by the period's end; of credits, both sides of the duty."""
    spec, letter = framework.measure[measure], LEVELS[book.level]
    goal = full_score(spec, letter, book.scope) or float("nan")
    if measure not in book.values or code not in book.values.index:
        return float("nan"), goal
    if spec.ledger.over_a_base(letter):
        done, due = (number_at(side, code, measure) for side in (book.numerator, book.denominator))
        return float(done), float(due)
    return float(number_at(book.values, code, measure)), goal


def _unit(framework: Framework, book: ScoreBook, measure: str) -> str:
    """The unit of both: of credits 家, of weighted ones what is counted at an enterprise."""
    ledger = framework.measure[measure].ledger
    if not ledger.over_a_base(LEVELS[book.level]):
        return unit_of(framework, book, measure)
    return ledger.units["E"].partition("/")[0] if ledger.weighted else "家"


def pace_table(framework: Framework, books: Sequence[ScoreBook], code: str, measure: str) -> pd.DataFrame:
    """One row a quarter: 报告期, 本期, 累计, 目标进度, 完成进度 (% of the pace); a missing quarter is empty.

    Args:
        framework: gives the target.
        books: score books of the quarters of one year, oldest first.
        code: the entity.
        measure: one of `paced`.
    """
    sides = [_done_and_goal(framework, book, code, measure) for book in books]
    values, pace = (pd.Series(side, dtype="float64") for side in zip(*sides, strict=True))
    to_date = framework.to_date
    pace, total = (pace, values) if to_date else (pace.cumsum(), values.cumsum())
    return pd.DataFrame(
        {
            "报告期": [book.scope.label for book in books],
            "本期": values.diff().fillna(values) if to_date else values,
            "累计": total,
            "目标进度": pace,
            "完成进度": (total / pace * 100).round(1),
        }
    )


def pace_alt(framework: Framework, books: Sequence[ScoreBook], code: str, measure: str) -> str:
    """How far it has come, and whether that keeps pace."""
    table, spec = pace_table(framework, books, code, measure), framework.measure[measure]
    known = table.dropna(subset="累计")
    if known.empty:
        return f"{spec.name}的年度进度：还没有数据。"
    last, unit = known.iloc[-1], _unit(framework, books[-1], measure)
    word = "快于" if last["累计"] >= last["目标进度"] else "慢于"
    return (
        f"{spec.name}的年度进度：到{last['报告期']}累计{amount(last['累计'], unit)}，"
        f"{word}目标进度{amount(last['目标进度'], unit)}。"
    )


@register(
    "pace",
    "年度进度",
    "按现在的进度，年度目标完得成吗？",
    ("enterprise", "brand", "unit", "county", "town", "industry"),
    table=pace_table,
    alt=pace_alt,
)
def pace(framework: Framework, books: Sequence[ScoreBook], code: str, measure: str) -> go.Figure:
    """Bars of the quarters, a line of their sum, a dashed line of the target's pace."""
    table, last = pace_table(framework, books, code, measure), books[-1]
    unit = _unit(framework, last, measure)
    periods = [label.replace("年", "年<br>", 1) for label in table["报告期"]]
    sums = table["累计"]
    hover = f"%{{y:.4~g}}{unit}"
    bars = go.Bar(
        x=periods,
        y=table["本期"],
        name="本期",
        marker={"color": CATEGORICAL[9]},
        hovertemplate=hover,
        width=0.5,
    )
    line = go.Scatter(
        x=periods,
        y=sums,
        name="累计",
        mode="lines+markers+text",
        text=[amount(value, unit) if pd.notna(value) else "" for value in sums],
        textposition="top center",
        line={"color": ACCENT, "width": 3},
        cliponaxis=False,
        hovertemplate=hover,
    )
    target = go.Scatter(
        x=periods,
        y=table["目标进度"],
        name="目标进度",
        mode="lines",
        line={"color": CATEGORICAL[2], "width": 2, "dash": "dash"},
        hovertemplate=hover,
    )
    top = max(table[["累计", "目标进度"]].max().max(), 1) * 1.18
    who = short(text_at(last.entities, code, "name"), 12) if code in last.entities.index else ""
    axes = {
        "xaxis": {"type": "category", "showgrid": False, "fixedrange": True},
        "yaxis": {"range": [0, top], "fixedrange": True, "nticks": 6},
        "margin": {"l": 8, "r": 12, "t": 96, "b": 54},
        "hovermode": "x unified",
    }
    title = f"{who}：{framework.measure[measure].name}年度进度"
    span = f"{table['报告期'].iloc[0]}至{table['报告期'].iloc[-1]}"
    return go.Figure([bars, target, line], layout(Caption(title, span, unit, last.data_version), 330, **axes))
