"""Frozen specifications: what is measured, which ledgers exist, which words are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isnan
from types import MappingProxyType
from typing import Any

from metrics.framework.county import County, PlannedBrand
from metrics.framework.periods import Period
from metrics.framework.words import Vocabulary

EMPTY: Mapping[str, Any] = MappingProxyType({})

#: The kind of measure that is made of enterprise credits, and what those of a county are averaged over.
CREDIT, ROSTER = "credit", "roster"
#: What such a measure may do with the credits at a level.
CREDIT_BASES = (ROSTER, "duty", "half_duty", "capped", "sum", "months")
#: What a framework's scores run over: the period's own days, or those since January.
PERIOD, YEAR_TO_DATE = WINDOWS = ("period", "year_to_date")

#: Levels at which a measure may have a formula, with the word people use for them.
FORMULA_LEVELS = MappingProxyType({"E": "企业", "B": "品牌", "U": "成员单位", "C": "县"})
#: Levels that can be asked for, and the formula each uses (towns and industries use the county's).
LEVELS = MappingProxyType(
    {"enterprise": "E", "brand": "B", "unit": "U", "county": "C", "town": "C", "industry": "C"}
)
LEVEL_NAMES = MappingProxyType(
    {
        "enterprise": "企业",
        "brand": "品牌",
        "unit": "成员单位",
        "county": "全县",
        "town": "乡镇街道",
        "industry": "行业",
    }
)


class FrameworkError(ValueError):
    """A framework file that cannot be used; one line naming file, table and key."""

    def __init__(self, file: str, table: str, key: str, problem: str) -> None:
        self.file, self.table, self.key, self.problem = file, table, key, problem
        super().__init__(f"指标框架文件 {file} 的 [{table}] 中 {key}：{problem}")


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a ledger.

    `type` is one of code, text, enum, bool, int, decimal, date, reference. `refers` (for references) is a
    ledger code, or `unit`. `at_most`, `not_before` and `needs` (filled together) name another field of the
    same row. `required_when` maps another field to the values that make this one required.
    `default` fills a blank and is said so. `form` names what a text must look like: `credit_code`
    (统一社会信用代码) or `post` (no telephone). `unit_from` names the field of the same row that holds a
    number's unit. A `planned` date may lie ahead; `years_back` is how many years before the period a date may
    lie without a question. `since` is the template the column came with: workbooks of
    earlier ones, and lists of one's own, are not told that it is missing.
    """

    id: str
    header: str
    type: str
    unit: str = ""
    required: bool = False
    prefilled: bool = False
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    refers: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    form: str = ""
    since: str = ""
    at_most: str = ""
    not_before: str = ""
    needs: str = ""
    unit_from: str = ""
    planned: bool = False
    years_back: int | None = None
    within_period: bool = False
    default: str | int | None = None
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: EMPTY)
    evidence: bool = False
    synonyms: tuple[str, ...] = ()
    example: str = ""
    note: str = ""

    @property
    def heading(self) -> str:
        """The header as written in the template: with its unit in brackets where it has one."""
        return f"{self.header}（{self.unit}）" if self.unit and "见" not in self.unit else self.header


@dataclass(frozen=True)
class Implication:
    """A rule within a row: where `when` holds (field → values), `then` (field → allowed values) must hold."""

    when: Mapping[str, tuple[str, ...]]
    then: Mapping[str, tuple[str, ...]]
    hint: str


@dataclass(frozen=True)
class LedgerSpec:
    """One ledger sheet.

    `kind`: a `register` repeats its rows each quarter and the latest row by code counts; in a `flow` every
    row counts once. `key` is the field of the row code, `prefix` the letter its codes begin with, `date` the
    field that puts a row into a period, `year` one that says which year it is about: only rows of the
    period's year count. `name_field` is what people call a row. `summed` are a register's columns that hold
    one quarter's amount. `prefill_when` maps a field to the values with which a register's
    row comes back in the next template; without it every row does. `known_as` are fields with
    further names of a row, by which others may refer to it. `unique` are groups of fields (ids, a blank
    between) that no two rows of a sheet share. `since` is the template it came with, as of a column.
    """

    code: str
    sheet: str
    kind: str
    key: str
    prefix: str
    columns: tuple[ColumnSpec, ...]
    name_field: str = ""
    date: str = ""
    year: str = ""
    scored: bool = True
    summed: tuple[str, ...] = ()
    prefill_when: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: EMPTY)
    synonyms: tuple[str, ...] = ()
    implies: tuple[Implication, ...] = ()
    known_as: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    since: str = ""
    note: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, ColumnSpec]:
        """Columns by field id."""
        return {column.id: column for column in self.columns}

    def refers_to(self, target: str) -> str | None:
        """The field that refers to another ledger (or `unit`), or None."""
        return next((column.id for column in self.columns if column.refers == target), None)


@dataclass(frozen=True)
class UnitSpec:
    """A member unit and the ledgers it keeps."""

    code: str
    name: str
    short_name: str
    ledgers: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that means this unit."""
        return (self.code, self.name, self.short_name, *self.aliases)

    def holds(self, on: date | None) -> bool:
        """Whether the unit is a member on a day (always, without a day)."""
        return on is None or (self.valid_from or on) <= on <= (self.valid_to or on)


@dataclass(frozen=True)
class MeasureTerm:
    """One of the sums a credit is made of: which rows, and what each is worth at its enterprise.

    `value` names the way (see `metrics/scoring/measures/worth`), `source` a ledger, `columns` the fields
    used. `filter` is as a measure's. `levels` are those at which the term counts. `times` is a factor,
    `options` belong to the way.
    """

    value: str
    source: str
    columns: tuple[str, ...] = ()
    filter: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    levels: tuple[str, ...] = ("E", "B", "U", "C")
    times: float = 1.0
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True)
class LedgerMeasure:
    """How a measure's value comes from ledger rows.

    `kind` names a numerator (see `metrics/scoring/measures/kinds`). `source` are ledger codes, `columns` the
    fields used. `filter` maps field → allowed values or `{min, max}`; its key `any` holds alternatives. `per`
    maps
    level (E, B, U, C) → denominator name. `full_score` maps level → value that earns the full score,
    per year when `prorate`. `units` maps level → the unit that travels with the number. `options` belong to
    the kind.

    Of a measure made of enterprise credits (kind `credit`): `term` are its sums; `full_score` of E is the
    target of an enterprise, of B and U what one of them is expected to do at one enterprise; `each` what an
    enterprise's sum is counted per (`hundred_employees`, `employees`, `months`, or nothing); `weighted`
    whether enterprises weigh by their employees. `per` says what a level does with the credits: `roster`
    (their mean), `duty` and `half_duty` (their sum over the enterprises one answers for), `capped` (each
    enterprise's sum up to its target, added up), `sum` (all rows), `months`.
    """

    kind: str
    source: tuple[str, ...]
    levels: tuple[str, ...]
    full_score: Mapping[str, float]
    units: Mapping[str, str]
    columns: tuple[str, ...] = ()
    filter: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    per: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    prorate: bool = False
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    term: tuple[MeasureTerm, ...] = ()
    each: str = ""
    weighted: bool = False

    @property
    def of_credits(self) -> bool:
        """Whether it is made of enterprise credits."""
        return self.kind == CREDIT

    def over_a_base(self, level: str) -> bool:
        """Whether the value at a level is credits over a base, so that 100 % is the full score."""
        return self.of_credits and self.per.get(level) in (ROSTER, "duty", "half_duty", "months")

    def target_at(self, level: str) -> str:
        """The level whose `full_score` decides at a level: a mean of enterprises rests on their target."""
        return "E" if self.mean_at(level) else level

    @property
    def has_open_credit(self) -> bool:
        """Whether rows without an enterprise, and what exceeds a target, count beside the credits."""
        return self.weighted and bool(self.options.get("open", True))

    def mean_at(self, level: str) -> bool:
        """Whether the value at a level (E, B, U, C) is a mean of its enterprises' credits."""
        return self.of_credits and self.per.get(level) == ROSTER


@dataclass(frozen=True)
class MeasureSpec:
    """A leaf of the tree: one formula over ledger rows."""

    id: str
    parent: str
    name: str
    words: str
    ledger: LedgerMeasure
    weight: float = 1.0
    direction: int = 1


@dataclass(frozen=True)
class NodeSpec:
    """A node of the tree: the total, a group or one of the 12 items (`item` true)."""

    id: str
    name: str
    parent: str | None = None
    weight: float = 1.0
    aggregate: str = "arithmetic"
    min_coverage: float = 0.6
    missing: str = "reweight"
    item: bool = False
    short_name: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Grade:
    """A grade word and the lowest score that earns it."""

    word: str
    at_least: float
    colour: str


@dataclass(frozen=True)
class Duty:
    """责任面: for how many enterprises a unit or brand answers, set by the office.

    `unit` and `brand` are shares of the year's roster, `own` a number of enterprises for single units and
    brands, by code.
    """

    unit: float = 0.1
    brand: float = 0.05
    own: Mapping[str, float] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True)
class IssuedFrom:
    """上级下发: who issued a framework, and the ids of the parts whose weights the county keeps."""

    by: str = ""
    parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.by)


@dataclass(frozen=True)
class FactSpec:
    """A figure of the source report's kind, counted from what was reported in a period.

    `operation` is count, distinct, sum or percent; `of` (for percent) filters the denominator.
    """

    id: str
    label: str
    unit: str
    ledger: str
    operation: str
    column: str = ""
    filter: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    of: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    headline: bool = False


@dataclass(frozen=True)
class Framework:
    """Everything the product knows about what it measures, in one county: `home`.

    `hash` covers every file it was read from. `claims` are the comparisons of a report's own figures, `texts`
    the sentences a county has instead of the program's: file name → TOML.
    """

    id: str
    name: str
    version: str
    hash: str
    nodes: tuple[NodeSpec, ...]
    measures: tuple[MeasureSpec, ...]
    grades: tuple[Grade, ...]
    ledgers: Mapping[str, LedgerSpec]
    vocabularies: Mapping[str, Vocabulary]
    units: tuple[UnitSpec, ...]
    facts: tuple[FactSpec, ...]
    templates: tuple[str, ...]
    home: County = field(default_factory=County)
    brands: tuple[PlannedBrand, ...] = ()
    #: The program's figures, which texts may name, where the county lists figures of its own instead.
    spare_facts: tuple[FactSpec, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    texts: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    window: str = PERIOD
    duty: Duty = Duty()
    #: What rows without an enterprise, and above a full credit, may make up of a base together.
    open_share: float = 0.2
    #: Share of a period's unit-quarters that has to be approved before a paper speaks for the county.
    complete_share: float = 0.9
    #: Whose weights are kept, where it came from above.
    issued: IssuedFrom = IssuedFrom()
    #: Columns that the version's own text adds: (ledger code, column id).
    added: tuple[tuple[str, str], ...] = ()

    @property
    def county(self) -> str:
        """The county's name in full; empty while nobody has said."""
        return self.home.name

    @cached_property
    def to_date(self) -> bool:
        """Whether scores run from January to the period's end, over the year's roster."""
        return self.window == YEAR_TO_DATE

    def scope(self, period: Period) -> Period:
        """The days that a period's scores are about."""
        return period.year_to_date if self.to_date else period

    @property
    def template_version(self) -> str:
        """The template that is handed out."""
        return self.templates[-1]

    def came_later(self, since: str, template: str) -> bool:
        """Whether what came with a template is newer than the one a workbook was made with.

        Args:
            since: the template it came with; empty for the first one.
            template: of the workbook; empty, or one that is not known, counts as older than all.
        """
        order = {version: rank for rank, version in enumerate(self.templates)}
        return bool(since) and order.get(template, -1) < order[since]

    @cached_property
    def items(self) -> tuple[NodeSpec, ...]:
        """The 12 items, in the order of the report."""
        return tuple(node for node in self.nodes if node.item)

    @cached_property
    def parts(self) -> tuple[NodeSpec | MeasureSpec, ...]:
        """Every node, then every measure: all that has a weight and something above it."""
        return self.nodes + self.measures

    @cached_property
    def groups(self) -> tuple[NodeSpec, ...]:
        """看, 得, 见."""
        parents = {node.parent for node in self.items}
        return tuple(node for node in self.nodes if node.id in parents)

    @cached_property
    def root(self) -> NodeSpec:
        """The total."""
        return next(node for node in self.nodes if node.parent is None)

    @cached_property
    def node(self) -> Mapping[str, NodeSpec]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def measure(self) -> Mapping[str, MeasureSpec]:
        """Measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def unit(self) -> Mapping[str, UnitSpec]:
        """Member units by code."""
        return {unit.code: unit for unit in self.units}

    def measures_of(self, node: str) -> tuple[MeasureSpec, ...]:
        """Measures below an item."""
        return tuple(measure for measure in self.measures if measure.parent == node)

    def owners(self, ledger: str, on: date | None = None) -> tuple[UnitSpec, ...]:
        """Member units that keep a ledger (on a day)."""
        return tuple(unit for unit in self.units if ledger in unit.ledgers and unit.holds(on))

    def grade(self, score: float | None) -> Grade | None:
        """The grade a score earns; None without a score."""
        if score is None or isnan(score):
            return None
        return next(grade for grade in self.grades if score >= grade.at_least)

    def choices(self, column: ColumnSpec, on: date | None = None) -> tuple[str, ...]:
        """The words a column of type enum allows (on a day)."""
        return self.vocabularies[column.vocabulary].names(on) if column.vocabulary else column.choices
