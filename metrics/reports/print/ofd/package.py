"""A PDF written anew as OFD (GB/T 33190-2016): one ZIP of XML pages, fonts and pictures."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count, pairwise
from xml.sax.saxutils import escape

from metrics.reports.print.ofd import fontfiles
from metrics.reports.print.ofd.shapes import Colour, Letter, Outline, PaperSheet, Point, Raster, sheets
from metrics.reports.print.pack import packed

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CREATOR = "看得见"
#: Letters stand on one line while baselines differ by less, mm, and sizes by less than this share.
_LEVEL, _ALIKE = 0.05, 0.01
#: The farthest two letters of one text object stand apart, in their size.
_APART = 3.0


def ofd_of(pdf: bytes, title: str, author: str, at: datetime) -> bytes:
    """The pages of a PDF as OFD; the same PDF gives the same bytes.

    Letters become text objects whose fonts lie in the file with the signs they need, lines and areas path
    objects, pictures image objects.

    Args:
        pdf: with the fonts of this project.
        title: of the document.
        author: of the document.
        at: when it was made.
    """
    return _OfdPackage(list(sheets(pdf))).file(title, author, at, hashlib.sha256(pdf).hexdigest()[:32])


class _OfdPackage:
    """A document in the making: numbers its objects, fonts and pictures."""

    def __init__(self, pages: Sequence[PaperSheet]) -> None:
        self.pages = pages
        self._numbers = count(1)
        self.fonts = {
            name: self.number() for name in sorted({fontfiles.known(one.font) for one in self._letters()})
        }
        self.pictures: list[tuple[int, bytes]] = []

    def number(self) -> int:
        """The next number of the document."""
        return next(self._numbers)

    def _letters(self) -> Iterator[Letter]:
        return (letter for page in self.pages for letter in page.letters)

    def file(self, title: str, author: str, at: datetime, name: str) -> bytes:
        """All parts as one ZIP."""
        ids = [self.number() for _ in self.pages]
        pages = [self._page(page) for page in self.pages]
        signs = {
            font: "".join(sorted({one.text for one in self._letters() if fontfiles.known(one.font) == font}))
            for font in self.fonts
        }
        parts: list[tuple[str, bytes]] = [
            ("OFD.xml", _root(title, author, at, name)),
            ("Doc_0/Document.xml", self._document(ids)),
            ("Doc_0/PublicRes.xml", self._fonts_part()),
            ("Doc_0/DocumentRes.xml", self._pictures_part()),
        ]
        parts += [(f"Doc_0/Pages/Page_{place}/Content.xml", page) for place, page in enumerate(pages)]
        parts += [(f"Doc_0/Res/{font}.ttf", fontfiles.cut(font, signs[font])) for font in self.fonts]
        parts += [(f"Doc_0/Res/image_{number}.png", content) for number, content in self.pictures]
        return packed(parts)

    def _document(self, ids: Sequence[int]) -> bytes:
        size = self.pages[0].size if self.pages else (210.0, 297.0)
        listed = "".join(
            f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{at}/Content.xml"/>'
            for at, number in enumerate(ids)
        )
        return _part(
            "Document",
            f"<ofd:CommonData><ofd:MaxUnitID>{self.number()}</ofd:MaxUnitID>"
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 {_n(*size)}</ofd:PhysicalBox></ofd:PageArea>"
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>",
        )

    def _fonts_part(self) -> bytes:
        fonts = "".join(
            f'<ofd:Font ID="{number}" FontName="{name}" FamilyName="{name}">'
            f"<ofd:FontFile>{name}.ttf</ofd:FontFile></ofd:Font>"
            for name, number in self.fonts.items()
        )
        return _part("Res", f"<ofd:Fonts>{fonts}</ofd:Fonts>", ' BaseLoc="Res"')

    def _pictures_part(self) -> bytes:
        media = "".join(
            f'<ofd:MultiMedia ID="{number}" Type="Image" Format="PNG">'
            f"<ofd:MediaFile>image_{number}.png</ofd:MediaFile></ofd:MultiMedia>"
            for number, _content in self.pictures
        )
        return _part("Res", f"<ofd:MultiMedias>{media}</ofd:MultiMedias>" if media else "", ' BaseLoc="Res"')

    def _page(self, page: PaperSheet) -> bytes:
        drawn = "".join(self._shape(shape) for shape in page.shapes)
        written = "".join(self._text(run) for run in _runs(page.letters))
        return _part(
            "Page",
            f"<ofd:Area><ofd:PhysicalBox>0 0 {_n(*page.size)}</ofd:PhysicalBox></ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="{self.number()}" Type="Body">{drawn}{written}</ofd:Layer>'
            "</ofd:Content>",
        )

    def _shape(self, shape: Outline | Raster) -> str:
        if isinstance(shape, Raster):
            number = self.number()
            self.pictures.append((number, shape.content))
            _x, _y, width, height = shape.box
            return (
                f'<ofd:ImageObject ID="{self.number()}" Boundary="{_n(*shape.box)}" '
                f'CTM="{_n(width, 0, 0, height, 0, 0)}" ResourceID="{number}"/>'
            )
        return self._path(shape)

    def _path(self, path: Outline) -> str:
        points = [point for _step, them in path.steps for point in them]
        edge = max(path.width, 0.1) if path.line else 0.0
        left, top = (min(point[axis] for point in points) - edge for axis in (0, 1))
        right, bottom = (max(point[axis] for point in points) + edge for axis in (0, 1))
        data = " ".join(
            " ".join([step, *(_n(x - left, y - top) for x, y in them)]) for step, them in path.steps
        )
        looks = f'Fill="{_yes(path.fill)}" Stroke="{_yes(path.line)}"'
        if path.fill:
            looks += f' Rule="{"Even-Odd" if path.even_odd else "NonZero"}"'
        if path.line:
            looks += f' LineWidth="{_n(max(path.width, 0.01))}"'
        if path.line and path.dashes:
            looks += f' DashPattern="{_n(*path.dashes)}"'
        colours = _colour("FillColor", path.fill) + _colour("StrokeColor", path.line)
        return (
            f'<ofd:PathObject ID="{self.number()}" '
            f'Boundary="{_n(left, top, right - left, bottom - top)}" {looks}>'
            f"{colours}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def _text(self, run: Sequence[Letter]) -> str:
        """Letters of one line; their box begins a letter's height above it. What is turned stands alone."""
        first = run[0]
        font, size = self.fonts[fontfiles.known(first.font)], first.size
        steps = [after.at[0] - before.at[0] for before, after in pairwise(run)]
        spread = f' DeltaX="{_n(*steps)}"' if steps else ""
        x, y = first.at
        box, start, turned = (x, y - size, sum(steps) + size, 1.3 * size), (0.0, size), ""
        if not _level(first):
            box, (start, turned) = (x - size, y - size, 2 * size, 2 * size), _turned(first)
        text = "".join(letter.text for letter in run)
        return (
            f'<ofd:TextObject ID="{self.number()}" Boundary="{_n(*box)}" '
            f'Font="{font}" Size="{_n(size)}"{turned}>'
            f"{_colour('FillColor', first.colour)}"
            f'<ofd:TextCode X="{_n(start[0])}" Y="{_n(start[1])}"{spread}>{escape(text)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )


def _runs(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters that one text object takes: of one line, font, size and colour, side by side."""
    run: list[Letter] = []
    for letter in letters:
        if run and not _follows(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _follows(before: Letter, after: Letter) -> bool:
    alike = before.font == after.font and before.colour == after.colour and _level(before) and _level(after)
    near = 0 < after.at[0] - before.at[0] < _APART * before.size
    one_size = abs(after.size - before.size) < _ALIKE * before.size
    return alike and near and one_size and abs(after.at[1] - before.at[1]) < _LEVEL


def _level(letter: Letter) -> bool:
    return letter.turn[0] > 0.999


def _turned(letter: Letter) -> tuple[Point, str]:
    """Where a turned letter begins in its own axes, and the matrix that turns it."""
    cos, sin = letter.turn
    size = letter.size
    start = (size * (cos + sin), size * (cos - sin))
    return start, f' CTM="{_n(cos, sin, -sin, cos, 0, 0)}"'


def _colour(name: str, colour: Colour | None) -> str:
    if colour is None:
        return ""
    alpha = f' Alpha="{colour[3]}"' if colour[3] < 255 else ""
    return f'<ofd:{name} Value="{colour[0]} {colour[1]} {colour[2]}"{alpha}/>'


def _yes(colour: Colour | None) -> str:
    return "true" if colour else "false"


def _n(*values: float) -> str:
    """Numbers as the format has them, to a thousandth of a millimetre."""
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") if value else "0" for value in values).replace(
        "-0 ", "0 "
    )


def _part(name: str, inside: str, attributes: str = "") -> bytes:
    return f"{_HEAD}<ofd:{name} {_SPACE}{attributes}>{inside}</ofd:{name}>".encode()


def _root(title: str, author: str, at: datetime, name: str) -> bytes:
    info = (
        f"<ofd:DocID>{name}</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title>"
        f"<ofd:Author>{escape(author)}</ofd:Author><ofd:CreationDate>{at:%Y-%m-%d}</ofd:CreationDate>"
        f"<ofd:Creator>{_CREATOR}</ofd:Creator>"
    )
    root = "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    body = f"<ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>{root}</ofd:DocBody>"
    return _part("OFD", body, ' Version="1.0" DocType="OFD"')
