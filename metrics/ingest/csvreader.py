"""CSV as it comes out of Excel, WPS or a script: encoding and delimiter found, all cells texts."""

import csv
from io import StringIO
from itertools import zip_longest
from pathlib import PurePath

import pandas as pd

from metrics.ingest.raw import RawBook, RawColumn, RawSheet, Refusal

ENCODINGS = ("utf-8-sig", "gb18030")
MOST_CELLS = 5_000_000
#: As many as a sheet of Excel can hold.
MOST_ROWS = 1_048_576
_DELIMITERS = ",\t;，；"


def read_csv(file: str, content: bytes) -> RawBook | Refusal:
    """Read a CSV file as a book of one sheet, named after the file.

    Args:
        file: its name.
        content: UTF-8 (with or without BOM), UTF-16 with BOM, GBK or GB18030.

    Returns:
        The book, or a Refusal when it is no text of these encodings or no CSV.
    """
    text = _decode(content)
    if text is None:
        return Refusal("E107", "文字编码无法识别")
    if text.count("\n") > MOST_ROWS:
        return Refusal("E109", f"超过 {MOST_ROWS} 行")
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return Refusal("E107", f"CSV 格式有误（{error}）")
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        return Refusal("E109", "单元格太多")
    columns = tuple(_column(values) for values in zip_longest(*rows, fillvalue=""))
    return RawBook("csv", (RawSheet(PurePath(file).stem, visible=True, height=len(rows), columns=columns),))


def _decode(content: bytes) -> str | None:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _column(values: tuple[str, ...]) -> RawColumn:
    codes, distinct = pd.factorize(pd.Series(values, dtype=object).to_numpy())
    return RawColumn(list(distinct), codes)
