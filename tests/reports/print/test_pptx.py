"""Slides: one finding each, native charts that carry the data, notes with sources, the same bytes again."""

import io

import pytest
from pptx import Presentation

from metrics.reports.print import SlideTemplateError, findings, to_pptx
from tests.kit.known_reports import special


@pytest.fixture(scope="module")
def slides():
    return Presentation(io.BytesIO(to_pptx(special())))


def test_a_finding_a_slide_in_its_title(slides):
    report = special()
    titles = [slide.shapes.title.text for slide in slides.slides]
    assert titles == [report.title, *findings(report)]
    assert "举办实践活动140余场，受益职工1.8万人次" in titles


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
