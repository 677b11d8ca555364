"""The fonts that lie beside this file, and what they can print. `make.py` says how they were made."""

import struct
from functools import cache
from pathlib import Path

__all__ = ["ABSENT", "FOLDER", "SANS", "SANS_FILES", "SERIF", "absent", "printable", "replaced"]

FOLDER = Path(__file__).resolve().parent
#: Family names as typst, SVG and Word call them.
SANS = "Noto Sans SC"
SERIF = "Noto Serif SC"
#: Weight of the sans in CSS → its file, for the browser that measures texts.
SANS_FILES = {400: FOLDER / "NotoSansSC-Regular.ttf", 700: FOLDER / "NotoSansSC-Bold.ttf"}
#: Printed for a character that no font has, as typesetters do.
ABSENT = "〓"


@cache
def printable() -> frozenset[str]:
    """Every character the widest font has; the others fall back on it.

    Source: OpenType, table `cmap`, subtable format 12 (groups of start, end, first glyph).
    """
    data = SANS_FILES[400].read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4s3I", data, 12 + 16 * at) for at in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    offsets = (start + struct.unpack_from(">2HI", data, start + 4 + 8 * at)[2] for at in range(count))
    groups = next(at for at in offsets if struct.unpack_from(">H", data, at)[0] == 12)
    number = struct.unpack_from(">I", data, groups + 12)[0]
    spans = (struct.unpack_from(">2I", data, groups + 16 + 12 * at) for at in range(number))
    return frozenset(chr(code) for first, last in spans for code in range(first, last + 1))


def absent(text: str) -> list[str]:
    """The characters of a text that no font has, in order, each once; line ends and tabs are not counted."""
    have = printable()
    return sorted({one for one in text if one not in have and not one.isspace()})


def replaced(text: str) -> str:
    """The text with `ABSENT` for every character that no font has."""
    return text.translate({ord(one): ABSENT for one in absent(text)})
