"""What stands on the pages of a PDF: letters, paths, pictures; in mm from the upper left corner."""

import ctypes
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

#: Millimetres of a point.
MM = 25.4 / 72
#: x' = a·x + c·y + e, y' = b·x + d·y + f.
Affine = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Colour = tuple[int, int, int, int]


@dataclass(frozen=True)
class Letter:
    """A character: `at` is where its baseline begins, `turn` the way it runs (1, 0: right)."""

    text: str
    at: Point
    size: float
    turn: Point
    font: str
    colour: Colour


@dataclass(frozen=True)
class Outline:
    """A path: `steps` are M, L, B or C with their points; `fill` and `line` their colours, if drawn."""

    steps: tuple[tuple[str, tuple[Point, ...]], ...]
    fill: Colour | None
    even_odd: bool
    line: Colour | None
    width: float
    dashes: tuple[float, ...]


@dataclass(frozen=True)
class Raster:
    """A picture as PNG in the box x, y, width, height."""

    content: bytes
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class PaperSheet:
    """A page: width and height, shapes in the order in which they are painted, letters above them."""

    size: Point
    shapes: tuple[Outline | Raster, ...]
    letters: tuple[Letter, ...]


def sheets(content: bytes) -> Iterator[PaperSheet]:
    """The pages of a PDF, one after the other.

    What hides parts of a shape (a clip) is kept for pictures on the page itself: they are cut.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            width, height = page.get_size()
            shapes = tuple(_Walk(document, page, height).shapes())
            yield PaperSheet((width * MM, height * MM), shapes, tuple(_letters(page, height)))
            page.close()
    finally:
        document.close()


def _letters(page: pypdfium2.PdfPage, height: float) -> Iterator[Letter]:
    text = pdfium.FPDFText_LoadPage(page)
    try:
        for at in range(pdfium.FPDFText_CountChars(text)):
            code = pdfium.FPDFText_GetUnicode(text, at)
            if code > 32 and not pdfium.FPDFText_IsGenerated(text, at):
                yield _letter(text, at, chr(code), height)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _letter(text: object, at: int, sign: str, height: float) -> Letter:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, at, x, y)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, at, matrix)
    along = hypot(matrix.a, matrix.b) or 1.0
    size = pdfium.FPDFText_GetFontSize(text, at) * (hypot(matrix.c, matrix.d) or 1.0)
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, name, 128, flags)
    font = name.value.decode("utf-8", "replace").rpartition("+")[2]
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text, at, red, green, blue, alpha)
    return Letter(
        sign,
        (x.value * MM, (height - y.value) * MM),
        size * MM,
        (matrix.a / along, -matrix.b / along),
        font,
        (red.value, green.value, blue.value, alpha.value),
    )


@dataclass(frozen=True)
class _Walk:
    """The objects of a page, those within forms among them, in the order in which they are painted."""

    document: pypdfium2.PdfDocument
    page: pypdfium2.PdfPage
    height: float

    def shapes(self) -> Iterator[Outline | Raster]:
        """Paths and pictures of the page."""
        for at in range(pdfium.FPDFPage_CountObjects(self.page)):
            yield from self._of(
                pdfium.FPDFPage_GetObject(self.page, at), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), inner=False
            )

    def _of(self, item: object, outer: Affine, *, inner: bool) -> Iterator[Outline | Raster]:
        kind, matrix = pdfium.FPDFPageObj_GetType(item), _joined(_matrix(item), outer)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            for at in range(pdfium.FPDFFormObj_CountObjects(item)):
                yield from self._of(pdfium.FPDFFormObj_GetObject(item, at), matrix, inner=True)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and (found := self._outline(item, matrix)):
            yield found
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield from self._raster(item, matrix, None if inner else _clip(item))

    def _put(self, x: float, y: float, matrix: Affine) -> Point:
        """A point on the paper, mm from the upper left corner."""
        a, b, c, d, e, f = matrix
        return (a * x + c * y + e) * MM, (self.height - (b * x + d * y + f)) * MM

    def _outline(self, item: object, matrix: Affine) -> Outline | None:
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
        fill = _colour(pdfium.FPDFPageObj_GetFillColor, item) if mode.value else None
        line = _colour(pdfium.FPDFPageObj_GetStrokeColor, item) if stroked.value else None
        steps = tuple(_steps(item, lambda x, y: self._put(x, y, matrix)))
        if not steps or not (fill or line):
            return None
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(item, width)
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 * MM
        even_odd = mode.value == pdfium.FPDF_FILLMODE_ALTERNATE
        return Outline(
            steps, fill, even_odd, line, width.value * scale, tuple(one * scale for one in _dashes(item))
        )

    def _raster(self, item: object, matrix: Affine, clip: tuple[float, ...] | None) -> Iterator[Raster]:
        corners = [self._put(x, y, matrix) for x, y in ((0, 0), (1, 1))]
        left, right = sorted(x for x, _ in corners)
        top, bottom = sorted(y for _, y in corners)
        image = pypdfium2.PdfImage(item, self.page, self.document)
        picture = image.get_bitmap(render=True, scale_to_original=True).to_pil()
        if clip is not None:
            shown = (clip[0] * MM, (self.height - clip[3]) * MM, clip[2] * MM, (self.height - clip[1]) * MM)
            kept = (max(left, shown[0]), max(top, shown[1]), min(right, shown[2]), min(bottom, shown[3]))
            if kept[0] >= kept[2] or kept[1] >= kept[3]:
                return
            across, down = picture.width / (right - left), picture.height / (bottom - top)
            cut = (
                (kept[0] - left) * across,
                (kept[1] - top) * down,
                (kept[2] - left) * across,
                (kept[3] - top) * down,
            )
            picture = picture.crop(tuple(round(edge) for edge in cut))
            left, top, right, bottom = kept
        made = io.BytesIO()
        picture.save(made, "PNG")
        yield Raster(made.getvalue(), (left, top, right - left, bottom - top))


def _matrix(item: object) -> Affine:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _joined(inner: Affine, outer: Affine) -> Affine:
    """First the inner, then the outer one."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _colour(ask: Callable[..., object], item: object) -> Colour:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    ask(item, red, green, blue, alpha)
    return red.value, green.value, blue.value, alpha.value


def _dashes(item: object) -> tuple[float, ...]:
    count = pdfium.FPDFPageObj_GetDashCount(item)
    if count <= 0:
        return ()
    values = (ctypes.c_float * count)()
    pdfium.FPDFPageObj_GetDashArray(item, values, count)
    return tuple(values)


def _steps(item: object, put: Callable[[float, float], Point]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """Moves, lines and curves; the three points of a curve come one by one."""
    curve: list[Point] = []
    for at in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = put(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curve.append(point)
            if len(curve) == 3:
                yield "B", tuple(curve)
                curve = []
        else:
            yield ("M" if kind == pdfium.FPDF_SEGMENT_MOVETO else "L"), (point,)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield "C", ()


def _clip(item: object) -> tuple[float, float, float, float] | None:
    """The box that a picture shows through, in points from the lower left corner."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    box: tuple[float, float, float, float] | None = None
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        points = []
        for at in range(max(pdfium.FPDFClipPath_CountPathSegments(clip, path), 0)):
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, at), x, y)
            points.append((x.value, y.value))
        if points:
            across, up = [x for x, _ in points], [y for _, y in points]
            own = (min(across), min(up), max(across), max(up))
            box = (
                own
                if box is None
                else (max(box[0], own[0]), max(box[1], own[1]), min(box[2], own[2]), min(box[3], own[3]))
            )
    return box
