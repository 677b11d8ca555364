"""From an uploaded file to typed rows and every finding at once."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from metrics.framework import Framework, Period
from metrics.ingest.catalogue import finding, gravest, sort_key
from metrics.ingest.checks.registry import BOOK_CHECKS, ROW_CHECKS, TABLE_CHECKS
from metrics.ingest.find import Scope, Table, locate, read_tables, recognise
from metrics.ingest.model import CellRef, CheckedWorkbook, Context, Finding
from metrics.ingest.read import RawBook, Refusal, read
from metrics.ingest.write import OWN_SHEETS

#: Sheets of a foreign file that are named.
_MOST_NAMED = 5


def check_workbook(
    content: bytes,
    file: str,
    framework: Framework,
    context: Context,
    unit: str | None = None,
    period: Period | None = None,
    *,
    raw: RawBook | Refusal | None = None,
) -> CheckedWorkbook:
    """Read and check an uploaded file.

    Args:
        content: its bytes, from anywhere.
        file: the name it came under.
        framework: what is collected.
        context: what the office knows.
        unit: code of the unit it is handed in for; without it the file is asked.
        period: the period it is handed in for; without it the file is asked.
        raw: the file as `reader.read_many` read it, when several are read at once.

    Returns:
        Typed rows of every ledger found, and all findings, one a cell, by sheet and address. Bad input
        never raises.

    Raises:
        KeyError: `unit` is no member unit.

    Example:
        >>> from metrics.framework import load_framework, parse_period, read_package
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> header = "活动日期,活动名称,活动类型,参加人次,承办类型"
        >>> row = "2023-11-02,车间宣讲,车间微宣讲,120余人,企业"
        >>> content, quarter = f"{header}\\n{row}".encode(), parse_period("2023Q4")
        >>> checked = check_workbook(content, "活动台账.csv", framework, Context(), "U19", quarter)
        >>> for finding in checked.findings:
        ...     if finding.proposal:
        ...         print(finding.where, finding.code, finding.message)
        活动台账!C2 E408 “活动类型”填的“车间微宣讲”不在选项里。是不是“微宣讲”？
        活动台账!D2 W401 “参加人次”填的“120余人”不是准确的数，暂按 ≥120 显示。
        >>> checked.accepted
        False
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if unit is not None:
        framework.unit[unit]
    book = raw if raw is not None else read(file, content)
    if isinstance(book, Refusal):
        return CheckedWorkbook(file, sha256, unit or "", period, "", {}, (_refusal(book, sha256),))
    known = recognise(book, file, framework, sha256, unit, period)
    scope = Scope(sha256, framework, context, known.unit, known.period, template=known.template_version)
    located = locate(book, scope)
    scope = replace(scope, unread=located.unread)
    tables = read_tables(located.areas, scope)
    findings = [*known.findings, *_name_findings(book, file, sha256), *located.findings, *_run(tables, scope)]
    if not tables and not located.unread:
        findings = [_foreign(book, sha256)]
    ledgers = {table.ledger.code: table.rows_of() for table in tables}
    ordered = _sorted(findings, book)
    return CheckedWorkbook(file, sha256, known.unit, known.period, known.template_version, ledgers, ordered)


def _refusal(book: Refusal, sha256: str) -> Finding:
    """Why a file was not read, at the place it was given up."""
    where = replace(book.place, sha256=sha256) if book.place else CellRef(sha256, "")
    return finding(book.code, where, book.found, hint=book.hint)


def _run(tables: list[Table], scope: Scope) -> Iterable[Finding]:
    """Every check over every sheet, then over the workbook."""
    for table in tables:
        checks = [*TABLE_CHECKS, *(ROW_CHECKS if len(table.frame) else ())]
        for check in checks:
            yield from check(table, scope)
    for check in BOOK_CHECKS:
        yield from check(tables, scope)


def _foreign(book: RawBook, sha256: str) -> Finding:
    """The one sentence about a file that holds no ledger at all."""
    shown = [sheet for sheet in book.sheets if sheet.visible and sheet.height]
    names = [sheet.name for sheet in shown if sheet.name not in OWN_SHEETS]
    more = f" 等 {len(names)} 张" if len(names) > _MOST_NAMED else ""
    found = "、".join(names[:_MOST_NAMED]) + more
    return finding("E201", CellRef(sha256, ""), found, detail=f"（{found}）" if found else "")


def _name_findings(book: RawBook, file: str, sha256: str) -> Iterable[Finding]:
    if book.kind == "csv" and PurePath(file).suffix.lower() in (".xls", ".xlsx", ".et"):
        yield finding("W116", CellRef(sha256, ""), file)


def _sorted(findings: list[Finding], book: RawBook) -> tuple[Finding, ...]:
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    return tuple(sorted(gravest(findings), key=sort_key(order)))
