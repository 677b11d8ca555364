"""Where pictures stand in an .xlsx: anchored over cells, or in cells as WPS and Excel put them there.

Runs in the process that opens pictures (`worker.py`); imports nothing that is dear.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree

from metrics.ingest.photos.pictures import MOST_BYTES
from metrics.ingest.read import attributes, parts_of

#: Pictures of one workbook that are looked at.
MOST_PICTURES = 500
_IMAGES = "xl/cellimages.xml"
_COMMON = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_DISPIMG = re.compile(rb'DISPIMG\((?:&quot;|")([\w-]{1,80})(?:&quot;|")')
_CELL = re.compile(rb'<(?:\w{1,20}:)?c\b[^<>]{0,300}?\br="([A-Z]{1,3})(\d{1,7})"([^<>]*)>')
_SHARED = re.compile(rb"<(?:\w{1,20}:)?v>(\d{1,9})<")
_STRING = re.compile(rb"<(?:\w{1,20}:)?si(?=[\s>/])")


class PictureSpot(NamedTuple):
    """A picture and the cell (1-based) it stands in or over; `kind` is floating, wps or excel."""

    sheet: str
    row: int
    column: int
    kind: str
    part: str


def found_pictures(content: bytes) -> tuple[list[PictureSpot], dict[str, bytes]]:
    """Where the pictures of a workbook stand, by sheet, row and column, and the bytes of each part.

    Args:
        content: bytes of an .xlsx that was sniffed and read before: its archive is within its limits.

    Returns:
        The first 500 places; none for what cannot be followed. A part above the limit of a picture comes
        without its bytes. Never raises for bad input.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            spots = list(_Book(archive).spots())[:MOST_PICTURES]
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            parts = dict.fromkeys(spot.part for spot in spots)
            return spots, {part: archive.read(part) if sizes[part] <= MOST_BYTES else b"" for part in parts}
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError):
        return [], {}


class _Book:
    """An opened archive and the relations of its parts."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = {entry.filename: entry for entry in archive.infolist()}
        self._names = set(entries)
        self._sheets = parts_of({name: self._read(name) for name in _COMMON}, entries)

    def spots(self) -> Iterator[PictureSpot]:
        """Every picture, sheet by sheet."""
        named, rich = self._wps(), self._rich()
        texts = _STRING.split(self._read("xl/sharedStrings.xml"))[1:] if named else []
        for sheet, part in self._sheets.items():
            xml = self._read(part)
            found = [*self._floating(part), *_in_cells(xml, named, texts, rich)]
            for row, column, kind, media in sorted(found)[:MOST_PICTURES]:
                if media in self._names:
                    yield PictureSpot(sheet, row, column, kind, media)

    def _read(self, name: str) -> bytes:
        return self._archive.read(name) if name in self._names else b""

    def _tree(self, name: str) -> ElementTree.Element | None:
        """A part as a tree; None for one that is absent, not well formed, or declares a document type."""
        xml = self._read(name)
        if not xml or b"<!" in xml.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
            return None
        try:
            return ElementTree.fromstring(xml)  # noqa: S314 - without a document type there are no entities
        except ElementTree.ParseError:
            return None

    def _relations(self, part: str) -> Mapping[str, str]:
        """Id → part, of what a part refers to."""
        folder, name = posixpath.split(part)
        tree = self._tree(f"{folder}/_rels/{name}.rels")
        found = {}
        for one in tree if tree is not None else ():
            target = one.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[one.get("Id", "")] = posixpath.normpath(path)
        return found

    def _floating(self, sheet: str) -> Iterator[tuple[int, int, str, str]]:
        """Pictures anchored over the cells of a sheet: the row and column of their upper left corner."""
        for drawing in self._relations(sheet).values():
            tree = self._tree(drawing) if "/drawings/" in drawing else None
            relations = self._relations(drawing) if tree is not None else {}
            for anchor in tree if tree is not None else ():
                start = next((one for one in anchor if _local(one) == "from"), None)
                blip = next((one for one in anchor.iter() if _local(one) == "blip"), None)
                if start is None or blip is None:
                    continue
                at = {_local(one): int(one.text or 0) for one in start if (one.text or "0").isdecimal()}
                media = relations.get(_attribute(blip, "embed"), "")
                yield at.get("row", 0) + 1, at.get("col", 0) + 1, "floating", media

    def _wps(self) -> dict[str, str]:
        """Name of a picture of WPS → its part."""
        tree = self._tree(_IMAGES)
        if tree is None:
            return {}
        relations, found = self._relations(_IMAGES), {}
        for image in tree:
            name = next((one.get("name", "") for one in image.iter() if _local(one) == "cNvPr"), "")
            blip = next((one for one in image.iter() if _local(one) == "blip"), None)
            if name and blip is not None:
                found[name] = relations.get(_attribute(blip, "embed"), "")
        return found

    def _rich(self) -> list[str]:
        """By number of the value metadata of a cell (from 1) the part of its picture."""
        values = self._tree("xl/richData/rdrichvalue.xml")
        parts = self._tree("xl/richData/richValueRel.xml")
        metadata = self._tree("xl/metadata.xml")
        if values is None or parts is None or metadata is None:
            return []
        relations = self._relations("xl/richData/richValueRel.xml")
        media = [relations.get(_attribute(one, "id"), "") for one in parts]
        # The first value of a picture says which relation is its own.
        of_value = [_number(next(iter(one), None)) for one in values if _local(one) == "rv"]
        blocks = [one for one in metadata.iter() if _local(one) == "rvb"]
        cells = [int(block.get("i", "0")) for block in blocks]
        picked = [of_value[at] if at < len(of_value) else -1 for at in cells]
        return [media[at] if 0 <= at < len(media) else "" for at in picked]


def _in_cells(
    xml: bytes, named: Mapping[str, str], texts: list[bytes], rich: list[str]
) -> Iterator[tuple[int, int, str, str]]:
    """Pictures that are the value of a cell."""
    if not (rich and b' vm="' in xml) and not named:
        return
    cells = list(_CELL.finditer(xml))
    ends = [cell.start() for cell in cells[1:]] + [len(xml)]
    for cell, end in zip(cells, ends, strict=True):
        column = 0
        for byte in cell[1]:
            column = column * 26 + byte - 64
        place = int(cell[2]), column
        found = attributes(cell[3])
        inner = xml[cell.end() : end]
        if rich and found.get("vm", "").isdecimal() and 0 < int(found["vm"]) <= len(rich):
            yield *place, "excel", rich[int(found["vm"]) - 1]
        elif named:
            shared = _SHARED.search(inner) if found.get("t") == "s" else None
            text = texts[int(shared[1])] if shared and int(shared[1]) < len(texts) else inner
            name = _DISPIMG.search(text)
            if name and name[1].decode() in named:
                yield *place, "wps", named[name[1].decode()]


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute whatever its namespace."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _number(element: ElementTree.Element | None) -> int:
    text = "" if element is None else element.text or ""
    return int(text) if text.isdecimal() else -1
