"""Where towns lie: squares that never collide, shapes of a GeoJSON cut down to the county's own."""

import json
from math import cos, pi, sin

import pytest

from metrics.framework import (
    GRID,
    SHAPES,
    CountyPackage,
    GroundError,
    Term,
    grid_file,
    ground_of,
    load_framework,
    middle,
    shapes_file,
)
from metrics.framework.ground import MOST_POINTS
from tests.kit.county_packages import SIHONG

#: Invented outlines: 示意.
TOWNS = [
    Term("X01", "甲镇（示意）", "甲镇"),
    Term("X02", "乙乡（示意）", "乙乡", ("乙",)),
    Term("X03", "丙街道（示意）"),
]
CODES = [town.code for town in TOWNS]


def circle(east, north, radius, corners):
    turns = [2 * pi * corner / corners for corner in range(corners)]
    ring = [[east + radius * cos(turn), north + radius * sin(turn)] for turn in turns]
    return [*ring, ring[0]]


def geojson(*features):
    made = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
        for properties, kind, coordinates in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def test_squares_stand_in_order_until_somebody_places_them():
    cells = ground_of(CountyPackage(), [f"X{at:02d}" for at in range(1, 21)]).cells
    assert cells[0] == ("X01", 0, 0)
    assert len({(row, column) for _, row, column in cells}) == 20
    assert max(row for _, row, _ in cells) <= max(column for _, _, column in cells)


def test_a_placed_square_stays_and_a_new_town_gets_a_free_one():
    package = CountyPackage.of({GRID: grid_file([("X01", 0, 1), ("X02", 0, 0)])})
    ground = ground_of(package, CODES)
    assert ground.arranged
    assert {code: (row, column) for code, row, column in ground.cells}["X02"] == (0, 0)
    assert len({cell[1:] for cell in ground.cells}) == 3


@pytest.mark.parametrize("cells", [[("X01", 0, 0), ("X02", 0, 0)], [("X01", -1, 0)], [("X01", 0, 40)]])
def test_two_on_a_square_and_squares_beyond_the_sheet_are_refused(cells):
    with pytest.raises(GroundError):
        grid_file(cells)


def test_shapes_are_those_of_the_county_simplified_and_nothing_else():
    content, missing = shapes_file(
        geojson(
            ({"NAME": "甲 镇", "secret": "13812345678"}, "Polygon", [circle(118, 33, 0.1, 9_000)]),
            (
                {"NAME": "乙"},
                "MultiPolygon",
                [[circle(118.3, 33, 0.1, 9_000)], [circle(118.6, 33, 0.02, 400)]],
            ),
            ({"NAME": "邻县某镇"}, "Polygon", [circle(119, 33, 0.1, 50)]),
            ({"NAME": "甲镇"}, "Point", [118, 33]),
        ),
        TOWNS,
    )
    assert missing == ("丙街道（示意）",)
    assert b"13812345678" not in content
    assert "邻县".encode() not in content
    shapes = dict(ground_of(CountyPackage.of({SHAPES: content}), CODES).shapes)
    assert list(shapes) == ["X01", "X02"]
    assert len(shapes["X02"]) == 2
    corners = sum(len(ring) for rings in shapes.values() for ring in rings)
    assert 30 < corners <= MOST_POINTS
    east, north = middle(shapes["X01"])
    assert (east, north) == pytest.approx((118, 33), abs=1e-3)
    assert max(point[0] for point in shapes["X01"][0]) == pytest.approx(118.1, abs=1e-3)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"not json", "GeoJSON"),
        (b'{"features": 3}', "名称"),
        (geojson(({"n": "别县"}, "Polygon", [circle(118, 33, 0.1, 9)])), "名称"),
        (geojson(({"n": "甲镇"}, "Polygon", [circle(400_000, 3_600_000, 9, 9)])), "经纬度"),
        (geojson(({"n": "甲镇"}, "Polygon", [[["a", 1], [1, 2], [2, 3]]])), "坐标"),
    ],
)
def test_a_file_that_is_no_map_of_the_county_says_what_to_do(content, word):
    with pytest.raises(GroundError, match=word):
        shapes_file(content, TOWNS)


def test_another_arrangement_makes_no_other_framework():
    package = SIHONG.changed({GRID: grid_file([("X01", 3, 3)])})
    assert package.hash != SIHONG.hash
    assert load_framework(package).hash == load_framework(SIHONG).hash
