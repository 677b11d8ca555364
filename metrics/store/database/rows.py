"""Stored ledgers of submissions, decoded once a process: nothing but an erasure changes them."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, func, select

from metrics.county import SubmissionInfo
from metrics.framework import LedgerSpec
from metrics.store.database.joined_rows import JoinedRows, origin
from metrics.store.database.parquet import to_frame, unpack
from metrics.store.database.schema import erasure, ledger_rows


@dataclass(frozen=True)
class StoredLedger:
    """One ledger of one submission: where it stood in the file, and its rows."""

    sheet: str
    columns: Mapping[str, int]
    table: pa.Table


Ledgers = Mapping[str, StoredLedger]


class RowCache:
    """Ledgers by submission; the least recently used go first.

    All go with an erasure, whichever process made it: what was taken out is not to be shown from here.
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._kept: OrderedDict[int, Ledgers] = OrderedDict()
        self._lock = Lock()
        self._decided = 0
        self._joined = JoinedRows()

    def get(self, connection: Connection, ids: Collection[int]) -> dict[int, Ledgers]:
        """Submission id → ledger code → ledger, for the submissions asked for."""
        decided = connection.scalar(select(func.count(erasure.c.decided_at))) or 0
        with self._lock:
            if decided != self._decided:
                self._kept.clear()
                self._joined.forget()
                self._decided = decided
            found = {number: self._kept[number] for number in ids if number in self._kept}
        found |= load_rows(connection, [number for number in ids if number not in found])
        with self._lock:
            if decided != self._decided:
                # Another reader has seen an erasure since; these were read before it.
                return found
            self._kept.update(found)
            for number in found:
                self._kept.move_to_end(number)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        """Read every ledger anew: an erasure has changed some."""
        with self._lock:
            self._kept.clear()
            self._joined.forget()

    def joined(
        self, spec: LedgerSpec, submissions: Iterable[SubmissionInfo], stored: Mapping[int, Ledgers]
    ) -> pd.DataFrame:
        """As the function `joined`; made once of the same submissions, as `get` gave them."""
        return self._joined.frame(spec, *_parts(spec, submissions, stored))


def load_rows(connection: Connection, ids: Collection[int], ledger: str = "") -> dict[int, Ledgers]:
    """Decode the ledgers of submissions, or only one of their ledgers."""
    if not ids:
        return {}
    query = select(ledger_rows).where(ledger_rows.c.submission_id.in_(ids))
    query = query.where(ledger_rows.c.ledger == ledger) if ledger else query
    found: dict[int, dict[str, StoredLedger]] = {number: {} for number in ids}
    for row in connection.execute(query):
        stored = StoredLedger(row.sheet, MappingProxyType(row.columns), unpack(row.parquet))
        found[row.submission_id][row.ledger] = stored
    return {number: MappingProxyType(ledgers) for number, ledgers in found.items()}


def joined(
    spec: LedgerSpec, submissions: Iterable[SubmissionInfo], stored: Mapping[int, Ledgers]
) -> pd.DataFrame:
    """The rows of one ledger of several submissions, in the order of these.

    Returns:
        Columns as of `parquet.to_frame`, and `_submission` (int), `_unit`, `_period`.
    """
    parts, tables = _parts(spec, submissions, stored)
    return to_frame(tables, spec).assign(**origin(parts, tables))


def _parts(
    spec: LedgerSpec, submissions: Iterable[SubmissionInfo], stored: Mapping[int, Ledgers]
) -> tuple[list[SubmissionInfo], list[pa.Table]]:
    """The submissions that hold a ledger, and its rows in each."""
    parts = [info for info in submissions if spec.code in stored[info.id]]
    return parts, [stored[info.id][spec.code].table for info in parts]
