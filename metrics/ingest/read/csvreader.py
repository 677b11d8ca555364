"""CSV as it comes out of Excel, WPS or a script: encoding and delimiter found, all cells texts."""

import codecs
import csv
from io import StringIO
from itertools import islice, zip_longest
from pathlib import PurePath

import pandas as pd

from metrics.ingest.read.package import PICTURE_TEXT
from metrics.ingest.read.raw import PICTURE, Raw, RawBook, RawColumn, RawSheet, Refusal

ENCODINGS = ("utf-8-sig", "gb18030")
MOST_CELLS = 5_000_000
#: Different values, column by column, as in `worker.py`.
MOST_VALUES = 600_000
#: As many as a sheet of Excel can hold.
MOST_ROWS = 1_048_576
_DELIMITERS = ",\t;，；"
#: Lines among which the delimiter is looked for.
_SNIFFED = 20


def read_csv(file: str, content: bytes) -> RawBook | Refusal:
    """Read a CSV file as a book of one sheet, named after the file.

    Args:
        file: its name.
        content: UTF-8 or UTF-16 (with or without BOM), GBK or GB18030.

    Returns:
        The book, or a Refusal when it is no text of these encodings or no CSV.
    """
    text = text_of_csv(content)
    if text is None:
        return Refusal("E107", "文字编码无法识别")
    if text.count("\n") > MOST_ROWS:
        return Refusal("E109", f"超过 {MOST_ROWS} 行")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return Refusal("E107", f"第 {reader.line_num} 行的引号或分隔符不成对，或者一格太长")
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        return Refusal("E109", "单元格太多")
    columns = tuple(_column(values) for values in zip_longest(*rows, fillvalue=""))
    if "DISPIMG" in text:
        columns = tuple(RawColumn(list(map(_picture, column.values)), column.codes) for column in columns)
    if sum(len(column.values) for column in columns) > MOST_VALUES:
        return Refusal("E109", f"各不相同的内容超过 {MOST_VALUES // 10_000} 万格")
    return RawBook("csv", (RawSheet(PurePath(file).stem, visible=True, height=len(rows), columns=columns),))


def _delimiter(text: str) -> str:
    """The sign that parts some line of the beginning most; a title above the header has none."""
    lines = list(islice(StringIO(text), _SNIFFED))
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))


def wide_encoding(content: bytes) -> str:
    """The encoding of a text of two bytes a sign, by its mark or its line ends; empty for any other."""
    head = content[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    ends = {"utf-16-le": b"\r\0\n\0", "utf-16-be": b"\0\r\0\n"}
    return next((name for name, end in ends.items() if end in head), "")


def text_of_csv(content: bytes) -> str | None:
    """The text of a file; None when it is in no encoding that office programs write."""
    wide = wide_encoding(content)
    for encoding in (wide,) if wide else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _picture(value: Raw) -> Raw:
    """A cell that held a picture of WPS as one; any other as it is."""
    return PICTURE if isinstance(value, str) and PICTURE_TEXT.match(value) else value


def _column(values: tuple[str, ...]) -> RawColumn:
    codes, distinct = pd.factorize(pd.Series(values, dtype=object).to_numpy())
    return RawColumn(list(distinct), codes)
