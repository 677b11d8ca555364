"""Edits of a measure: added, copied, named, moved; its levels, targets, proration, weighting and options."""

import math
from dataclasses import dataclass, replace
from typing import Any

from metrics.framework.build import build
from metrics.framework.editing.base import Edit, named, plain_text
from metrics.framework.editing.document import FrameworkText, measure_text, put
from metrics.framework.editing.tree import new_id
from metrics.framework.key_words import BASES, EACH, option_words
from metrics.framework.loader import VISIBLE
from metrics.framework.model import FORMULA_LEVELS, Framework, FrameworkError, MeasureSpec

#: Options of a measure that people change, in words.
OPTIONS = {
    "cap": "最高（1 是 100%）",
    "open": "公共得分也算",
    "shrink": "案件少时向一个比例收缩",
    "trailing_months": "看期末前几个月",
    "most_per_level": "每级最多计几项",
}
_TEXTS = (("name", 20), ("words", 120))


@dataclass(frozen=True)
class AddMeasure(Edit):
    """A measure more, as the last one of its item. `origin` says where it was taken from, in words."""

    measure: MeasureSpec
    origin: str = ""

    def write(self, text: FrameworkText) -> None:
        """Put it after the last measure with the same parent."""
        measure = self.measure
        new_id(text, measure.id, "measure")
        if measure.parent not in text.ids("node"):
            raise FrameworkError(VISIBLE, f"measure {measure.id}", "parent", f"没有上级“{measure.parent}”")
        where = f"measure {measure.id}"
        name, words = (plain_text(getattr(measure, key), where, key, most) for key, most in _TEXTS)
        clean = replace(measure, name=name, words=words)
        text.insert("measure", measure_text(clean), _end_of(text, measure.parent))

    def words(self, framework: Framework) -> str:
        """What is added where."""
        origin = f"（{self.origin}）" if self.origin else ""
        item, measure = named(framework, self.measure.parent), self.measure
        return f"在“{item}”下加指标 {measure.id} {measure.name}{origin}"


def _end_of(text: FrameworkText, parent: str) -> int:
    """The place after the last measure of an item, or, where it has none, of the items before it."""
    order = text.ids("node")
    rank = {node: at for at, node in enumerate(order)}
    mine = rank[parent]
    parents = [str(table.get("parent", "")) for table in text.tables("measure")]
    return max((at + 1 for at, one in enumerate(parents) if rank.get(one, -1) <= mine), default=0)


@dataclass(frozen=True)
class CopyMeasure(Edit):
    """A measure like another one, under an id and a name of its own."""

    source: str
    id: str
    name: str

    def write(self, text: FrameworkText) -> None:
        """Put it after the last measure of the same item."""
        text.formula(self.source)
        spec = build(MeasureSpec, text.part(self.source).unwrap(), VISIBLE, f"measure {self.source}")
        AddMeasure(replace(spec, id=self.id, name=self.name)).write(text)

    def words(self, framework: Framework) -> str:
        """What is copied."""
        return f"复制 {named(framework, self.source)} 为 {self.id} {self.name}"


@dataclass(frozen=True)
class RenameMeasure(Edit):
    """Another name of a measure, and other words for what it counts."""

    measure: str
    name: str
    description: str

    def write(self, text: FrameworkText) -> None:
        """Set both texts."""
        text.formula(self.measure)
        for (key, most), value in zip(_TEXTS, (self.name, self.description), strict=True):
            put(text.part(self.measure), key, plain_text(value, f"measure {self.measure}", key, most))

    def words(self, framework: Framework) -> str:
        """The new name."""
        return f"{named(framework, self.measure)}：名称和说明改为“{self.name}”“{self.description}”"


@dataclass(frozen=True)
class MoveMeasure(Edit):
    """A measure that is asked under another item."""

    measure: str
    parent: str

    def write(self, text: FrameworkText) -> None:
        """Set the parent, and put the table with the others of the item."""
        text.formula(self.measure)
        if self.parent not in text.ids("node"):
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "parent", f"没有上级“{self.parent}”")
        place = _end_of(text, self.parent)
        ids = text.ids("measure")
        before = ids[place] if place < len(ids) else ""
        text.part(self.measure)["parent"] = self.parent
        if before != self.measure:
            text.move("measure", self.measure, before)

    def words(self, framework: Framework) -> str:
        """Where to."""
        return f"{named(framework, self.measure)}：移到“{named(framework, self.parent)}”下"


@dataclass(frozen=True)
class SetTarget(Edit):
    """Another target of a level (E, B, U, C)."""

    measure: str
    level: str
    target: float

    def write(self, text: FrameworkText) -> None:
        """Set the number in `full_score`; FrameworkError where the level has none of its own."""
        targets = text.formula(self.measure)["full_score"]
        if self.level not in targets:
            raise FrameworkError(
                VISIBLE, f"measure {self.measure}", f"full_score.{self.level}", "这一层没有自己的满分值"
            )
        if not math.isfinite(self.target):
            raise FrameworkError(VISIBLE, f"measure {self.measure}", f"full_score.{self.level}", "不是一个数")
        put(targets, self.level, float(self.target))

    def words(self, framework: Framework) -> str:
        """Level and target."""
        level = FORMULA_LEVELS.get(self.level, self.level)
        return f"{named(framework, self.measure)}：{level}满分值改为 {self.target:g}"


@dataclass(frozen=True)
class SetLevel(Edit):
    """How a measure is counted at a level: its unit, target and base. Without a unit the level is dropped."""

    measure: str
    level: str
    unit: str = ""
    target: float | None = None
    per: str = ""

    def write(self, text: FrameworkText) -> None:
        """Set or take out the level in `levels`, `units`, `full_score` and `per`."""
        if self.level not in FORMULA_LEVELS:
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "levels", f"没有层级“{self.level}”")
        formula = text.formula(self.measure)
        levels = [one for one in FORMULA_LEVELS if one in {*formula["levels"], self.level}]
        kept = [one for one in levels if one != self.level or self.unit]
        put(formula, "levels", kept)
        self._entry(formula, "units", plain_text(self.unit, self.measure, "units", 10, blank=True) or None)
        self._entry(formula, "full_score", self.target if self.unit else None)
        self._entry(formula, "per", (self.per or None) if self.unit else None)

    def _entry(self, formula: Any, key: str, value: Any) -> None:  # noqa: ANN401 - a table and its value
        known = dict(formula.get(key, {}).items())
        if value is None:
            known.pop(self.level, None)
        else:
            known[self.level] = value
        ordered = {one: known[one] for one in FORMULA_LEVELS if one in known}
        put(formula, key, ordered if ordered or key != "per" else None)

    def words(self, framework: Framework) -> str:
        """Level and what it does."""
        level = FORMULA_LEVELS.get(self.level, self.level)
        if not self.unit:
            return f"{named(framework, self.measure)}：{level}层不再计"
        target = "" if self.target is None else f"，满分值 {self.target:g}"
        base = f"，{BASES.get(self.per, self.per)}" if self.per else ""
        return f"{named(framework, self.measure)}：{level}层按“{self.unit}”计{target}{base}"


@dataclass(frozen=True)
class SetProration(Edit):
    """Whether targets are those of a year, of which the part goes that has passed."""

    measure: str
    prorate: bool

    def write(self, text: FrameworkText) -> None:
        """Set or take out the key."""
        put(text.formula(self.measure), "prorate", True if self.prorate else None)

    def words(self, framework: Framework) -> str:
        """With or without."""
        return f"{named(framework, self.measure)}：{'按' if self.prorate else '不按'}序时进度折算"


@dataclass(frozen=True)
class SetWeighting(Edit):
    """What an enterprise's sum is counted per, and whether enterprises weigh by their employees."""

    measure: str
    each: str
    weighted: bool

    def write(self, text: FrameworkText) -> None:
        """Set or take out both keys."""
        if self.each not in EACH:
            raise FrameworkError(
                VISIBLE, f"measure {self.measure}", "each", f"应为 {'、'.join(filter(None, EACH))} 之一"
            )
        put(text.formula(self.measure), "each", self.each or None)
        put(text.formula(self.measure), "weighted", True if self.weighted else None)

    def words(self, framework: Framework) -> str:
        """Both in words."""
        weighted = "按职工数加权" if self.weighted else "每家企业一样重"
        return f"{named(framework, self.measure)}：按{EACH.get(self.each, self.each)}，{weighted}"


@dataclass(frozen=True)
class SetOption(Edit):
    """An option of a measure, e.g. the cap of a rate; None takes it out."""

    measure: str
    option: str
    value: Any = None

    def write(self, text: FrameworkText) -> None:
        """Set the key in `options`; FrameworkError for an option people do not change."""
        if self.option not in OPTIONS:
            raise FrameworkError(VISIBLE, f"measure {self.measure}", self.option, "没有这个选项")
        formula = text.formula(self.measure)
        if "options" not in formula:
            put(formula, "options", {})
        put(formula["options"], self.option, self.value)

    def words(self, framework: Framework) -> str:
        """The option and its value."""
        spec = framework.measure.get(self.measure)
        sources = spec.ledger.source if spec else ()
        value = (
            f"不用“{OPTIONS.get(self.option, self.option)}”"
            if self.value is None
            else option_words(framework, sources, self.option, self.value)
        )
        return f"{named(framework, self.measure)}：{value}"
