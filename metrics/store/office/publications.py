"""Publishing a period: its data version, framework version and scores are frozen; later data move nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from metrics.county import SubmissionInfo
from metrics.framework import Period, parse_period
from metrics.store.database import (
    StoreError,
    audit,
    moment,
    publication,
    published_scores,
    submission,
)
from metrics.store.office import frameworks
from metrics.store.people import permits
from metrics.store.reporting import COUNTED, Correction, corrections, datasets, found, periods, submissions

#: State of a publication → the word people use for it.
PUBLICATION_STATE_NAMES = {
    "published": "已发布",
    "locked": "已锁定",
    "reopened": "已重新打开",
    "replaced": "已更正重发",
}


@dataclass(frozen=True)
class Publication:
    """A period as it was published.

    Args:
        id: counts up; a period reopened and published again has several.
        period: its code, of a quarter, half-year or year.
        data_version: of the approved rows.
        framework_version: hash of the framework the scores were made with.
        account: by whom.
        at: when.
        note: what was said about it.
        state: published, locked; reopened or replaced: its numbers are history.
        why: the reason of reopening.
        submissions: ids of the submissions inside the period that counted.
        audit_id: number of the audit row that recorded it.
        audit_hash: that row's hash, the head of the audit's chain at that moment.
    """

    id: int
    period: str
    data_version: str
    framework_version: str
    account: str
    at: datetime
    note: str
    state: str
    why: str = ""
    submissions: tuple[int, ...] = ()
    audit_id: int = 0
    audit_hash: str = ""

    @property
    def holds(self) -> bool:
        """Whether its numbers are those that count as published; else they are history."""
        return self.state in ("published", "locked")


@dataclass(frozen=True)
class UnderCorrection:
    """What is being corrected of a publication that holds (更正中).

    Args:
        open: the corrections that units may hand in now or that await a decision.
        changed: codes of the units whose report that counts is another than the published one.
    """

    open: tuple[Correction, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.open or self.changed)


@dataclass(frozen=True)
class Frozen:
    """What the caller computed: level → scores as Parquet, and the versions they were computed from."""

    scores: Mapping[str, bytes]
    data_version: str
    framework_version: str


def freeze(scores: Mapping[str, pd.DataFrame], data_version: str, framework_version: str) -> Frozen:
    """Make scores ready for storing, so that the writing transaction is short.

    Raises:
        StoreError: there are none, or a frame cannot be kept as Parquet.
    """
    if not scores:
        raise StoreError("发布要带上各层级的得分。请先计分，再发布。")
    return Frozen(
        {level: _pack(frame, level) for level, frame in scores.items()}, data_version, framework_version
    )


def _pack(frame: pd.DataFrame, level: str) -> bytes:
    sink = BytesIO()
    try:
        frame.to_parquet(sink)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise StoreError(f"层级 {level} 的得分存不下来，没有发布：{error}") from error
    return sink.getvalue()


def publish(
    connection: Connection, period: Period, account: str, frozen: Frozen, note: str, at: datetime | None
) -> Publication:
    """Freeze a period and close its quarters.

    Raises:
        StoreError: it is published already, one of its quarters was never opened, a submission waits for a
            decision, nothing is approved, or data or framework changed since the scores were computed.
        PeriodError: it is shorter than a quarter.
    """
    quarters = periods.quarters(period)
    _require_account(account, "发布")
    permits.require(connection, account, "publish")
    held = [one for one in every(connection, period) if one.holds]
    if held and not under_correction(connection, held[-1], moment(at).date()).changed:
        raise StoreError(
            f"{period.label}已经发布，数据没有变化。要更正，请单位申请更正，通过后再重新发布；"
            "或写明原因把这一期重新打开。"
        )
    _require_opened(connection, period)
    counted = _decided(connection, period)
    in_force = frameworks.in_force(connection, period)
    framework = frameworks.framework_of(connection, in_force.id, period)
    _require_same(connection, period, frozen, framework.hash)
    numbers = [info.id for info in counted]
    row = {
        "period": period.code,
        "data_version": frozen.data_version,
        "framework_version": framework.hash,
        "framework_id": in_force.id,
        "submissions": numbers,
        "account": account.strip(),
        "at": moment(at),
        "note": note.strip(),
    }
    # Known beforehand, since the audit's row names it, and it keeps that row's hash.
    number = 1 + (connection.scalar(select(func.max(publication.c.id))) or 0)
    replaced = publication.c.id.in_([one.id for one in held])
    connection.execute(update(publication).where(replaced).values(state="replaced"))
    ids = submission.c.id.in_(numbers)
    connection.execute(update(submission).where(ids).values(state="published"))
    closed = periods.move(connection, quarters, ("open",), "published")
    detail = {key: row[key] for key in row if key not in ("account", "at")}
    detail |= {"replaces": held[-1].id} if held else {}
    detail |= {"publication": number, "quarters": closed, "levels": sorted(frozen.scores)}
    head = audit.record(connection, account.strip(), "publish", period.code, detail, at)
    kept = {"id": number, "state": "published", "why": "", "audit_id": head.id, "audit_hash": head.hash}
    connection.execute(insert(publication).values(**row, **kept))
    values = [
        {"publication_id": number, "level": level, "parquet": content}
        for level, content in frozen.scores.items()
    ]
    connection.execute(insert(published_scores), values)
    return get(connection, number)


def _require_account(account: str, words: str) -> None:
    if not account.strip():
        raise StoreError(f"{words}要写明是谁做的。请登录后再试。")


def _require_opened(connection: Connection, period: Period) -> None:
    """Refuse a period with a quarter that was never opened: it would be filled after publishing."""
    opened = periods.states(connection, period.quarters)
    unknown = [quarter.label for quarter in period.quarters if quarter.code not in opened]
    if unknown:
        raise StoreError(
            f"{'、'.join(unknown)}还没有开放报送，{period.label}不能发布。请先开放，或发布较短的一期。"
        )


def _decided(connection: Connection, period: Period) -> list[SubmissionInfo]:
    """The submissions of a period that count.

    Raises:
        StoreError: the newest of a unit and quarter waits for a decision, or nothing counts.
    """
    infos = found.every(connection, period, None)
    newest = submissions.latest_of_quarters(info for info in infos if info.state != "withdrawn")
    waiting = [
        f"{info.unit} {info.period} 第 {info.revision} 版" for info in newest if info.state == "submitted"
    ]
    if waiting:
        names = "、".join(waiting)
        raise StoreError(
            f"{period.label}还有 {len(waiting)} 份报送等待审核：{names}。请先通过或退回，再发布。"
        )
    counted = submissions.latest_of_quarters(info for info in infos if info.state in COUNTED)
    if not counted:
        raise StoreError(f"{period.label}还没有审核通过的报送，没有可发布的数据。")
    return counted


def _require_same(connection: Connection, period: Period, frozen: Frozen, framework: str) -> None:
    if frozen.data_version != datasets.data_version(connection, period):
        raise StoreError(f"计分之后，{period.label}的数据又有变化。请重新计分、看过结果再发布。")
    if frozen.framework_version != framework:
        raise StoreError(f"得分不是按{period.label}在用的指标版本算的。请按在用的版本计分后再发布。")


def lock(connection: Connection, period: Period, account: str, at: datetime | None) -> Publication:
    """Lock a published period: only who may `reopen` opens it again.

    Raises:
        StoreError: it is not published, or locked already.
        PeriodError: it is shorter than a quarter.
    """
    quarters = periods.quarters(period)
    _require_account(account, "锁定")
    permits.require(connection, account, "lock")
    holding = [one for one in every(connection, period) if one.state == "published"]
    if not holding:
        raise StoreError(f"{period.label}没有发布，或者已经锁定，不能锁定。")
    number = holding[-1].id
    connection.execute(update(publication).where(publication.c.id == number).values(state="locked"))
    locked = periods.move(connection, quarters, ("published",), "locked")
    detail = {"publication": number, "quarters": locked}
    audit.record(connection, account.strip(), "lock", period.code, detail, at)
    return get(connection, number)


def reopen(
    connection: Connection, period: Period, account: str, why: str, at: datetime | None
) -> list[Publication]:
    """Open the closed quarters of a period again; publications that hold any of them become history.

    Raises:
        StoreError: no reason is given, nothing is closed.
        PeriodError: it is shorter than a quarter.
    """
    quarters = periods.quarters(period)
    _require_account(account, "重新打开")
    permits.require(connection, account, "reopen")
    if not why.strip():
        raise StoreError("重新打开要写明原因，例如“U08 补报 3 月数据，联席会议同意”。")
    touched = [one for one in every(connection) if one.holds and _overlap(one, quarters)]
    states = periods.states(connection, quarters)
    if not touched and not {"published", "locked"} & set(states.values()):
        raise StoreError(f"{period.label}没有发布过，不需要重新打开。")
    ids = [one.id for one in touched]
    change = {"state": "reopened", "why": why.strip()}
    connection.execute(update(publication).where(publication.c.id.in_(ids)).values(**change))
    opened = periods.move(connection, quarters, ("published", "locked"), "open")
    corrections.close_all(connection, opened, account, at)
    detail = {"why": why.strip(), "publications": ids, "quarters": opened}
    audit.record(connection, account.strip(), "reopen", period.code, detail, at)
    return [get(connection, number) for number in ids]


def under_correction(connection: Connection, one: Publication, on: date) -> UnderCorrection:
    """What is being corrected of a publication on a day; nothing of one that is history."""
    if not one.holds:
        return UnderCorrection()
    period = parse_period(one.period)
    reports = found.every(connection, period, None)
    asked = [
        known
        for known in corrections.every(connection, period)
        if known.state_on(on) == "granted"
        or any(known.covers(report) and report.state == "submitted" for report in reports)
    ]
    counting = submissions.latest_of_quarters(info for info in reports if info.state in COUNTED)
    changed = {info.unit for info in counting if info.id not in one.submissions}
    return UnderCorrection(tuple(asked), tuple(sorted(changed)))


def corrected_now(connection: Connection, on: date) -> dict[int, UnderCorrection]:
    """Publication → what is being corrected of it on a day, of those of which anything is."""
    told = {one.id: under_correction(connection, one, on) for one in every(connection) if one.holds}
    return {number: what for number, what in told.items() if what}


def correcting(connection: Connection, period: Period, on: date) -> UnderCorrection:
    """What is being corrected on a day of any publication that holds and tells a quarter of a period."""
    held = [one for one in every(connection) if one.holds and _overlap(one, period.quarters)]
    told = [under_correction(connection, one, on) for one in held]
    quarters = {quarter.code for quarter in period.quarters}
    asked = dict.fromkeys(known for what in told for known in what.open if known.period in quarters)
    return UnderCorrection(tuple(asked), tuple(sorted({unit for what in told for unit in what.changed})))


def _overlap(one: Publication, quarters: Iterable[Period]) -> bool:
    span = parse_period(one.period)
    return any(quarter in span for quarter in quarters)


def every(connection: Connection, period: Period | None = None) -> list[Publication]:
    """The publications (of exactly a period), oldest first."""
    query = select(publication).order_by(publication.c.id)
    query = query.where(publication.c.period == period.code) if period else query
    return [_publication(row) for row in connection.execute(query).mappings()]


def get(connection: Connection, number: int) -> Publication:
    """A publication by its id.

    Raises:
        StoreError: there is none.
    """
    row = connection.execute(select(publication).where(publication.c.id == number)).mappings().first()
    if row is None:
        raise StoreError(f"没有编号为 {number} 的发布记录。")
    return _publication(row)


def _publication(row: RowMapping) -> Publication:
    fields = {name: row[name] for name in Publication.__dataclass_fields__}
    return Publication(**{**fields, "submissions": tuple(row["submissions"])})


def scores_of(connection: Connection, number: int, level: str) -> pd.DataFrame:
    """The scores frozen for a level.

    Raises:
        StoreError: there is no such publication, or it was published without the level.
    """
    get(connection, number)
    table = published_scores.c
    query = select(table.parquet).where(table.publication_id == number, table.level == level)
    content = connection.execute(query).scalar()
    if content is None:
        raise StoreError(f"编号为 {number} 的发布记录里没有层级 {level} 的得分。")
    return pd.read_parquet(BytesIO(content))
