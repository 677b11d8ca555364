"""What the quality checks work on and what they find: doubts about approved rows, each with its cells."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from metrics.county import Dataset, ReturnedFinding
from metrics.doubts.identity import ID, row_ids
from metrics.framework import Framework, LedgerSpec, parse_period
from metrics.ingest import ROW, CellRef

#: question: the office decides · doubt: probably wrong · hint: to know when figures are quoted.
SEVERITIES = MappingProxyType({"question": "待认定", "doubt": "存疑", "hint": "提示"})

#: Columns that say where a row stands.
_ORIGIN = ("_submission", "_unit", "_period", ROW)

Row = Mapping[str, object]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Place:
    """A cell of a stored submission.

    `code` is the row's code, `id` names the row independently of its code and of where it stands
    (see `identity.row_ids`), `values` are its fields as read.
    """

    cell: CellRef
    file: str
    submission: int
    unit: str
    period: str
    ledger: str
    row: int
    field: str
    code: str
    id: str
    values: Row = dataclass_field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.unit} {self.period} {self.cell}"


@dataclass(frozen=True)
class Doubt:
    """One thing the office should look at.

    `kind` is the family of rules, `decision` what may be decided (twice or verify), `units` whom it concerns.
    `scope` is county for what is said of the whole county, whose rows it names only to show where it is from.
    `key` stays the same as long as the same thing is found: a ruling holds for it. `elsewhere` is code and
    name of another county in which the fact may count (decision elsewhere).
    """

    code: str
    title: str
    severity: str
    where: tuple[Place, ...]
    found: str
    expected: str
    message: str
    hint: str
    key: str
    kind: str = ""
    decision: str = "verify"
    units: tuple[str, ...] = ()
    scope: str = "unit"
    elsewhere: str = ""


@dataclass(frozen=True)
class Revisions:
    """Revisions that replace one another.

    Args:
        rows: the ledgers of all of them, as a Dataset has them.
        pairs: submission ids of the earlier and the later revision of a unit-quarter.
    """

    rows: Dataset
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CountyRows:
    """Everything the rules look at.

    Args:
        framework: what is collected.
        data: the rows that count up to the period's end.
        reported: the same with the rows that a ruling leaves out.
        revisions: of the period's quarters; none without it.
        returned: what the office above found in what was handed up of the period.
    """

    framework: Framework
    data: Dataset
    reported: Dataset | None = None
    revisions: Revisions | None = None
    returned: tuple[ReturnedFinding, ...] = ()
    _memo: dict[object, Any] = dataclass_field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """Codes of the period's quarters."""
        return tuple(quarter.code for quarter in self.data.period.quarters)

    @cached_property
    def as_reported(self) -> "CountyRows":
        """The county before any ruling left rows out."""
        return self if self.reported is None else replace(self, data=self.reported, reported=None, _memo={})

    def spec(self, ledger: str) -> LedgerSpec:
        """A ledger's specification."""
        return self.framework.ledgers[ledger]

    def every(self, ledger: str) -> pd.DataFrame:
        """All rows of a ledger up to the period's end: its fields and `_id`, without what was typed."""
        return self.once(ledger, lambda: self._every(ledger))

    def _every(self, ledger: str) -> pd.DataFrame:
        spec, frame = self.spec(ledger), self.data.ledgers[ledger]
        # Every rule takes rows of it, which costs by the column.
        return frame[[*spec.by_id, *_ORIGIN]].assign(**{ID: row_ids(spec, frame)})

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What was made under a key, made at the first time of asking."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def rows(self, ledger: str) -> pd.DataFrame:
        """The rows reported in the period's quarters."""
        return self.once(("rows", ledger), lambda: self._rows(ledger))

    def _rows(self, ledger: str) -> pd.DataFrame:
        frame = self.every(ledger)
        return frame[frame["_period"].isin(self.quarters)]

    def latest(self, ledger: str) -> pd.DataFrame:
        """A register's latest row by code up to the period's end; every row of a flow."""
        return self.once(("latest", ledger), lambda: self._latest(ledger))

    def _latest(self, ledger: str) -> pd.DataFrame:
        frame, spec = self.every(ledger), self.spec(ledger)
        return frame if spec.kind == "flow" else frame.drop_duplicates(spec.key, keep="last")

    @cached_property
    def enterprises(self) -> pd.DataFrame:
        """The roster by enterprise code, latest row of each."""
        return self.latest("L15").set_index("enterprise_code")

    def roster_value(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """Per row, a number of the enterprise it names: from the roster of its quarter, or the latest."""
        then, latest = self.once(("roster", column), lambda: self._roster(column))
        codes = _codes(frame["enterprise_code"])
        found = [then.get(both) for both in zip(codes, frame["_period"].tolist(), strict=True)]
        held = [latest.get(code) if one is None else one for one, code in zip(found, codes, strict=True)]
        return pd.Series(held, index=frame.index, dtype=self.every("L15")[column].dtype)

    def _roster(self, column: str) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
        """A number by enterprise and quarter, and the latest by enterprise; none that is missing."""
        roster = self.every("L15")
        codes, periods = _codes(roster["enterprise_code"]), roster["_period"].tolist()
        values = [None if value is pd.NA else value for value in roster[column].tolist()]
        return dict(zip(zip(codes, periods, strict=True), values, strict=True)), dict(
            zip(codes, values, strict=True)
        )

    def enterprise_name(self, code: object) -> str:
        """`E017 名称`, or 未填企业 for a row without an enterprise."""
        if not isinstance(code, str):
            return "未填企业"
        known = self.enterprises["enterprise_name"].get(code)
        return f"{code} {known}" if isinstance(known, str) else code

    def unit_name(self, code: str) -> str:
        """A member unit's name."""
        unit = self.framework.unit.get(code)
        return unit.name if unit else code

    def label(self, period: str) -> str:
        """A period in words."""
        return parse_period(period).label

    def places(self, ledger: str, frame: pd.DataFrame, field: str) -> list[Place]:
        """A place for each row of a part of a ledger, at the cell of a field."""
        return places(self.data, self.spec(ledger), frame, field)


def places(source: Dataset, spec: LedgerSpec, frame: pd.DataFrame, field: str) -> list[Place]:
    """A place for each row, at the cell of a field; `frame` has the column `_id`."""
    if frame.empty:
        return []
    needed = frame[[*spec.by_id, *_ORIGIN, ID]]
    return [_place(source, spec, row, field) for row in needed.to_dict("records")]


def _codes(values: pd.Series) -> list[str]:
    """Codes, a missing one as an empty text: two that are missing are the same."""
    return [code if isinstance(code, str) else "" for code in values.tolist()]


def _place(source: Dataset, spec: LedgerSpec, row: Mapping[Hashable, Any], field: str) -> Place:
    submission, number = int(row["_submission"]), int(row[ROW])
    code = row[spec.key]
    return Place(
        cell=source.cell(submission, spec.code, number, field),
        file=source.submissions[submission].file,
        submission=submission,
        unit=row["_unit"],
        period=row["_period"],
        ledger=spec.code,
        row=number,
        field=field,
        code=code if isinstance(code, str) else "",
        id=row[ID],
        values={column: row[column] for column in spec.by_id},
    )
