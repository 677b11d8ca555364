"""What differs between two versions, place by place, so that nothing that changes goes unsaid."""

from collections.abc import Iterator, Mapping
from typing import Any

from metrics.framework.columns import ADDED_TYPES, added_columns
from metrics.framework.editing.base import named
from metrics.framework.editing.ways import load_ways
from metrics.framework.key_words import (
    DIRECTIONS,
    EACH,
    KINDS,
    MEANS,
    MISSING,
    headers_words,
    levels_words,
    option_words,
    per_words,
    sheets_words,
)
from metrics.framework.model import (
    FORMULA_LEVELS,
    PERIOD,
    YEAR_TO_DATE,
    ColumnSpec,
    Framework,
    MeasureSpec,
    MeasureTerm,
    NodeSpec,
)
from metrics.framework.rule_words import rule_words

#: A number, or what stands there in words; None where nothing does.
Value = float | str | None
#: Place (`K2a.full_score.E`, `K2a.filter`, `duty.unit`) → before and after.
Differences = Mapping[str, tuple[Value, Value]]

#: Last part of a place → what people call it.
_WORDS = {
    "": "",
    "weight": "权重",
    "name": "名称",
    "short_name": "简称",
    "asks": "问题",
    "words": "说明",
    "parent": "上级",
    "aggregate": "合成",
    "min_coverage": "最低覆盖率",
    "missing": "缺项处理",
    "item": "是不是项目",
    "direction": "方向",
    "kind": "算法",
    "source": "来源",
    "levels": "层级",
    "columns": "列",
    "filter": "只计",
    "prorate": "按序时进度",
    "each": "折算",
    "weighted": "按职工数加权",
    "order": "次序",
    "value": "计法",
    "times": "倍数",
    "options": "选项",
    "unit": "单位",
    "brand": "品牌",
    "by": "下发单位",
    "parts": "下发的部分",
}
_PER_LEVEL = {"full_score": "满分值", "units": "计量单位", "per": "怎样合成"}
_TOP = {
    "name": "框架名称",
    "window": "计分区间",
    "open_share": "公共得分上限",
    "complete_share": "成件所需报送率",
    "id": "框架编号",
}
_WHOLE = {"grades": "等次", "issued": "上级下发"}
_WINDOWS = {PERIOD: "只算本期", YEAR_TO_DATE: "年初至期末"}


def numbers(framework: Framework) -> dict[str, float]:
    """Every weight and target, by its name (`K2.weight`, `K2a.full_score.E`), in the order of the tree."""
    weights = {f"{node.id}.weight": node.weight for node in framework.nodes if node.parent}
    for measure in framework.measures:
        weights[f"{measure.id}.weight"] = measure.weight
        for level, full in measure.ledger.full_score.items():
            weights[f"{measure.id}.full_score.{level}"] = full
    return {name: float(number) for name, number in weights.items()}


def differing(before: Framework, after: Framework) -> dict[str, tuple[Value, Value]]:
    """Every place at which two versions say something else, the name of the version apart.

    What only one of them has is told as one difference, not key by key.
    """
    old, new = dict(_places(before)), dict(_places(after))
    only, wholes = old.keys() ^ new.keys(), {above for place in (*old, *new) for above in _above(place)}
    return {
        place: (old.get(place), new.get(place))
        for place in dict.fromkeys((*old, *new))
        if old.get(place) != new.get(place)
        and only.isdisjoint(_above(place))
        and (place in only or place not in wholes)
    }


def _above(place: str) -> Iterator[str]:
    """The places that a place is within: `K2a.term.2.filter` is within `K2a.term.2` and `K2a`."""
    while "." in place:
        place = place.rpartition(".")[0]
        yield place


def place_name(framework: Framework, place: str) -> str:
    """A place in words: `K2a.full_score.E` is K2a 荣誉积分：企业满分值."""
    head, _, rest = place.partition(".")
    if head in framework.node or head in framework.measure:
        return named(framework, head) + (f"：{_what(rest)}" if rest else "")
    if head == "duty":
        code = rest.removeprefix("own.")
        unit = framework.unit.get(code)
        return f"责任面：{unit.short_name if unit else _WORDS.get(rest, code)}"
    if head == "column":
        code, _, field = rest.partition(".")
        sheet, header = sheets_words(framework, [code]), headers_words(framework, [code], [field])
        return f"台账加的列：{sheet} {header}"
    return _WHOLE.get(head) or _TOP.get(rest, place)


def difference_words(value: Value) -> str:
    """A value of a difference as it is shown."""
    if value is None:
        return "无"
    return (f"{value:g}" if isinstance(value, int | float) else value) or "（空）"


def _what(what: str) -> str:
    head, _, rest = what.partition(".")
    if head in _PER_LEVEL:
        return f"{FORMULA_LEVELS.get(rest, rest)}{_PER_LEVEL[head]}"
    if head == "term":
        number, _, key = rest.partition(".")
        return f"第{number}个合计" + (f"的{_what(key)}" if key else "")
    return _WORDS.get(head, what)


def _places(framework: Framework) -> Iterator[tuple[str, Value]]:
    for key in _TOP:
        value = getattr(framework, key)
        yield f"framework.{key}", _value(_WINDOWS[value] if key == "window" else value)
    yield from ((f"duty.{key}", float(getattr(framework.duty, key))) for key in ("unit", "brand"))
    yield from ((f"duty.own.{code}", float(number)) for code, number in framework.duty.own.items())
    yield "grades", "、".join(f"{one.word} {one.at_least:g}（{one.colour}）" for one in framework.grades)
    if framework.issued:
        yield "issued.by", framework.issued.by
    for code, column in added_columns(framework):
        yield f"column.{code}.{column.id}", _column(framework, code, column)
    for at, node in enumerate(framework.nodes):
        yield from _of_node(framework, at, node)
    for at, measure in enumerate(framework.measures):
        yield from _of_measure(framework, at, measure)


def _column(framework: Framework, code: str, column: ColumnSpec) -> str:
    said = [
        column.header,
        ADDED_TYPES[column.type],
        "、".join(column.choices),
        column.unit,
        column.note,
        column.example,
    ]
    said += [f"{end:g}" for end in (column.minimum, column.maximum, column.max_length) if end is not None]
    return f"{framework.ledgers[code].sheet}：{'，'.join(filter(None, said))}（模板 {column.since} 起）"


def _of_node(framework: Framework, at: int, node: NodeSpec) -> Iterator[tuple[str, Value]]:
    yield node.id, f"{'项目' if node.item else '组'} {node.name}"
    for key in ("name", "short_name", "asks", "weight", "min_coverage", "item"):
        yield f"{node.id}.{key}", _value(getattr(node, key))
    yield f"{node.id}.parent", "总分" if node.parent == framework.root.id else node.parent
    yield f"{node.id}.aggregate", MEANS.get(node.aggregate, node.aggregate)
    yield f"{node.id}.missing", MISSING.get(node.missing, node.missing)
    yield f"{node.id}.order", _after(framework.nodes, at)


def _of_measure(framework: Framework, at: int, measure: MeasureSpec) -> Iterator[tuple[str, Value]]:
    ledger = measure.ledger
    yield measure.id, f"指标 {measure.name}"
    for key in ("name", "words", "parent", "weight"):
        yield f"{measure.id}.{key}", _value(getattr(measure, key))
    yield f"{measure.id}.direction", DIRECTIONS[measure.direction]
    yield f"{measure.id}.order", _after(framework.measures, at)
    told = {
        "kind": KINDS.get(ledger.kind, ledger.kind),
        "source": sheets_words(framework, ledger.source),
        "levels": levels_words(ledger.levels),
        "columns": headers_words(framework, ledger.source, ledger.columns),
        "prorate": _value(ledger.prorate),
        "each": EACH.get(ledger.each, ledger.each),
        "weighted": _value(ledger.weighted),
        "filter": rule_words(framework, ledger.source, ledger.filter),
    }
    yield from ((f"{measure.id}.{key}", value) for key, value in told.items())
    yield from _of_options(framework, measure.id, ledger.source, ledger.options)
    for key in _PER_LEVEL:
        table: Mapping[str, Any] = getattr(ledger, key)
        for level, value in table.items():
            said = per_words(value, of_credits=ledger.of_credits) if key == "per" else _value(value)
            yield f"{measure.id}.{key}.{level}", said
    for number, term in enumerate(ledger.term, 1):
        yield from _of_term(framework, f"{measure.id}.term.{number}", term)


def _of_term(framework: Framework, place: str, term: MeasureTerm) -> Iterator[tuple[str, Value]]:
    ways, source = {way.id: way.name for way in load_ways()}, (term.source,)
    yield place, framework.ledgers[term.source].sheet
    told = {
        "value": ways.get(term.value, term.value),
        "source": sheets_words(framework, source),
        "columns": headers_words(framework, source, term.columns),
        "levels": levels_words(term.levels),
        "times": _value(term.times),
        "filter": rule_words(framework, source, term.filter),
    }
    yield from ((f"{place}.{key}", value) for key, value in told.items())
    yield from _of_options(framework, place, source, term.options)


def _of_options(
    framework: Framework, place: str, sources: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[tuple[str, Value]]:
    """Option by option: what changes one is not drowned in the others."""
    for key, value in options.items():
        yield f"{place}.options.{key}", option_words(framework, sources, key, value)


def _after(parts: tuple[NodeSpec, ...] | tuple[MeasureSpec, ...], at: int) -> str:
    """What stands before a part below the same parent: its order, which others do not change."""
    above = [one.id for one in parts[:at] if one.parent == parts[at].parent]
    return f"在 {above[-1]} 之后" if above else "最前"


def _value(value: float | str | None) -> Value:
    """A number, yes or no, or a text as it stands."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return float(value) if isinstance(value, int | float) else value
