"""Workbooks with one fault each, named after it, made from good ones."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import canonicalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook

from metrics.framework import Framework
from sample_data.sihong import faulty_cells, faulty_rows, faulty_shown, faulty_whole
from sample_data.sihong.faulty_book import FAULTS, QUARTER, Expected, FaultyBook
from sample_data.sihong.faulty_bytes import BROKEN

EXPECTED_COLUMNS = ("file", "sheet", "cell", "kind", "code", "unit", "period", "needs")
#: Modules that register faults.
SOURCES = (faulty_cells, faulty_rows, faulty_whole, faulty_shown)
_EPOCH = (2023, 12, 31, 0, 0, 0)
#: Unit and period chosen at the upload, and what must be done first.
HandedIn = tuple[str, str, str]


def write_faulty(
    framework: Framework, good: Mapping[tuple[str, str], bytes], folder: Path
) -> list[list[str]]:
    """Write every faulty workbook.

    Args:
        framework: for sheets and columns.
        good: (unit, quarter) → bytes of a good workbook.
        folder: where to.

    Returns:
        Rows of expected.csv, one a finding; see EXPECTED_COLUMNS.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, data, expected, handed_in in _all(framework, good):
        (folder / name).write_bytes(data)
        rows += [[name, *where, *handed_in] for where in expected]
    return rows


def _all(
    framework: Framework, good: Mapping[tuple[str, str], bytes]
) -> Iterator[tuple[str, bytes, list[Expected], HandedIn]]:
    for name, fault in FAULTS.items():
        book = FaultyBook(framework, load_workbook(BytesIO(good[fault.unit, QUARTER])))
        expected = fault.spoil(book)
        yield f"{name}.xlsx", _saved(book.workbook), expected, (*fault.chosen, fault.needs)
    for name, broken in BROKEN.items():
        data = broken.make(good["U17", QUARTER])
        yield name, data, broken.expected, (broken.unit, QUARTER, broken.needs)


def _saved(workbook: Workbook) -> bytes:
    """Save without the time of saving and in one spelling, whichever XML writer openpyxl has found."""
    buffer, fixed = BytesIO(), BytesIO()
    workbook.save(buffer)
    with ZipFile(buffer) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-10T09:00:00Z", data)
            frozen = ZipInfo(entry.filename, _EPOCH)
            frozen.compress_type = ZIP_DEFLATED
            target.writestr(frozen, canonicalize(data))
    return fixed.getvalue()
