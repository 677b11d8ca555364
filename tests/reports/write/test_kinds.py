"""Every kind of report of the sample county: what is in it, and that it can be kept and given out again."""

import numpy as np
import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.reports.model import Annex, FigureBlock, KeyFigures, Paragraph, Report, TableBlock, TableColumn
from metrics.reports.write.briefing import make
from metrics.reports.write.evidence import evidence, fact_evidence
from metrics.reports.write.kinds import KINDS, rows_named
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.scoring import rows_behind, shown
from tests.kit.known_reports import STAMP
from tests.kit.sample_reports import AT, FRAMEWORK, county, everything, made, material

#: Whom a kind is about; a case and a carrier are the first of the sample.
ENTITIES = {"enterprise": "E001", "brand": "B04", "unit": "U01"}


def of(demo_file, kind, **options):
    entity = ENTITIES.get(kind, "") or _first(demo_file, kind)
    return made(demo_file, kind, **({"charts": None, "entity": entity} | options))


def _first(demo_file, kind):
    whose = KINDS.get(kind)
    if whose is None or (not whose.ledger and not whose.level):
        return ""
    if whose.ledger:
        return next(iter(rows_named(material(demo_file), whose.ledger)))
    return str(material(demo_file).book(whose.level).entities.index[0])


def tables(report):
    """Title → table; in an annex the title is the annex's."""
    found, annex = {}, ""
    for block in report.blocks:
        annex = block.title if isinstance(block, Annex) else annex
        if isinstance(block, TableBlock):
            found[block.title or annex] = block
    return found


def figures(report):
    return [block for block in report.blocks if isinstance(block, FigureBlock)]


#: The pack of charts is drawn in long runs only.
EACH = [pytest.param(kind, marks=pytest.mark.long if kind == "charts" else ()) for kind in KINDS]


@pytest.mark.breadth(2)
@pytest.mark.parametrize("kind", EACH)
def test_a_stored_report_is_the_same_report(demo_file, kind):
    report = of(demo_file, kind)
    kept = report.to_json()
    assert Report.from_json(kept).to_json() == kept
    assert of(demo_file, kind).to_json() == kept


def test_the_words_of_a_stored_report_stay_when_a_class_is_renamed():
    table = TableBlock("表", pd.DataFrame({"名称": ["甲"]}), (TableColumn("名称"),))
    kept = Report("book", "全表册", "2023年", (table,), STAMP).to_json()
    assert '"_": "Table"' in kept
    assert '"_": "Column"' in kept
    assert Report.from_json(kept).blocks[0].layout == (TableColumn("名称"),)


@pytest.mark.breadth(2)
@pytest.mark.parametrize("kind", EACH)
def test_every_figure_says_in_words_and_numbers_what_it_shows(demo_file, kind):
    for block in figures(of(demo_file, kind)):
        assert block.alt
        assert len(block.table) > 0
        assert block.source.endswith("2023年"), "of the period; the version stands at the foot of the page"


def test_the_special_report_draws_and_ranks(demo_file):
    report = of(demo_file, "special")
    assert len(figures(report)) == 5
    assert len(tables(report)["试点企业得分排名"].frame) == 20
    assert tables(report)["试点企业得分排名"].note == "共136个，列出20个。"
    assert len(tables(report)["成员单位得分排名"].frame) == 21


def test_charts_and_tables_can_be_left_out(demo_file):
    report = of(demo_file, "special", charts=("towns",), tables=())
    assert [block.title for block in figures(report)] == ["乡镇街道得分前十名"]
    assert tables(report) == {}


def test_ranking_tables_tell_the_scores_of_the_book(demo_file):
    frame = tables(of(demo_file, "special"))["重点工作品牌得分排名"].frame
    book = material(demo_file).book("brand")
    by_name = book.scores["total"].set_axis(book.entities["name"])
    assert (frame["得分"].to_numpy() == shown(by_name[frame["名称"]].to_numpy())).all()
    assert frame["名次"].tolist() == sorted(frame["名次"])


def test_the_leaders_page_compares_with_the_period_before(demo_file):
    report = make(
        "leaders",
        FRAMEWORK,
        county(demo_file, "2023Q4"),
        BriefOptions(charts=()),
        generated_at=AT,
        before=county(demo_file, "2023Q3"),
    )
    cards = [item for block in report.blocks if isinstance(block, KeyFigures) for item in block.items]
    moved = {card.label: card.change for card in cards}
    # A unit that keeps the ledger of activities has not reported; all that keep the brands have.
    assert moved["轻骑兵实践活动"] == "与2023年第三季度不可比（1家未报）"
    whole = made(demo_file, kind="leaders", period="2023Q3", before=county(demo_file, "2023Q2"))
    cards = [item for block in whole.blocks if isinstance(block, KeyFigures) for item in block.items]
    now, then = (material(demo_file, one).facts["N08"] for one in ("2023Q3", "2023Q2"))
    word = "增加" if now > then else "减少"
    assert f"比2023年第二季度{word}{abs(now - then)}场" in {card.change for card in cards}


def test_a_profile_tells_its_own_scores(demo_file):
    report = of(demo_file, "enterprise")
    book = material(demo_file).book("enterprise")
    total = next(block for block in report.blocks if isinstance(block, KeyFigures)).items[0]
    assert total.number.value == book.scores.loc["E001", "total"]
    text = next(block.plain for block in report.blocks if isinstance(block, Paragraph))
    assert f"第{book.ranks.loc['E001', 'total']}名" in text
    assert report.title.startswith(book.entities.loc["E001", "name"])
    assert "企业" in report.stamp.filters


@pytest.mark.long
def test_a_development_is_drawn_from_two_periods_on(demo_file):
    course = tuple(county(demo_file, f"2023Q{at}") for at in (3, 4))
    arguments = ("unit", FRAMEWORK, county(demo_file, "2023"), BriefOptions(entity="U01", gate=everything))
    titles = [
        [block.title for block in figures(make(*arguments, generated_at=AT, course=one))]
        for one in (course, course[:1])
    ]
    assert titles == [["十二项得分与同类中位数", "得分走势"], ["十二项得分与同类中位数"]]


def test_a_unit_report_lists_its_brands_and_submissions(demo_file):
    found = tables(of(demo_file, "unit"))
    led = material(demo_file).book("brand").entities["lead_unit"].eq("U01").sum()
    assert len(found["本单位牵头的重点工作品牌"].frame) == led > 0
    assert found["本单位报送情况"].frame["状态"].tolist() == ["通过"] * 4


def test_the_table_book_has_everyone_in_twelve_items(demo_file):
    found = tables(of(demo_file, "book", charts=None))
    sizes = {title: len(table.frame) for title, table in found.items()}
    assert sizes == {
        "企业十二项得分": 136,
        "品牌十二项得分": 50,
        "成员单位十二项得分": 21,
        "乡镇街道十二项得分": 20,
        "行业十二项得分": 13,
        "全县十二项得分": 1,
    }
    frame = found["企业十二项得分"].frame.set_index("编号")
    book = material(demo_file).book("enterprise")
    for item in FRAMEWORK.items:
        exact = book.scores.loc[frame.index, item.id]
        told = frame[item.short_name]
        assert told.isna().equals(exact.isna())
        assert (told.dropna() == shown(exact.dropna())).all()


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("level", ["enterprise", "brand", "unit", "county"])
def test_the_evidence_of_all_is_the_evidence_of_each(demo_file, level):
    county_material = material(demo_file)
    whole = evidence(county_material, level)
    assert whole["单元格"].ne("").all()
    for code in county_material.book(level).entities.index[::17]:
        own = whole[whole["对象编号"].eq(code)]
        for measure in FRAMEWORK.measures:
            rows = rows_behind(county_material.prepared, level, code, measure.id)
            rows = rows[rows["role"].eq("numerator")]
            part = own[own["指标编号"].eq(measure.id)]
            if LEVELS[level] not in measure.ledger.levels:
                assert part.empty
                continue
            assert part["单元格"].tolist() == rows["cell"].tolist(), (code, measure.id)
            np.testing.assert_allclose(part["计入"], rows["amount"])


def test_the_evidence_of_the_facts_adds_up(demo_file):
    county_material = material(demo_file)
    sums = fact_evidence(county_material).groupby("指标编号")["计入"].sum()
    counted = pd.Series(county_material.facts, dtype=float).drop("N34")
    np.testing.assert_allclose(sums[counted.index], counted)


@pytest.mark.long
def test_charts_are_named_after_level_and_chart(demo_file):
    titles = [block.title for block in figures(of(demo_file, "charts"))]
    assert len(titles) == len(set(titles)) > 15
    assert "企业得分排名（前40）" in titles
    assert [b.title for b in figures(of(demo_file, "charts", charts=("ranking-unit",)))] == [
        "成员单位得分排名"
    ]


def test_who_does_not_exist_has_no_profile(demo_file):
    with pytest.raises(ReportError, match="没有企业“E999”"):
        of(demo_file, "enterprise", entity="E999")
    with pytest.raises(ReportError, match="要写明是哪个企业"):
        of(demo_file, "enterprise", entity="")
    with pytest.raises(ReportError, match=r"没有这种报告“magic”；可用 .*special（专报）"):
        of(demo_file, "magic")
