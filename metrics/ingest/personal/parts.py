"""Texts of a package's parts (.xlsx and what lies in it), each with the place it stands at."""

import html
import re
from collections.abc import Iterable, Iterator

from metrics.ingest.personal.numbers import (
    LEAST_DIGITS,
    PersonalNumber,
    number_in_cell,
    numbers_in,
    plain_digits,
)

_DIGITS = bytes.maketrans(b"0123456789", b"0" * 10)
_ASCII_BETWEEN = b" \t\r\n\x0b\x0c-._/"
_MANY = b"0" * LEAST_DIGITS
#: Signs between digits, and digits of other widths, in UTF-8; their first bytes are looked for first.
_WIDE = tuple(
    (prefix, re.compile(prefix + rest), by)
    for prefix, rest, by in (
        (b"\xe2\x80", rb"[\x80-\x95\xa2\xaa-\xaf]", b""),
        (b"\xe2\x81", rb"[\xa0-\xa9]", b""),
        (b"\xe2\x88", rb"\x92", b""),
        (b"\xe3\x80", rb"[\x80\x82]", b""),
        (b"\xe3\x83", rb"\xbb", b""),
        (b"\xc2", rb"[\xa0\xad\xb7]", b""),
        (b"\xef\xbb", rb"\xbf", b""),
        (b"\xe1\xa0", rb"\x8e", b""),
        (b"\xef\xbc", rb"[\x8d\x8e]", b""),
        (b"\xef\xbc", rb"[\x90-\x99]", b"0"),
        (b"\xf0\x9d\x9f", rb"[\x8e-\xbf]", b"0"),
        (b"\xe2\x91", rb"[\xa0-\xa8]", b"0"),
    )
)
_TAGS = re.compile(rb"<[^<>]*>")
_TOKEN = re.compile(r"<([^<>]*)>|[^<>]+")
#: Elements inside of a text: what stands before and after them is one text.
_INNER = frozenset(
    {
        *("r", "t", "rPr", "b", "i", "u", "strike", "sz", "color", "rFont", "family", "charset", "scheme"),
        *("vertAlign", "latin", "ea", "cs", "sym", "solidFill", "srgbClr", "schemeClr", "lumMod", "lumOff"),
        *("ln", "noFill", "effectLst", "hlinkClick", "font", "span", "strong", "em"),
    }
)
_REFERENCE = re.compile(r'\b(?:ref|sqref|name)="([^"]{1,60})"')
_STRING = re.compile(rb"<(?:\w{1,20}:)?si(?=[\s>/])")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s>/])")
_PLACE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v\b[^>]{0,200}>\s{0,9}([0-9.eE+]{11,40})\s{0,9}<")
_NO_NUMBER = re.compile(rb't="(?:s|str|inlineStr|b|e|d)"')
_TELLS_NOTHING = b"abcdeghijklmnopqrsuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ=/ <:!_-"
_SHARED = re.compile(rb"<(?:\w{1,20}:)?v\b[^>]{0,200}>([0-9]{1,10})<")
#: Characters that XML, or a spreadsheet in it, writes as numbers.
_ESCAPED = re.compile(rb"&#|_x[0-9A-Fa-f]{4}_")
_UNESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def may_hold(xml: bytes) -> bool:
    """Whether so many digits follow each other that a closer look is due: a few passes over the bytes."""
    if not xml.isascii():
        for prefix, pattern, by in _WIDE:
            if prefix in xml:
                xml = pattern.sub(by, xml)
    if _MANY in xml.translate(_DIGITS, _ASCII_BETWEEN):
        return True
    if (b"&#" in xml or b"_x" in xml) and _ESCAPED.search(xml):
        return True
    # Texts of several formats are in pieces.
    pieces = b"</r>" in xml or b":r>" in xml or b"<r " in xml
    return pieces and _MANY in _TAGS.sub(b"", xml).translate(_DIGITS, _ASCII_BETWEEN)


def text_of(xml: bytes) -> str:
    """What a piece of XML says, its pieces joined, its digits plain."""
    text = html.unescape(_TAGS.sub(b"", xml).decode("utf-8", "replace"))
    return plain_digits(unescaped(text))


def unescaped(text: str) -> str:
    """A spreadsheet's `_x0031_` as the sign it stands for."""
    return _UNESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def in_strings(xml: bytes) -> dict[int, list[PersonalNumber]]:
    """Position in the table of shared strings → numbers in that text."""
    if not may_hold(xml):
        return {}
    found = {at: list(numbers_in(text_of(b"<" + part))) for at, part in enumerate(_STRING.split(xml)[1:])}
    return {at: numbers for at, numbers in found.items() if numbers}


def without_unused(strings: bytes, sheets: Iterable[bytes]) -> bytes:
    """The shared strings without those texts with personal numbers that no cell of the sheets shows."""
    bad = in_strings(strings)
    if not bad:
        return strings
    used = {at for sheet in sheets for _, _, at in in_cells(sheet, bad)}
    starts = [match.start() for match in _STRING.finditer(strings)]
    pieces = [strings[: starts[0]]]
    for at, (start, end) in enumerate(zip(starts, [*starts[1:], len(strings)], strict=True)):
        piece = strings[start:end]
        if at in bad and at not in used:
            opening = _STRING.match(piece)
            mark = opening[0][1:-2] if opening else b""
            rest = piece[piece.rfind(b"si>") + 3 :]
            piece = b"<%bsi><%bt></%bt></%bsi>" % (mark, mark, mark, mark) + rest
        pieces.append(piece)
    return b"".join(pieces)


def in_cells(
    xml: bytes, strings: dict[int, list[PersonalNumber]]
) -> Iterator[tuple[str, PersonalNumber, int]]:
    """Address, number, and the shared string it comes from (else -1) of the cells of a sheet's data.

    A sheet without long numbers, texts of its own or bad strings is passed by.
    """
    if not xml or (not strings and not _cells_may_hold(xml)):
        return
    for chunk in _CELL.split(xml)[1:]:
        head, _, inner = chunk.partition(b">")
        address = _PLACE.search(head)
        where = address[1].decode() if address else ""
        if b't="s"' in head:
            shared = _SHARED.search(inner) if strings else None
            at = int(shared[1]) if shared else -1
            for number in strings.get(at, ()):
                yield where, number, at
            continue
        for number in _in_cell(head, inner):
            yield where, number, -1


def _cells_may_hold(xml: bytes) -> bool:
    """As `may_hold`, for cells, most of which hold short numbers: what tells nothing goes in one pass.

    What is left of `t="str"` and `t="inlineStr"` is `t"t"`, of the end of a formula `f>`.
    """
    left = xml.translate(_DIGITS, _TELLS_NOTHING)
    if b">" + _MANY in left or b"+" in left:
        return True
    return (b't"t"' in left or b"f>" in left) and may_hold(xml)


def _in_cell(head: bytes, inner: bytes) -> Iterator[PersonalNumber]:
    """Numbers of a cell that is no shared string: its value, its own text, its formula."""
    value = _VALUE.search(inner)
    if value and not _NO_NUMBER.search(head):
        try:
            number = number_in_cell(value[1].decode())
        except ValueError:
            number = None
        if number:
            yield number
            return
    end = inner.rfind(b"</")
    texts = inner.split(b"</f>") if b"</f>" in inner else [inner[: end if end >= 0 else None]]
    is_text = b"inlineStr" in head or b'"str"' in head
    for position, piece in enumerate(texts):
        formula = position < len(texts) - 1
        if (formula or is_text) and len(piece.translate(None, b'<>=/" ')) >= LEAST_DIGITS:
            yield from numbers_in(text_of(piece))


def in_part(data: bytes) -> Iterator[tuple[str, str, PersonalNumber]]:
    """Element, what it refers to (a cell, a name) and number, of texts and attributes of an XML part."""
    if not may_hold(data):
        return
    pieces: list[str] = []
    element = reference = ""
    for token in _TOKEN.finditer(data.decode("utf-8", "replace")):
        tag = token[1]
        if tag is None:
            pieces.append(token[0])
            continue
        name = _local(tag)
        if name in _INNER and "=" not in tag:
            continue
        if name not in _INNER:
            yield from ((element, reference, number) for number in _numbers("".join(pieces)))
            pieces = []
            element = name
        if named := _REFERENCE.search(tag):
            reference = named[1]
        yield from ((name, reference, number) for number in _numbers(tag))
    yield from ((element, reference, number) for number in _numbers("".join(pieces)))


def _local(tag: str) -> str:
    return tag.lstrip("/").split(maxsplit=1)[0].rstrip("/").rpartition(":")[2] if tag.strip("/ ") else ""


def _numbers(text: str) -> Iterator[PersonalNumber]:
    if sum(map(str.isdigit, text)) >= LEAST_DIGITS or "&#" in text or "_x" in text:
        yield from numbers_in(plain_digits(unescaped(html.unescape(text))))
