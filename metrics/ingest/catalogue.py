"""The catalogue of findings: what every code means, how grave it is, and how to put it right."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeVar

from metrics.ingest.model import SEVERITIES, CellRef, Finding

Item = TypeVar("Item")

#: Findings of one code listed in one place; the rest is counted.
MOST_LISTED = 1_000
_FILE = Path(__file__).with_name("catalogue.toml")
_ORDER = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True)
class Entry:
    """One kind of finding. `message`, `expected` and `hint` are templates."""

    code: str
    severity: str
    title: str
    message: str
    expected: str
    hint: str


class _Blanks(dict[str, str]):
    """A placeholder nothing was given for says nothing."""

    def __missing__(self, key: str) -> str:
        return ""


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every kind of finding by code, in the order of the file."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: Entry(code, **table) for code, table in tables.items()}


def finding(
    code: str, where: CellRef, found: str = "", *, choices: Sequence[str] = (), **values: str
) -> Finding:
    """Make a finding from its catalogue entry.

    Args:
        code: of the catalogue.
        where: file, sheet and cell.
        found: what stands there, as the person sees it.
        choices: contents that would be right.
        **values: placeholders of the templates; `expected`, `proposal` and `field` stay in the finding too.

    Raises:
        KeyError: no such code.
    """
    entry = catalogue()[code]
    words = _Blanks(values, found=_short(found))
    expected = values.get("expected") or _filled(entry.expected, words)
    words["expected"] = expected
    return Finding(
        code=code,
        severity=entry.severity,
        where=where,
        found=found,
        expected=expected,
        message=_filled(entry.message, words),
        hint=values.get("hint") or _filled(entry.hint, words),
        proposal=values.get("proposal", ""),
        field=values.get("field", ""),
        choices=tuple(choices),
    )


def _filled(template: str, words: _Blanks) -> str:
    return Formatter().vformat(template, (), words)


def _short(text: str, most: int = 40) -> str:
    """A long text cut for a sentence; the finding keeps the whole."""
    return text if len(text) <= most else f"{text[:most]}…"


def listed(
    items: Sequence[Item], named: Callable[[Item], Finding], code: str, rest: CellRef, **words: str
) -> Iterator[Finding]:
    """A finding for each item, as far as one can look through them; the others are counted in one hint.

    Args:
        items: what to report.
        named: makes an item's finding.
        code: of these findings.
        rest: where the hint stands, mostly the column.
        **words: further placeholders of the hint.
    """
    yield from map(named, items[:MOST_LISTED])
    if len(items) > MOST_LISTED:
        yield finding("W414", rest, str(len(items) - MOST_LISTED), detail=catalogue()[code].title, **words)


def gravest(findings: list[Finding]) -> list[Finding]:
    """At most one finding a cell: the gravest, of equals the first."""
    kept: dict[tuple[str, int, int, int], Finding] = {}
    for number, item in enumerate(findings):
        where = item.where
        # Only findings about one cell compete; a row, column or sheet may have several.
        key = (where.sheet, where.row, where.column, 0 if where.row and where.column else number + 1)
        if key not in kept or _ORDER[item.severity] < _ORDER[kept[key].severity]:
            kept[key] = item
    return list(kept.values())


def sort_key(order: Mapping[str, int]) -> Callable[[Finding], tuple[int, int, int, str]]:
    """Key function: by sheet in the order of the file, then row, column and code."""
    return lambda item: (
        order.get(item.where.sheet, -1),
        item.where.row,
        item.where.column,
        item.code,
    )
