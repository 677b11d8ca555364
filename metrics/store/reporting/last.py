"""下载上次报送: the report a unit goes on from, with codes, and what the office said at its cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from metrics.county import SubmissionInfo
from metrics.framework import Framework, Period, parse_period
from metrics.ingest import AcceptedWorkbook, CellRef, Finding
from metrics.store.database import StoreError
from metrics.store.people import handouts, permits, units
from metrics.store.reporting import comments, erasures, found, submissions

#: What a remark is called among findings; it is no kind of finding, so no catalogue has it.
_REMARK = "审核"
_CELL = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3})([1-9][0-9]{0,6})(?![A-Za-z0-9])")


@dataclass(frozen=True)
class LastReport:
    """The report a unit goes on from; `pattern` when it is of an earlier quarter, for looking at only."""

    info: SubmissionInfo
    pattern: bool

    @property
    def file(self) -> str:
        """The name of the copy."""
        return f"上次报送_{self.info.unit}_{self.info.period}_第{self.info.revision}版.xlsx"


def last_report(connection: Connection, unit: str, period: Period, account: str) -> LastReport | None:
    """The newest report of a unit's quarter that was not withdrawn, else of the newest quarter before it.

    Raises:
        StoreError: the unit is unknown, or the account may not see what it reports.
    """
    units.require(connection, unit)
    permits.require(connection, account, "see-submission", unit)
    known = [
        info
        for info in found.every(connection, None, unit)
        if info.state != "withdrawn" and parse_period(info.period).end <= period.end
    ]
    if not known:
        return None
    return LastReport(known[-1], known[-1].period != period.code)


def taken(
    connection: Connection, unit: str, period: Period, framework: Framework, account: str
) -> tuple[str, bytes, AcceptedWorkbook]:
    """Name, bytes and marks of the copy, noted in the audit.

    Raises:
        ErasedError: its file was erased.
        StoreError: there is none, or the account may not take it.
    """
    last = last_report(connection, unit, period, account)
    if last is None:
        raise StoreError(f"{unit} 在{period.label}和以前都没有报送过，没有上次的。请下载模板来填。")
    info = last.info
    erasures.require_there(connection, info.sha256)
    content, checked = submissions.checked_again(connection, info.id, framework, account)
    detail = {"unit": info.unit, "period": info.period, "revision": info.revision, "sha256": info.sha256}
    given = handouts.Handout("上次报送", last.file, (("prefill", unit),), info.sha256[:12], detail)
    handouts.hand_out(connection, given, account)
    remarks = tuple(_remarks(connection, info, checked, account))
    return last.file, content, replace(checked, findings=(*remarks, *checked.findings))


def _remarks(
    connection: Connection, info: SubmissionInfo, checked: AcceptedWorkbook, account: str
) -> Iterator[Finding]:
    """Why it was returned, line by line at the cells a line names; then what others than the unit said."""
    sheets = [rows.sheet for rows in checked.ledgers.values()]
    if info.state == "returned":
        for line in info.note.splitlines():
            yield from _at_cells(line.strip(), sheets, info.sha256, "退回原因")
    for said in comments.every(connection, info.id, account):
        known = units.find(connection, said.account)
        if known is None or known.unit != info.unit:
            for line in said.text.splitlines():
                yield from _at_cells(line.strip(), sheets, info.sha256, "留言")


def _at_cells(line: str, sheets: list[str], sha256: str, word: str) -> Iterator[Finding]:
    """A line at every cell it names behind the name of a sheet; at the whole file when it names none."""
    if not line:
        return
    sheet = next((name for name in sheets if name in line), "")
    cells = [(int(row), _column(letters)) for letters, row in _CELL.findall(line)] if sheet else []
    for row, column in cells or [(0, 0)]:
        where = CellRef(sha256, sheet, row, column)
        yield Finding(
            code=_REMARK,
            severity="confirm",
            where=where,
            found="",
            expected="",
            message=f"{word}：{line}",
            hint="",
            proposal="",
            field="",
        )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
