"""Histograms: every bin is a bin, whatever their number; who has no value stands apart."""

from math import isnan

import pytest

from metrics import charts
from metrics.charts.base import ACCENT
from tests.kit.score_books import make_book


def drawn(framework, values, status=None, measure="K2b"):
    book = make_book(framework, "2023Q4", seed=1, size=max(6, -(-len(values) // 3) * 3))
    values = [*values, *[float("nan")] * (len(book.entities) - len(values))]
    book.values[measure] = values
    book.status[measure] = ["not_reported" if isnan(value) else "observed" for value in values]
    table = charts.table_twin("distribution", framework, book, measure)
    figure = charts.draw("distribution", framework, book, measure)
    return table, figure.data[0]


@pytest.mark.parametrize("count", [1, 2, 20, 136, 1_182, 4_000])
@pytest.mark.parametrize("step", [0.5, 1, 7, 1_000])
def test_only_who_has_no_value_is_painted_so(framework, count, step):
    table, bars = drawn(framework, [(number % 17) * step for number in range(count)])
    bins = [colour == ACCENT for colour in bars.marker.color]
    assert sum(table["个数"][bins]) == count
    assert ["–" in span for span in table["区间"]] == bins
    assert len(set(bars.x)) == len(table)


def test_a_measure_in_points_has_its_own_axis(framework):
    table, _ = drawn(framework, [0, 1, 3, 14])
    assert "14–16" in list(table["区间"])
    assert not table["区间"].str.contains("100").any()


def test_scores_go_by_tens(framework):
    book = make_book(framework, "2023Q4", seed=1)
    table = charts.table_twin("distribution", framework, book, "total")
    assert list(table["区间"][:2]) == ["0–10", "10–20"]
