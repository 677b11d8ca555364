"""Corrections a person made while looking at the findings, written into the uploaded file itself."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from metrics.framework import Framework, safe_file_name
from metrics.ingest.model import CheckedWorkbook, Finding
from metrics.ingest.patch.archive import Archive
from metrics.ingest.patch.book_xml import RELATIONS, TYPES, read_book
from metrics.ingest.patch.corrected_book import new_book
from metrics.ingest.patch.corrected_sheet import Place, corrected_sheet
from metrics.ingest.patch.parted import fills, merges_of, touched, without_merges
from metrics.ingest.patch.styles import EMPTY
from metrics.ingest.patch.xmltext import UnpatchableError, checked_text, well_formed
from metrics.ingest.personal import without_unused
from metrics.ingest.read import RawBook, RawSheet, Refusal, read, sniff

#: (sheet, Excel row, Excel column) → the text a person typed or accepted.
Corrections = Mapping[tuple[str, int, int], str]

_STRINGS = "xl/sharedStrings.xml"
_CORRECTED = "_已更正"
_PRIVATE_COLUMN = "E207"
#: Findings about rows and cells repeat what the cell holds, but for a masked number and merged areas.
_ABOUT_CONTENT, _OTHER_FOUND = "34", frozenset({"E415", "E307", "W308", "W414"})
_CHAIN = re.compile(rb"""<(?:[\w.-]{1,40}:)?(?:Relationship|Override)\s[^<>]{0,400}calcChain[^<>]{0,400}/>""")


class CorrectionError(ValueError):
    """The file cannot take corrections; a Chinese sentence."""


def correctable(item: Finding) -> bool:
    """Whether a finding is about one cell, which may be given another content.

    A column of private data is not put right by another heading.
    """
    return item.code != _PRIVATE_COLUMN and bool(item.where.sheet and item.where.row and item.where.column)


def accepted(findings: Iterable[Finding]) -> dict[tuple[str, int, int], str]:
    """The corrections that accepting every proposal of some findings makes."""
    return {place(item): item.proposal for item in findings if item.proposal and correctable(item)}


def place(item: Finding) -> tuple[str, int, int]:
    """The cell of a finding."""
    return item.where.sheet, item.where.row, item.where.column


def content_of(item: Finding) -> str | None:
    """What the cell of a finding holds, as the person sees it; None where the finding does not say."""
    told = item.code[1] in _ABOUT_CONTENT and item.code not in _OTHER_FOUND
    return item.found.strip() if told else None


def corrected_name(file: str) -> str:
    """What a corrected file is called; one corrected again keeps its name."""
    return safe_file_name(PurePath(file).stem.removesuffix(_CORRECTED), f"{_CORRECTED}.xlsx")


def renamed_sheets(file: str, checked: CheckedWorkbook, framework: Framework) -> dict[str, str]:
    """Sheet → its name in the corrected file: a CSV has none of its own and is called after its ledger."""
    if not file.lower().endswith(".csv"):
        return {}
    return {rows.sheet: framework.ledgers[code].sheet for code, rows in checked.ledgers.items()}


def apply_corrections(
    content: bytes, file: str, corrections: Corrections, sheets: Mapping[str, str] | None = None
) -> bytes:
    """Write corrections into a file.

    An .xlsx file is changed in place: layout, formats and every other part stay, and so does every address.
    Other files give a new workbook with the same rows and columns. Plain numbers are written as numbers,
    all else as texts; a formula in a corrected cell goes. A merged cell of which another part than the first
    is written is parted: its word goes to each row it covered.

    Args:
        content: the bytes uploaded.
        file: the name they came under.
        corrections: (sheet, row, column), 1-based → text; an empty one clears the cell.
        sheets: sheet → new name, for files that are made anew (see `renamed_sheets`).

    Returns:
        The bytes of an .xlsx file; of the same arguments always the same.

    Raises:
        CorrectionError: the file cannot be read, or has no such sheet.
    """
    if sniff(file, content) == "xlsx":
        try:
            return _patched(content, file, corrections)
        except UnpatchableError:
            pass
    book = read(file, content)
    if isinstance(book, Refusal):
        raise CorrectionError(f"“{file}”读不出来，不能在表内更正。请在 Excel 里改好后重新上传。")
    _require({sheet.name for sheet in book.sheets}, corrections, file)
    filled = {
        (sheet.name, *at): text
        for sheet in book.sheets
        for at, text in _filled(sheet, _by_sheet(corrections).get(sheet.name, {})).items()
    }
    return new_book(book, {**corrections, **filled}, sheets or {})


def _filled(sheet: RawSheet | None, cells: Mapping[Place, str]) -> dict[Place, str]:
    """What goes into the other parts of merged cells that are parted."""
    return fills(sheet, touched(sheet.merges, cells), cells) if sheet else {}


def _patched(content: bytes, file: str, corrections: Corrections) -> bytes:
    archive = Archive(content)
    book = read_book(archive)
    _require(set(book.sheets), corrections, "")
    styles = checked_text(archive.read(book.styles)) if book.styles else EMPTY
    changed, formulas = {}, False
    for sheet, cells in _by_sheet(corrections).items():
        part = book.sheets[sheet]
        xml = archive.read(part)
        if parted := touched(merges_of(checked_text(xml)), cells):
            read_again = read(file, content)
            raw = read_again.sheet(sheet) if isinstance(read_again, RawBook) else None
            cells.update(fills(raw, parted, cells) if raw else {})
            xml = without_merges(xml, parted)
        changed[part], removed = corrected_sheet(xml, cells, styles)
        formulas |= removed
    if formulas:
        # The chain of calculation names cells with formulas; without it Excel makes it anew.
        changed |= {name: _CHAIN.sub(b"", archive.read(name)) for name in (RELATIONS, TYPES)}
    if _STRINGS in archive:
        # A personal number that was put right must not stay behind in the table of texts.
        sheets = (changed.get(part) or archive.read(part) for part in book.sheets.values())
        strings = archive.read(_STRINGS)
        if (without := without_unused(strings, sheets)) != strings:
            changed[_STRINGS] = without
    if not all(map(well_formed, changed.values())):
        raise UnpatchableError("not well formed")
    return archive.with_parts(changed)


def _by_sheet(corrections: Corrections) -> dict[str, dict[Place, str]]:
    sheets: dict[str, dict[Place, str]] = defaultdict(dict)
    for (sheet, row, column), text in corrections.items():
        sheets[sheet][row, column] = text
    return sheets


def _require(sheets: set[str], corrections: Corrections, file: str) -> None:
    missing = sorted({sheet for sheet, _, _ in corrections} - sheets)
    if missing:
        raise CorrectionError(f"“{file}”里没有工作表“{missing[0]}”，没有更正。请重新上传。")
