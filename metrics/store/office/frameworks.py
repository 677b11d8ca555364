"""Versions of the framework: other weights and targets from a quarter on, with author and reason.

What is stored is the whole text of visible.toml; ledgers and vocabularies are the program's own. A version
holds for the periods that begin on its first day or later, until a newer one does; the program's own versions
come before all of them, and of these the newest holds. The program's are numbered down from 0, the first one
of all, so that a publication keeps the number of the version it was made with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from metrics.framework import (
    CHECKED,
    EARLIER,
    VISIBLE,
    CheckupVerdict,
    CountyPackage,
    Files,
    Framework,
    Period,
    differing,
    earlier_files,
    earlier_framework,
    edited,
    load_framework,
    parse_framework,
    parse_period,
    read_files,
)
from metrics.store.database import StoreError, audit, county_in_force, framework_version, inserted_id, moment
from metrics.store.people import permits
from metrics.store.reporting import datasets

#: Number of the program's newest version.
NEWEST = -len(EARLIER)
Changes = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class FrameworkVersion:
    """A saved version.

    Args:
        id: 0 or less for the program's own.
        version: what it is called.
        hash: of the framework as it was saved.
        parent: hash of the version it was made from.
        starts_on: the first day of the periods it holds for.
        changes: number → before and after, against its parent.
        reason: why.
        account: by whom.
        at: when; None for the program's own.
    """

    id: int
    version: str
    hash: str
    parent: str
    starts_on: date
    changes: Changes
    reason: str
    account: str
    at: datetime | None


@dataclass(frozen=True)
class FrameworkDraft:
    """A version to be: the id of the one it changes, number → new value, name, first period, and why."""

    parent: int
    changes: Mapping[str, float]
    version: str
    starts: Period
    reason: str


def every(connection: Connection) -> list[FrameworkVersion]:
    """The program's own versions and the saved ones, oldest first."""
    query = select(framework_version).order_by(framework_version.c.id)
    return [*own(connection), *(_version(row) for row in connection.execute(query).mappings())]


def own(connection: Connection) -> tuple[FrameworkVersion, ...]:
    """The versions that the program's files are, oldest first, in the county as it is now."""
    home = county_in_force(connection)
    frameworks = (*(earlier_framework(name, home) for name in EARLIER), load_framework(home))
    return tuple(
        FrameworkVersion(-place, one.version, one.hash, "", date.min, {}, "程序自带", "", None)
        for place, one in enumerate(frameworks)
    )


def framework_of(connection: Connection, number: int, on: Period | None = None) -> Framework:
    """The framework of a version, in the county as it was at a period's end (as it is now without one).

    Raises:
        StoreError: there is no such version.
        FrameworkError: its text does not fit the program's ledgers any more.
    """
    home = county_in_force(connection, on)
    if number > 0:
        return _parsed(_text(connection, number), home)
    if number < NEWEST:
        raise StoreError(f"没有编号为 {number} 的指标版本。")
    return load_framework(home) if number == NEWEST else earlier_framework(EARLIER[-number], home)


def for_period(connection: Connection, period: Period) -> Framework:
    """What a period is scored by: the version in force for it, in the county as it was."""
    return framework_of(connection, in_force(connection, period).id, period)


def in_force(connection: Connection, period: Period) -> FrameworkVersion:
    """The newest version that holds for a period.

    Where it scores since January, that is the one of the period's last quarter: a quarter and what ends with
    it are one number. Of others it is the one of the period's first day.
    """
    versions = every(connection)
    last = period.quarters[-1] if period.quarters else period
    latest = [one for one in versions if one.starts_on <= last.start][-1]
    if framework_of(connection, latest.id).to_date:
        return latest
    return [one for one in versions if one.starts_on <= period.start][-1]


def preview(connection: Connection, parent: int, changes: Mapping[str, float], version: str) -> Framework:
    """The framework that a version with other numbers would be; nothing is stored.

    Raises:
        StoreError: there is no such parent.
        FrameworkError: a number is unknown or not allowed.
    """
    return edited(_files_of(connection, parent), changes, version)[1]


def period_to_check(connection: Connection) -> Period | None:
    """The period on whose rows a version is checked: the newest year with approved rows; None without any."""
    quarters = [info.period for info in datasets.counted(connection, date.max)]
    return parse_period(max(quarters)[:4]) if quarters else None


def save(
    connection: Connection,
    draft: FrameworkDraft,
    verdict: CheckupVerdict,
    account: str,
    at: datetime | None,
) -> FrameworkVersion:
    """Write other numbers into a version's text and keep it as a new version, if its check-up was passed.

    Raises:
        StoreError: nothing changes, the reason is blank, the name is taken; the check-up was not passed, is
            of other numbers, or of other rows than there are now.
        FrameworkError: a number is unknown or not allowed.
    """
    permits.require(connection, account, "edit-framework")
    base = framework_of(connection, draft.parent)
    new_files, framework = edited(_files_of(connection, draft.parent), draft.changes, draft.version)
    moved = differing(base, framework)
    _check(connection, moved, framework.version, draft.reason)
    _check_verdict(connection, draft, verdict)
    row: dict[str, Any] = {
        "version": framework.version,
        "hash": framework.hash,
        "parent": base.hash,
        "starts_on": draft.starts.start,
        "changes": {name: list(pair) for name, pair in moved.items()},
        "reason": draft.reason.strip(),
        "account": account,
        "at": moment(at),
    }
    visible = new_files[VISIBLE].decode("utf-8")
    done = connection.execute(insert(framework_version).values(visible=visible, **row))
    detail = {key: row[key] for key in ("version", "hash", "parent", "changes", "reason")}
    checkup = {"period": verdict.period, "data_version": verdict.data_version, "trials": verdict.trials}
    detail |= {"starts": draft.starts.code, "checkup": checkup}
    audit.record(connection, account, "framework", row["version"], detail, at)
    return _version({"id": inserted_id(done), **row})


def _check(connection: Connection, moved: Changes, version: str, reason: str) -> None:
    if not moved:
        raise StoreError("没有改动任何权重或满分值，不需要新版本。")
    if not reason.strip():
        raise StoreError("保存新版本要写明理由，例如“2024年目标调整，联席会议定”。")
    if version in {one.version for one in every(connection)}:
        raise StoreError(f"版本名称“{version}”已经用过，请换一个，例如 2024.1。")


def _check_verdict(connection: Connection, draft: FrameworkDraft, verdict: CheckupVerdict) -> None:
    """The one gate: a version is kept only with a passed check-up of these numbers on the rows of today."""
    if verdict.framework != preview(connection, draft.parent, draft.changes, CHECKED).hash:
        raise StoreError("这些改动还没有体检，先做指标体检再保存。")
    period = period_to_check(connection)
    rows = (period.code, datasets.data_version(connection, period)) if period else ("", "")
    if rows != (verdict.period, verdict.data_version):
        raise StoreError("体检以后数据又有了变化，请重新体检再保存。")
    if not verdict.passed:
        more = f"（共 {len(verdict.violations)} 处）" if len(verdict.violations) > 1 else ""
        raise StoreError(f"指标体检没有通过，不能保存{more}：{verdict.violations[0]}")


def _text(connection: Connection, number: int) -> str:
    query = select(framework_version.c.visible).where(framework_version.c.id == number)
    text = connection.execute(query).scalar_one_or_none()
    if text is None:
        raise StoreError(f"没有编号为 {number} 的指标版本。")
    return text


def _files_of(connection: Connection, number: int) -> Files:
    home = county_in_force(connection)
    if number > 0:
        return _files(_text(connection, number), home)
    if number < NEWEST:
        raise StoreError(f"没有编号为 {number} 的指标版本。")
    return home.over(read_files() if number == NEWEST else earlier_files(EARLIER[-number]))


def _files(text: str, home: CountyPackage) -> dict[str, bytes]:
    return {**home.over(read_files()), VISIBLE: text.encode("utf-8")}


@lru_cache(maxsize=16)
def _parsed(text: str, home: CountyPackage) -> Framework:
    return parse_framework(_files(text, home))


def _version(row: RowMapping | Mapping[str, Any]) -> FrameworkVersion:
    stored = dict(row)
    fields = {name: stored[name] for name in FrameworkVersion.__dataclass_fields__}
    return FrameworkVersion(**{**fields, "changes": {k: tuple(v) for k, v in stored["changes"].items()}})
