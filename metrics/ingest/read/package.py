"""The parts of an .xlsx package, unpacked no further than it says; imports nothing of the project."""

import html
import re
import zipfile
import zlib

MOST_SHEETS = 200
LARGEST_PART = 120 << 20
#: What a cell with a picture of WPS in it says.
PICTURE_TEXT = re.compile(r"=?(?:_xlfn\.)?DISPIMG\s*\(", re.IGNORECASE)
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\b([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])([\w:]{1,200})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""")
#: A document type can only stand before the first element.
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!", re.DOTALL)


class Unfit(Exception):  # noqa: N818 - names what the file is, not what failed
    """A file that is not read on; carries the reply."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reply = (reason, detail)


def part_bytes(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """A part's content, inflated no further than the archive says, and without a document type.

    Raises:
        Unfit: it goes on after its declared size, declares a document type, or is not written in UTF-8.
        BadZipFile: it is cut off, changed, or packed in a way that office programs do not use.
    """
    start = entry.header_offset
    names, extras = (int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))
    if content[start : start + 4] != b"PK\3\4" or entry.compress_type not in (0, 8):
        raise zipfile.BadZipFile("no local header")
    first = start + 30 + names + extras
    packed = content[first : first + entry.compress_size]
    data = inflated(packed, entry.file_size) if entry.compress_type else packed
    if len(data) != entry.file_size:
        raise Unfit("sizes")
    if zlib.crc32(data) != entry.CRC:
        raise zipfile.BadZipFile("wrong checksum")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("encoding")
    if _DOCTYPE.match(data):
        raise Unfit("entity")
    return data


def inflated(packed: bytes, size: int) -> bytes:
    """A deflated part, at most one byte more than declared."""
    try:
        return zlib.decompressobj(-15).decompress(packed, min(size, LARGEST_PART) + 1)
    except zlib.error as error:
        raise zipfile.BadZipFile("not deflated") from error


def parts_of(common: dict[str, bytes], known: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name → name of its part in the archive."""
    relations = _RELATION.findall(common.get("xl/_rels/workbook.xml.rels", b""))
    targets = {found.get("Id", ""): found.get("Target", "") for found in map(attributes, relations)}
    parts = {}
    for found in map(attributes, _SHEET.findall(common.get("xl/workbook.xml", b""))):
        target = targets.get(next((v for k, v in found.items() if k.endswith(":id")), ""), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in known:
            parts[found.get("name", "")] = part
    return dict(list(parts.items())[:MOST_SHEETS])


def attributes(text: bytes) -> dict[str, str]:
    """Attributes of an element's opening tag."""
    return {
        key.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for key, double, single in _ATTRIBUTE.findall(text)
    }
