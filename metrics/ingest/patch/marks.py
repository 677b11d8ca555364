"""The uploaded workbook itself with marks: all parts but those that must change keep their bytes."""

import re
from collections.abc import Iterable, Mapping

from metrics.framework import Framework
from metrics.ingest.model import CheckedWorkbook
from metrics.ingest.patch.archive import Archive
from metrics.ingest.patch.book_xml import Book, read_book, with_list
from metrics.ingest.patch.list_xml import list_sheet
from metrics.ingest.patch.plan import COLUMN, SheetMarks, heading, list_rows, sheet_marks
from metrics.ingest.patch.sheet_xml import patched_sheet
from metrics.ingest.patch.styles import EMPTY, StylesXml
from metrics.ingest.patch.xmltext import (
    UnpatchableError,
    checked_text,
    prefix,
    said,
    well_formed,
    without_attribute,
)

_STYLES = "xl/styles.xml"
_SELECTED = re.compile(
    rb"""<(?:[\w.-]{1,40}:)?sheetView\s(?:[^<>]{0,1000}\s)?tabSelected\s{0,9}=\s{0,9}["'](?:1|true)["']"""
)
_VIEW = re.compile(rb"<(?:[\w.-]{1,40}:)?sheetView(?=[\s/>])[^<>]*>")


def patch(content: bytes, checked: CheckedWorkbook, framework: Framework) -> bytes:
    """Mark a workbook.

    Args:
        content: the bytes of an .xlsx file.
        checked: what was found in it.
        framework: says which column holds the row codes.

    Returns:
        The same archive; sheets with marks, the formats, the list of sheets and the added list differ, every
        other part has its old bytes, still compressed.

    Raises:
        UnpatchableError: the file is built in a way that is not changed as text.
    """
    archive = Archive(content)
    book = read_book(archive)
    styles = StylesXml(archive.read(book.styles) if book.styles else EMPTY)
    sheets = {name: part for name, part in book.sheets.items() if name != book.own_list}
    changed = _changed_sheets(
        archive, sheets, sheet_marks(checked, framework), styles, _headings(archive, book)
    )
    opened = _may_open(archive, sheets.values(), changed)
    if opened:
        changed = {part: _VIEW.sub(_not_selected, xml) for part, xml in changed.items()}
    part, added = with_list(book, archive, opened=opened, styles="" if book.styles else _STYLES)
    rows = list_rows(checked.findings, sheets)
    changed |= added | {part: list_sheet(heading(checked), rows, styles, selected=opened)}
    changed[book.styles or _STYLES] = styles.written()
    wrong = [name for name, xml in changed.items() if not well_formed(xml)]
    if wrong:
        raise UnpatchableError(f"not well formed: {wrong}")
    return archive.with_parts(changed)


def _changed_sheets(
    archive: Archive,
    sheets: Mapping[str, str],
    marks: Mapping[str, SheetMarks],
    styles: StylesXml,
    headings: frozenset[int],
) -> dict[str, bytes]:
    """Part → new XML of the sheets that differ."""
    changed = {}
    for name, part in sheets.items():
        if name not in marks and not styles.ours:
            continue
        xml = archive.read(part)
        new = patched_sheet(xml, marks.get(name, SheetMarks()), styles, headings)
        if new is not xml:
            changed[part] = new
    return changed


def _may_open(archive: Archive, parts: Iterable[str], changed: Mapping[str, bytes]) -> bool:
    """Whether the copy can open on the list.

    Two sheets that claim to be selected are edited together; one that keeps its bytes stays selected.
    """
    return not any(part not in changed and _SELECTED.search(archive.read(part)) for part in parts)


def _not_selected(match: re.Match[bytes]) -> bytes:
    return without_attribute(match[0], "tabSelected")


def _headings(archive: Archive, book: Book) -> frozenset[int]:
    """The numbers of the shared texts that are the heading of our column."""
    xml = checked_text(archive.read(book.strings)) if book.strings else b""
    # Some programs write every Chinese character as a reference.
    if COLUMN.encode() not in xml and b"&#" not in xml:
        return frozenset()
    name = re.escape(prefix(xml, b"sst") + b"si")
    items = re.compile(rb"<%b(?=[\s/>])(?:[^<>]*/>|[^<>]*>(.*?)</%b\s*>)" % (name, name), re.DOTALL)
    texts = (said(match[1] or b"") for match in items.finditer(xml))
    return frozenset(number for number, text in enumerate(texts) if text == COLUMN)
