"""How people really fill workbooks in: what is accepted, and asked about where it has to be."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.xml.functions import tostring

from metrics.framework import Framework

_EPOCH = (2024, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
Place = tuple[str, str]
Sheets = dict[str, pd.DataFrame]
Habit = Callable[[Workbook, Framework], None]

#: Unit and quarter → the row of its activities whose number is a guess, and how it is written.
GUESSED: Mapping[Place, tuple[int, str]] = {
    ("U11", "2024Q1"): (2, "约40人"),
    ("U03", "2024Q2"): (4, "约60人"),
    ("U12", "2024Q3"): (1, "100余人"),
}
#: Unit and quarter → what stands in the kind column in the words people use there.
SHORT_WORDS: frozenset[Place] = frozenset({("U02", "2024Q1"), ("U02", "2024Q3")})


def typed_so(place: Place, sheets: Sheets) -> Sheets:
    """The typed sheets with the cells this unit wrote its own way."""
    if place in GUESSED:
        row, text = GUESSED[place]
        frame = sheets["L05"].copy()
        frame.loc[frame.index[row], ["attendances", "online_attendances"]] = [text, None]
        sheets = sheets | {"L05": frame}
    if place in SHORT_WORDS:
        sheets = sheets | {"L05": sheets["L05"].replace({"activity_type": {"职工夜校": "夜校"}})}
    return sheets


def _wide_title(book: Workbook, framework: Framework) -> None:
    spec = framework.ledgers["L05"]
    book[spec.sheet].merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(spec.columns))


def _remarks(book: Workbook, framework: Framework) -> None:
    spec = framework.ledgers["L05"]
    sheet, column = book[spec.sheet], len(spec.columns) + 1
    sheet.cell(2, column).value = "备注"
    sheet.cell(3, column).value = "已存档"


HABITS: Mapping[Place, Habit] = {
    ("U07", "2024Q1"): _remarks,
    ("U09", "2024Q1"): _wide_title,
    ("U04", "2024Q2"): _wide_title,
    ("U12", "2024Q2"): _remarks,
}


def handed_in(place: Place, content: bytes, framework: Framework) -> bytes:
    """A workbook as this unit saved it; the same bytes each time."""
    if place not in HABITS:
        return content
    book = load_workbook(BytesIO(content))
    HABITS[place](book, framework)
    buffer = BytesIO()
    book.save(buffer)
    return _dated(buffer.getvalue())


def _dated(content: bytes) -> bytes:
    """The same workbook without the moment at which it was saved."""
    at = datetime(*_EPOCH, tzinfo=UTC).replace(tzinfo=None)  # openpyxl takes no zone
    plain = tostring(DocumentProperties(creator="", created=at, modified=at).to_tree())
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = plain if name == _PROPERTIES else source.read(name)
            target.writestr(ZipInfo(name, _EPOCH), part, ZIP_DEFLATED)
    return buffer.getvalue()
