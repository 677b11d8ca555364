"""Where a county's towns lie: shapes from a GeoJSON that was given, else squares of a sketch (示意图).

Both are files of the county's package. They change nothing that is counted, so no framework is made of them.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from math import ceil, cos, hypot, radians, sqrt
from typing import Any

from metrics.framework.county import GRID, SHAPES, CountyPackage
from metrics.framework.words import Term, name_key

#: A place on the ground: longitude and latitude of shapes, both in degrees.
Point = tuple[float, float]
Ring = tuple[Point, ...]
#: Corners all shapes of a county may have together, and the longest file that is read.
MOST_POINTS, MOST_BYTES = 4_000, 20_000_000
#: Corners a file may have; a county drawn to the metre has fewer.
MOST_READ = 200_000
#: Places looked at for each corner when a ring is thinned: a real outline needs about twenty.
_LOOKS = 40
_LARGEST_CELL = 40
_HEADERS = ("code", "row", "column")


class GroundError(ValueError):
    """A map that cannot be used; a Chinese sentence with what to do."""


@dataclass(frozen=True)
class Ground:
    """Where towns lie, by code.

    Args:
        cells: code, row and column (from 0) of a square; every town has one, no two the same.
        shapes: code and rings of longitude and latitude, outer ones and holes; maybe of some towns only.
        arranged: whether somebody placed the squares.
    """

    cells: tuple[tuple[str, int, int], ...] = ()
    shapes: tuple[tuple[str, tuple[Ring, ...]], ...] = ()
    arranged: bool = False


def ground_of(package: CountyPackage, towns: Sequence[str]) -> Ground:
    """Where towns lie by the county's files; a town that has no square yet gets the first free one.

    Args:
        package: the county's files; without GRID all squares stand in order of the towns.
        towns: their codes, in order.
    """
    placed = _placed(package.by_name.get(GRID, b""), towns)
    shapes = _stored_shapes(package.by_name.get(SHAPES, b""), towns)
    return Ground(tuple((town, *placed[town]) for town in towns), shapes, GRID in package.by_name)


def _placed(content: bytes, towns: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Row and column of each town: as arranged, the others in the first free squares, row by row."""
    kept: dict[str, tuple[int, int]] = {}
    for row in csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")):
        place = (int(row["row"]), int(row["column"]))
        if row["code"] in towns and place not in kept.values():
            kept[row["code"]] = place
    wide = ceil(sqrt(len(towns) * 1.25)) if not kept else max(column for _, column in kept.values()) + 1
    free = (divmod(number, max(wide, 1)) for number in range(_LARGEST_CELL**2 * 2))
    taken = set(kept.values())
    spare = (place for place in free if place not in taken)
    return {town: kept[town] if town in kept else next(spare) for town in towns}


def grid_file(cells: Iterable[tuple[str, int, int]]) -> bytes:
    """The arrangement as the county's file.

    Raises:
        GroundError: two towns on one square, or a square beyond the sheet.
    """
    seen: dict[tuple[int, int], str] = {}
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADERS)
    for code, row, column in cells:
        if not (0 <= row < _LARGEST_CELL and 0 <= column < _LARGEST_CELL):
            raise GroundError(f"{code} 的行、列要在 1 到 {_LARGEST_CELL} 之间。")
        if (row, column) in seen:
            other = seen[row, column]
            raise GroundError(f"{other} 和 {code} 都在第 {row + 1} 行第 {column + 1} 列，请把其中一个挪开。")
        seen[row, column] = code
        writer.writerow((code, row, column))
    return out.getvalue().encode()


def shapes_file(content: bytes, towns: Sequence[Term]) -> tuple[bytes, tuple[str, ...]]:
    """A GeoJSON as the county keeps it: its own towns alone, simplified, and nothing else of the file.

    Args:
        content: bytes of a FeatureCollection in longitude and latitude.
        towns: the county's; a feature is a town's when one of its properties is a spelling of it.

    Returns:
        The file, and the names of the towns that the GeoJSON has no shape of.

    Raises:
        GroundError: no GeoJSON of areas, not in degrees, or none of it is a town of the county.
    """
    if len(content) > MOST_BYTES:
        raise GroundError(f"文件超过 {MOST_BYTES // 1_000_000} 兆。请先用制图软件只留本县的乡镇界。")
    spelled = {name_key(text): town.code for town in towns for text in town.spellings}
    found: dict[str, tuple[Ring, ...]] = {}
    for properties, rings in _features(content):
        code = next((spelled[key] for key in map(name_key, properties) if key in spelled), "")
        if code:
            found[code] = (*found.get(code, ()), *rings)
    if not found:
        raise GroundError(
            "文件里没有一个区域的名称与本县的乡镇街道相同。请核对属性里的名称，或先在“逐项修改”里补别名。"
        )
    corners = sum(len(ring) for rings in found.values() for ring in rings)
    if corners > MOST_READ:
        raise GroundError(f"乡镇界共 {corners} 个点，太细。请先用制图软件简化到 {MOST_READ} 个点以内。")
    kept = _simplified(found)
    if not kept:
        raise GroundError("本县的乡镇界都只有一个点或一条线，画不出来。请重新导出 GeoJSON。")
    return _written(kept), tuple(town.name for town in towns if town.code not in kept)


def _features(content: bytes) -> Iterator[tuple[list[str], tuple[Ring, ...]]]:
    """Texts among a feature's properties, and its rings; those of points and lines are passed by."""
    try:
        collection = json.loads(content.decode("utf-8-sig"))
        features = collection["features"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise GroundError("这不是 GeoJSON（FeatureCollection）。请用制图软件导出 GeoJSON，再传。") from error
    for feature in features if isinstance(features, list) else ():
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        several, properties = geometry.get("coordinates") or [], feature.get("properties")
        parts = [several] if geometry["type"] == "Polygon" else several
        rings = [ring for part in _listed(parts) for ring in _listed(part)]
        texts = list(properties.values()) if isinstance(properties, dict) else []
        # Names are texts and codes; what is nested in a property names no town.
        told = [str(value) for value in texts if isinstance(value, str | int | float)]
        if rings:
            yield told, tuple(map(_ring, rings))


def _listed(part: Any) -> list[Any]:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(part, list):
        raise GroundError(_UNREADABLE)
    return part


_UNREADABLE = "有一个区域的坐标读不出来。请重新导出 GeoJSON。"


def _ring(points: Any) -> Ring:  # noqa: ANN401 - whatever stands in the file
    try:
        ring = tuple((float(point[0]), float(point[1])) for point in points)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise GroundError(_UNREADABLE) from error
    if len(ring) < 3 or not all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in ring):
        raise GroundError("坐标不是经纬度（度）。请在制图软件里用 WGS84 或 CGCS2000 经纬度导出。")
    return ring


def _simplified(shapes: Mapping[str, tuple[Ring, ...]]) -> dict[str, tuple[Ring, ...]]:
    """Shapes with at most MOST_POINTS corners in all: the tolerance grows until they have."""
    ends = [point for rings in shapes.values() for ring in rings for point in ring]
    size = max(max(axis) - min(axis) for axis in zip(*ends, strict=True))
    tolerance = size / 4_000
    while True:
        out = {code: tuple(filter(None, (_thinned(r, tolerance) for r in s))) for code, s in shapes.items()}
        out = {code: rings for code, rings in out.items() if rings}
        if sum(len(ring) for rings in out.values() for ring in rings) <= MOST_POINTS:
            return out
        tolerance *= 1.6


def _thinned(ring: Ring, tolerance: float) -> Ring:
    """A closed ring after Douglas and Peucker, to five decimals (a metre); empty when nothing is left.

    A ring made to be slow (every split takes one corner off) is thinned less exactly: looking ends with its
    share of places.
    """
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    keep, spans = (
        {0, len(closed) - 1, len(closed) // 2},
        [(0, len(closed) // 2), (len(closed) // 2, len(closed) - 1)],
    )
    looks = _LOOKS * len(closed)
    while spans and looks > 0:
        first, last = spans.pop()
        looks -= last - first
        far = max(range(first + 1, last), key=lambda at: _away(closed, at, first, last), default=first)
        if far > first and _away(closed, far, first, last) > tolerance:
            keep.add(far)
            spans += [(first, far), (far, last)]
    out = tuple((round(closed[at][0], 5), round(closed[at][1], 5)) for at in sorted(keep))
    return out if len(set(out)) >= 3 else ()


def _away(points: Ring, at: int, first: int, last: int) -> float:
    """How far a point lies from the straight line between two others."""
    (x, y), (x1, y1), (x2, y2) = points[at], points[first], points[last]
    long = hypot(x2 - x1, y2 - y1)
    if not long:
        return hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long


def _written(shapes: Mapping[str, tuple[Ring, ...]]) -> bytes:
    """GeoJSON with one town a line, so that a change of one town is a change of one line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
            }
        )
        for code, rings in sorted(shapes.items())
    ]
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _stored_shapes(content: bytes, towns: Sequence[str]) -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    if not content:
        return ()
    known = {properties[0]: rings for properties, rings in _features(content)}
    return tuple((town, known[town]) for town in towns if town in known)


def middle(rings: Sequence[Ring]) -> Point:
    """Where a shape's name stands: the centre of gravity of its largest ring."""
    ring = max(rings, key=lambda one: abs(_doubled_area(one)))
    area = _doubled_area(ring)
    if not area:
        return ring[0]
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise((*ring, ring[0]))]
    return (
        sum((a[0] + b[0]) * cross for a, b, cross in pairs) / (3 * area),
        sum((a[1] + b[1]) * cross for a, b, cross in pairs) / (3 * area),
    )


def _doubled_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*ring, ring[0])))


def stretch(ground: Ground) -> float:
    """How much longer a degree of latitude is than one of longitude there."""
    north = [point[1] for _, rings in ground.shapes for ring in rings for point in ring]
    return 1 / cos(radians((min(north) + max(north)) / 2)) if north else 1.0
