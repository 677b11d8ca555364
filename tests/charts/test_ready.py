"""A finished figure is converted once, and is the same figure as before."""

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest

from metrics.charts.base.ready import Ready


@pytest.fixture
def figure():
    bars = go.Bar(x=np.arange(5), y=["甲", "乙", "丙", "丁", "戊"], customdata=np.ones((5, 2)))
    return go.Figure(bars, {"title": {"text": "得分"}, "template": "none"})


def test_it_is_the_same_figure(figure):
    assert Ready(figure).to_dict() == figure.to_dict()
    assert plotly.io.to_json(Ready(figure), validate=False) == plotly.io.to_json(figure, validate=False)


def test_it_is_converted_once(figure):
    ready = Ready(figure)
    assert ready.to_dict() is ready.to_dict()


def test_the_first_figure_stays_free(figure):
    ready = Ready(figure)
    ready.to_dict()
    figure.update_layout(title_text="别的")
    assert ready.to_dict()["layout"]["title"]["text"] == "得分"


def test_it_can_be_taken_over_into_a_figure_that_changes(figure):
    again = go.Figure(Ready(figure))
    again.update_layout(title_text="别的")
    assert again.to_dict()["layout"]["title"]["text"] == "别的"
