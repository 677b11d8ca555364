"""What the grid in the browser is given: plain lists and texts, of the laid out file and its findings."""

import re
from collections.abc import Iterable
from typing import Any

from metrics.ingest.catalogue import catalogue
from metrics.ingest.desk.sheets import Desk, DeskColumn, DeskSheet
from metrics.ingest.model import SEVERITIES, Finding
from metrics.ingest.patch import content_of, correctable
from metrics.ingest.values import parts_of

#: Findings that are listed; of more, the gravest.
MOST_FINDINGS = 1_000
_LONGEST_FOUND = 60
#: Findings that say that one cell holds several, and that nobody knows a name, which may be several.
_SEVERAL, _UNKNOWN_NAME = "E417", "E409"
_LISTED = re.compile("[、；;，,\n]")


def desk_data(desk: Desk, findings: Iterable[Finding]) -> dict[str, Any]:
    """The grid's data, ready for JSON.

    Args:
        desk: the file laid out.
        findings: of the same file, in their order.

    Returns:
        `sha256`; `sheets`, each with its columns and rows; `words`, list → [text, other spellings];
        `findings`; and `more`, how many findings are not listed.
    """
    ranks = list(SEVERITIES)
    ordered = sorted(findings, key=lambda item: ranks.index(item.severity))
    return {
        "sha256": desk.sha256,
        "sheets": [_sheet(sheet) for sheet in desk.sheets],
        "words": {name: [[word.text, word.also] for word in words] for name, words in desk.words.items()},
        "findings": [_finding(item, number, desk) for number, item in enumerate(ordered[:MOST_FINDINGS])],
        "more": max(len(ordered) - MOST_FINDINGS, 0),
    }


def _sheet(sheet: DeskSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "header": sheet.header,
        "columns": [_column(column) for column in sheet.columns],
        "rows": [[number, number in sheet.data, *texts] for number, texts in sheet.rows.items()],
        "leftOut": sheet.left_out,
    }


def _column(column: DeskColumn) -> dict[str, Any]:
    return {
        "at": column.position,
        # Required columns get a star of the page's own.
        "header": column.header.rstrip("*＊ ") or column.header,
        "kind": column.kind if column.field else "unread",
        "words": column.words,
        "required": column.required,
        "held": column.held,
        "missing": column.missing,
        "number": column.is_number,
    }


def _finding(item: Finding, number: int, desk: Desk) -> dict[str, Any]:
    entry = catalogue().get(item.code)
    parts = _parts(item)
    return {
        "id": number,
        "code": item.code,
        "severity": item.severity,
        "title": entry.title if entry else item.code,
        "sheet": item.where.sheet,
        "row": item.where.row,
        "column": item.where.column or _missing_column(item, desk),
        "address": item.where.address,
        "found": item.found[:_LONGEST_FOUND],
        "message": item.message,
        "hint": item.hint,
        "proposal": item.proposal if correctable(item) else "",
        "choices": list(item.choices) if correctable(item) else [],
        "parts": list(parts) if len(parts) > 1 else [],
    }


def _parts(item: Finding) -> tuple[str, ...]:
    """The names that one cell holds, where it holds several."""
    text = content_of(item) or ""
    several = item.code == _SEVERAL or (item.code == _UNKNOWN_NAME and _LISTED.search(text))
    return parts_of(text) if several else ()


def _missing_column(item: Finding, desk: Desk) -> int:
    """Where the column will stand whose absence was found; 0 for everything else."""
    sheet = desk.sheet(item.where.sheet)
    columns = sheet.columns if sheet and item.field else ()
    return next((one.position for one in columns if one.missing and one.field == item.field), 0)
