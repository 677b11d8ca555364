"""The parts of a workbook that say which sheets it has, and the list's sheet among them."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.ingest.patch.archive import Archive
from metrics.ingest.patch.xmltext import (
    Element,
    UnpatchableError,
    attributes,
    checked_text,
    find,
    prefix,
    quoted,
    said,
    with_attribute,
    with_child,
    without_attribute,
)
from metrics.ingest.write import LIST_SHEET

WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
#: A hidden name by which a list of ours is known again, wherever and however the file was saved.
LIST_NAME = "_kandejian_findings"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_AFTER_NAMES = (
    *(b"calcPr", b"oleSize", b"customWorkbookViews", b"pivotCaches", b"smartTagPr"),
    *(b"smartTagTypes", b"webPublishing", b"fileRecoveryPr", b"webPublishObjects", b"extLst"),
)


@dataclass(frozen=True)
class Book:
    """What a workbook's parts say.

    Args:
        workbook: the part that lists the sheets.
        relations: the part that says where they are.
        sheets: name → part.
        styles: name of the part with the formats, empty when there is none.
        strings: name of the part with the shared texts, empty when there is none.
        own_list: name of the sheet with a list of ours from an earlier marking, empty when there is none.
    """

    workbook: bytes
    relations: bytes
    sheets: Mapping[str, str]
    styles: str
    strings: str
    own_list: str


def read_book(archive: Archive) -> Book:
    """Read the workbook's parts.

    Raises:
        UnpatchableError: a part is missing or not plain.
    """
    workbook, relations = (checked_text(archive.read(name)) for name in (WORKBOOK, RELATIONS))
    links = [attributes(tag) for tag in _tags(relations, b"Relationship", b"Relationships")]
    targets = {link.get("Id", ""): _part(link.get("Target", "")) for link in links}
    kinds = {link.get("Type", "").rpartition("/")[2]: _part(link.get("Target", "")) for link in links}
    sheets = {}
    for tag in _tags(workbook, b"sheet", b"workbook"):
        given = attributes(tag)
        part = targets.get(next((v for k, v in given.items() if k.endswith(":id")), ""), "")
        if part in archive:
            sheets[given.get("name", "")] = part
    known = (kinds.get(kind, "") for kind in ("styles", "sharedStrings"))
    styles, strings = (part if part in archive else "" for part in known)
    if not sheets:
        raise UnpatchableError("no sheets")
    return Book(workbook, relations, sheets, styles, strings, _own_list(workbook, sheets))


def _tags(xml: bytes, name: bytes, root: bytes) -> list[bytes]:
    mark = re.escape(prefix(xml, root))
    return re.findall(rb"<%b(?=[\s/>])[^<>]*>" % (mark + name), xml)


def _part(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _own_list(workbook: bytes, sheets: Mapping[str, str]) -> str:
    """The sheet our hidden name points at."""
    found = re.search(rb"""<[^<>]*\sname\s*=\s*["']%b["'][^<>]*>([^<]*)<""" % LIST_NAME.encode(), workbook)
    name = said(found[1]).rpartition("!")[0].strip("'").replace("''", "'") if found else ""
    return name if name in sheets else ""


def with_list(book: Book, archive: Archive, *, opened: bool, styles: str) -> tuple[str, dict[str, bytes]]:
    """Put the list's sheet into the workbook, in front of all others.

    Args:
        book: as read.
        archive: its parts.
        opened: whether the workbook shall open on the list; only if no other sheet claims to be selected.
        styles: name of a part with formats that is new, empty when there was one.

    Returns:
        The name of the list's part (to be written), and the parts that change.
    """
    types = known_types = checked_text(archive.read(TYPES))
    relations, workbook = book.relations, book.workbook
    if styles:
        relations, _ = _related(relations, "styles", styles)
        types = _typed(types, styles, "styles")
    part = book.sheets.get(book.own_list, "")
    if not part:
        part = _free_part(archive)
        relations, identifier = _related(relations, "worksheet", part)
        types = _typed(types, part, "worksheet")
        workbook = _with_sheet(workbook, _list_title(book), identifier)
    at = list(book.sheets).index(book.own_list) if book.own_list else 0
    workbook = _with_view(workbook, shift=0 if book.own_list else 1, opened=at if opened else None)
    written = (
        (WORKBOOK, book.workbook, workbook),
        (RELATIONS, book.relations, relations),
        (TYPES, known_types, types),
    )
    return part, {name: new for name, old, new in written if old != new}


def _free_part(archive: Archive) -> str:
    taken = {name.lower() for name in archive.names}
    numbers = range(1, len(taken) + 2)
    return next(part for n in numbers if (part := f"xl/worksheets/sheet{n}.xml") not in taken)


def _list_title(book: Book) -> str:
    """What the list is called; a sheet of the person's own keeps its name."""
    taken = {name.casefold() for name in book.sheets}
    titles = (LIST_SHEET, *(f"{LIST_SHEET}（{number}）" for number in range(2, len(taken) + 3)))
    return next(title for title in titles if title.casefold() not in taken)


def _related(relations: bytes, kind: str, part: str) -> tuple[bytes, str]:
    """The relations with one more, and its identifier."""
    mark = prefix(relations, b"Relationships")
    taken = {attributes(tag).get("Id", "") for tag in _tags(relations, b"Relationship", b"Relationships")}
    identifier = next(name for n in range(1, len(taken) + 2) if (name := f"rIdK{n}") not in taken)
    base = _STRICT if _STRICT.encode() in relations else _OFFICE
    values = (quoted(identifier), quoted(f"{base}/{kind}"), quoted(f"/{part}"))
    child = b"<%bRelationship Id=%b Type=%b Target=%b/>" % (mark, *values)
    return with_child(relations, _root(relations, mark + b"Relationships"), child), identifier


def _typed(types: bytes, part: str, kind: str) -> bytes:
    mark = prefix(types, b"Types")
    values = (quoted(f"/{part}"), quoted(_KIND.format(kind)))
    child = b"<%bOverride PartName=%b ContentType=%b/>" % (mark, *values)
    return with_child(types, _root(types, mark + b"Types"), child)


def _root(xml: bytes, name: bytes) -> Element:
    element = find(xml, name)
    if element is None:
        raise UnpatchableError(f"no {name.decode()}")
    return element


def _with_sheet(workbook: bytes, title: str, identifier: str) -> bytes:
    """The workbook with a first sheet, the places of the others moved up by one."""
    mark = prefix(workbook, b"workbook")
    tags = _tags(workbook, b"sheet", b"workbook")
    numbers = [int(n) for tag in tags if (n := attributes(tag).get("sheetId", "")).isdecimal()]
    spaces = re.search(
        rb"""xmlns:([\w.-]+)\s*=\s*["'](%b|%b)["']""" % (_OFFICE.encode(), _STRICT.encode()), workbook
    )
    short, space = spaces.groups() if spaces else (b"r", _OFFICE.encode())
    child = b'<%bsheet xmlns:%b="%b" name=%b sheetId="%d" %b:id=%b/>' % (
        *(mark, short, space, quoted(title), max(numbers, default=0) + 1, short, quoted(identifier)),
    )
    workbook = _moved_names(workbook, mark)
    workbook = with_child(workbook, _root(workbook, mark + b"sheets"), child, first=True)
    return _with_name(workbook, mark, title)


def _moved_names(workbook: bytes, mark: bytes) -> bytes:
    """Names that belong to one sheet say which by its place."""
    names = re.compile(rb"<%bdefinedName(?=[\s/>])[^<>]*>" % re.escape(mark))

    def moved(match: re.Match[bytes]) -> bytes:
        place = attributes(match[0]).get("localSheetId", "")
        return with_attribute(match[0], "localSheetId", int(place) + 1) if place.isdecimal() else match[0]

    return names.sub(moved, workbook)


def _with_name(workbook: bytes, mark: bytes, title: str) -> bytes:
    """The workbook with the hidden name that points at the list."""
    place = quoted(f"'{title}'!$A$1")[1:-1]
    name = b'<%bdefinedName name="%b" hidden="1">%b</%bdefinedName>' % (mark, LIST_NAME.encode(), place, mark)
    names = find(workbook, mark + b"definedNames")
    if names is not None:
        return with_child(workbook, names, name)
    later = (find(workbook, mark + other, _root(workbook, mark + b"sheets").end) for other in _AFTER_NAMES)
    starts = [element.start for element in later if element]
    at = min(starts, default=_root(workbook, mark + b"workbook").close)
    return workbook[:at] + b"<%bdefinedNames>%b</%bdefinedNames>" % (mark, name, mark) + workbook[at:]


def _with_view(workbook: bytes, *, shift: int, opened: int | None) -> bytes:
    """The workbook with the sheet that is open moved up, or another one open."""
    mark = prefix(workbook, b"workbook")
    views = re.compile(rb"<%bworkbookView(?=[\s/>])[^<>]*>" % re.escape(mark))

    def moved(match: re.Match[bytes]) -> bytes:
        given = attributes(match[0]).get("activeTab", "0")
        place = (int(given) if given.isdecimal() else 0) + shift if opened is None else opened
        return with_attribute(without_attribute(match[0], "firstSheet"), "activeTab", place)

    if views.search(workbook):
        return views.sub(moved, workbook)
    at = _root(workbook, mark + b"sheets").start
    place = shift if opened is None else opened
    view = b'<%bbookViews><%bworkbookView activeTab="%d"/></%bbookViews>' % (mark, mark, place, mark)
    return workbook[:at] + view + workbook[at:]
