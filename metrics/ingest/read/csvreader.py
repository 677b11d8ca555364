"""CSV as it comes out of Excel, WPS or a script: encoding and delimiter found, all cells texts."""

import codecs
import csv
import re
from collections import Counter
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
_DELIMITERS = ",\t;，；|"
#: A text as programs write it that want no spreadsheet to take it for a number: ="0017".
_TEXT_FORMULA = re.compile(r'="([^"]{0,1000})"')
#: Bytes at which encodings are told apart, and how common signs must be in the right one.
_HEAD = 4096
_COMMON, _UNCOMMON = 0.9, 0.7
#: Bytes with which the common signs of the two encodings of Chinese begin.
_COMMON_GB, _COMMON_BIG5 = range(0xB0, 0xD8), range(0xA4, 0xC7)
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
    if '="' in text:
        rows = [[_bare_text(cell) for cell in row] for row in rows]
    columns = tuple(_column(values) for values in zip_longest(*rows, fillvalue=""))
    if "DISPIMG" in text:
        columns = tuple(RawColumn(list(map(_picture, column.values)), column.codes) for column in columns)
    if sum(len(column.values) for column in columns) > MOST_VALUES:
        return Refusal("E109", f"各不相同的内容超过 {MOST_VALUES // 10_000} 万格")
    return RawBook("csv", (RawSheet(PurePath(file).stem, visible=True, height=len(rows), columns=columns),))


def _delimiter(text: str) -> str:
    """The sign that parts most lines of the beginning into equally many cells; a title has none."""
    lines = list(islice(StringIO(text), _SNIFFED))

    def parted(sign: str) -> int:
        counts = Counter(line.count(sign) for line in lines)
        return max((count * times for count, times in counts.items()), default=0)

    return max(_DELIMITERS, key=parted)


def wide_encoding(content: bytes) -> str:
    """The encoding of a text of two or four bytes a sign, by its mark or its line ends; else empty."""
    head = content[:_HEAD]
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Of the signs of a table that are ASCII one byte is zero: the second or the first one.
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[::2].count(0)}
    name = max(zeros, key=lambda encoding: zeros[encoding])
    ends = "\n" in head[: len(head) // 2 * 2].decode(name, "ignore")
    return name if ends and zeros[name] > min(zeros.values()) else ""


def text_of_csv(content: bytes) -> str | None:
    """The text of a file; None when it is in no encoding that office programs write."""
    wide = wide_encoding(content)
    for encoding in (wide,) if wide else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (_in_big5(content) or text) if encoding == "gb18030" else text
    return None


def _in_big5(content: bytes) -> str:
    """The text of a file of Big5, which GB18030 reads as signs that nobody uses; else an empty text."""
    head = content[:_HEAD]
    if _share(head.decode("gb18030", "ignore"), "gb18030", _COMMON_GB) > _UNCOMMON:
        return ""
    if _share(head.decode("big5", "ignore"), "big5", _COMMON_BIG5) < _COMMON:
        return ""
    try:
        return content.decode("cp950")
    except UnicodeDecodeError:
        return ""


def _share(text: str, encoding: str, common: range) -> float:
    """How many of the signs of Chinese in a text are common ones, by the bytes with which they begin."""
    leads = [sign.encode(encoding, "ignore")[:1] for sign in text if sign >= "\u2e80"]
    return sum(lead[0] in common for lead in leads if lead) / max(1, len(leads))


def _bare_text(cell: str) -> str:
    """0017 of ="0017", any other cell as it is."""
    found = _TEXT_FORMULA.fullmatch(cell)
    return found[1] if found else cell


def _picture(value: Raw) -> Raw:
    """A cell that held a picture of WPS as one; any other as it is."""
    return PICTURE if isinstance(value, str) and PICTURE_TEXT.match(value) else value


def _column(values: tuple[str, ...]) -> RawColumn:
    codes, distinct = pd.factorize(pd.Series(values, dtype=object).to_numpy())
    return RawColumn(list(distinct), codes)
