"""Colours side by side differ for every colour vision; grounds of cells on a grey printer too."""

import tomllib
from itertools import combinations

import pytest

from metrics.charts.base import grade_tints, palette, state_tint
from metrics.charts.compare import _COLOURS as COMPARED
from metrics.charts.gantt import _COLOURS as OF_STATES
from metrics.charts.sources import _COLOURS as OF_SOURCES
from tests.kit.colours import VISION, ciede2000, distance, grey_distance
from tests.kit.project import REPO
from tests.kit.score_books import framework as read_framework

#: Least distance at which small marks are told apart without being held side by side.
APART = 10.0
#: Least difference of lightness of two cells on a grey printer; every cell has its word or number besides.
GREY = 5.5
THEME = tomllib.loads((REPO / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
FAMILIES = {
    "categories": palette.CATEGORICAL,
    "categories of the dark theme": tuple(THEME["dark"]["chartCategoricalColors"]),
    "total and groups": (palette.ACCENT, *palette.GROUPS),
    "compared": COMPARED,
    "projects": tuple(OF_STATES.values()),
    "sources of doubt": tuple(OF_SOURCES.values()),
    "has a value, has none": (palette.ACCENT, palette.CATEGORICAL[3]),
    "states": tuple(dict.fromkeys(palette.STATES.values())),
}


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [  # of the table in Sharma, Wu, Dalal 2005
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ],
)
def test_the_distance_is_the_published_one(one, other, wanted):
    assert ciede2000(one, other) == pytest.approx(wanted, abs=1e-4)


def test_red_and_green_of_one_lightness_look_alike_to_many():
    """The measure sees what it is for."""
    red, green = "#c0504d", "#7f7f00"
    assert distance(red, green) > 30
    assert distance(red, green, "deuteranopia") < APART


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("family", FAMILIES)
def test_colours_side_by_side_differ(family, vision):
    nearest = min(combinations(FAMILIES[family], 2), key=lambda pair: distance(*pair, vision))
    assert distance(*nearest, vision) >= APART, nearest


def grounds():
    """The grounds of the cells of grades (with the one of no score) and of the board."""
    grades = read_framework.__wrapped__().grades
    yield "grades", [*grade_tints(grades).values(), palette.EMPTY_CELL]
    yield "board", list(dict.fromkeys(state_tint(state) for state in palette.STATES))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("which", [0, 1])
def test_grounds_of_cells_differ(vision, which):
    _, colours = list(grounds())[which]
    nearest = min(combinations(colours, 2), key=lambda pair: distance(*pair, vision))
    assert distance(*nearest, vision) >= APART, nearest


@pytest.mark.parametrize("which", [0, 1])
def test_grounds_of_cells_differ_on_a_grey_printer(which):
    _, colours = list(grounds())[which]
    nearest = min(combinations(colours, 2), key=lambda pair: grey_distance(*pair))
    assert grey_distance(*nearest) >= GREY, nearest
