"""What reports are made of: figures by id with their sources, words, score books, each made once."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from metrics.county import Dataset, Gate, UngatedRowsError
from metrics.framework import LEVEL_NAMES, LEVELS, Framework, Ground, Period
from metrics.reports.write.clauses import Clause
from metrics.reports.write.compared import moved
from metrics.reports.write.completeness import Completeness, completeness
from metrics.reports.write.course import gain_of, moved_score, part_of
from metrics.reports.write.drafts import DRAFTS
from metrics.reports.write.sentences import Figure, UnknownFigureError
from metrics.reports.write.spoken import DIMENSIONS, WORDS, target
from metrics.reports.write.wording import say, style
from metrics.scoring import (
    Prepared,
    ScoreBook,
    fact_rows,
    facts,
    full_score,
    prepare,
    score_book,
    spare_fact,
)
from metrics.words import amount, number_at, text_at

Made = TypeVar("Made")
_SAMPLE = "（示例）"


@dataclass(frozen=True, eq=False)
class Material:
    """A period's approved rows with all that is computed from them.

    Args:
        framework: what is measured.
        data: the period's rows.
        course: rows of the periods of a line of development, oldest first.
        before: rows of the period to compare with.
        entity: whom figures of `own:` are about, with its level.
        gate: lets the ledger rows through that may stand in the report.
        elsewhen: gives the approved rows of another period; None where nothing is approved in it.
        ground: where the towns lie.
        today: the day of the report, up to which a period that still runs is told.
    """

    framework: Framework
    data: Dataset
    course: tuple[Dataset, ...] = ()
    before: Dataset | None = None
    level: str = ""
    entity: str = ""
    gate: Gate | None = None
    elsewhen: Callable[[Period], Dataset | None] | None = None
    today: date | None = None
    ground: Ground = Ground()  # noqa: RUF009 - frozen
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def prepared(self) -> Prepared:
        """The rows, numbered and attributed."""
        return prepare(self.framework, self.data)

    @cached_property
    def _course_prepared(self) -> list[Prepared]:
        return [prepare(self.framework, one) for one in self.course]

    @cached_property
    def facts(self) -> Mapping[str, float | None]:
        """The period's facts by id."""
        return facts(self.prepared)

    @cached_property
    def is_sample(self) -> bool:
        """Whether the rows are those of the sample county."""
        return bool(self.data.ledgers["L15"]["enterprise_name"].str.endswith(_SAMPLE).any())

    @cached_property
    def complete(self) -> Completeness:
        """How complete the period's reports are."""
        return completeness(self.framework, self.data)

    @property
    def whole(self) -> bool:
        """Whether the period's reports are complete, so that praise may be told."""
        return self.complete.whole

    @property
    def until(self) -> date:
        """The last day the figures speak of: the period's, or today while it runs."""
        end = self.data.period.end
        return min(end, self.today) if self.today and self.today >= self.data.period.start else end

    def other(self, period: Period) -> Prepared | None:
        """The rows of another period, numbered; None where nothing is approved in it."""

        def make() -> Prepared | None:
            found = self.elsewhen(period) if self.elsewhen else self.before
            if found is not None and found.period != period:
                found = None
            return None if found is None else prepare(self.framework, found)

        return self.once(("other", period.code), make)

    def drafted(self, name: str) -> tuple[Clause, ...]:
        """The clauses of a paragraph that is drafted from the scores; KeyError for an unknown one."""
        return self.once(("draft", name), lambda: DRAFTS[name](self))

    def book(self, level: str) -> ScoreBook:
        """The period's scores of a level."""
        return self.once(level, lambda: score_book(self.prepared, level))

    def trend(self, level: str) -> list[ScoreBook]:
        """Score books of the periods of the line of development."""
        return self.once(("trend", level), lambda: [score_book(one, level) for one in self._course_prepared])

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What was made under a key, made at the first time of asking."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def rows(self, fact: str) -> pd.DataFrame:
        """The ledger rows behind a fact."""
        return self.once(("rows", fact), lambda: fact_rows(self.prepared, fact))

    def visible(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that may stand in the report; UngatedRowsError when nobody said for whom it is."""
        if self.gate is None:
            raise UngatedRowsError("a report with ledger rows was asked for without a gate")
        return self.gate(rows).frame

    def name(self, level: str, code: str) -> str:
        """An entity's name."""
        return str(self.book(level).entities.loc[code, "name"])

    def figure(self, name: str) -> Figure:
        """A figure by id.

        Args:
            name: a fact (`N06`), a share of facts (`N33/N32`), a count of the framework (`count:items`), the
                years of a fact's rows (`when:N20`), a score (`score:LEVEL:NODE` of the only or chosen
                entity, `score:LEVEL:NODE:CODE`), or how many entities a level scores
                (`entities:LEVEL`); a fact beside the period before, the year before or since January
                (`change:N08`, `yoy:N08`, `ytd:N08`), a measure of the county and what earns its full score
                (`measure:K2a`, `full:K2a`), units that have not reported (`missing:units`).

        What the framework does not have (an item, a measure) has no value.

        Raises:
            UnknownFigureError: there is no such figure.
        """
        kind, _, rest = name.partition(":")
        if rest:
            if kind not in _KINDS:
                raise UnknownFigureError(name)
            absent = _absent(self.framework, kind, rest)
            return absent or _KINDS[kind](self, name, rest)
        if "/" in name:
            return _share(self, name)
        return _fact(self, name)

    def word(self, name: str) -> str | None:
        """The text of a word; None when it is none."""
        kind, _, rest = name.partition(":")
        return WORDS[kind](self, rest) if kind in WORDS else None


def _fact(material: Material, name: str) -> Figure:
    known = (*material.framework.facts, *material.framework.spare_facts)
    spec = next((one for one in known if one.id == name), None)
    if spec is None:
        raise UnknownFigureError(name)
    value = material.facts[name] if name in material.facts else spare_fact(material.prepared, name)
    ledger = material.framework.ledgers.get(spec.ledger)
    source = f"{name} {spec.label}（{ledger.sheet if ledger else '报送情况'}）"
    sides = _sides(material, name) if spec.operation == "percent" and value is not None else None
    return Figure(name, value, spec.unit, spec.label, source, sides)


def _sides(material: Material, fact: str) -> tuple[float, float]:
    """Upper and lower side of a percentage, from its rows."""
    rows = material.rows(fact)
    amounts = rows.groupby("role")["amount"].sum()
    return float(amounts.get("numerator", 0)), float(amounts.get("denominator", 0))


def _share(material: Material, name: str) -> Figure:
    """One fact as a share of another, in percent; no value where the whole is 0."""
    above, below = (_fact(material, one) for one in name.split("/"))
    label, source = f"{above.label}占{below.label}", f"{above.source} ÷ {below.source}"
    if above.value is None or not below.value:
        return Figure(name, None, "%", label, source)
    return Figure(name, 100 * above.value / below.value, "%", label, source, (above.value, below.value))


def _when(material: Material, name: str, fact: str) -> Figure:
    """The years of a fact's rows: `2021年至2023年`."""
    years = pd.to_datetime(material.rows(fact)["date"]).dropna().dt.year
    known = _fact(material, fact)
    if years.empty:
        return Figure(name, None, "年", f"{known.label}的时间", known.source)
    first, last = int(years.min()), int(years.max())
    told = f"{first}年" if first == last else f"{first}年至{last}年"
    return Figure(name, float(first), "年", f"{known.label}的时间", known.source, told=told)


def _score(material: Material, name: str, rest: str) -> Figure:
    book, node, code = target(material, rest)
    label = f"{text_at(book.entities, code, 'name')}{material.framework.node[node].name}得分"
    value = number_at(book.scores, code, node)
    source = label if node == material.framework.root.id else f"{node} {label}"
    return Figure(name, None if pd.isna(value) else float(value), "分", label, source)


def _entities(material: Material, name: str, level: str) -> Figure:
    label = f"参加计分的{LEVEL_NAMES[level]}"
    scored = material.book(level).scores[material.framework.root.id].notna().sum()
    return Figure(name, float(scored), "个", label, label)


def _change(material: Material, name: str, fact: str) -> Figure:
    return _beside(material, name, fact, material.data.period.previous())


def _year_on_year(material: Material, name: str, fact: str) -> Figure:
    """Beside the same months a year ago; for a year that is what `change` says."""
    period = material.data.period
    if period.year_before == period.previous():
        return Figure(name, None, "", fact, fact, why="")
    return _beside(material, name, fact, period.year_before)


def _beside(material: Material, name: str, fact: str, period: Period) -> Figure:
    """A fact beside itself in another period: nothing where none is told in either, plain words where the
    units that keep its ledger are not the same."""
    known, other = _fact(material, fact), material.other(period)
    then = facts(other)[fact] if other is not None and fact in material.facts else None
    label = f"{known.label}与{period.label}相比"
    if other is None or then is None or known.value is None or not (known.value or then):
        return Figure(name, None, known.unit, label, known.source, why="")
    unreported = _keepers_missing(material, fact, other)
    told = moved(known.value, then, known.unit, period.label, unreported)
    value = None if unreported else known.value - then
    return Figure(name, value, known.unit, label, known.source, told=told)


def _keepers_missing(material: Material, fact: str, other: Prepared) -> int:
    """How many units that keep a fact's ledger are missing in either period."""
    spec = next(one for one in material.framework.facts if one.id == fact)
    framework = material.framework
    owners = {one.code for one in framework.owners(spec.ledger)} if spec.ledger in framework.ledgers else None
    sides = (completeness(framework, data, owners) for data in (material.data, other.data))
    return len({unit for side in sides for unit in side.missing})


def _to_date(material: Material, name: str, fact: str) -> Figure:
    """A fact since January, for a period that began later."""
    period, known = material.data.period, _fact(material, fact)
    if period.start.month == 1 or fact not in material.facts:
        return Figure(name, None, "", fact, fact, why="")
    whole = material.other(period.year_to_date)
    value = facts(whole)[fact] if whole is not None else None
    return Figure(name, value, known.unit, f"{known.label}年内累计", known.source, why="")


def _measure(material: Material, name: str, measure: str) -> Figure:
    """A measure of the county in its own unit."""
    book, spec = material.book("county"), material.framework.measure[measure]
    code, unit = str(book.entities.index[0]), spec.ledger.units.get("C", "")
    value = number_at(book.values, code, measure)
    known = None if pd.isna(value) else float(value)
    label = f"{material.framework.node[spec.parent].name}·{spec.name}"
    return Figure(name, known, unit, label, f"{measure} {label}", told=_worded(known, unit))


def _full(material: Material, name: str, measure: str) -> Figure:
    """What earns the county the full score of a measure."""
    spec = material.framework.measure[measure]
    value, unit = (
        full_score(spec, LEVELS["county"], material.book("county").scope),
        spec.ledger.units.get("C", ""),
    )
    label = f"{spec.name}的满分值"
    return Figure(name, value, unit, label, f"{measure} {label}（指标框架）", told=_worded(value, unit))


def _worded(value: float | None, unit: str) -> str:
    """A value with its unit; a whole percentage without a decimal."""
    if value is None:
        return ""
    return say(value, style("%")) if unit == "%" and float(value).is_integer() else amount(value, unit)


def _missing(material: Material, name: str, _rest: str) -> Figure:
    """How many units have not reported every quarter of the period."""
    return Figure(
        name,
        float(len(material.complete.missing)),
        "家",
        "未报全的成员单位",
        "未报全台账的成员单位（报送情况）",
    )


def _items(framework: Framework, group: str = "") -> int:
    return sum(item.parent == group or not group for item in framework.items)


def _count(material: Material, name: str, rest: str) -> Figure:
    """What the framework itself answers: `count:dimensions`, `count:items`, `count:items:GROUP`."""
    what, _, group = rest.partition(":")
    framework = material.framework
    if what == "dimensions":
        number, label = len(framework.vocabularies[DIMENSIONS].terms), "产改的方面"
    elif what == "members":
        number, label = len(members(material)), "联席会议成员单位"
    elif what == "items":
        number = _items(framework, group)
        label = f"{framework.node[group].name}的项数" if group else "“看得见”的项数"
    else:
        raise UnknownFigureError(name)
    return Figure(name, float(number), "个", label, f"{label}（指标框架）")


def members(material: Material) -> list[str]:
    """Codes of the member units of the period, whether they report or not: never counted from reports."""
    period, found = material.data.period, material.framework.units
    return [one.code for one in found if one.holds(period.end)]


_KINDS: Mapping[str, Callable[[Material, str, str], Figure]] = {
    "count": _count,
    "when": _when,
    "score": _score,
    "entities": _entities,
    "change": _change,
    "yoy": _year_on_year,
    "ytd": _to_date,
    "measure": _measure,
    "full": _full,
    "missing": _missing,
    "moved": moved_score,
    "gain": gain_of,
    "part": part_of,
}


def _absent(framework: Framework, kind: str, rest: str) -> Figure | None:
    """A figure without a value, where what it is about is not in the framework."""
    at, known = _ABOUT.get(kind, (0, None))
    parts = rest.split(":")
    if known is None or len(parts) <= at or parts[at] in known(framework):
        return None
    label = f"“{parts[at]}”"
    return Figure(f"{kind}:{rest}", None, "", label, label, why="指标框架里没有")


#: Kind of figure → which part of its id is a node or a measure, and those that there are.
_ABOUT: Mapping[str, tuple[int, Callable[[Framework], Container[str]]]] = {
    "score": (1, lambda framework: framework.node),
    "count": (1, lambda framework: framework.node),
    "measure": (0, lambda framework: framework.measure),
    "full": (0, lambda framework: framework.measure),
    "gain": (0, lambda framework: framework.measure),
    "moved": (0, lambda framework: framework.node),
    "part": (0, lambda framework: framework.node),
}
