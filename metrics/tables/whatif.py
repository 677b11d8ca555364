"""What-if tables: an assumption beside the official scores, under Chinese headers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from metrics.framework import Framework
from metrics.scoring import ScoreBook
from metrics.scoring.index import CR_LIMIT, METHODS, Ahp, LeaveOut, Sobol
from metrics.scoring.whatif import NORMALISATIONS as OFFERED
from metrics.scoring.whatif import SOURCES, UNSCALED, Comparison, Scenario, SourceShares
from metrics.words import COUNTER, short, shown

#: Ways to make values comparable, by the engine's words.
NORMALISATIONS = {name: METHODS[name].word for name in OFFERED}
#: What each of them does with a value.
EXPLAINED = {name: METHODS[name].explained for name in OFFERED}
#: Sources of variation by name.
SOURCE_NAMES = {"weights": "权重", "method": "方法", "data": "数据"}
TOGETHER = "共同作用"
UNTOUCHED = "以上都是假设，正式得分和排名没有改动。"


def shift_table(book: ScoreBook, told: Comparison, k: int = 10) -> pd.DataFrame:
    """One row an entity by its assumed rank: both ranks, places gained, both scores, band, P(first k).

    Args:
        book: the official scores.
        told: the same level and period under an assumption.
        k: how many count as the first.
    """
    order = ordered(told)
    table = told.table.loc[order]
    return pd.DataFrame(
        {
            "编号": order,
            "名称": book.entities.loc[order, "name"].to_numpy(),
            "正式名次": table["official_rank"].array,
            "假设名次": table["rank"].array,
            "升降": table["shift"].array,
            "正式得分": shown(table["official_score"]).array,
            "假设得分": _assumed(table["score"], told).array,
            "名次区间": _bands(table),
            f"进前{k}": (told.top(k)[order] * 100).round(0).array,
        }
    )


def _assumed(scores: pd.Series, told: Comparison) -> pd.Series:
    """Scores as people see them; without a scale of 100 with two decimals."""
    return scores.round(2) if told.scenario.normalise in UNSCALED else shown(scores)


def varied_words(scenario: Scenario) -> str:
    """What a rank band lets vary: `仅权重`, or all that does."""
    on = [name for name in SOURCES[1:] if getattr(scenario, name)]
    return "、".join(SOURCE_NAMES[name] for name in (SOURCES[0], *on)) if on else "仅权重"


def basis(framework: Framework, told: Comparison) -> str:
    """How a result was come by, in one line: normalisation, what it leaves out, weight sets, versions, and
    that nothing official changed."""
    scenario = told.scenario
    parts = [f"归一化：{NORMALISATIONS[scenario.normalise]}"]
    if told.alike:
        names = "、".join(framework.measure[name].name for name in told.alike)
        parts.append(f"各对象的值全部相同、未参与的指标：{names}")
    parts += [
        f"名次区间：{varied_words(scenario)}",
        f"{scenario.count} 组权重，每个权重上下浮动 {scenario.noise:.0%}，种子 {scenario.seed}",
        f"数据版本 {told.data_version[:8]} · 指标版本 {told.framework_version[:8]}",
    ]
    return f"{'；'.join(parts)}。{UNTOUCHED}"


def judgement_table(framework: Framework, found: Ahp, matrix: np.ndarray) -> dict[str, list[str]]:
    """A judgement matrix with its weights: one row a child, whole numbers and fractions as texts."""
    labels = [framework.node[name].short_name for name in found.weights.index]
    columns = {label: [_times(value) for value in matrix[:, at]] for at, label in enumerate(labels)}
    return {"": labels, **columns, "权重": [f"{weight:.0%}" for weight in found.weights]}


def _times(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else f"1/{1 / value:.0f}"


def consistency(framework: Framework, found: Ahp) -> str:
    """Whether judgements agree with one another, and where not, which pair to look at again."""
    if found.worst is None:
        return "只有两项，没有一致性问题。"
    ratio = f"一致性比率 CR = {max(0.0, found.cr):.3f}"
    if found.cr <= CR_LIMIT:
        return f"{ratio}，不超过 {CR_LIMIT:g}，判断前后一致。"
    one, other, given, implied = found.worst
    names = [framework.node[name].short_name for name in (one, other)]
    return (
        f"{ratio}，大于 {CR_LIMIT:g}：判断互相矛盾，不能用作权重。最不一致的是“{names[0]}”比“{names[1]}”，"
        f"填的是 {_times(given)}，按整体约为 {implied:.2g}，请重新比较。"
    )


def ordered(told: Comparison) -> pd.Index:
    """Codes by assumed rank, those of one rank by official rank, then by code; without a score last."""
    keys = told.table[["rank", "official_rank"]].astype("Float64").sort_index()
    return keys.sort_values(["rank", "official_rank"], kind="stable", na_position="last").index


def rank_bands(told: Comparison) -> pd.Series:
    """`3–9` by entity: the middle nine tenths of its ranks under the scenario's weight sets."""
    return pd.Series(_bands(told.table), told.table.index)


def _bands(table: pd.DataFrame) -> list[str]:
    """`3–9`, or `1` where both are one: 5th and 95th percentile of the ranks; empty without a score."""
    pairs = zip(table["rank_p5"], table["rank_p95"], strict=True)
    return ["" if np.isnan(low) else _band(f"{low:.0f}", f"{high:.0f}") for low, high in pairs]


def _band(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def summary(book: ScoreBook, told: Comparison) -> list[tuple[str, str, str]]:
    """What moved, in cards: header, figure, and whom or what it is about."""
    shift, names = told.table["shift"].dropna().astype(int), book.entities["name"]
    if not len(shift):
        return []
    up, down = (str(code) for code in (shift.idxmax(), shift.idxmin()))
    moved = int((shift != 0).sum())
    return [
        ("名次变了的", f"{moved}{COUNTER[book.level]}", f"共 {len(shift)}{COUNTER[book.level]}有名次"),
        ("平均变动", f"{shift.abs().mean():.1f} 位", "升降都算"),
        ("上升最多", f"{shift[up]} 位", short(names[up], 8)) if shift[up] > 0 else ("上升最多", "—", "没有"),
        ("下降最多", f"{-shift[down]} 位", short(names[down], 8))
        if shift[down] < 0
        else ("下降最多", "—", "没有"),
    ]


def source_table(book: ScoreBook, told: Comparison, shares: SourceShares, first: int) -> pd.DataFrame:
    """How much of each rank's variance comes from which source alone, in percent, and from several together.

    One row an entity by its assumed rank, the first of them 全部, of the variance of all ranks together;
    those whose rank does not vary are left out.
    """
    codes = [code for code in ordered(told) if shares.variance[code] > 0][:first]
    alone = shares.first.loc[codes]
    rows = pd.concat([shares.on_average[["first"]].T.set_axis(["全部"]), alone]).fillna(0.0)
    # First orders read off few draws may come to a little more than all there is.
    rows = rows.div(rows.sum(axis=1).clip(lower=1.0), axis=0) * 100
    table = rows.rename(columns=SOURCE_NAMES).round(1)
    table[TOGETHER] = (100 - table.sum(axis=1)).round(1).clip(lower=0.0)
    names = ["全部", *book.entities.loc[codes, "name"]]
    table.insert(0, "名称", names)
    table.insert(0, "编号", ["", *codes])
    return table.reset_index(drop=True)


def influence_table(framework: Framework, out: LeaveOut, shares: Sobol, code: str) -> pd.DataFrame:
    """One row an item, the most influential first: what ranks do without it, and whose weight moves scores.

    Args:
        framework: names of the items.
        out: ranks without each item.
        shares: Sobol shares of each item's weight.
        code: the entity the last two columns are about.
    """
    shifts = out.shifts.astype("Float64")
    table = pd.DataFrame(
        {
            "项目": [framework.node[item].name for item in shifts.columns],
            "平均变动": shifts.abs().mean().round(1).array,
            "最大变动": shifts.abs().max().array,
            "权重影响": (shares.total.mean() * 100).round(0).array,
            "它的名次变动": (-shifts.loc[code]).array,
            "它的权重影响": (shares.total.loc[code] * 100).round(0).array,
        }
    )
    return table.sort_values("平均变动", ascending=False, kind="stable").reset_index(drop=True)


def comparison_table(book: ScoreBook, told: Mapping[str, Comparison]) -> pd.DataFrame:
    """Ranks of everyone under several scenarios side by side, and how far they lie apart."""
    ranks = pd.DataFrame({"正式": book.ranks["total"], **{name: one.ranks for name, one in told.items()}})
    spread = ranks.max(axis=1) - ranks.min(axis=1)
    table = pd.DataFrame({"编号": ranks.index, "名称": book.entities["name"].to_numpy()}, index=ranks.index)
    table = table.join(ranks).assign(相差=spread)
    return table.sort_values("正式", kind="stable", na_position="last").reset_index(drop=True)


def effect_table(before: ScoreBook, after: ScoreBook) -> pd.DataFrame:
    """One row an entity of two books of one level: totals, ranks, how far both moved; most moved first."""
    names = before.entities["name"]
    old, new = before.scores["total"], after.scores["total"].reindex(names.index)
    ranks = [book.ranks["total"].reindex(names.index) for book in (before, after)]
    table = pd.DataFrame(
        {
            "编号": names.index,
            "名称": names.to_numpy(),
            "原总分": shown(old).to_numpy(),
            "新总分": shown(new).to_numpy(),
            "变化": (shown(new) - shown(old)).round(1).to_numpy(),
            "原名次": ranks[0].array,
            "新名次": ranks[1].array,
            "升降": (ranks[0] - ranks[1]).array,
        }
    )
    moved = table["升降"].abs().astype("Float64").fillna(-1) + table["变化"].abs().fillna(0) / 1000
    keys = pd.DataFrame({"moved": moved, "rank": table["新名次"].astype("Float64")})
    order = keys.sort_values(["moved", "rank"], ascending=[False, True], kind="stable").index
    return table.loc[order].reset_index(drop=True)
