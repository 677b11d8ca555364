"""Edits of a formula: which rows of which ledger, and what each of them is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit

from metrics.framework.editing.base import Edit, named
from metrics.framework.editing.document import FrameworkText, put, term_keys
from metrics.framework.loader import VISIBLE
from metrics.framework.model import EMPTY, Framework, FrameworkError, MeasureTerm
from metrics.framework.rule_words import rule_words

#: Ledgers that a way of counting looks at besides its own.
ALSO_READ = {"visiting": ("L05",)}


@dataclass(frozen=True)
class SetSource(Edit):
    """Other ledgers of a measure that is not made of enterprise credits (those have their sums')."""

    measure: str
    source: tuple[str, ...]

    def write(self, text: FrameworkText) -> None:
        """Set the key."""
        formula = text.formula(self.measure)
        if formula.get("term"):
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "source", "来源写在各个合计里")
        put(formula, "source", list(self.source))

    def words(self, framework: Framework) -> str:
        """The ledgers by name."""
        sheets = (framework.ledgers[one].sheet if one in framework.ledgers else one for one in self.source)
        return f"{named(framework, self.measure)}：来源改为{'、'.join(sheets)}"


@dataclass(frozen=True)
class SetFilter(Edit):
    """Other rows that count: of the measure, or of one of its sums (`position` from 0)."""

    measure: str
    rule: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    position: int | None = None

    def write(self, text: FrameworkText) -> None:
        """Set the key `filter`; an empty rule takes it out."""
        formula = text.formula(self.measure)
        table = formula if self.position is None else text.term(self.measure, self.position)
        put(table, "filter", dict(self.rule) or None)

    def words(self, framework: Framework) -> str:
        """The conditions."""
        where = "" if self.position is None else f"第 {self.position + 1} 个合计"
        rule = rule_words(framework, self._sources(framework), self.rule) or "全部行"
        return f"{named(framework, self.measure)}：{where}只计{rule}"

    def _sources(self, framework: Framework) -> tuple[str, ...]:
        spec = framework.measure.get(self.measure)
        if spec is None:
            return ()
        if self.position is not None and self.position < len(spec.ledger.term):
            return (spec.ledger.term[self.position].source,)
        return spec.ledger.source


@dataclass(frozen=True)
class SetTerm(Edit):
    """One of a measure's sums, said anew (`position` from 0); one after the last is a further one."""

    measure: str
    position: int
    term: MeasureTerm

    def write(self, text: FrameworkText) -> None:
        """Set the keys of the sum in their places, and the measure's ledgers."""
        if self.position == len(text.terms(self.measure)):
            self._append(text)
        else:
            table, said = text.term(self.measure, self.position), term_keys(self.term)
            for key in (*said, *(one for one in list(table) if one not in said)):
                if table.get(key) != said.get(key):
                    put(table, key, said.get(key))
        put(text.formula(self.measure), "source", _sources_of(text, self.measure))

    def _append(self, text: FrameworkText) -> None:
        new = tomlkit.table()
        for key, value in term_keys(self.term).items():
            put(new, key, value)
        new.add(tomlkit.nl())
        formula = text.formula(self.measure)
        if "term" not in formula:
            formula["term"] = tomlkit.aot()
        formula["term"].append(new)

    def words(self, framework: Framework) -> str:
        """Which rows, and how they count."""
        sheet = framework.ledgers[self.term.source].sheet if self.term.source in framework.ledgers else ""
        rule = rule_words(framework, (self.term.source,), self.term.filter)
        only = f"，只计{rule}" if rule else ""
        return f"{named(framework, self.measure)}：第 {self.position + 1} 个合计改为{sheet}{only}"


@dataclass(frozen=True)
class DropTerm(Edit):
    """One of a measure's sums less (`position` from 0)."""

    measure: str
    position: int

    def write(self, text: FrameworkText) -> None:
        """Take it out; the last one stays."""
        text.term(self.measure, self.position)
        if len(text.terms(self.measure)) == 1:
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "term", "至少要有一个合计")
        del text.formula(self.measure)["term"][self.position]
        put(text.formula(self.measure), "source", _sources_of(text, self.measure))

    def words(self, framework: Framework) -> str:
        """Which one."""
        return f"{named(framework, self.measure)}：去掉第 {self.position + 1} 个合计"


@dataclass(frozen=True)
class SetPoints(Edit):
    """Another table of points (word → points): of a measure, or of one of its sums (`position` from 0)."""

    measure: str
    points: Mapping[str, float]
    position: int | None = None
    most_per_level: int | None = None

    def write(self, text: FrameworkText) -> None:
        """Set `options.points` and, where it is given, `most_per_level`."""
        formula = text.formula(self.measure)
        table = formula if self.position is None else text.term(self.measure, self.position)
        if not self.points:
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "points", "积分表不能为空")
        if any(value < 0 for value in self.points.values()):
            raise FrameworkError(VISIBLE, f"measure {self.measure}", "points", "积分不能为负")
        if "options" not in table:
            put(table, "options", {})
        put(table["options"], "points", dict(self.points))
        if self.most_per_level is not None:
            put(table["options"], "most_per_level", self.most_per_level)

    def words(self, framework: Framework) -> str:
        """The table."""
        pairs = "、".join(f"{word} {worth:g}" for word, worth in self.points.items())
        most = "" if self.most_per_level is None else f"，每级最多 {self.most_per_level} 项"
        return f"{named(framework, self.measure)}：积分改为 {pairs}{most}"


def _sources_of(text: FrameworkText, measure: str) -> list[str]:
    """The ledgers of a measure's sums, each once, with those they look at besides."""
    terms = text.terms(measure)
    own = [str(term["source"]) for term in terms]
    also = [code for term in terms for code in ALSO_READ.get(str(term["value"]), ())]
    return list(dict.fromkeys([*own, *also]))
