"""SVG to PNG, drawn by typst with the fonts of this project, so that Chinese is right on every machine."""

import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import typst

from metrics.reports.model import Drawing, FigureBlock, Stamp
from metrics.reports.print.browser import BrowserError
from metrics.reports.print.figures import PIXELS_PER_MM, WIDTH, bare, height_of, source_of, svg, title_of
from metrics.reports.print.fonts import FOLDER, replaced

TEMPLATES = Path(__file__).with_name("typst")
#: typst counts 72 points to the inch where CSS counts 96 pixels.
_POINTS = 0.75
#: Signature and IHDR of a PNG.
_PNG_HEAD = 33
SCALE = 2


_lock = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FOLDER)], ignore_system_fonts=True)


class Typesetting(TypedDict, total=False):
    """Options of `typst.Compiler.compile`: format, dots an inch of a PNG, time and standards of a PDF."""

    format: Literal["pdf", "png"]
    ppi: float
    timestamp: datetime
    pdf_standards: Literal["a-2b"]


def typeset(template: str, inputs: dict[str, str], **options: Unpack[Typesetting]) -> list[bytes]:
    """What typst makes of a template with the fonts of this project and no others; one at a time.

    One file for PDF, one a page for PNG.

    Args:
        template: file name in `TEMPLATES`.
        inputs: texts the template reads; characters that no font has are replaced.
        **options: see `Typesetting`.
    """
    clean = {name: replaced(text) for name, text in inputs.items()}
    # A compiler that is borrowed twice raises.
    with _lock:
        made = _compiler().compile(str(TEMPLATES / template), sys_inputs=clean, **options)
    return made if isinstance(made, list) else [made] if made is not None else []


def page(drawing: bytes, width: int, height: int, stamp: str) -> dict[str, str]:
    """What `figure.typ` reads: an SVG, its size in CSS pixels, and the line below it."""
    return {
        "svg": drawing.decode("utf-8"),
        "stamp": stamp,
        "width": str(width * _POINTS),
        "height": str(height * _POINTS),
    }


def png(drawing: bytes, width: int, height: int, *, stamp: str = "", scale: float = SCALE) -> bytes:
    """A picture of an SVG.

    Args:
        drawing: the SVG, UTF-8.
        width: CSS pixels.
        height: CSS pixels, the stamp's line not counted.
        stamp: small line below the figure; none unless given.
        scale: pixels of the picture per CSS pixel.
    """
    inputs = page(drawing, width, height, stamp)
    return typeset("figure.typ", inputs, format="png", ppi=72 / _POINTS * scale)[0]


def figure_png(
    figure: Drawing,
    width: int = WIDTH,
    *,
    stamp: Stamp | None = None,
    scale: float = SCALE,
    paper: str = "",
) -> bytes:
    """A figure as PNG at twice its size, title and source line included.

    Args:
        figure: what is drawn.
        width: CSS pixels.
        stamp: small line below it.
        scale: pixels of the picture per CSS pixel.
        paper: title of the paper it comes from, for its metadata.

    Raises:
        NoBrowserError, BrowserError: as `Browser.svg`.
    """
    line = stamp.line if stamp else ""
    made = png(svg(figure, width), width, height_of(figure), stamp=line, scale=scale)
    return described(
        made, {"Title": titled(figure, paper), "Source": source_of(figure), "Comment": line}, scale
    )


def titled(figure: Drawing, paper: str) -> str:
    """The title of a figure behind that of the paper, or the name of the county, it comes from."""
    return "：".join(part for part in (paper, title_of(figure)) if part)


def described(content: bytes, words: Mapping[str, str], scale: float = SCALE) -> bytes:
    """A PNG that says in its metadata what it is, and how many dots an inch it has (144 at twice its size).

    Args:
        content: the PNG.
        words: keyword of the PNG specification (Title, Source, Comment) → text; an empty one is left out.
        scale: pixels of the picture per CSS pixel; 72 dots an inch are counted for each.
    """
    start, rest = content[:_PNG_HEAD], content[_PNG_HEAD:]
    per_metre = round(72 * scale / 0.0254)
    chunks = _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    for keyword, text in words.items():
        if text:
            chunks += _chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0zh-CN\0\0" + text.encode())
    return start + chunks + b"".join(_without(rest, b"pHYs"))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _without(rest: bytes, kind: bytes) -> Iterator[bytes]:
    """The chunks behind the head but those of a kind."""
    at = 0
    while at < len(rest):
        end = at + 12 + struct.unpack_from(">I", rest, at)[0]
        if rest[at + 4 : at + 8] != kind:
            yield rest[at:end]
        at = end


def picture(block: FigureBlock) -> bytes | None:
    """A report's figure as PNG without title and source, which stand beside it; None without a browser."""
    figure = bare(block.figure)
    width = round(block.width_mm * PIXELS_PER_MM)
    try:
        return figure_png(figure, width)
    except BrowserError:
        return None
