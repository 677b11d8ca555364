"""What differs between two versions, place by place, so that nothing that changes goes unsaid."""

from collections.abc import Iterator, Mapping
from typing import Any

from metrics.framework.columns import ADDED_TYPES, added_columns
from metrics.framework.model import (
    FORMULA_LEVELS,
    PERIOD,
    YEAR_TO_DATE,
    ColumnSpec,
    Framework,
    MeasureSpec,
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
    part, _, what = place.partition(".")
    spec = framework.node.get(part) or framework.measure.get(part)
    if spec is not None:
        return f"{part} {spec.name}" + (f"：{_what(what)}" if what else "")
    head, _, rest = place.partition(".")
    if head == "duty":
        code = rest.removeprefix("own.")
        unit = framework.unit.get(code)
        return f"责任面：{unit.short_name if unit else _WORDS.get(rest, code)}"
    if head in ("grades", "issued", "column"):
        return {"grades": "等次", "issued": "上级下发", "column": "台账加的列"}[head] + (
            f"：{rest}" if rest else ""
        )
    if head == "framework":
        return _TOP.get(rest, rest)
    return place


def _what(what: str) -> str:
    head, _, rest = what.partition(".")
    if head in _PER_LEVEL:
        return f"{FORMULA_LEVELS.get(rest, rest)}{_PER_LEVEL[head]}"
    if head == "term":
        number, _, key = rest.partition(".")
        return f"第{number}个合计" + (f"的{_WORDS.get(key, key)}" if key else "")
    return _WORDS.get(what, what)


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
    for key in (
        "name",
        "short_name",
        "asks",
        "parent",
        "weight",
        "aggregate",
        "min_coverage",
        "missing",
        "item",
    ):
        yield f"{node.id}.{key}", _value(getattr(node, key))
    yield f"{node.id}.order", _after(framework.nodes, at)


def _of_measure(framework: Framework, at: int, measure: MeasureSpec) -> Iterator[tuple[str, Value]]:
    ledger = measure.ledger
    yield measure.id, f"指标 {measure.name}"
    for key in ("name", "words", "parent", "weight", "direction"):
        yield f"{measure.id}.{key}", _value(getattr(measure, key))
    yield f"{measure.id}.order", _after(framework.measures, at)
    for key in ("kind", "source", "levels", "columns", "prorate", "each", "weighted", "options"):
        yield f"{measure.id}.{key}", _value(getattr(ledger, key))
    yield f"{measure.id}.filter", rule_words(framework, ledger.source, ledger.filter)
    for key in _PER_LEVEL:
        table: Mapping[str, Any] = getattr(ledger, key)
        yield from ((f"{measure.id}.{key}.{level}", _value(value)) for level, value in table.items())
    for number, term in enumerate(ledger.term, 1):
        place = f"{measure.id}.term.{number}"
        yield place, framework.ledgers[term.source].sheet
        for key in ("value", "source", "columns", "levels", "times", "options"):
            yield f"{place}.{key}", _value(getattr(term, key))
        yield f"{place}.filter", rule_words(framework, (term.source,), term.filter)


def _after(parts: tuple[NodeSpec, ...] | tuple[MeasureSpec, ...], at: int) -> str:
    """What stands before a part below the same parent: its order, which others do not change."""
    above = [one.id for one in parts[:at] if one.parent == parts[at].parent]
    return f"在 {above[-1]} 之后" if above else "最前"


def _value(value: Any) -> Value:  # noqa: ANN401 - what TOML holds
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_value_words(inner)}" for key, inner in value.items())
    if isinstance(value, tuple | list):
        return "、".join(_value_words(inner) for inner in value)
    return value if value is None else str(value)


def _value_words(value: Any) -> str:  # noqa: ANN401 - what TOML holds
    if isinstance(value, Mapping):
        return f"（{_value(value)}）"
    said = _value(value)
    return f"{said:g}" if isinstance(said, float) else str(said or "")
