"""A change in one Chinese sentence, with the measures that moved it most."""

from collections.abc import Callable, Iterator

from metrics.scoring.measures import NOT_APPLICABLE, NOT_REPORTED
from metrics.scoring.rounding import shown
from metrics.scoring.why.change import ScoreChange
from metrics.scoring.why.moved_rows import RowChanges

#: Ledger → what its rows are counted in.
COUNTED_IN = {
    **dict.fromkeys(("L01", "L02", "L03", "L13"), "个"),
    **dict.fromkeys(("L06", "L07"), "项"),
    **dict.fromkeys(("L08", "L09"), "笔"),
    "L05": "次活动",
    "L11": "件",
    "L12": "份",
    "L15": "家",
}
_GONE = {NOT_APPLICABLE: "不再适用", NOT_REPORTED: "本期未报送", "": "本期没有"}
_CAME = {NOT_APPLICABLE: "开始适用", NOT_REPORTED: "本期报了", "": "本期才有"}
#: Points below which nothing is worth saying.
_LITTLE = 0.05


#: Measure (id) → the rows behind it that moved.
RowsOf = Callable[[str], RowChanges]


def sentence(change: ScoreChange, most: int = 2, rows_of: RowsOf | None = None) -> str:
    """What moved and mainly why.

    E.g. `有典型可看下降 29.4 分，主要因为荣誉积分由 45 减到 12 分（少 3 项）`. Points are differences of the
    scores as they are shown, with one decimal cut off.

    Args:
        change: of an item, group, the total or a measure.
        most: how many measures to name at most.
        rows_of: gives the rows of a measure that is named, where the change was told without them.
    """
    if change.before is None or change.after is None:
        return _one_sided(change)
    moved = round(shown(change.after) - shown(change.before), 1)
    if moved == 0:
        return f"{change.name}没有变化（{shown(change.after):.1f} 分）"
    head = f"{change.name}{'上升' if moved > 0 else '下降'} {abs(moved):.1f} 分"
    named = _main(change, moved, most)
    told = [reason(one, change.id, rows_of) for one in named]
    return f"{head}，主要因为{'，'.join(told)}" if told else head


def reason(measure: ScoreChange, within: str = "", rows_of: RowsOf | None = None) -> str:
    """What happened to a measure: its values and how many rows more or fewer, its weight, or its status.

    Args:
        measure: a change of kind `measure`.
        within: id of the node that is spoken of; any other than the measure's own item is named.
        rows_of: as `sentence` has it.
    """
    (was, now), (old, new) = measure.values, measure.statuses
    name = measure.name if within in (measure.parent, measure.id) else f"“{measure.item}”的{measure.name}"
    if was is None:
        if now is None:
            return f"{name}的权重变了"
        return f"{name}{_CAME.get(old, '有了数值')}（{_amount(now, measure.unit)}）"
    if now is None:
        return f"{name}{_GONE.get(new, '没有数值')}（上期 {_amount(was, measure.unit)}）"
    if abs(measure.value_part) < abs(measure.weight_part):
        return f"{name}的权重由 {measure.weights[0]:.1%} 变为 {measure.weights[1]:.1%}"
    way = "增到" if now > was else "减到"
    return f"{name}由 {_number(was)} {way} {_amount(now, measure.unit)}{_rows(measure, rows_of)}"


def _main(change: ScoreChange, moved: float, most: int) -> Iterator[ScoreChange]:
    """The measures that moved it most in the direction it went, down to a fifth of the first one."""
    same_way = [one for one in change.measures() if one.delta * moved > 0]
    for one in same_way[:most]:
        if abs(one.delta) >= max(_LITTLE, abs(same_way[0].delta) / 5):
            yield one


def _one_sided(change: ScoreChange) -> str:
    if change.before is not None:
        return f"{change.name}本期没有得分，上期 {shown(change.before):.1f} 分"
    if change.after is not None:
        return f"{change.name}上期没有得分，本期 {shown(change.after):.1f} 分"
    return f"{change.name}两期都没有得分"


def _rows(measure: ScoreChange, rows_of: RowsOf | None) -> str:
    rows = rows_of(measure.id) if rows_of is not None and measure.rows is None else measure.rows
    if rows is None or not rows.net:
        return ""
    ledgers = [*rows.added["ledger"], *rows.dropped["ledger"]]
    more = "多" if rows.net > 0 else "少"
    return f"（{more} {abs(rows.net)} {COUNTED_IN.get(ledgers[0], '条')}）"


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _amount(value: float, unit: str) -> str:
    return f"{_number(value)}%" if unit == "%" else f"{_number(value)} {unit}"
