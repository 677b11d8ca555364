"""三件事: what whoever leads has to settle now — the worst item, who is late, the town furthest behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.framework import LEVELS, Framework, parse_period
from metrics.scoring import ScoreBook
from metrics.tables.entities import Card
from metrics.words import change, number_at, row_at, score, shown, text_at

_NAMED = 3
_OPEN = {"late": "逾期未报", "returned": "退回未改", "submitted": "待审核"}


@dataclass(frozen=True)
class Decision:
    """One thing to settle.

    Args:
        about: `item`, `reports` or `town`.
        code: of the item or town; empty for reports.
        title: what it is, without the figure.
        figure: the one number it rests on, in words.
        found: what stands behind it.
        step: what to do next.
        whom: whom to call: a unit or town, never a person.
    """

    about: str
    code: str
    title: str
    figure: str
    found: str
    step: str
    whom: str


def worst_item(
    framework: Framework, county: ScoreBook, units: ScoreBook, gains: pd.DataFrame
) -> Decision | None:
    """The item with the county's lowest score, what holds it back, and the units that answer for it.

    Args:
        framework: what is measured.
        county: scores of the county.
        units: scores of the member units.
        gains: what would raise the county's total, as `scoring.why.gains` gives it.

    Returns:
        None while no item has a score.
    """
    code = str(county.entities.index[0])
    scores = county.scores.loc[code, [item.id for item in framework.items]].dropna()
    if scores.empty:
        return None
    item = framework.node[str(scores.idxmin())]
    held = gains[gains["item"].eq(item.id)]
    measure = (
        framework.measure[str(held["measure"].iloc[0])] if len(held) else framework.measures_of(item.id)[0]
    )
    named = _answering(framework, units, measure.id)
    last = "、".join(named) or "未明确单位"
    return Decision(
        "item",
        item.id,
        f"十二项里最低：{item.name}",
        f"{score(float(scores.to_numpy(dtype=float).min()))} 分",
        f"拖后腿最多的是“{measure.name}”。" + (f"管这本台账、这一项得分最低的：{last}。" if named else ""),
        "定牵头单位和补齐时限，先补“还没有”的企业。",
        last,
    )


def _answering(framework: Framework, units: ScoreBook, measure: str) -> list[str]:
    """Short names of the units that keep a measure's ledgers, those with the lowest points in it first."""
    spec = framework.measure[measure]
    keepers = {unit.code: unit.short_name for code in spec.ledger.source for unit in framework.owners(code)}
    counted = LEVELS["unit"] in spec.ledger.levels
    points = units.normalised[measure] if counted else units.scores[spec.parent]
    own = points[points.index.isin(list(keepers))].dropna().sort_values(kind="stable")
    return [keepers[str(code)] for code in own.index[:_NAMED]]


def late_reports(board: pd.DataFrame, on: date) -> Decision | None:
    """Who has not reported in time, whose report came back, what waits for review; None when all is in.

    Args:
        board: as `store.reporting.board` gives it.
        on: the day.
    """
    waiting = board[~board["approved"] & board["state"].isin(list(_OPEN))]
    if waiting.empty:
        return None
    first = next(state for state in _OPEN if waiting["state"].eq(state).any())
    own = waiting[waiting["state"].eq(first)].sort_values("due_on", kind="stable")
    names = list(dict.fromkeys(own["name"]))
    told = [f"{_OPEN[state]} {n} 份" for state in _OPEN if (n := int(waiting["state"].eq(state).sum()))]
    days = (pd.Timestamp(on) - own["due_on"].min()).days if own["due_on"].notna().any() else 0
    quarter = parse_period(str(own["period"].iloc[0])).label
    late = f"，{quarter}的已过期 {days} 天" if first == "late" and days > 0 else ""
    steps = {
        "late": "请分管领导打电话，定当天补报；再不报在专报里点名。",
        "returned": "请单位按退回原因改好重报。",
        "submitted": "请产改办当天审完。",
    }
    shown = "、".join(names[:_NAMED]) + (f"等 {len(names)} 家" if len(names) > _NAMED else "")
    whom = "县产改办" if first == "submitted" else shown
    return Decision(
        "reports",
        "",
        "报送还没有齐",
        f"{len(waiting)} 份",
        f"{'，'.join(told)}：{shown}{late}。",
        steps[first],
        whom,
    )


def town_behind(framework: Framework, towns: ScoreBook) -> Decision | None:
    """The town with the lowest total, and the item in which it is furthest behind the middle town."""
    root = framework.root.id
    scores = towns.scores[root].dropna()
    if len(scores) < 2:
        return None
    code = str(scores.sort_index().idxmin())
    items = [item.id for item in framework.items]
    middle, own = towns.scores[items].median(), row_at(towns.scores, code)[items]
    gap = (shown(middle.astype(float)) - shown(own.astype(float))).dropna().round(1)
    weak = (
        framework.node[str(gap.idxmax())]
        if len(gap) and bool((gap.to_numpy(dtype=float) > 0).any())
        else None
    )
    name = text_at(towns.entities, code, "name")
    firms = number_at(towns.entities, code, "enterprises")
    found = f"{int(firms)} 家试点企业；"
    if weak is not None:
        found += f"差得最多的是“{weak.name}”，比中间的乡镇低 {gap.max():.1f} 分。"
    return Decision(
        "town",
        code,
        f"最落后的乡镇：{name}",
        f"{score(float(scores.to_numpy(dtype=float).min()))} 分",
        found,
        "安排一次现场走访，定包联单位。",
        name,
    )


def course_words(
    framework: Framework, items: Sequence[Card], total: pd.Series, target: float, word: str
) -> str:
    """How the county stands against the path of the year, in one or two sentences.

    Args:
        framework: its grades.
        items: cards of the items.
        total: the county's total by quarter of the year so far, the last one now.
        target: the score that is aimed at.
        word: its grade.
    """
    now = total.iloc[-1] if len(total) else float("nan")
    if pd.isna(now):
        return "全县还没有总分：报送还没有通过审核。"
    gap = round(target - float(shown(now)), 1)
    stands = (
        f"已到“{word}”（{target:.0f} 分）" if gap <= 0 else f"离“{word}”（{target:.0f} 分）还差 {gap:.1f} 分"
    )
    before = total.iloc[:-1].dropna()
    moved = change(now, before.iloc[-1]) if len(before) else None
    turn = "" if not moved else f"{'升' if moved > 0 else '降'} {abs(moved):.1f} 分"
    way = "" if moved is None else f"，本季{turn or '持平'}"
    counts = {grade.word: sum(card.word == grade.word for card in items) for grade in framework.grades}
    parts = "、".join(f"{count} 项{grade}" for grade, count in counts.items() if count)
    tail = f"{len(items)} 项中 {parts}。" if parts else ""
    return f"全县{stands}{way}。{tail}"
