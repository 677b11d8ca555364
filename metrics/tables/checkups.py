"""What a check-up found, as tables under Chinese headers."""

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from metrics.framework import LEVEL_NAMES, Framework
from metrics.scoring.checkup import ACT_NAMES, FORBIDDEN, GAIN, Checkup, Spread

#: Levels with enough entities to say how far a framework tells them apart.
_TOLD_APART = ("enterprise", "brand", "unit")


def tried_table(framework: Framework, found: Checkup) -> pd.DataFrame:
    """One row an act and ledger: 做法, 要求, 台账, 试了几次, 涉及行数, 问题."""
    wrong = pd.Series([(one.act, one.ledger) for one in found.violations], dtype=object).value_counts()
    return pd.DataFrame(
        [
            {
                "做法": ACT_NAMES[one.act],
                "要求": FORBIDDEN[one.act],
                "台账": framework.ledgers[one.ledger].sheet if one.ledger else "全部台账",
                "试了几次": one.trials,
                "涉及行数": one.rows,
                "问题": int(wrong.get((one.act, one.ledger), 0)),
            }
            for one in found.tried
        ],
        columns=["做法", "要求", "台账", "试了几次", "涉及行数", "问题"],
    )


def price_table(found: Checkup) -> pd.DataFrame:
    """One row a level and ledger: 层级, 典型对象, 台账, 一行典型的, 总分增加."""
    return pd.DataFrame(
        [
            {
                "层级": LEVEL_NAMES[one.level],
                "典型对象": one.entity_name,
                "台账": one.sheet,
                "一行典型的": one.row,
                "总分增加": round(one.points, 2),
            }
            for one in found.prices
        ],
        columns=["层级", "典型对象", "台账", "一行典型的", "总分增加"],
    )


def way_table(found: Checkup, rules: Mapping[str, str]) -> pd.DataFrame:
    """One row a level and way, the cheapest first: 层级, 办法, 要几行, 总分增加, 会惊动哪些规则.

    `rules` are the titles of the quality rules by code.
    """
    return pd.DataFrame(
        [
            {
                "层级": LEVEL_NAMES[one.level],
                "办法": f"{one.sheet.removesuffix('台账')}：{one.way}",
                f"增加{GAIN:g}分要几行": "达不到" if one.rows is None else f"{one.rows} 行以内",
                "最多增加": round(one.points, 2),
                "会惊动哪些规则": "；".join(f"{code} {rules.get(code, '')}" for code in one.rules) or "没有",
            }
            for one in found.ways
        ],
        columns=["层级", "办法", f"增加{GAIN:g}分要几行", "最多增加", "会惊动哪些规则"],
    )


def spread_table(spreads: tuple[Spread, ...], *, items: bool) -> pd.DataFrame:
    """One row an item (or measure) of one level: how many stand at the ends, and what it decides."""
    return pd.DataFrame(
        [
            {
                "编号": one.id,
                "名称": one.name,
                "有得分的": one.scored,
                "满分占比": _percent(one.full),
                "零分占比": _percent(one.none),
                "同值占比": _percent(one.one_value),
                "不同得分": one.distinct,
                "与总分相关": round(one.correlation, 2),
                "有效权重": _percent(one.weight),
                "影响力": _percent(one.influence),
                "建议": advice(one),
            }
            for one in spreads
            if one.item == items
        ],
        columns=[
            *("编号", "名称", "有得分的", "满分占比", "零分占比", "同值占比", "不同得分"),
            *("与总分相关", "有效权重", "影响力", "建议"),
        ],
    )


def advice(one: Spread) -> str:
    """What to do where too many stand at one value; empty where they do not."""
    if not one.crowded:
        return ""
    at = "满分" if one.full > one.none else "零分"
    head = f"{_percent(one.one_value):.0f}% 同在一个值" + (f"（{at}）" if max(one.full, one.none) > 0 else "")
    if one.proposed is None:
        return f"{head}，拉不开差距"
    low, high = one.proposed
    return f"{head}；满分值现为 {one.target:g}，可定在 {low:.3g}—{high:.3g}"


def _percent(share: float) -> float:
    return round(share * 100, 1)


def checkup_lines(framework: Framework, found: Checkup, rules: Mapping[str, str]) -> Iterator[str]:
    """A check-up as text: the verdict, then the tables; `rules` as for `way_table`."""
    head = f"指标版本 {found.version}，{found.label}的数据"
    if not found.verdict.trials:
        yield f"{head}：还没有可以试的行，体检没有试任何做法。"
        return
    wrong = len(found.violations)
    yield f"{head}：试了 {found.verdict.trials} 种改动，" + (
        f"发现 {wrong} 处问题。" if wrong else "没有发现问题。"
    )
    yield from (f"  {one.sentence}" for one in found.violations)
    yield from _titled("试了什么", tried_table(framework, found))
    yield "不算问题的（例外）："
    yield from (
        f"  {framework.ledgers[one.ledger].sheet}（{one.ledger}）：{one.words}" for one in found.exceptions
    )
    yield from _titled("多一行值几分", price_table(found))
    yield from _titled("最省事的办法", way_table(found, rules))
    for level in _TOLD_APART:
        own = tuple(one for one in found.spreads if one.level == level)
        for word, items in (("各项", True), ("各指标", False)):
            yield from _titled(f"{LEVEL_NAMES[level]}：{word}能不能分出高下", spread_table(own, items=items))


def _titled(title: str, table: pd.DataFrame) -> Iterator[str]:
    yield f"{title}："
    yield "  " + "\t".join(table.columns)
    for row in table.itertuples(index=False):
        yield "  " + "\t".join(_cell(value) for value in row)


def _cell(value: object) -> str:
    return "—" if isinstance(value, float) and math.isnan(value) else str(value)
