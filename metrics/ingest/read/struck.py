"""Signs of an .xlsx that are struck out or raised, which a reader joins to those beside them.

A cell in which 120 is struck out and 80 written behind it reads as 12080, one with a raised 2 for a footnote
as 1202. What is struck out is taken out and told; what is raised stays raised.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from metrics.ingest.read.package import attributes

_STRIKE = re.compile(rb'<(?:\w{1,20}:)?strike\b(?![^<>]{0,100}\bval="(?:0|false)")')
_RAISED = re.compile(rb'<(?:\w{1,20}:)?vertAlign\b[^<>]{0,100}\bval="(superscript|subscript)"')
_ANY = (b"strike", b"vertAlign")
_FONTS = re.compile(rb"<(?:\w{1,20}:)?fonts\b")
_FONTS_END = re.compile(rb"</(?:\w{1,20}:)?fonts>")
_FONT = re.compile(rb"<(?:\w{1,20}:)?font(?=[\s/>])")
_STYLES = re.compile(rb"<(?:\w{1,20}:)?cellXfs\b")
_STYLES_END = re.compile(rb"</(?:\w{1,20}:)?cellXfs>")
_STYLE = re.compile(rb"<(?:\w{1,20}:)?xf\b([^<>]*)>")
_SHARED = re.compile(rb"<(?:\w{1,20}:)?si\b")
_RUN = re.compile(rb"<(?:\w{1,20}:)?r>")
_LOOK_END = re.compile(rb"</(?:\w{1,20}:)?rPr>")
_TEXT = re.compile(rb"<(?:\w{1,20}:)?t\b[^<>]*>([^<]*)<")
_SHARED_CELL = re.compile(
    rb'<(?:\w{1,20}:)?c\b((?=[^<>]{0,300}\bt="s")[^<>]{0,300})>\s*+<(?:\w{1,20}:)?v>(\d{1,9})<'
)
_INLINE_CELL = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]{0,300})>\s*+<(?:\w{1,20}:)?is>")
_RAISED_SIGNS = {
    b"superscript": str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"),
    b"subscript": str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎"),
}


class Seen(NamedTuple):
    """What is seen of a text: the signs that are not struck out, and those that are."""

    kept: str
    struck: str


def struck_styles(xml: bytes) -> dict[bytes, str]:
    """Numbers of the cell styles whose font strikes everything out, as cells write them."""
    fonts = [bool(_STRIKE.search(font)) for font in _FONT.split(_part(xml, _FONTS, _FONTS_END))[1:]]
    if not any(fonts):
        return {}
    of_styles = map(attributes, _STYLE.findall(_part(xml, _STYLES, _STYLES_END)))
    numbers = [found.get("fontId", "0") for found in of_styles]
    struck = {str(number) for number, is_struck in enumerate(fonts) if is_struck}
    return {b"%d" % style: "" for style, font in enumerate(numbers) if font in struck}


def _part(xml: bytes, begin: re.Pattern[bytes], end: re.Pattern[bytes]) -> bytes:
    first = begin.search(xml)
    last = end.search(xml, first.end()) if first else None
    return xml[first.end() : last.start()] if first and last else b""


def shared_seen(xml: bytes) -> dict[int, Seen]:
    """Of the shared texts those that are seen otherwise than a reader joins them, by their number."""
    if not any(sign in xml for sign in _ANY):
        return {}
    found = enumerate(map(_seen, _SHARED.split(xml)[1:]))
    return {number: seen for number, seen in found if seen}


def cells_seen(xml: bytes, shared: dict[int, Seen]) -> Iterator[tuple[re.Match[bytes], Seen]]:
    """The cells of a sheet with such texts, in no order."""
    if shared:
        for cell in _SHARED_CELL.finditer(xml):
            if int(cell[2]) in shared:
                yield cell, shared[int(cell[2])]
    if any(sign in xml for sign in _ANY):
        for cell in _INLINE_CELL.finditer(xml):
            seen = _seen(xml[cell.end() : xml.find(b"is>", cell.end())])
            if seen:
                yield cell, seen


def _seen(item: bytes) -> Seen | None:
    """What is seen of a text of several looks; None where a reader reads it as it is seen."""
    if not any(sign in item for sign in _ANY):
        return None
    kept = struck = ""
    is_raised = False
    for run in _RUN.split(item)[1:]:
        end = _LOOK_END.search(run)
        look, rest = (run[: end.start()], run[end.end() :]) if end else (b"", run)
        written = _TEXT.search(rest)
        text = html.unescape(written[1].decode("utf-8", "replace")) if written else ""
        raised = _RAISED.search(look)
        if _STRIKE.search(look):
            struck += text
        else:
            kept += text.translate(_RAISED_SIGNS[raised[1]]) if raised else text
            is_raised = is_raised or bool(raised)
    return Seen(kept, struck) if struck or is_raised else None
