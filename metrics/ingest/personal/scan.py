"""Where a file holds numbers that belong to a person: every sheet, shown or not, and all beside them."""

import hashlib
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from metrics.ingest.model import CellRef
from metrics.ingest.personal import parts
from metrics.ingest.personal.numbers import MOBILE, PersonalNumber, number_in_float, numbers_in, plain_digits
from metrics.ingest.read import (
    RawBook,
    Refusal,
    attributes,
    parts_of,
    read,
    sniff,
    text_of_csv,
    workbook_stream,
)

#: A list of telephones is a list of persons; a number or two are the office's own.
MOST_MOBILES = 2
#: Places named; one is enough to refuse.
MOST_PLACES = 20
#: An archive within a file is looked into so far.
_DEEPEST, _LARGEST_INNER, _MOST_INNER = 2, 60 << 20, 500
#: Parts that hold pictures, or nothing a person wrote.
_NOT_READ = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|ttf|odttf)$|calcChain\.xml$|printerSettings")
_SHEET_DATA = re.compile(rb"<(?:\w{1,20}:)?sheetData[\s>]")
_NUMBER_RECORD = re.compile(rb"\x03\x02\x0e\x00(.{6})(.{8})", re.DOTALL)
_WIDE_DIGITS = re.compile(rb"(?:[\x10-\x19]\xff){11}")
_FORMATS = {"hidden": "（隐藏的工作表）", "veryHidden": "（深度隐藏的工作表）"}
#: Beginning of a part's name, or an element of it → what people call the place.
_PART_WORDS = (
    ("docProps/custom", "自定义文件属性"),
    ("docProps/", "文件属性"),
    ("xl/comments", "批注"),
    ("xl/threadedComments", "批注"),
    ("xl/persons", "批注的作者"),
    ("xl/drawings", "文本框、图形或批注框"),
    ("xl/diagrams", "图形"),
    ("xl/charts", "图表"),
    ("xl/sharedStrings", "文字"),
    ("xl/styles", "数字格式"),
    ("xl/pivot", "数据透视表的缓存"),
    ("xl/externalLinks", "外部链接的缓存"),
    ("xl/tables", "表格的列名"),
    ("xl/connections", "数据连接"),
    ("customXml", "自定义 XML"),
)
_ELEMENT_WORDS = {
    "definedName": "名称管理器里的名称",
    "sheet": "工作表名",
    "dataValidation": "数据验证的提示或选项",
    "formula1": "数据验证的选项",
    "formula2": "数据验证的选项",
    "hyperlink": "超链接",
    "Relationship": "超链接",
    "oddHeader": "页眉",
    "oddFooter": "页脚",
    "evenHeader": "页眉",
    "evenFooter": "页脚",
    "firstHeader": "页眉",
    "firstFooter": "页脚",
    "numFmt": "数字格式",
}


@dataclass(frozen=True)
class PersonalPlace:
    """One personal number: what `kind`, its beginning, and where; `part` says what is no cell."""

    kind: str
    masked: str
    where: CellRef
    part: str = ""

    def __str__(self) -> str:
        sheet = f"工作表“{self.where.sheet}”" if self.where.sheet else ""
        return f"{sheet}{self.where.address}{self.part}：{self.kind} {self.masked}"


@dataclass(frozen=True)
class _Hit:
    """A number, and where; a sheet's cell as `address`."""

    number: PersonalNumber
    sheet: str = ""
    address: str = ""
    part: str = ""


def personal_places(file: str, content: bytes) -> tuple[PersonalPlace, ...]:
    """Where a file holds personal numbers; what was scanned just now is not scanned again.

    Args:
        file: its name, which is looked at too.
        content: its bytes, from anywhere.

    Returns:
        The first places, in the order of the file; empty when it may be stored. Never raises for bad input:
        what cannot be read is looked through as bytes.
    """
    key = hashlib.sha256(content).hexdigest()
    known = _known(file, key)
    if known.places is None:
        known.places = _places(file, content)
    return known.places


class _Verdict:
    """What was found in a file before; its bytes are not kept."""

    places: tuple[PersonalPlace, ...] | None = None


@lru_cache(maxsize=500)
def _known(_file: str, _sha256: str) -> _Verdict:
    return _Verdict()


def _places(file: str, content: bytes) -> tuple[PersonalPlace, ...]:
    hits = [_Hit(number, part="文件名") for number in _of_name(file)]
    hits += _in_file(file, content, 0)
    mobiles = {hit.number.digits[-11:] for hit in hits if hit.number.kind == MOBILE}
    if len(mobiles) <= MOST_MOBILES:
        hits = [hit for hit in hits if hit.number.kind != MOBILE]
    places = (PersonalPlace(hit.number.kind, hit.number.masked, _cell(hit), hit.part) for hit in hits)
    return tuple(dict.fromkeys(places))[:MOST_PLACES]


def _of_name(name: str) -> Iterator[PersonalNumber]:
    return numbers_in(plain_digits(name))


def _cell(hit: _Hit) -> CellRef:
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", hit.address)
    if not match:
        return CellRef("", hit.sheet)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return CellRef("", hit.sheet, int(match[2]), column)


def _in_file(file: str, content: bytes, depth: int) -> Iterable[_Hit]:
    if content.startswith(b"PK"):
        kind = sniff(file, content)
        # An archive that unpacks to more than it should is not opened at all, by anyone.
        unsafe = isinstance(kind, Refusal) and kind.code in ("E102", "E104", "E107", "E108")
        return [] if unsafe else _in_archive(content, depth)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _in_old_book(file, content)
    text = text_of_csv(content)
    if text is None or "\0" in text[:4096]:
        return [_Hit(number, part="文件内部") for number in _solid(content)]
    plain = plain_digits(text)
    hits = [_Hit(number, part="文件内部") for number in numbers_in(plain)]
    return hits and _in_cells_of_book(file, content, hits)


def _in_archive(content: bytes, depth: int) -> list[_Hit]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            if depth and (
                len(entries) > _MOST_INNER or sum(e.file_size for e in entries.values()) > _LARGEST_INNER
            ):
                return []
            return list(_Package(archive, entries, depth).hits())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return []


class _Package:
    """An opened archive: a workbook, or whatever else is zipped."""

    def __init__(self, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], depth: int) -> None:
        self._archive, self._entries, self._depth = archive, entries, depth
        common = {name: self._read(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")}
        sheets = parts_of(common, entries)
        self._sheet_of = {part: name for name, part in sheets.items()}
        self._owner = dict(self._sheet_of)
        for part, name in self._sheet_of.items():
            self._owner |= dict.fromkeys(self._targets(part), name)
        self._state = _states(common["xl/workbook.xml"])

    def hits(self) -> Iterator[_Hit]:
        """Everything that is found, sheets first."""
        strings = parts.in_strings(self._read("xl/sharedStrings.xml"))
        used: set[int] = set()
        for part, sheet in self._sheet_of.items():
            yield from self._of_sheet(part, sheet, strings, used)
        for at in strings.keys() - used:
            # A text that stands in no cell any more lies in the file all the same.
            yield from (_Hit(number, part="删去后仍留在文件里的文字") for number in strings[at])
        for name in self._entries:
            yield from (_Hit(number, part="文件里部件的名称") for number in _of_name(name))
            if name not in self._sheet_of and name != "xl/sharedStrings.xml" and not _NOT_READ.search(name):
                yield from self._of_part(name)

    def _of_sheet(
        self, part: str, sheet: str, strings: dict[int, list[PersonalNumber]], used: set[int]
    ) -> Iterator[_Hit]:
        xml, state = self._read(part), self._state.get(sheet, "")
        begin = _SHEET_DATA.search(xml)
        first = begin.start() if begin else len(xml)
        end = max(first, xml.rfind(b"sheetData>"))
        for address, number, at in parts.in_cells(xml[first:end] if begin else b"", strings):
            used.add(at)
            yield _Hit(number, sheet, address, state)
        for element, reference, number in (*parts.in_part(xml[:first]), *parts.in_part(xml[end:])):
            words = _ELEMENT_WORDS.get(element, "工作表的设置")
            yield _Hit(number, sheet, part=f"{reference or ''}{words}{state}")

    def _of_part(self, name: str) -> Iterator[_Hit]:
        data, owner = self._read(name), self._owner.get(name, "")
        if not data.lstrip().startswith(b"<") and not data.startswith(b"\xef\xbb\xbf<"):
            inner = _in_file(name, data, self._depth + 1) if self._depth < _DEEPEST else []
            yield from (replace(hit, sheet="", address="", part=_within(name)) for hit in inner)
            return
        for element, reference, number in parts.in_part(data):
            words = _ELEMENT_WORDS.get(element) or _words(name)
            is_cell = bool(owner) and re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", reference)
            yield _Hit(number, owner, part=f"{reference} 的{words}" if is_cell else words)

    def _read(self, name: str) -> bytes:
        if name not in self._entries:
            return b""
        try:
            data = self._archive.read(self._entries[name])
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
            return b""
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16", "replace").encode()
        return data

    def _targets(self, part: str) -> list[str]:
        """The parts a sheet refers to: comments, drawings; and its list of them."""
        folder, name = posixpath.split(part)
        listing = f"{folder}/_rels/{name}.rels"
        found = re.findall(rb'\bTarget="([^"]{1,300})"', self._read(listing))
        targets = [
            posixpath.normpath(posixpath.join(folder, target.decode("utf-8", "replace"))) for target in found
        ]
        return [listing, *targets]


def _states(workbook: bytes) -> dict[str, str]:
    """Sheet → a word about it when it is hidden."""
    found = map(attributes, re.findall(rb"<(?:\w{1,20}:)?sheet\b([^>]{0,4000})>", workbook))
    return {one.get("name", ""): _FORMATS[one["state"]] for one in found if one.get("state") in _FORMATS}


def _words(name: str) -> str:
    known = next((words for begin, words in _PART_WORDS if name.startswith(begin)), "")
    return known or f"文件里的部件 {name[:60]}"


def _within(name: str) -> str:
    return f"嵌入的文件 {name.rpartition('/')[2][:40]}"


def _solid(content: bytes) -> list[PersonalNumber]:
    """Numbers in bytes that are no text: without the zeros of texts of two bytes a sign."""
    text = content.translate(None, b"\0")
    if not parts.may_hold(text):
        return []
    return [number for number in numbers_in(text.decode("latin-1")) if number.kind != MOBILE]


def _in_old_book(file: str, content: bytes) -> Iterable[_Hit]:
    """An .xls or .et: its texts as bytes, its numbers by their records; then, if so, cell by cell."""
    try:
        stream = workbook_stream(content)
    except (struct.error, IndexError):
        stream = b""
    hits = [_Hit(number, part="文件内部") for block in (stream, content) for number in _in_bytes(block)]
    for record in _NUMBER_RECORD.finditer(stream):
        number = number_in_float(struct.unpack("<d", record[2])[0])
        hits += [_Hit(number, part="文件内部")] if number else []
    return hits and _in_cells_of_book(file, content, hits)


def _in_bytes(block: bytes) -> Iterator[PersonalNumber]:
    # Texts of one byte a sign, and those of two whose second one is 0; then those with digits of full width.
    text = block.translate(None, b"\0")
    if parts.may_hold(text):
        yield from numbers_in(text.decode("latin-1"))
    if _WIDE_DIGITS.search(block):
        for start in (0, 1):
            yield from numbers_in(plain_digits(block[start:].decode("utf-16-le", "replace")))


def _in_cells_of_book(file: str, content: bytes, hits: list[_Hit]) -> list[_Hit]:
    """The cells such numbers stand in; a text of cells in none of which one stands has none."""
    book = read(file, content)
    if not isinstance(book, RawBook):
        return hits
    cells = [
        _Hit(
            number,
            sheet.name,
            CellRef("", "", row + 1, position).address,
            "" if sheet.visible else _FORMATS["hidden"],
        )
        for sheet in book.sheets
        for position, column in enumerate(sheet.columns, 1)
        for code, value in enumerate(column.values)
        for number in _in_value(value)
        for row in (column.codes == code).nonzero()[0].tolist()[:MOST_PLACES]
    ]
    found = {hit.number.digits for hit in cells}
    return cells if book.kind == "csv" else [*cells, *(hit for hit in hits if hit.number.digits not in found)]


def _in_value(value: object) -> Iterable[PersonalNumber]:
    if isinstance(value, tuple) and value[0] == "f":
        # A number under a format that may say something else than the number.
        value = value[1]
    if isinstance(value, str):
        return numbers_in(plain_digits(value))
    number = number_in_float(value) if isinstance(value, int | float) else None
    return [number] if number else []
