"""The map of the towns: shapes as filled traces that ask nobody, squares that say they are a sketch."""

import json

import numpy as np
import pytest

from metrics import charts
from metrics.framework import Ground
from tests.kit.score_books import make_book

RING = ((118.0, 33.0), (118.1, 33.0), (118.1, 33.1))


@pytest.fixture
def towns(framework):
    return make_book(framework, "2023Q4", seed=3, level="town", size=6)


def test_squares_hold_name_and_score_and_say_what_they_are(framework, towns):
    ground = Ground((("E001", 0, 0), ("E002", 1, 2)))
    figure = charts.draw("map", framework, towns, ground=ground)
    text = np.array(figure.data[0].text)
    assert f"{towns.scores.loc['E002', 'total']:.1f}" in text[1, 2]
    assert "示意图" in figure.layout.title.subtitle.text
    assert "示意图" in charts.alt_text("map", framework, towns, ground=ground)
    shown = [cell for cell in text.ravel() if cell]
    assert len(shown) == 6, "a town without a square stands below"


def test_who_has_no_score_says_why_and_is_of_no_grade(framework, towns):
    ground = Ground(tuple((f"E00{n}", 0, n) for n in range(1, 7)))
    figure = charts.draw("map", framework, towns, ground=ground)
    assert "未" in figure.data[0].text[0][3]
    assert figure.data[0].z[0][3] == 0
    assert np.isnan(figure.data[0].z[0][0]), "an empty square is no town"


def test_shapes_are_filled_traces_and_what_has_none_is_named(framework, towns):
    ground = Ground((("E001", 0, 0), ("E002", 0, 1)), (("E001", (RING, RING)),))
    figure = charts.draw("map", framework, towns, ground=ground)
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert figure.data[0].fill == "toself"
    assert next(iter(figure.data[-1].customdata[0])) == "E001"
    assert "没有边界的" in figure.layout.title.subtitle.text
    assert "http" not in json.dumps(json.loads(figure.to_json())["data"])
