"""The doubts of a period and the office's decisions, as the notes of a 专报 tell them."""

from collections import Counter

import pytest

from metrics.framework import parse_period
from metrics.reports.model import Note
from metrics.reports.write.briefing import make
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.review import Review, correcting_of, review_of
from metrics.store.database import today
from metrics.store.reporting import CORRECTION_TERM, VERIFIED, Ruling
from tests.kit.county_packages import open_store
from tests.kit.publishing import publish
from tests.kit.sample_reports import AT, FRAMEWORK, made

PERIOD = parse_period("2023")


@pytest.fixture
def store(demo_url):
    return open_store(demo_url)


def report_of(store):
    data = store.reporting.dataset(FRAMEWORK, PERIOD)
    options = BriefOptions(charts=(), review=review_of(store, FRAMEWORK, PERIOD, data))
    return make("special", FRAMEWORK, data, options, generated_at=AT), options.review


def told(report):
    notes = [block.text for block in report.blocks if isinstance(block, Note)]
    return next((text for text in notes if "跨单位、跨表核对" in text), "")


def test_the_note_counts_doubts_and_names_the_figures_they_touch(store):
    report, review = report_of(store)
    count = len(review.waiting)
    grave = Counter(doubt.severity for doubt in review.waiting)
    assert count > 0
    assert review.settled == ()
    assert f"发现疑问{count}条，未处理{count}条（待认定{grave['question']}、存疑{grave['doubt']}" in told(
        report
    )
    assert "已处理0条" in told(report)
    # Q302 doubts the attendance of 微宣讲, which is told; nobody doubts how many sessions there were.
    assert "Q302" in {doubt.code for doubt in review.waiting}
    assert "涉及正文数字：" in told(report)
    assert "微宣讲受众" in told(report)
    assert "轻骑兵实践活动" not in told(report)


@pytest.mark.long
def test_a_decision_moves_a_doubt_and_the_same_state_gives_the_same_report(store):
    before, review = report_of(store)
    doubt = next(one for one in review.waiting if one.code == "Q302")
    store.rulings.rule(Ruling(doubt.code, doubt.key, VERIFIED, note="已核实，含线上观看"), "shenhe")
    after, again = report_of(store)
    assert [one for one, _ in again.settled] == [doubt]
    assert len(again.waiting) == len(review.waiting) - 1
    assert "已处理1条（已核实无误1）" in told(after)
    assert "已处理的涉及正文数字：微宣讲受众" in told(after)
    assert after.stamp.data_version == before.stamp.data_version
    assert report_of(store)[0].to_json() == after.to_json()
    store.rulings.undo(doubt.key, "shenhe")
    assert report_of(store)[0].to_json() == before.to_json()


def test_without_doubts_it_says_so_and_without_a_review_nothing(demo_file):
    assert "没有发现疑问" in told(made(demo_file, review=Review()))
    assert told(made(demo_file)) == ""


@pytest.mark.long
def test_a_paper_says_what_is_being_corrected_of_the_published_quarters(store, demo_file):
    third = parse_period("2023Q3")
    assert correcting_of(store, FRAMEWORK, PERIOD) == ""
    publish(store, third)
    asked = store.reporting.ask_correction("U14", third, "8 月漏报 1 场", "u14")
    store.reporting.grant_correction(asked.id, today() + CORRECTION_TERM, "shenhe")
    words = correcting_of(store, FRAMEWORK, PERIOD)
    assert words == "交通局（2023年第三季度）正在更正已发布的数"
    notes = [block.text for block in made(demo_file, correcting=words).blocks if isinstance(block, Note)]
    assert [text for text in notes if "更正中" in text] == [f"数据说明：更正中：{words}。"]
