"""领导参阅: what moved the score, three things to decide, the map, photos, all on one page."""

import io

import pypdfium2
import pytest

from metrics.reports.model import FigureBlock, Paragraph, PhotoRow
from metrics.reports.print import pdf
from metrics.reports.write.content import Material
from metrics.reports.write.course import changed, held_back
from tests.kit.sample_reports import county, everything, made, material, needs_browser
from tests.kit.sample_scores import FRAMEWORK
from tests.kit.small_photos import paper_photo


def words(report):
    return {
        block.plain.partition("：")[0]: block.plain for block in report.blocks if isinstance(block, Paragraph)
    }


def test_three_things_to_decide_each_with_its_number(demo_file):
    told = words(made(demo_file, "leaders"))["请定三件事"]
    gains = held_back(material(demo_file))
    first = next(iter(gains))
    spec = FRAMEWORK.measure[first]
    assert [told.count(order) for order in ("一是", "二是", "三是", "四是")] == [1, 1, 1, 0]
    assert f"抓“{FRAMEWORK.node[spec.parent].name}”，把“{spec.name}”" in told
    assert f"总分可提高{gains[first]:.1f}分" in told


def test_the_parts_of_a_change_are_the_change(demo_file):
    third = Material(
        FRAMEWORK,
        county(demo_file, "2023Q3"),
        before=county(demo_file, "2023Q2"),
        gate=everything,
    )
    change = changed(third)
    assert change.delta == pytest.approx(change.after - change.before)
    assert sum(change.parts.values()) == pytest.approx(change.delta)
    report = made(demo_file, "leaders", "2023Q3", before=county(demo_file, "2023Q2"))
    told = words(report)["变化"]
    word = "增加" if change.delta > 0 else "减少"
    assert f"总分比{change.past}{word}{abs(change.delta):.1f}分" in told


def test_a_change_is_not_told_where_reports_are_missing(demo_file):
    report = made(demo_file, "leaders", "2023Q4", before=county(demo_file, "2023Q3"))
    told = words(report)["变化"]
    assert "不可比（1家未报）" in told
    assert "拉动" not in told


def test_scores_of_a_quarter_say_what_they_add_up(demo_file):
    told = words(made(demo_file, "leaders", "2023Q3", charts=None))
    assert "2023年前三季度累计全县“看得见”总分" in told["总体"]
    figure = next(
        block
        for block in made(demo_file, "leaders", "2023Q3", charts=None).blocks
        if isinstance(block, FigureBlock)
    )
    assert figure.source.endswith("2023年前三季度")


@needs_browser
def test_the_page_is_one_with_everything_on_it(demo_file):
    photos = (paper_photo("“扣好职业第一粒扣子”微宣讲走进车间　2023年第四季度，县总工会报送"),) * 2
    report = made(
        demo_file, "leaders", "2023Q4", before=county(demo_file, "2023Q3"), charts=None, photos=photos
    )
    assert any(isinstance(block, PhotoRow) for block in report.blocks)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.pdf(report)))
    assert len(document) == 1
    document.close()


@needs_browser
@pytest.mark.parametrize(("period", "before"), [("2023Q2", "2023Q1"), ("2023Q4", "2023Q3")])
def test_without_photos_the_map_leaves_room_for_every_line(demo_file, period, before):
    report = made(demo_file, "leaders", period, before=county(demo_file, before), charts=None)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.pdf(report)))
    assert len(document) == 1
    document.close()
