"""A ledger row found by what the address says of it, and how the address says it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from metrics.framework import LedgerSpec
from metrics.ingest import CellRef
from metrics.scoring.measures import texts
from pages import cached
from pages.account import own_unit

#: What `place_of` writes.
_PLACE = re.compile(r"(?P<sheet>.+?)-报送(?P<submission>[0-9]{1,9})-第(?P<row>[0-9]{1,7})行(-(?P<cell>.+))?")


def place_of(ledger: str, submission: int, row: int, field: str = "") -> str:
    """A ledger row, or a cell of it, as the address names it: by the file, which stays as it was sent in."""
    spec = cached.framework().ledgers[ledger]
    column = spec.by_id.get(field)
    return f"{spec.sheet}-报送{submission}-第{row}行" + (f"-{column.header}" if column else "")


class LedgerRow(NamedTuple):
    """A row that is there: `told` and `cells` go by field, `field` is the one looked at."""

    spec: LedgerSpec
    submission: int
    row: int
    field: str
    told: Mapping[str, str]
    cells: Mapping[str, CellRef]

    @property
    def name(self) -> str:
        """Kind and name of the row, such as `活动 劳模工匠面对面`."""
        return f"{self.spec.sheet.removesuffix('台账')} {self.told[self.spec.name_field or self.spec.key]}"


def find(key: cached.Edition, wanted: str) -> LedgerRow | None:
    """The row that the address names, for staff of a unit only its own; None when it is not there."""
    asked, data = _PLACE.fullmatch(wanted), cached.dataset(key)
    sheets = {spec.sheet: spec for spec in cached.framework().ledgers.values()}
    spec = sheets.get(asked["sheet"]) if asked else None
    if spec is None or spec.code not in data.ledgers:
        return None
    submission, row, frame = int(asked["submission"]), int(asked["row"]), data.ledgers[spec.code]
    frame = frame[frame["_submission"].eq(submission) & frame["_row"].eq(row)]
    if frame.empty or own_unit() not in ("", frame["_unit"].iloc[0]):
        return None
    told = {column.id: str(texts(frame, column.id, [0])[0]) for column in spec.columns}
    cells = {column.id: data.cell(submission, spec.code, row, column.id) for column in spec.columns}
    fields = {column.header: column.id for column in spec.columns}
    field = fields.get(asked["cell"], spec.name_field or spec.key)
    return LedgerRow(spec, submission, row, field, told, cells)
