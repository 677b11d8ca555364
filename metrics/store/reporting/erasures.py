"""Erasing a file that should never have come: one asks, another confirms; hash, reason and audit stay."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from metrics.ingest import BOUND, RAW, ROW, CellRef
from metrics.ingest.personal import masked_text, number_in_float
from metrics.store.database import (
    SYSTEM,
    StoreError,
    audit,
    draft,
    erasure,
    finding,
    inserted_id,
    kept_book,
    ledger_rows,
    moment,
    original,
    repack,
    submission,
    unpack,
)
from metrics.store.people import permits
from metrics.store.photos import kept as photos
from metrics.store.reporting import drafts, trails

#: What stands where something was taken out, and where a file was.
CLEARED, ERASED = "（已清除）", "已按规定清除"
ASKED, DONE, DECLINED = "asked", "done", "declined"
ERASURE_STATE_NAMES = {ASKED: "等待另一人确认", DONE: "已清除", DECLINED: "没有同意"}
_LONGEST = 500
_TEXTS = ("found", "expected", "message", "hint", "proposal")


@dataclass(frozen=True)
class Erasure:
    """What was asked: `sha256` of the file, `cells` such as `活动台账!P3`; by whom, and what became of it."""

    id: int
    sha256: str
    file: str
    cells: tuple[str, ...]
    why: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == ASKED

    def __str__(self) -> str:
        day = f"（{self.decided_at:%Y-%m-%d}）" if self.decided_at else ""
        return f"“{self.file}”{ERASED}{day}：{self.why}"


@dataclass(frozen=True)
class ErasureOutlook:
    """What erasing a file would take away; the contents themselves are not told.

    Args:
        sha256: its checksum.
        file: its name.
        size: bytes of the original; 0 when it was never handed in.
        submissions: numbers of the reports handed in with it, oldest first.
        drafts: how many drafts hold it.
        cells: `sheet!A1` of what goes from the rows, personal numbers and named cells, in their order.
        findings: how many findings repeat it.
        photos: how many photos of its rows came with it and with no other file.
        unknown: named cells that no row has.
    """

    sha256: str
    file: str
    size: int
    submissions: tuple[int, ...]
    drafts: int
    cells: tuple[str, ...]
    findings: int
    photos: int
    unknown: tuple[str, ...]


class ErasedError(StoreError):
    """A file that was asked for and is not there any more, on purpose."""


def ask(
    connection: Connection, sha256: str, why: str, cells: Sequence[str], account: str, at: datetime | None
) -> Erasure:
    """Ask that a file be erased; nothing goes yet.

    Args:
        connection: of the writing transaction.
        sha256: the file's checksum, or its beginning.
        why: the reason, without the data themselves.
        cells: further cells whose content goes from the rows, as `sheet!A1`; personal numbers go anyway.
        account: who asks.
        at: when.

    Raises:
        StoreError: no such file, no reason, it is gone or asked for already, or the account may not.
    """
    name, file, units = _file(connection, sha256)
    _require_person(account)
    permits.require(connection, account, "ask-erasure", *units)
    why = masked_text(why.strip())
    if not why or len(why) > _LONGEST:
        raise StoreError(f"请写明为什么清除（不超过 {_LONGEST} 字，不要写个人信息本身）。")
    for known in _find(connection, select(erasure).where(erasure.c.sha256 == name)):
        if known.state != DECLINED:
            raise StoreError(f"这份文件{ERASURE_STATE_NAMES[known.state]}（第 {known.id} 号），不用再提。")
    if unknown := outlook(connection, name, cells, account).unknown:
        raise StoreError(
            f"报送的台账行里没有这些单元格：{'、'.join(unknown)}。请写成 活动台账!P3 的样子；"
            "不在台账行里的内容随原文件一起清除，不用写。"
        )
    row = {
        "sha256": name,
        "file": masked_text(file),
        "cells": list(cells),
        "why": why,
        "state": ASKED,
        "asked_by": account.strip(),
        "asked_at": moment(at),
        "decided_by": "",
    }
    number = inserted_id(connection.execute(insert(erasure).values(**row)))
    _record(connection, account, "erase-asked", get(connection, number), {}, at)
    return get(connection, number)


def outlook(connection: Connection, sha256: str, cells: Collection[str], account: str) -> ErasureOutlook:
    """What erasing a file would take away, for who may ask for that.

    Raises:
        StoreError: no such file, or the account may not.
    """
    name, file, units = _file(connection, sha256)
    permits.require(connection, account, "ask-erasure", *units)
    changed: dict[str, None] = {}
    known: set[str] = set()
    repeated = 0
    numbers = connection.execute(
        select(submission.c.id).where(submission.c.sha256 == name).order_by(submission.c.id)
    ).scalars()
    every = tuple(numbers)
    for number in every:
        for row in connection.execute(select(ledger_rows).where(ledger_rows.c.submission_id == number)).all():
            part = _cleared(unpack(row.parquet), row.sheet, row.columns, cells)
            changed |= dict.fromkeys(part.changed)
            known |= part.named
        repeated += len(_cleared_findings(connection, number, cells))
    size = connection.scalar(select(original.c.size).where(original.c.sha256 == name)) or 0
    kept = select(func.count()).select_from(draft).where(draft.c.sha256 == name)
    return ErasureOutlook(
        sha256=name,
        file=masked_text(file),
        size=size,
        submissions=every,
        drafts=connection.scalar(kept) or 0,
        cells=tuple(changed),
        findings=repeated,
        photos=len(photos.of_files(connection, name)),
        unknown=tuple(cell for cell in cells if cell not in known),
    )


def of_file(connection: Connection, sha256: str, account: str) -> Erasure | None:
    """The newest request about a file, for who may ask for one; None without any.

    Raises:
        StoreError: no such file, or the account may not.
    """
    name, _, units = _file(connection, sha256)
    permits.require(connection, account, "ask-erasure", *units)
    found = _find(connection, select(erasure).where(erasure.c.sha256 == name).order_by(erasure.c.id.desc()))
    return found[0] if found else None


def confirm(connection: Connection, number: int, account: str, at: datetime | None) -> Erasure:
    """Erase what somebody else asked for.

    Raises:
        StoreError: it does not wait for that, the same person asked, or the account may not.
    """
    asked = _require_waiting(connection, number)
    _require_person(account)
    permits.require(connection, account, "erase")
    if asked.asked_by.casefold() == account.strip().casefold():
        raise StoreError("提出清除的人不能自己确认。请换另一个有权确认的人。")
    return _decide(connection, asked, DONE, account, at)


def decline(connection: Connection, number: int, account: str, at: datetime | None) -> Erasure:
    """Leave a file where it is; whoever asked may do that too.

    Raises:
        StoreError: it does not wait for that, or the account may not.
    """
    asked = _require_waiting(connection, number)
    if asked.asked_by.casefold() != account.strip().casefold():
        permits.require(connection, account, "erase")
    return _decide(connection, asked, DECLINED, account, at)


def expire(connection: Connection, names: Collection[str], why: str, at: datetime | None) -> None:
    """Erase files whose time is over; the setting was made by a person, so no second one is asked."""
    for name in names:
        _, file, _ = _file(connection, name)
        row = {"sha256": name, "file": masked_text(file), "cells": [], "why": why, "state": ASKED}
        who = {"asked_by": SYSTEM, "asked_at": moment(at), "decided_by": ""}
        number = inserted_id(connection.execute(insert(erasure).values(**row, **who)))
        _decide(connection, get(connection, number), DONE, SYSTEM, at, rows=False)


def every(connection: Connection, account: str) -> list[Erasure]:
    """What was asked so far, newest first, for who may confirm."""
    permits.require(connection, account, "erase")
    return _find(connection, select(erasure).order_by(erasure.c.id.desc()))


def gone(connection: Connection) -> Mapping[str, Erasure]:
    """Checksum → erasure, of the files that are not there any more."""
    found = _find(connection, select(erasure).where(erasure.c.state == DONE))
    return {one.sha256: one for one in found}


def require_there(connection: Connection, sha256: str) -> None:
    """Refuse a file that was erased.

    Raises:
        ErasedError: saying when and why.
    """
    for one in _find(connection, select(erasure).where(erasure.c.sha256 == sha256, erasure.c.state == DONE)):
        raise ErasedError(f"{one}。校验码 {sha256[:12]}…，内容已不在系统里。")


def get(connection: Connection, number: int) -> Erasure:
    """An erasure by its number; StoreError when there is none."""
    found = _find(connection, select(erasure).where(erasure.c.id == number))
    if not found:
        raise StoreError(f"没有第 {number} 号清除申请。")
    return found[0]


def _find(connection: Connection, query: Select[tuple[object, ...]]) -> list[Erasure]:
    return [_erasure(row) for row in connection.execute(query)]


def _erasure(row: Row[tuple[object, ...]]) -> Erasure:
    values = dict(row._mapping)
    return Erasure(**{**values, "cells": tuple(values["cells"])})


def _require_person(account: str) -> None:
    if account.strip() in ("", SYSTEM):
        raise StoreError("清除要写明是谁。请用自己的账号登录后再做。")


def _require_waiting(connection: Connection, number: int) -> Erasure:
    asked = get(connection, number)
    if asked.state != ASKED:
        raise StoreError(f"第 {number} 号清除申请{ERASURE_STATE_NAMES[asked.state]}，不能再改。")
    return asked


def _file(connection: Connection, sha256: str) -> tuple[str, str, tuple[str, ...]]:
    """Checksum, name and units of a stored file; of a draft when it was not handed in.

    Raises:
        StoreError: none or several begin so.
    """
    start = sha256.strip().lower()
    found: dict[str, str] = {}
    for table in (original, draft):
        rows = connection.execute(
            select(table.c.sha256, table.c.file).where(table.c.sha256.startswith(start))
        )
        found = {row.sha256: row.file for row in rows} | found
    if len(start) < 8 or len(found) != 1:
        raise StoreError(f"没有找到唯一一份校验码以“{start[:64]}”开头的文件。请写全校验码或报送编号。")
    ((name, file),) = found.items()
    units = {
        unit
        for table in (submission, draft)
        for unit in connection.execute(select(table.c.unit).where(table.c.sha256 == name)).scalars()
    }
    return name, file, tuple(sorted(filter(None, units)))


def _decide(
    connection: Connection,
    asked: Erasure,
    state: str,
    account: str,
    at: datetime | None,
    *,
    rows: bool = True,
) -> Erasure:
    row = {"state": state, "decided_by": account.strip(), "decided_at": moment(at)}
    # The database lets rows of a file change only after this one.
    connection.execute(update(erasure).where(erasure.c.id == asked.id).values(**row))
    counts: dict[str, object] = {}
    if state == DONE:
        counts = _clear(connection, asked, account.strip(), rows=rows)
    action = "erase" if state == DONE else "erase-declined"
    _record(connection, account, action, asked, counts, at)
    return get(connection, asked.id)


def _record(
    connection: Connection,
    account: str,
    action: str,
    asked: Erasure,
    more: Mapping[str, object],
    at: datetime | None,
) -> None:
    detail = {
        "sha256": asked.sha256,
        "file": asked.file,
        "why": asked.why,
        "asked_by": asked.asked_by,
        **more,
    }
    audit.record(connection, account.strip(), action, f"file {asked.sha256[:12]}", detail, at)


def _clear(connection: Connection, asked: Erasure, account: str, *, rows: bool) -> dict[str, object]:
    """Take away bytes, drafts, and what the rows and findings repeat of them; rows stay and count."""
    if connection.dialect.name == "sqlite":
        # Else the bytes would stay in free pages of the file.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execute(
        update(original).where(original.c.sha256 == asked.sha256).values(content=b"", file=asked.file)
    )
    # Books may name what goes; they are computed anew from what is left.
    connection.execute(delete(kept_book))
    drafts.wipe(connection, asked.sha256, account, ERASED)
    trails.erase(connection, asked.sha256)
    gone = photos.erase(connection, asked.sha256)
    query = select(submission).where(submission.c.sha256 == asked.sha256)
    changed = 0
    for found in connection.execute(query).all():
        texts = {
            "file": masked_text(found.file),
            "note": masked_text(found.note),
            "why": masked_text(found.why),
        }
        connection.execute(update(submission).where(submission.c.id == found.id).values(**texts))
        if rows:
            changed += _clear_rows(connection, found.id, asked.cells)
            _clear_findings(connection, found.id, asked.cells)
    numbers = connection.execute(select(submission.c.id).where(submission.c.sha256 == asked.sha256)).scalars()
    return {"submissions": list(numbers), "cleared": changed, **({"photos": gone} if gone else {})}


def _clear_rows(connection: Connection, number: int, cells: Collection[str]) -> int:
    """Take personal numbers and named cells out of a submission's rows; how many values went."""
    total = 0
    for row in connection.execute(select(ledger_rows).where(ledger_rows.c.submission_id == number)).all():
        part = _cleared(unpack(row.parquet), row.sheet, row.columns, cells)
        if part.changed:
            this = (ledger_rows.c.submission_id == number) & (ledger_rows.c.ledger == row.ledger)
            connection.execute(update(ledger_rows).where(this).values(parquet=repack(part.table)))
            total += len(part.changed)
    return total


@dataclass(frozen=True)
class _Cleared:
    """A ledger without what goes: the cells of changed values (a cell has several), named cells it has."""

    table: pa.Table
    changed: tuple[str, ...]
    named: frozenset[str]


def _cleared(table: pa.Table, sheet: str, columns: Mapping[str, int], cells: Collection[str]) -> _Cleared:
    changed: list[str] = []
    known: set[str] = set()
    places = table[ROW].to_pylist()
    for position, name in enumerate(table.column_names):
        field = name.removesuffix(RAW).removesuffix(BOUND)
        if name == ROW:
            continue
        before = table[name].to_pylist()
        where = [str(CellRef("", sheet, row, columns.get(field) or 0)) for row in places]
        known.update(set(where) & set(cells))
        after = [
            _clear_value(value, named=place in cells) for value, place in zip(before, where, strict=True)
        ]
        if after != before:
            changed += [place for place, old, new in zip(where, before, after, strict=True) if old != new]
            table = table.set_column(position, name, pa.array(after, table[name].type))
    return _Cleared(table, tuple(changed), frozenset(known))


def _clear_value(value: object, *, named: bool) -> object:
    if isinstance(value, str):
        return CLEARED if named else masked_text(value)
    if isinstance(value, int | float) and number_in_float(value):
        return None
    return None if named else value


def _clear_findings(connection: Connection, number: int, cells: Collection[str]) -> None:
    for position, texts in _cleared_findings(connection, number, cells).items():
        this = (finding.c.submission_id == number) & (finding.c.position == position)
        connection.execute(update(finding).where(this).values(**texts))


def _cleared_findings(
    connection: Connection, number: int, cells: Collection[str]
) -> dict[int, dict[str, str]]:
    """Position → texts, of the findings that repeat what goes."""
    found: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(finding).where(finding.c.submission_id == number)).all():
        named = str(CellRef("", row.sheet, row.row_number, row.column_number)) in cells
        texts = {name: CLEARED if named else masked_text(getattr(row, name)) for name in _TEXTS}
        if any(texts[name] != getattr(row, name) for name in _TEXTS):
            found[row.position] = texts
    return found
