"""Merged cells of which one part gets a content of its own are parted; the others say what they said."""

import re
from collections.abc import Iterable, Mapping

from xlsxwriter.utility import xl_cell_to_rowcol

from metrics.ingest.patch.corrected_sheet import Place, is_number
from metrics.ingest.patch.xmltext import attributes, find, prefix, with_attribute
from metrics.ingest.read import RawSheet
from metrics.ingest.values import shown

#: Top, left, bottom and right of a merged area, 1-based.
Merge = tuple[int, int, int, int]
#: Rows of one area that get its word; a larger one is a slip of the hand.
_TALLEST = 1_000


def touched(areas: Iterable[Merge], cells: Iterable[Place]) -> tuple[Merge, ...]:
    """The areas of which another cell than the first is written."""
    places = set(cells)
    return tuple(
        (top, left, bottom, right)
        for top, left, bottom, right in areas
        if any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for row, column in places
        )
    )


def fills(sheet: RawSheet, areas: Iterable[Merge], cells: Mapping[Place, str]) -> dict[Place, str]:
    """What the other cells of parted areas get: words go down to each row, a number stays where it was.

    Args:
        sheet: as read.
        areas: those that are parted.
        cells: what is written, which stays.
    """
    filled: dict[Place, str] = {}
    for top, left, bottom, _ in areas:
        text = shown(sheet.columns[left - 1].at(top)).strip() if left <= sheet.width else ""
        if text and not is_number(text) and bottom - top < _TALLEST:
            places = ((row, left) for row in range(top + 1, bottom + 1))
            filled |= {place: text for place in places if place not in cells}
    return filled


def merges_of(xml: bytes) -> dict[Merge, bytes]:
    """The merged areas of a sheet's XML, each with its element."""
    mark = prefix(xml, b"worksheet")
    section = find(xml, mark + b"mergeCells")
    if section is None:
        return {}
    tags = re.findall(rb"<%bmergeCell\s[^<>]*>" % re.escape(mark), xml[section.inner : section.close])
    areas = {}
    for tag in tags:
        first, _, last = attributes(tag).get("ref", "").replace("$", "").partition(":")
        try:
            (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last or first)
        except (AttributeError, ValueError, KeyError):
            continue
        areas[top + 1, left + 1, bottom + 1, right + 1] = tag
    return areas


def without_merges(xml: bytes, areas: Iterable[Merge]) -> bytes:
    """A sheet's XML without some merged areas; a section with none left goes."""
    known = merges_of(xml)
    gone = [known[area] for area in areas if area in known]
    mark = prefix(xml, b"worksheet")
    section = find(xml, mark + b"mergeCells")
    if not gone or section is None:
        return xml
    if len(gone) == len(known):
        return xml[: section.start] + xml[section.end :]
    content = xml[section.inner : section.close]
    for tag in gone:
        content = content.replace(tag, b"", 1)
    opening = with_attribute(xml[section.start : section.inner], "count", len(known) - len(gone))
    # An element written with a closing tag of its own leaves that behind.
    content = re.sub(rb"(?<!>)</%bmergeCell\s*>|(?<=>)\s*</%bmergeCell\s*>" % (mark, mark), b"", content)
    return xml[: section.start] + opening + content + xml[section.close :]
