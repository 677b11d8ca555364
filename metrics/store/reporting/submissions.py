"""Submissions: one uploaded file with its cleaned rows and findings, stored whole and never changed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, func, insert, select

from metrics.county import SubmissionInfo
from metrics.framework import Framework, parse_period, rights
from metrics.ingest import AcceptedWorkbook, CellRef, CheckedWorkbook, Finding, LedgerRows
from metrics.ingest.patch import with_edits
from metrics.store.database import (
    StoreError,
    audit,
    finding,
    inserted_id,
    ledger_rows,
    load_rows,
    moment,
    original,
    pack,
    submission,
    to_frame,
)
from metrics.store.database import period as periods_table
from metrics.store.people import handouts, permits, units
from metrics.store.reporting import drafts, erasures, periods, standing, trails
from metrics.store.reporting.found import COUNTED, get, info, one
from metrics.store.reporting.photos import NO_PHOTOS, PhotoParcel, keep_photos, photo_parcel
from metrics.store.reporting.trails import UploadTrail
from metrics.store.reporting.zeros import declarations


@dataclass(frozen=True)
class SubmissionParcel:
    """A checked workbook made ready for storing, so that the writing transaction is short."""

    accepted: AcceptedWorkbook
    file: str
    content: bytes
    ledgers: Sequence[Mapping[str, object]]
    trail: UploadTrail | None = None
    photos: PhotoParcel = NO_PHOTOS


def parcel(
    checked: CheckedWorkbook,
    content: bytes,
    keys: Mapping[str, str],
    trail: UploadTrail | None = None,
) -> SubmissionParcel:
    """Make a checked workbook ready, with its photos.

    Args:
        checked: the workbook.
        content: its bytes.
        keys: ledger code → the field with the row's code.
        trail: how its bytes came about.

    Raises:
        StoreError: it has errors, was not recognised, is not for a quarter, or was checked from other bytes.
    """
    if not checked.accepted:
        errors = len(checked.of_severity("error"))
        reason = f"有 {errors} 处错误" if errors else "认不出是哪个单位、哪个季度的"
        raise StoreError(f"“{checked.file}”{reason}，不能报送。请按检查结果改好后重新上传。")
    if hashlib.sha256(content).hexdigest() != checked.sha256:
        raise StoreError(f"“{checked.file}”的内容和检查过的不是同一个文件。请重新上传、检查后再报送。")
    if trail:
        trail = trails.storable(trail)
        checked = with_edits(checked, trail.edits)
    accepted = checked.accept()
    file = checked.file.replace("\\", "/").rsplit("/", 1)[-1]
    ledgers = [_ledger(checked, code) for code in checked.ledgers]
    return SubmissionParcel(accepted, file, content, ledgers, trail, photo_parcel(checked, content, keys))


def _ledger(checked: CheckedWorkbook, code: str) -> dict[str, object]:
    rows = checked.ledgers[code]
    return {
        "ledger": code,
        "sheet": rows.sheet,
        "columns": dict(rows.columns),
        "n_rows": len(rows.frame),
        "parquet": pack(rows.frame, code),
    }


def submit(
    connection: Connection,
    given: SubmissionParcel,
    account: str,
    at: datetime | None,
    note: str,
    zero: Collection[str] = (),
) -> SubmissionInfo:
    """Store a parcel as the next revision; bytes that are there already give their submission.

    `zero` are the ledgers declared with it to have nothing (零报送).

    Raises:
        StoreError: no account, a unit that is not in the database, or what the one answer refuses.
    """
    accepted = given.accepted
    if not account.strip():
        raise StoreError("报送要写明是谁报的。请用自己的账号登录后再报送。")
    units.require(connection, accepted.unit)
    permits.require(connection, account, "submit", accepted.unit)
    erasures.require_there(connection, accepted.sha256)
    same = one(connection, _of(accepted).where(submission.c.sha256 == accepted.sha256))
    drafts.submitted(connection, accepted.sha256, account)
    if same:
        return same
    standing.require(connection, accepted.unit, accepted.period, account, moment(at).date())
    periods.ensure(connection, accepted.period, None, account)
    _keep_original(connection, given)
    number = _insert(connection, given, account, at, note)
    _insert_parts(connection, given, number)
    stored = get(connection, number)
    detail: dict[str, object] = {
        key: getattr(stored, key) for key in ("unit", "period", "revision", "sha256", "file")
    }
    if given.trail:
        trails.keep(connection, given.trail, draft_id=None, submission_id=number)
        detail |= {"edits": len(given.trail.edits), "first_sha256": given.trail.sha256}
    if count := keep_photos(connection, given.photos, stored, account, at):
        detail["photos"] = count
    audit.record(connection, account, "submit", f"submission {number}", detail, at)
    rows = {code: len(part.frame) for code, part in accepted.ledgers.items()}
    declarations.rows_came(connection, stored, rows, at)
    if zero:
        declarations.declare(connection, stored.unit, accepted.period, zero, account, at, number)
    return stored


def _of(accepted: AcceptedWorkbook) -> Select[tuple[object, ...]]:
    return select(submission).where(
        submission.c.unit == accepted.unit,
        submission.c.period == accepted.period.code,
        submission.c.state != "withdrawn",
    )


def _keep_original(connection: Connection, given: SubmissionParcel) -> None:
    sha256 = given.accepted.sha256
    if connection.execute(select(original.c.sha256).where(original.c.sha256 == sha256)).first() is None:
        row = {"sha256": sha256, "file": given.file, "size": len(given.content), "content": given.content}
        connection.execute(insert(original).values(**row))


def _insert(
    connection: Connection, given: SubmissionParcel, account: str, at: datetime | None, note: str
) -> int:
    accepted = given.accepted
    of_quarter = (submission.c.unit == accepted.unit) & (submission.c.period == accepted.period.code)
    last = connection.execute(select(func.max(submission.c.revision)).where(of_quarter)).scalar()
    row = {
        "unit": accepted.unit,
        "period": accepted.period.code,
        # The table's unique key settles a race for the same number; the loser's transaction is run again.
        "revision": (last or 0) + 1,
        "sha256": accepted.sha256,
        "file": given.file,
        "template_version": accepted.template_version,
        "submitted_by": account.strip(),
        "submitted_at": moment(at),
        "note": note,
        "state": "submitted",
        "decided_by": "",
        "why": "",
    }
    return inserted_id(connection.execute(insert(submission).values(**row)))


def _insert_parts(connection: Connection, given: SubmissionParcel, number: int) -> None:
    for table, rows in (
        (ledger_rows, given.ledgers),
        (finding, [_finding_row(*numbered) for numbered in enumerate(given.accepted.findings)]),
    ):
        if rows:
            connection.execute(insert(table), [{"submission_id": number, **row} for row in rows])


def _finding_row(position: int, found: Finding) -> dict[str, object]:
    texts = ("code", "severity", "found", "expected", "message", "hint", "proposal", "field")
    return {
        "position": position,
        "sheet": found.where.sheet,
        "row_number": found.where.row,
        "column_number": found.where.column,
        **{name: getattr(found, name) for name in texts},
    }


def counted(connection: Connection, until: date) -> list[SubmissionInfo]:
    """The latest approved revision of every unit-quarter that ends by a day, in order."""
    query = (
        select(submission)
        .join(periods_table, periods_table.c.code == submission.c.period)
        .where(submission.c.state.in_(COUNTED), periods_table.c.ends_on <= until)
    )
    return latest_of_quarters(info(row) for row in connection.execute(query))


def in_order(submissions: Iterable[SubmissionInfo]) -> list[SubmissionInfo]:
    """By quarter, revision and unit; codes of quarters sort as their days do."""
    return sorted(submissions, key=lambda found: (found.period, found.revision, found.unit))


def latest_of_quarters(submissions: Iterable[SubmissionInfo]) -> list[SubmissionInfo]:
    """Of each unit-quarter the one with the highest revision, in order."""
    latest = {(found.unit, found.period): found for found in in_order(submissions)}
    return in_order(latest.values())


def require_visible(connection: Connection, found: SubmissionInfo, account: str) -> None:
    """Refuse an account that may not see a submission; more may see one that was approved.

    Raises:
        StoreError: naming who may.
    """
    act = "see-rows" if found.state in COUNTED else "see-submission"
    permits.require(connection, account, act, found.unit)


def file_for(connection: Connection, sha256: str, account: str) -> tuple[str, bytes]:
    """As `file_of`, for an account that may see one of the submissions the file came with.

    The name is that of a submission it may see: another unit may have handed in the same bytes before.
    """
    query = select(submission).where(submission.c.sha256 == sha256)
    infos = [info(row) for row in connection.execute(query)]
    counting = [one for one in infos if one.state in COUNTED]
    act = "see-rows" if counting else "see-submission"
    named = counting or infos
    if not named:
        raise _never_stored(sha256)
    permits.require(connection, account, act, *(one.unit for one in named))
    content = file_of(connection, sha256)[1]
    found = permits.acting(connection, account, act)
    seen = next(one for one in named if found is None or rights.may(found, act, one.unit))
    _note(connection, "原文件", seen, account)
    return seen.file, content


def _note(connection: Connection, kind: str, taken: SubmissionInfo, account: str) -> None:
    """Keep that a submission's file was handed out; the right to it was asked just now."""
    detail = {key: getattr(taken, key) for key in ("unit", "period", "revision", "sha256")}
    handouts.hand_out(connection, handouts.Handout(kind, taken.file, (), taken.sha256[:12], detail), account)


def to_mark(
    connection: Connection, number: int, framework: Framework, account: str
) -> tuple[bytes, AcceptedWorkbook]:
    """As `checked_again`, for a marked copy that is handed out."""
    found = checked_again(connection, number, framework, account)
    erasures.require_there(connection, found[1].sha256)
    _note(connection, "标注过的副本", get(connection, number), account)
    return found


def file_of(connection: Connection, sha256: str) -> tuple[str, bytes]:
    """Name and bytes of an original file, for what the program itself does.

    Raises:
        ErasedError: it was erased.
        StoreError: it was never stored.
    """
    erasures.require_there(connection, sha256)
    row = connection.execute(select(original).where(original.c.sha256 == sha256)).one_or_none()
    if row is None:
        raise _never_stored(sha256)
    return row.file, row.content


def _never_stored(sha256: str) -> StoreError:
    return StoreError(f"库里没有校验码为 {sha256[:12]}… 的原始文件。")


def trail_of(connection: Connection, number: int, account: str) -> UploadTrail | None:
    """How a submission's bytes came about, for an account that may see it; None when nothing was changed."""
    require_visible(connection, get(connection, number), account)
    return trails.of_submission(connection, number)


def findings(connection: Connection, number: int, account: str) -> tuple[Finding, ...]:
    """What was found in a submission's file, in the order of checking, for an account that may see it."""
    found = get(connection, number)
    require_visible(connection, found, account)
    return _findings(connection, number, found.sha256)


def _findings(connection: Connection, number: int, sha256: str) -> tuple[Finding, ...]:
    query = select(finding).where(finding.c.submission_id == number).order_by(finding.c.position)
    return tuple(_finding(row, sha256) for row in connection.execute(query))


def _finding(row: Row[tuple[object, ...]], sha256: str) -> Finding:
    texts = ("found", "expected", "message", "hint", "proposal", "field")
    where = CellRef(sha256, row.sheet, row.row_number, row.column_number)
    return Finding(row.code, row.severity, where, **{name: getattr(row, name) for name in texts})


def checked_again(
    connection: Connection, number: int, framework: Framework, account: str
) -> tuple[bytes, AcceptedWorkbook]:
    """A submission's bytes, and what its check said as far as it was stored, for who may see it.

    The bytes of a file that was erased are empty; its rows are there.

    Raises:
        StoreError: there is no such submission.
    """
    found = get(connection, number)
    require_visible(connection, found, account)
    stored = load_rows(connection, [number])[number]
    ledgers = {
        code: LedgerRows(code, kept.sheet, kept.columns, to_frame([kept.table], framework.ledgers[code]))
        for code, kept in stored.items()
        if code in framework.ledgers
    }
    version = select(submission.c.template_version).where(submission.c.id == number)
    accepted = AcceptedWorkbook(
        file=found.file,
        sha256=found.sha256,
        unit=found.unit,
        period=parse_period(found.period),
        template_version=connection.execute(version).scalar_one(),
        ledgers=ledgers,
        findings=_findings(connection, number, found.sha256),
    )
    is_gone = found.sha256 in erasures.gone(connection)
    return b"" if is_gone else file_of(connection, found.sha256)[1], accepted
