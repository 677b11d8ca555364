"""XML of office files changed as text: what is not touched stays as it was, byte for byte."""

import html
import re
from dataclasses import dataclass
from xml.parsers import expat

_ATTRIBUTE = re.compile(rb"""(?<![\w:.-])([\w:.-]{1,200})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(rb"<[^<>]*>")
_ENCODING = re.compile(rb"""^<\?xml[^<>]*?encoding\s*=\s*["']([\w-]+)["']""")
#: What XML 1.0 cannot carry.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Office programs read `_x0041_` as a letter; the underscore of a text that looks so is escaped like that.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class UnpatchableError(Exception):
    """The file is built in a way that is not changed as text; a new workbook is made instead."""


@dataclass(frozen=True)
class Element:
    """Where an element stands: its opening tag is start to inner, its content inner to close."""

    start: int
    inner: int
    close: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether it is written `<x/>`."""
        return self.close == self.end


def checked_text(xml: bytes) -> bytes:
    """The same bytes when they are UTF-8 without a document type; UnpatchableError otherwise."""
    declared = _ENCODING.search(xml.removeprefix(b"\xef\xbb\xbf")[:200])
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        declared and declared[1].lower() not in (b"utf-8", b"ascii")
    ):
        raise UnpatchableError("not UTF-8")
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
        raise UnpatchableError("document type")
    return xml


def well_formed(xml: bytes) -> bool:
    """Whether an XML parser takes it."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
    except expat.ExpatError:
        return False
    return True


def prefix(xml: bytes, root: bytes) -> bytes:
    """The namespace prefix of the root element with its colon, mostly empty."""
    match = re.search(rb"<((?:[A-Za-z_][\w.-]*:)?)" + root + rb"(?=[\s/>])", xml[:8192])
    if match is None:
        raise UnpatchableError(f"no {root.decode()}")
    return match[1]


def find(xml: bytes, name: bytes, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of a name (with its prefix), None when there is none."""
    end = len(xml) if end is None else end
    opening = re.compile(b"<" + name + rb"(?=[\s/>])[^<>]*>").search(xml, start, end)
    if opening is None:
        return None
    if xml[opening.end() - 2 : opening.end()] == b"/>":
        return Element(opening.start(), opening.end(), opening.end(), opening.end())
    closing = re.compile(b"</" + name + rb"\s*>").search(xml, opening.end(), end)
    if closing is None:
        raise UnpatchableError(f"{name.decode(errors='replace')} is not closed")
    return Element(opening.start(), opening.end(), closing.start(), closing.end())


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an opening tag."""
    return {
        name.decode(): html.unescape((double or single).decode(errors="replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def with_attribute(tag: bytes, name: str, value: str | int) -> bytes:
    """An opening tag with an attribute set."""
    tag = without_attribute(tag, name)
    close = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return b"%s %s=%s%s" % (tag[:close].rstrip(), name.encode(), quoted(str(value)), tag[close:])


def without_attribute(tag: bytes, name: str) -> bytes:
    """An opening tag without an attribute."""
    return re.sub(rb"""\s+%s\s*=\s*(?:"[^"]*"|'[^']*')""" % re.escape(name.encode()), b"", tag)


def quoted(value: str) -> bytes:
    """An attribute's value in its quotation marks."""
    text = html.escape(_ILLEGAL.sub("", value), quote=False).replace('"', "&quot;")
    return f'"{text}"'.replace("\n", "&#10;").replace("\t", "&#9;").encode()


def escaped(text: str) -> bytes:
    """A text as content of an element; characters that XML cannot carry become □."""
    text = _LOOKS_ESCAPED.sub("_x005F_", _ILLEGAL.sub("□", text.replace("\r\n", "\n").replace("\r", "\n")))
    return html.escape(text, quote=False).encode()


def said(content: bytes) -> str:
    """The text of an element, its tags left out and character references resolved."""
    return html.unescape(_TAG.sub(b"", content).decode(errors="replace")).strip()


def with_child(xml: bytes, element: Element, child: bytes, *, first: bool = False) -> bytes:
    """The XML with a child put into an element, last or first."""
    if not element.empty:
        at = element.inner if first else element.close
        return xml[:at] + child + xml[at:]
    tag = xml[element.start : element.end]
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    return xml[: element.start] + tag[:-2].rstrip() + b">" + child + b"</" + name + b">" + xml[element.end :]


def inline_text(mark: bytes, text: str) -> bytes:
    """The content of a cell that holds a text itself: never a formula, whatever it begins with."""
    return b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (mark, mark, escaped(text), mark, mark)
