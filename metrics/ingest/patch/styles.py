"""The cell formats of a workbook: a format like another but on a coloured ground, and back again."""

import re
from collections.abc import Iterable

from metrics.ingest.patch.xmltext import (
    Element,
    UnpatchableError,
    attributes,
    checked_text,
    find,
    prefix,
    with_attribute,
    with_child,
)

#: Severity → ground under dark and under white letters. A little beside the usual shades, so that a ground is
#: known again as ours, whichever program saved the file in between. One step up (an odd number) says that
#: another ground lies below, whose colour is kept as the second one, which a solid ground does not show.
SHADES = {
    "error": (0xFFFFC8CE, 0xFFFF0202),
    "confirm": (0xFFFFEB9A, 0xFFBF9002),
    "hint": (0xFFDDEBF8, 0xFF2F75B8),
}
#: Excel refuses workbooks with more cell formats.
MOST_FORMATS = 64_000

_OURS = frozenset(f"{shade + step:X}" for pair in SHADES.values() for shade in pair for step in (0, 1))
_NONE = b'indexed="64"'
_ORDER = (
    *(b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles"),
    *(b"dxfs", b"tableStyles", b"colors", b"extLst"),
)
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%b"/>' % _MAIN
_FIRST = {
    b"fonts": b'<%pfont><%psz val="11"/><%pname val="\xe5\xae\x8b\xe4\xbd\x93"/></%pfont>',
    b"fills": b'<%pfill><%ppatternFill patternType="none"/></%pfill>'
    b'<%pfill><%ppatternFill patternType="gray125"/></%pfill>',
    b"borders": b"<%pborder><%pleft/><%pright/><%ptop/><%pbottom/><%pdiagonal/></%pborder>",
    b"cellStyleXfs": b'<%pxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    b"cellXfs": b'<%pxf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    b"cellStyles": b'<%pcellStyle name="Normal" xfId="0" builtinId="0"/>',
}
_SONGTI = b'<%pname val="\xe5\xae\x8b\xe4\xbd\x93"/><%pfamily val="3"/><%pcharset val="134"/>'
_FONTS = {
    "plain": b'<%pfont><%psz val="11"/><%pcolor rgb="FF000000"/>' + _SONGTI + b"</%pfont>",
    "bold": b'<%pfont><%pb/><%psz val="11"/><%pcolor rgb="FF000000"/>' + _SONGTI + b"</%pfont>",
    "title": b'<%pfont><%pb/><%psz val="14"/><%pcolor rgb="FF000000"/>' + _SONGTI + b"</%pfont>",
    "link": b'<%pfont><%pu/><%psz val="11"/><%pcolor rgb="FF0563C1"/>' + _SONGTI + b"</%pfont>",
}
_LINE = b'<%%p%b style="thin"><%%pcolor rgb="FFC5D3E0"/></%%p%b>'
_BOXED = (
    b"<%pborder>"
    + b"".join(_LINE % (side, side) for side in (b"left", b"right", b"top", b"bottom"))
    + b"<%pdiagonal/></%pborder>"
)
_HEADER_GROUND = b'rgb="FFDCE6F1"'
#: Look → font, whether boxed, ground, wrapped. All are text cells (format 49): retyping `=…` stays a text.
LOOKS = {
    "title": ("title", False, _NONE, False),
    "line": ("plain", False, _NONE, False),
    "header": ("bold", True, _HEADER_GROUND, True),
    "text": ("plain", True, _NONE, True),
    "link": ("link", True, _NONE, False),
    "note": ("plain", False, _NONE, False),
}


class StylesXml:
    """The part styles.xml, to which formats can be added.

    Args:
        xml: its bytes; what it lacks is added.
    """

    def __init__(self, xml: bytes) -> None:
        self._xml = checked_text(xml)
        self._mark = prefix(self._xml, b"styleSheet")
        for name, first in _FIRST.items():
            self._ensure(name, self._named(first))
        self._fonts, self._fills, self._borders, self._xfs = (
            _Items(self._children(name, item))
            for name, item in (
                (b"fonts", b"font"),
                (b"fills", b"fill"),
                (b"borders", b"border"),
                (b"cellXfs", b"xf"),
            )
        )
        self._before = {name: len(items.all) for name, items in self._sections()}
        self._marked: dict[tuple[int, str], int] = {}
        self._plain: dict[int, int] = {}
        shaded = {number for number, fill in enumerate(self._fills.all) if _is_ours(fill)}
        #: Numbers of the formats with a ground of ours, from an earlier marking.
        self.ours = frozenset(
            number for number, xf in enumerate(self._xfs.all) if shaded and _number(xf, "fillId") in shaded
        )

    def marked(self, style: int, severity: str) -> int:
        """The format like `style` (without a ground of ours) on the ground of a severity."""
        key = (self.plain(style), severity)
        if key not in self._marked:
            xf = self._format(key[0])
            light = _is_light(self._fonts.at(_number(xf, "fontId")))
            below = _solid(self._fills.at(_number(xf, "fillId")))
            ground = b'rgb="%X"' % (SHADES[severity][light] + bool(below))
            self._marked[key] = self._on(xf, ground, below or _NONE)
        return self._marked[key]

    def plain(self, style: int) -> int:
        """The format as it was before it got a ground of ours; others are given back as they are."""
        if style not in self.ours:
            return style if style < len(self._xfs.all) else 0
        if style not in self._plain:
            xf = self._format(style)
            self._plain[style] = self._on(xf, _covered(self._fills.at(_number(xf, "fillId"))))
        return self._plain[style]

    def look(self, name: str) -> int:
        """A format of our own (see LOOKS)."""
        font, boxed, ground, wrapped = LOOKS[name]
        fonts = self._fonts.add(self._named(_FONTS[font]))
        border = self._borders.add(self._named(_BOXED)) if boxed else 0
        wrap = b' wrapText="1"' if wrapped else b""
        alignment = b'<%balignment vertical="center"%b/>' % (self._mark, wrap)
        xf = b'<%bxf numFmtId="49" fontId="%d" fillId="0" borderId="%d" xfId="0" applyNumberFormat="1"' % (
            *(self._mark, fonts, border),
        )
        xf += b' applyFont="1" applyBorder="1" applyAlignment="1">%b</%bxf>' % (alignment, self._mark)
        return self._on(xf, ground)

    def written(self) -> bytes:
        """The part with all that was added."""
        xml = self._xml
        for name, items in self._sections():
            added = items.all[self._before[name] :]
            if added:
                section = self._section(xml, name)
                tag = with_attribute(xml[section.start : section.inner], "count", len(items.all))
                xml = with_child(xml, section, b"".join(added))
                xml = xml[: section.start] + tag + xml[section.inner :]
        return xml

    def _sections(self) -> Iterable[tuple[bytes, "_Items"]]:
        names = (b"fonts", b"fills", b"borders", b"cellXfs")
        return zip(names, (self._fonts, self._fills, self._borders, self._xfs), strict=True)

    def _on(self, xf: bytes, ground: bytes, covered: bytes = _NONE) -> int:
        """The number of the format on a solid ground; `_NONE` is no ground at all."""
        fill = 0
        if ground != _NONE:
            inside = b"<%%pfgColor %b/><%%pbgColor %b/>" % (ground, covered)
            pattern = b'<%pfill><%ppatternFill patternType="solid">' + inside + b"</%ppatternFill></%pfill>"
            fill = self._fills.add(self._named(pattern))
        end = xf.index(b">") + 1
        tag = with_attribute(with_attribute(xf[:end], "fillId", fill), "applyFill", 1)
        number = self._xfs.add(tag + xf[end:])
        if number >= MOST_FORMATS:
            raise UnpatchableError("too many cell formats")
        return number

    def _format(self, number: int) -> bytes:
        return self._xfs.at(number)

    def _named(self, template: bytes) -> bytes:
        return template.replace(b"%p", self._mark)

    def _section(self, xml: bytes, name: bytes) -> Element:
        section = find(xml, self._mark + name)
        if section is None:
            raise UnpatchableError(f"no {name.decode()}")
        return section

    def _children(self, name: bytes, item: bytes) -> list[bytes]:
        section, tag = self._section(self._xml, name), re.escape(self._mark + item)
        pattern = re.compile(rb"<%b(?=[\s/>])(?:[^<>]*/>|[^<>]*>.*?</%b\s*>)" % (tag, tag), re.DOTALL)
        return pattern.findall(self._xml, section.inner, section.close)

    def _ensure(self, name: bytes, first: bytes) -> None:
        """Add a section that is missing or empty, in the order the format wants."""
        section = find(self._xml, self._mark + name)
        if section is not None:
            if not self._xml[section.inner : section.close].strip():
                self._xml = with_child(self._xml, section, first)
            return
        made = b"<%b%b>%b</%b%b>" % (self._mark, name, first, self._mark, name)
        later = (find(self._xml, self._mark + other) for other in _ORDER[_ORDER.index(name) + 1 :])
        place = next((element.start for element in later if element), None)
        if place is not None:
            self._xml = self._xml[:place] + made + self._xml[place:]
            return
        self._xml = with_child(self._xml, self._section(self._xml, b"styleSheet"), made)


class _Items:
    """The children of a section; one that is there already is not added again."""

    def __init__(self, items: list[bytes]) -> None:
        self.all = items
        self._places: dict[bytes, int] = {}
        for place, item in enumerate(items):
            self._places.setdefault(item, place)

    def at(self, place: int) -> bytes:
        """An item; the first for a number that does not exist."""
        return self.all[place if place < len(self.all) else 0]

    def add(self, item: bytes) -> int:
        """The place of an item."""
        if item not in self._places:
            self._places[item] = len(self.all)
            self.all.append(item)
        return self._places[item]


def _number(xf: bytes, name: str) -> int:
    text = attributes(xf[: xf.index(b">") + 1]).get(name, "0")
    return int(text) if text.isdecimal() else 0


def _colour(fill: bytes, element: bytes) -> bytes:
    """The attributes of a fill's colour, empty when there is none."""
    match = re.search(rb"<(?:[\w.-]+:)?%b\s([^<>]*?)\s*/?>" % element, fill)
    return match[1] if match else b""


def _foreground(fill: bytes) -> bytes:
    return _colour(fill, b"fgColor")


def _is_ours(fill: bytes) -> bool:
    return attributes(_foreground(fill)).get("rgb", "").upper() in _OURS


def _solid(fill: bytes) -> bytes:
    """The colour of a solid ground, empty for other fills."""
    return _foreground(fill) if b'patternType="solid"' in fill else b""


def _covered(fill: bytes) -> bytes:
    """The ground below one of ours."""
    shade = int(attributes(_foreground(fill))["rgb"], 16)
    return (_colour(fill, b"bgColor") if shade % 2 else b"") or _NONE


def _is_light(font: bytes) -> bool:
    """Whether letters are white: on a pale ground they could not be read."""
    colour = attributes(_colour(font, b"color"))
    return colour.get("rgb", "")[-6:].upper() == "FFFFFF" or colour.get("theme") == "0"
