"""省专报: what the packages of a period say of a province, in words and three tables.

It stands on the standing, the findings and the differences that `metrics.province` gives; a county's own
paper stands on its rows. Nothing is said of counties that have not come but that they have not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from metrics.county import CLAIMED
from metrics.framework import Framework, Period
from metrics.province import (
    WHOLE,
    Arrival,
    CrossFinding,
    Province,
    ProvinceRuling,
    areas,
    arrivals,
    collected_version,
    counties_book,
    crossing,
    framework_of,
    province_rulings,
    ranking,
    ruling_words,
)
from metrics.reports.model import (
    Alert,
    Block,
    Heading,
    Note,
    Number,
    Paragraph,
    Report,
    Run,
    Stamp,
    TableBlock,
    TableColumn,
)
from metrics.reports.write import standing
from metrics.scoring import is_graded
from metrics.words import graded, score

_SOURCE = "各县上报包，省里重算"
#: Counties named at each end of the ranking, and findings that are listed.
_ENDS, _LISTED = 3, 20


@dataclass(frozen=True)
class _ToldProvince:
    """Everything the paper is made of."""

    province: Province
    period: Period
    framework: Framework
    scores: pd.DataFrame
    ranked: pd.DataFrame
    came: list[Arrival]
    found: list[CrossFinding]
    ruled: dict[str, ProvinceRuling]

    def score_of(self, node: str) -> float:
        """The whole province's score of an item or of the total; NaN without one."""
        return float(self.scores[node].to_numpy(dtype=float)[self.scores.index.get_loc(WHOLE)])

    @property
    def missing(self) -> list[str]:
        """Names of counties that have not come."""
        return [one.name for one in self.came if not one.revision]


def province_paper(province: Province, period: Period, at: datetime) -> Report:
    """A province's paper of a period.

    Args:
        province: that has collected.
        period: which packages.
        at: when it is made.

    Raises:
        ProvinceError: nothing has come.
    """
    framework = framework_of(province)
    told = _ToldProvince(
        province,
        period,
        framework,
        areas(province, period).scores,
        ranking(province, period),
        arrivals(province, period),
        crossing(province, framework, period),
        dict(province_rulings(province)),
    )
    stamp = Stamp(province.name, collected_version(province, period), framework.version, at)
    title = f"{province.name}{period.label}产业工人队伍建设改革成效情况"
    return Report("special", title, period.label, tuple(_blocks(told)), stamp)


def _blocks(told: _ToldProvince) -> Iterator[Block]:
    if told.missing:
        yield Alert(f"还缺 {len(told.missing)} 个县：{'、'.join(told.missing)}。以下只是已报的县。")
    yield Heading(1, "一、总体情况")
    yield _whole(told)
    yield _cities(told)
    yield Heading(1, "二、各县排名")
    yield _ends(told)
    yield _counties(told)
    yield Heading(1, "三、各项情况")
    yield _items(told)
    yield Heading(1, "四、跨县核对")
    yield from _crossed(told)
    yield Heading(1, "五、复算差异")
    yield _differences(told)
    yield Note(
        "市和省的得分是所属已报各县全部企业合在一起算的，不是各县得分的平均；一律用省里按上报的行重算的数。"
        "名次区间：各项权重上下变动 25%，抽 1000 次，名次的第 5 到第 95 百分位。"
    )


def _number(value: float, text: str, place: str) -> Number:
    return Number(text, float(value), f"{_SOURCE}：{place}")


def _whole(told: _ToldProvince) -> Paragraph:
    total = told.score_of(told.framework.root.id)
    # As in a county's paper, a score that is not graded yet stands without a word.
    judged = is_graded(told.framework, counties_book(told.province, told.period))
    text = graded(told.framework, total) if judged else score(total)
    came = len(told.came) - len(told.missing)
    return Paragraph(
        (
            Run(f"{told.period.label}，应报 {len(told.came)} 个县，已报 {came} 个。全省累计得分"),
            _number(total, text, "全省"),
            Run("。"),
        )
    )


def _cities(told: _ToldProvince) -> TableBlock:
    root = told.framework.root.id
    table = told.scores.drop(WHOLE).sort_values(root, ascending=False)
    counted = told.ranked.groupby(told.ranked.index.str[:4]).size()
    frame = pd.DataFrame(
        {
            "市": [told.province.cities[code] for code in table.index],
            "得分": table[root].to_numpy(),
            "已报县数": [int(counted[code]) for code in table.index],
        }
    )
    columns = (TableColumn("市"), TableColumn("得分", "score"), TableColumn("已报县数", "integer"))
    return TableBlock("各市得分", frame, columns, _SOURCE)


def _ends(told: _ToldProvince) -> Paragraph:
    ranked = told.ranked
    first = standing.cut(ranked["rank"], _ENDS)
    last = standing.cut_last(ranked["rank"], _ENDS) if len(ranked) > 2 * _ENDS else 0
    ends = (("得分在前的是", ranked.head(first)), ("在后的是", ranked.tail(last)))
    runs: list[Run | Number] = []
    for lead, part in ends:
        runs += [Run(f"{'；' if runs else ''}{lead}"), *_named(told, part)] if len(part) else []
    runs += [] if runs else [Run("各县得分并列，分不出先后")]
    width = (ranked["rank_p95"] - ranked["rank_p5"]).fillna(0).to_numpy()
    least = ranked.to_dict("records")[int(width.argmax())]
    band = f"第 {least['rank_p5']:.0f}—{least['rank_p95']:.0f} 名"
    runs.append(Run(f"。换了权重名次变动最大的是{least['name']}（{band}）。"))
    return Paragraph(tuple(runs))


def _named(told: _ToldProvince, part: pd.DataFrame) -> Iterator[Run | Number]:
    for at, row in enumerate(part.to_dict("records")):
        yield Run(f"{'、' if at else ''}{row['name']}")
        yield _number(row["total"], score(row["total"]), f"{told.period.code} {row['name']}")


def _counties(told: _ToldProvince) -> TableBlock:
    ranked = told.ranked
    frame = pd.DataFrame(
        {
            "名次": ranked["rank"].astype("int64").to_numpy(),
            "县": ranked["name"].to_numpy(),
            "市": ranked["city"].to_numpy(),
            "得分": ranked["total"].to_numpy(),
            "名次区间": [
                f"{low:.0f}—{high:.0f}"
                for low, high in zip(ranked["rank_p5"], ranked["rank_p95"], strict=True)
            ],
        }
    )
    columns = (
        TableColumn("名次", "integer", 0.6),
        TableColumn("县"),
        TableColumn("市"),
        TableColumn("得分", "score", 0.8),
        TableColumn("名次区间"),
    )
    return TableBlock("各县排名", frame, columns, _SOURCE)


def _items(told: _ToldProvince) -> Paragraph:
    items = [item.id for item in told.framework.items]
    scores = pd.Series([told.score_of(item) for item in items], items).dropna()
    if scores.empty:
        return Paragraph((Run("各项都还没有得分。"),))
    known = {str(item): float(value) for item, value in scores.items()}
    runs: list[Run | Number] = []
    for lead, ends in (("得分最高的是", standing.best(known)), ("最低的是", standing.worst(known))):
        for at, item in enumerate(ends):
            word = "、" if at else f"{'，' if runs else '全省各项中，'}{lead}"
            runs.append(Run(f"{word}{told.framework.node[item].name}"))
            runs.append(_number(known[item], score(known[item]), f"全省 {item}"))
    return Paragraph((*runs, Run("。")) if runs else (Run("全省各项得分相近，分不出高低。"),))


def _crossed(told: _ToldProvince) -> Iterator[Block]:
    claimed = [one for one in told.found if one.kind == CLAIMED]
    unknown = [one for one in told.found if one.kind != CLAIMED]
    waiting = sum(one.key not in told.ruled for one in claimed)
    yield Paragraph(
        (
            Run(
                f"同一家企业的同一件事报在两个县的有 {len(claimed)} 条，其中 {waiting} 条还没有认定；"
                f"企业认不出来或者在几个县名册里的有 {len(unknown)} 条，已请县里补正。"
            ),
        )
    )
    if claimed:
        frame = pd.DataFrame(
            {
                "事项": [one.words for one in claimed[:_LISTED]],
                "认定": [
                    ruling_words(told.province, told.ruled[one.key]) if one.key in told.ruled else "待认定"
                    for one in claimed[:_LISTED]
                ],
            }
        )
        note = f"共 {len(claimed)} 条，列出前 {_LISTED} 条。" if len(claimed) > _LISTED else ""
        columns = (TableColumn("事项", width=3.0), TableColumn("认定", width=2.0))
        yield TableBlock("跨县重复", frame, columns, _SOURCE, note)


def _differences(told: _ToldProvince) -> Paragraph:
    differing = [one for one in told.came if one.differences]
    if not differing:
        return Paragraph((Run("各县发布的得分和省里重算的相同。"),))
    names = "、".join(f"{one.name} {one.differences} 处" for one in differing)
    return Paragraph((Run(f"有 {len(differing)} 个县发布的得分和省里重算的不同：{names}。"),))
