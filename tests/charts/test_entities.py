"""Charts of entities keep apart what was observed, zero, not reported and not applicable, of any number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics import charts
from metrics.charts.base import ACCENT, PlainRows, grade_tints
from metrics.framework import Ground
from metrics.scoring.scorebook import ranks_of
from tests.kit.score_books import make_book, many

ZERO, ABSENT, FOREIGN = "E001", "E003", "E005"
COUNTS = (1, 2, 20, 136, 4_000)


@pytest.fixture(scope="module")
def four(framework):
    """E001 has nothing in 企业得效益 but reported it, E003 reported nothing, to E005 it does not apply."""
    book = make_book(framework, "2023Q4", seed=7)
    own = [m.id for m in framework.measures_of("D1")]
    scores, values, status = book.scores.copy(), book.values.copy(), book.status.copy()
    scores.loc[ZERO, "D1"], values.loc[ZERO, own], status.loc[ZERO, own] = 0.0, 0.0, "zero"
    return replace(book, scores=scores, values=values, status=status, ranks=ranks_of(scores))


def measure_of(framework):
    return next(m.id for m in framework.measures_of("D1") if "E" in m.ledger.levels)


def test_a_bullet_of_zero_is_no_gap(framework, four):
    said = {
        code: charts.table_twin("bullets", framework, four, code).set_index("项目").loc["企业得效益"]
        for code in (ZERO, ABSENT, FOREIGN)
    }
    assert said[ZERO]["得分"] == 0
    assert said[ZERO]["等次"] == framework.grades[-1].word
    assert np.isnan(said[ABSENT]["得分"])
    assert (said[ABSENT]["等次"], said[FOREIGN]["等次"]) == ("未报送", "不适用")
    bars = charts.draw("bullets", framework, four, ZERO).data[0]
    assert dict(zip(bars.y, bars.customdata, strict=True))["企业得效益"].startswith("0.0 ")


def test_a_cell_of_zero_has_its_grade_and_gaps_their_signs(framework, four):
    codes = list(charts.table_twin("heatmap", framework, four)["编号"])
    cells = charts.draw("heatmap", framework, four).data[0]
    at = [item.id for item in framework.items].index("D1")
    drawn = {code: (cells.text[codes.index(code)][at], cells.z[codes.index(code)][at]) for code in codes}
    assert drawn[ZERO] == ("0", 1)
    assert drawn[ABSENT] == ("未", 0)
    assert drawn[FOREIGN] == ("—", 0)


def test_a_ranking_of_a_measure_names_each_kind(framework, four):
    bars = charts.draw("ranking", framework, four, node=measure_of(framework)).data[0]
    said = dict(zip(bars.y, bars.text, strict=True))
    assert said[ZERO].startswith("0")
    assert "未报送" in said[ABSENT]
    assert "不适用" in said[FOREIGN]


def test_a_histogram_counts_zeros_in_its_first_bin(framework, four):
    measure = measure_of(framework)
    table = charts.table_twin("distribution", framework, four, measure).set_index("区间")["个数"]
    assert table.sum() == len(four.entities)
    assert (table["未报送"], table["不适用"]) == (1, 1)
    assert table.iloc[0] >= 1
    assert table.index[0].startswith("0–")
    colours = charts.draw("distribution", framework, four, measure).data[0].marker.color
    assert [colour == ACCENT for colour in colours] == ["–" in span for span in table.index]


def test_a_town_of_zero_is_of_the_last_grade(framework, four):
    towns = replace(four, level="town")
    ground = Ground(tuple((code, 0, at) for at, code in enumerate(towns.entities.index)))
    heat = charts.draw("map", framework, towns, node="D1", ground=ground).data[0]
    drawn = {code: (heat.text[0][at], heat.z[0][at]) for at, code in enumerate(towns.entities.index)}
    assert "0.0" in drawn[ZERO][0]
    assert drawn[ZERO][1] == 1
    assert "未报送" in drawn[ABSENT][0]
    assert "不适用" in drawn[FOREIGN][0]
    assert drawn[ABSENT][1] == drawn[FOREIGN][1] == 0


def test_shapes_of_towns_are_filled_by_kind(framework, four):
    towns = replace(four, level="town")
    ring = ((118.0, 33.0), (118.1, 33.0), (118.1, 33.1))
    ground = Ground((), tuple((code, (ring,)) for code in (ZERO, ABSENT, FOREIGN)))
    figure = charts.draw("map", framework, towns, node="D1", ground=ground)
    zero, absent, foreign = (trace.fillcolor for trace in figure.data[:3])
    assert zero == list(grade_tints(framework.grades).values())[-1]
    assert absent == foreign != zero
    assert [text.partition("<b>")[2][:3] for text in figure.data[-1].text] == ["0.0", "未报送", "不适用"]


@pytest.mark.parametrize("count", COUNTS)
def test_bullets_among_any_number(framework, book, count):
    large = many(book, count)
    figure = charts.draw("bullets", framework, large, large.entities.index[0])
    assert figure.layout.height < 500
    assert len(figure.layout.title.text) <= 26
    named = [trace.name for trace in figure.data if trace.name and "中位数" in trace.name]
    assert named == ([f"企业中位数（{count}家）"] if count > 1 else [])


@pytest.mark.parametrize("count", [1, 2, 20, 136])
def test_a_map_of_any_number_of_towns_with_ties(framework, count):
    towns = many(make_book(framework, "2023Q4", seed=3, level="town", size=6), count)
    ground = Ground(tuple((code, 0, at) for at, code in enumerate(towns.entities.index[:12])))
    figure = charts.draw("map", framework, towns, ground=ground)
    drawn = [text for text in np.ravel(figure.data[0].text) if text]
    assert len(drawn) == count, "each has its square"
    assert max(len(text.partition("<br>")[0]) for text in drawn) <= 5
    assert len(figure.layout.title.text) <= 30
    best = towns.scores["total"].eq(towns.scores["total"].max()).sum()
    assert (f"{best}个并列最高" in figure.layout.title.text) == (best > 1)


@pytest.mark.parametrize("count", COUNTS)
def test_a_histogram_of_any_number_tells_the_middle(framework, book, count):
    figure = charts.draw("distribution", framework, many(book, count), "total")
    assert sum(figure.data[0].y) == count
    assert ("一半在" in figure.layout.title.text) == (count > 1)


def test_titles_of_a_comparison_do_not_pick_one_of_equals(framework, book):
    one = book.scores.loc["E001"]
    apart = one.copy()
    apart["K1"], apart["K2"] = one["K1"] - 10, one["K2"] - 10
    scores = book.scores.copy()
    scores.loc["E002"] = apart
    two = charts.draw("compare", framework, replace(book, scores=scores), ("E001", "E002"))
    assert two.layout.title.text == "2项并列差得最多，相差10.0分"
    scores.loc["E002"] = one
    same = charts.draw("compare", framework, replace(book, scores=scores), ("E001", "E002"))
    assert same.layout.title.text == "十二项都没有差距"
    apart["K2"] = one["K2"]
    scores.loc["E002"] = apart
    single = charts.draw("compare", framework, replace(book, scores=scores), ("E001", "E002"))
    assert single.layout.title.text == "有载体可看差得最多，相差10.0分"
    assert charts.draw("compare", framework, book, ("E003",)).layout.title.text == "企业并排对比"


def test_the_title_of_a_course_follows_its_sign(framework, books):
    def title(*totals):
        told = [
            replace(book, scores=book.scores.assign(total=total))
            for book, total in zip(books, totals, strict=False)
        ]
        return charts.draw("trend", framework, told, "E001").layout.title.text.partition("：")[2]

    assert title(50.04, 62.1) == "总分从50.0升到62.1"
    assert title(62.1, 50.0) == "总分从62.1降到50.0"
    assert title(62.1, 62.14) == "总分没有变，62.1"
    assert title(62.1) == "总分只有一期，62.1"
    assert title(np.nan, np.nan) == "得分走势"


def test_the_title_of_reach_counts_equal_brands(framework):
    def told(rows):
        frame = pd.DataFrame(rows, index=["E001", "E002"], columns=["B01", "B02"])
        return PlainRows(frame, "", framework_period(), "0" * 16, {"B01": "产改轻骑兵", "B02": "夜校"})

    def framework_period():
        return make_book(framework, "2023Q4", seed=1).period

    def title(rows):
        return charts.draw("reach", framework, told(rows)).layout.title.text

    assert title([[2, 1], [1, 0]]) == "产改轻骑兵走进企业最多，2家"
    assert title([[2, 0], [0, 1]]) == "2个品牌并列走进企业最多，1家"
    assert title([[0, 0], [0, 0]]) == "品牌进企业"


def test_reach_says_what_it_leaves_out(framework):
    codes = [f"E{number:03d}" for number in range(136)]
    frame = pd.DataFrame(1, index=codes, columns=[f"B{number:02d}" for number in range(50)])
    period = make_book(framework, "2023Q4", seed=1).period
    figure = charts.draw("reach", framework, PlainRows(frame, "", period, "0" * 16))
    assert "前24，共136家企业　前24，共50个品牌" in figure.layout.title.subtitle.text
