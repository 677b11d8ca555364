"""Missing is not zero: observed, zero, not reported or not applicable, and how much is in."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.framework import MeasureSpec
from metrics.scoring.measures.attribution import ENTERPRISES
from metrics.scoring.measures.fractions import has_formula, values_of
from metrics.scoring.measures.levels import Level
from metrics.scoring.measures.prepared import Prepared
from metrics.scoring.measures.request import Request

#: What can be said of a value; a `Status` holds places in this row.
STATUS_WORDS = ("observed", "zero", "not_reported", "not_applicable")
OBSERVED, ZERO, NOT_REPORTED, NOT_APPLICABLE = STATUS_WORDS
_OBSERVED, _ZERO, _NOT_REPORTED, _NOT_APPLICABLE = range(len(STATUS_WORDS))

#: Kinds that count cases among cases: without a case there is no share, not a share of nothing.
_OF_CASES = ("share", "completion", "ratio")


@dataclass(frozen=True, eq=False)
class Status:
    """By entity: the place of its word, the value (NaN unless observed or zero), the share of reports in.

    `counted` is what is scored: the value, save of a share of few cases (计分值).
    """

    word: np.ndarray
    value: np.ndarray
    coverage: np.ndarray
    counted: np.ndarray

    @property
    def applies(self) -> np.ndarray:
        """Whether the measure is asked of the entity at all, as bool."""
        return self.word != _NOT_APPLICABLE


def status_of(prepared: Prepared, measure: MeasureSpec, level: Level) -> Status:
    """Status of a measure's values at a level.

    A unit's value is not reported until its own submission is approved, a brand's until its lead unit's
    is; any other entity's only when none of the owner units' is. Coverage is the share of these
    unit-quarters that are in. A denominator of 0 is not applicable; but where nothing stands above the
    line either, an empty sheet of one's own is zero: else leaving a sheet blank would raise a score. A
    share stays not applicable when there are rows but none that it is a share of, or by the option `empty`.
    """
    coverage = _coverage(prepared, measure, level)
    word = np.full(len(level), _OBSERVED, dtype=np.int8)
    if not _means_something(prepared, measure, level):
        word[:] = _NOT_APPLICABLE
        return Status(word, np.full(len(level), np.nan), coverage, np.full(len(level), np.nan))
    if prepared.framework.to_date:
        return _status_to_date(prepared, measure, level, coverage)
    values, request = values_of(prepared, measure, level), Request(prepared, measure, level, prepared.window)
    own, rows = _owned(prepared, measure, level), _has_rows(request, measure.ledger.source)
    undefined = values.denominator <= 0
    none = undefined & (values.numerator == 0) & _empty_is_zero(request)
    value = np.where(none, 0.0, values.value)
    word[value == 0] = _ZERO
    word[undefined & ~none] = _NOT_APPLICABLE
    word[coverage == 0] = _NOT_REPORTED
    word[~own & ~rows] = _NOT_APPLICABLE
    value = np.where(word <= _ZERO, value, np.nan)
    return Status(word, value, coverage, value)


def _status_to_date(prepared: Prepared, measure: MeasureSpec, level: Level, coverage: np.ndarray) -> Status:
    """Whether a measure applies is decided by the level and, for a unit, by the sheets it keeps.

    So no row can make a measure appear or vanish, and without rows it is zero. Only a share or completion of
    nothing has no value; the first then counts as what is expected of it.
    """
    values = values_of(prepared, measure, level)
    counted = values.value if values.counted is None else values.counted
    nothing, above = np.isnan(counted), values.numerator
    word = ((above == 0) | np.isnan(above)).astype(np.int8)  # zero is the word after observed
    word[nothing] = _NOT_APPLICABLE
    word[np.isnan(values.value) & ~nothing] = _OBSERVED
    word[coverage == 0] = _NOT_REPORTED
    word[~_kept(prepared, measure, level)] = _NOT_APPLICABLE
    there = word <= _ZERO
    return Status(word, np.where(there, values.value, np.nan), coverage, np.where(there, counted, np.nan))


def _kept(prepared: Prepared, measure: MeasureSpec, level: Level) -> np.ndarray:
    """Whether the measure is asked of the entity: of a unit that keeps a sheet it is counted from there."""
    if level.name != "unit":
        return np.ones(len(level), dtype=bool)
    terms = [term.source for term in measure.ledger.term if level.formula in term.levels]
    owners = _owners(prepared, terms or measure.ledger.source[:1])
    return owners[_numbers(prepared, level)]


def _numbers(prepared: Prepared, level: Level) -> np.ndarray:
    """Each unit's number, for level unit."""
    units = prepared.directory.units
    return prepared.once(("unit numbers",), lambda: units.get_indexer(level.entities.index) + 1)


def reported_share(prepared: Prepared) -> np.ndarray:
    """Share of each unit's quarters of the period that are approved, by unit number; 0 for nobody."""
    return prepared.once(("reported",), lambda: _share(*_unit_quarters(prepared)))


def _share(approved: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.divide(approved, expected, out=np.zeros(len(expected)), where=expected > 0)


def _unit_quarters(prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """Approved and expected quarters of the period, by unit number."""
    expected = prepared.data.expected
    inside = expected[expected["period"].isin([quarter.code for quarter in prepared.scope.quarters])]
    units = prepared.directory.units
    number, size = units.get_indexer(pd.Index(inside["unit"])) + 1, len(units) + 1
    approved = inside["approved"].to_numpy(dtype=float)
    return np.bincount(number, approved, size), np.bincount(number, minlength=size).astype(float)


def _coverage(prepared: Prepared, measure: MeasureSpec, level: Level) -> np.ndarray:
    if level.name == "unit":
        return reported_share(prepared)[_numbers(prepared, level)]
    if level.name == "brand":
        return reported_share(prepared)[prepared.directory.lead[1:]]
    approved, asked = reports_of(prepared, measure)
    return np.full(len(level), approved / asked if asked else 0.0)


def reports_of(prepared: Prepared, measure: MeasureSpec) -> tuple[float, float]:
    """Approved and expected unit-quarters of all units that keep a ledger the measure is counted from."""
    source = tuple(measure.ledger.source)
    return prepared.once(("unit-quarters", source), lambda: _reports_of(prepared, source))


def _reports_of(prepared: Prepared, source: tuple[str, ...]) -> tuple[float, float]:
    owners = _owners(prepared, source)
    approved, expected = prepared.once(("unit-quarters",), lambda: _unit_quarters(prepared))
    return float(approved[owners].sum()), float(expected[owners].sum())


def _owners(prepared: Prepared, source: Iterable[str]) -> np.ndarray:
    """Whether each unit keeps one of some ledgers, by unit number."""
    return np.logical_or.reduce([_keepers(prepared, code) for code in source])


def _keepers(prepared: Prepared, ledger: str) -> np.ndarray:
    def make() -> np.ndarray:
        keepers = {unit.code for unit in prepared.framework.owners(ledger, prepared.period.end)}
        return np.array([False, *(unit.code in keepers for unit in prepared.framework.units)])

    return prepared.once(("keepers", ledger), make)


def _owned(prepared: Prepared, measure: MeasureSpec, level: Level) -> np.ndarray:
    """Whether the entity's unit keeps one of the measure's ledgers; other levels have no own sheet."""
    owners = _owners(prepared, measure.ledger.source)
    if level.name == "unit":
        return owners[_numbers(prepared, level)]
    if level.name == "brand":
        return owners[prepared.directory.lead[1:]]
    return np.ones(len(level), dtype=bool)


def _has_rows(request: Request, ledgers: Iterable[str]) -> np.ndarray:
    """Whether the entity has any row in some ledgers that a score of the period may count."""
    return np.logical_or.reduce([_occurring(request, code) for code in ledgers])[1:]


def _occurring(request: Request, code: str) -> np.ndarray:
    """Which entities have a countable row in a ledger, by entity number."""

    def make() -> np.ndarray:
        return np.bincount(request.key(code), request.base(code), len(request.level) + 1) > 0

    options = tuple(request.option(name) for name in ("dated", "trailing_months"))
    return request.prepared.once(("occurring", request.level.name, code, options), make)


def _empty_is_zero(request: Request) -> np.ndarray:
    """Where nothing over nothing is zero: for a share, where the sheet of its cases (the first) is blank."""
    level, ledger = request.level, request.ledger
    if request.option("empty") == NOT_APPLICABLE or (ledger.kind in _OF_CASES and level.formula not in "BU"):
        return np.zeros(len(level), dtype=bool)
    if ledger.kind in _OF_CASES:
        return ~_has_rows(request, ledger.source[:1])
    return np.ones(len(level), dtype=bool)


def _means_something(prepared: Prepared, measure: MeasureSpec, level: Level) -> bool:
    """Whether the measure has a formula here, and rows that could belong to such an entity at all."""
    if not has_formula(measure, level):
        return False
    if level.by != "enterprise":
        return True
    ledgers = (prepared.framework.ledgers[code] for code in measure.ledger.source)
    return any(ledger.code == ENTERPRISES or ledger.refers_to(ENTERPRISES) for ledger in ledgers)
