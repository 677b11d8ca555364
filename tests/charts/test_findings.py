"""Titles of figures state what was found, count equal ones, and say how many more there are."""

import pandas as pd
import pytest

from metrics import charts
from metrics.charts.base import cut_words, ends_words
from metrics.charts.base.palette import INK
from tests.kit.score_books import many

NAMES = pd.Series(["甲", "乙", "丙", "丁"])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([80, 70, 60, None], "甲最高，丙最低"),
        ([80, 80, 60, 70], "2家并列最高，丙最低"),
        ([80, 60, 60, 60], "甲最高，3家并列最低"),
        ([60, 60, 60, 60], "4家都是60.0"),
        ([0, 60, 60, 60], "3家并列最高，甲最低"),
        ([60, None, None, None], ""),
        ([None] * 4, ""),
    ],
)
def test_ends_are_named_and_equal_ones_counted(values, found):
    assert ends_words(NAMES, pd.Series(values, dtype=float), "家") == found


def test_names_in_titles_stay_short():
    long = pd.Series(["一二三四五六七八九十有限公司", "乙"])
    assert ends_words(long, pd.Series([2.0, 1.0]), "家", last=False) == "一二三四五六七…最高"


def test_what_is_cut_says_so():
    assert cut_words(20, 136, "家") == "前20，共136家"
    assert cut_words(20, 20, "个") == ""


@pytest.mark.parametrize("count", [1, 2, 20, 136, 4000])
@pytest.mark.parametrize("name", ["ranking", "heatmap"])
def test_any_number_of_entities_with_ties_and_gaps(framework, book, name, count):
    """The first twenty are drawn, the rest is counted; a name of forty characters stays on the page."""
    large = many(book, count)
    figure = charts.draw(name, framework, large, first=20)
    subtitle = figure.layout.title.subtitle.text
    assert (f"前20，共{count}家" in subtitle) == (count > 20)
    drawn = len(figure.layout.yaxis.ticktext)
    assert drawn == min(count, 20)
    assert max(map(len, figure.layout.yaxis.ticktext)) <= 13
    assert len(figure.layout.title.text) <= 26
    assert figure.layout.height <= 700
    if name == "ranking" and count > 5:
        equal = int(
            charts.table_twin("ranking", framework, large)["得分"].pipe(lambda s: s.eq(s.max())).sum()
        )
        assert equal > 1
        assert f"{equal}家并列最高" in figure.layout.title.text


def test_a_ranking_that_is_cut_does_not_name_the_last(framework, book):
    assert "最低" not in charts.draw("ranking", framework, book, first=2).layout.title.text
    assert "最低" in charts.draw("ranking", framework, book).layout.title.text


def test_signs_of_gaps_are_explained_where_there_are_any(framework, book):
    with_gaps = charts.draw("heatmap", framework, book).layout.title.subtitle.text
    without = charts.draw("heatmap", framework, book, codes=("E001",)).layout.title.subtitle.text
    assert "未 未报送" in with_gaps or "… 未评分" in with_gaps
    assert "未报送" not in without


def test_bullets_do_not_pick_one_of_equals(framework, book):
    table = charts.table_twin("bullets", framework, book, "E001")
    title = charts.draw("bullets", framework, book, "E001").layout.title.text
    equal = int(table["得分"].eq(table["得分"].max()).sum())
    assert (f"{equal}项并列最高" in title) == (equal > 1)


def test_strokes_of_medians_are_seen_on_a_dark_page(framework, book):
    plain = charts.draw("bullets", framework, book, "E001")
    dark = charts.on_dark(plain)
    strokes = [
        trace.marker.line.color for trace in dark.data if trace.type == "scatter" and trace.marker.symbol
    ]
    assert strokes
    assert INK not in strokes
    assert plain.data[-1].marker.line.color == INK


def test_figures_of_a_course_keep_away_from_other_lines(framework, books):
    line = charts.draw("trend", framework, books, "E001").data[0]
    table = charts.table_twin("trend", framework, books, "E001").iloc[:, 1:]
    for where, (_, row) in zip(line.textposition, table.iterrows(), strict=True):
        gaps = (row.iloc[1:] - row.iloc[0]).dropna()
        up, down = gaps[gaps >= 0].min(), -gaps[gaps < 0].max()
        nearer_above = pd.notna(up) and (pd.isna(down) or up < down)
        assert where == ("bottom center" if nearer_above else "top center")
