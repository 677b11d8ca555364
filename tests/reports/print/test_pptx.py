"""Slides: one finding each, native charts that carry the data, notes with sources, the same bytes again."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from pptx import Presentation

from metrics.reports.model import FigureBlock, Number, Paragraph, Run
from metrics.reports.print import SlideTemplateError, findings, to_pptx
from metrics.reports.print.pptx import _message, _telling
from tests.kit.known_reports import special


@pytest.fixture(scope="module")
def slides():
    return Presentation(io.BytesIO(to_pptx(special())))


def test_a_finding_a_slide_in_its_title(slides):
    report = special()
    titles = [slide.shapes.title.text for slide in slides.slides]
    assert titles == [report.title, *findings(report)]
    assert "举办实践活动140余场，受益职工1.8万人次" in titles


def test_what_stands_on_a_slide_stands_in_it_and_titles_go_across(slides):
    wide, high = slides.slide_width, slides.slide_height
    for slide in slides.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 <= shape.top
            assert shape.left + shape.width <= wide
            assert shape.top + shape.height <= high
        title = slide.shapes.title
        assert title.width > 0.75 * wide
        assert abs(title.left + title.width / 2 - wide / 2) < 0.02 * wide, "in the middle"
        assert title.height > 0.05 * high


def test_years_and_targets_are_no_figures_of_their_own():
    told = [
        Number("36.0%", 36.0, "K2 荣誉积分（指标）", "%"),
        Number("100%", 100.0, "K2 荣誉积分的满分值（指标）", "%"),
        Number("2019年至2023年", 2019.0, "N19 工人先锋号（荣誉台账）"),
    ]
    assert _telling(told) == told[:1]
    assert _telling(told[1:]) == told[1:], "a slide is not left empty"


@pytest.mark.parametrize(
    ("values", "said"),
    [([84.1, 60.0], "图：甲最高，84.1"), ([84.12, 84.08, 60], "图：2个并列最高，84.1"), ([], "图")],
)
def test_the_title_of_a_chart_counts_equal_ones(values, said):
    table = pd.DataFrame({"名称": list("甲乙丙")[: len(values)], "得分": pd.Series(values, dtype=float)})
    assert _message(FigureBlock(None, "图", "来源", "", table)) == said


def test_charts_are_native_and_carry_the_data(slides):
    charts = [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    assert list(charts[0].plots[0].categories)[::-1] == [f"企业{at}" for at in range(8)]
    assert list(charts[0].plots[0].series[0].values)[::-1] == [float(at) for at in range(8)]


def test_notes_have_the_sources(slides):
    notes = [slide.notes_slide.notes_text_frame.text for slide in list(slides.slides)[1:]]
    assert all("来源" in one for one in notes)
    assert any("140余：活动台账" in one for one in notes)


def test_the_same_report_gives_the_same_bytes():
    assert to_pptx(special()) == to_pptx(special())


def test_an_own_template_gives_its_layouts_and_no_slides_of_its_own():
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "旧的一页"
    memory = io.BytesIO()
    own.save(memory)
    made = Presentation(io.BytesIO(to_pptx(special(), memory.getvalue())))
    assert "旧的一页" not in [slide.shapes.title.text for slide in made.slides]
    assert made.slide_width == own.slide_width
    with pytest.raises(SlideTemplateError, match="打不开"):
        to_pptx(special(), b"nothing")


ROWS = 14


def grid_of(values):
    frame = pd.DataFrame(values, columns=["见人", "见事", "见精神"])
    frame.insert(0, "名称", [f"单位{at}" for at in range(len(frame))])
    return FigureBlock(None, "各单位得分", "来源", "图", frame)


def test_a_grid_says_who_is_first_in_what_and_shows_every_row():
    """A heat map is no row of bars: its first column alone says nothing of the others."""
    block = grid_of([[float(at), 50.0, float("nan")] for at in range(ROWS)])
    assert _message(block) == "各单位得分：14项并列最高，50.0"
    block.table.loc[3, "见精神"] = 97.3
    assert _message(block) == "各单位得分：单位3的见精神最高，97.3"
    made = Presentation(io.BytesIO(to_pptx(replace(special(), blocks=(block,)))))
    tables = [shape for slide in made.slides for shape in slide.shapes if shape.has_table]
    shown = [row.cells[0].text for shape in tables for row in list(shape.table.rows)[1:]]
    assert shown == [f"单位{at}" for at in range(ROWS)]
    assert [len(shape.table.rows) for shape in tables] == [8, 8]
    assert [cell.text for cell in tables[0].table.rows[4].cells] == ["单位3", "3.0", "50.0", "97.3"]
    for shape in tables:
        assert shape.left + sum(column.width for column in shape.table.columns) <= made.slide_width
        assert shape.top + sum(row.height for row in shape.table.rows) <= made.slide_height


def test_few_figures_fill_the_slide_and_titles_do_not_count():
    text = (Run("一是有典型可看得"), Number("36.0分", 36.0, "K2 有典型可看得分（指标）", "分"), Run("。"))
    made = Presentation(io.BytesIO(to_pptx(replace(special(), blocks=(Paragraph(text),)))))
    title, tile = (shape for shape in made.slides[1].shapes)
    assert title.text == "有典型可看得36.0分"
    assert tile.width > 0.85 * made.slide_width
