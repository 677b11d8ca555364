"""What sessions share: made once, and made anew as soon as anybody wrote anything."""

import json
from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.reports.model import Note
from metrics.reports.write.review import review_of
from metrics.store import Store
from metrics.store.people import Account
from metrics.store.reporting import VERIFIED, Ruling
from pages import cached
from pages.cached.shared import shared
from pages.edition import Edition
from tests.kit.county_packages import open_store
from tests.kit.workbooks import workbook

QUARTER = parse_period("2023Q1")
ROWS = {"L05": [{"held_on": date(2023, 2, 1), "activity_name": "微宣讲", "sessions": 1}]}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """The store as another process has it open."""
    url = f"sqlite:///{tmp_path / 'county.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    with open_store(url) as store:
        store.people.ensure_account(Account("shenhe", "审核员", "审核员"))
        store.people.ensure_account(Account("u08", "人社局", "填报员", "U08"))
        yield store


def test_nothing_is_known_of_an_empty_county(elsewhere):
    assert cached.edition() is None
    assert not cached.is_sample()
    assert list(cached.periods()) == []


def test_what_another_process_writes_is_seen_at_once(elsewhere):
    assert list(cached.submissions()) == []
    elsewhere.reporting.ensure_period(QUARTER, date(2023, 4, 15))
    assert [info.code for info in cached.periods()] == ["2023Q1"]
    sent = elsewhere.reporting.submit(*workbook("U08", "2023Q1", ROWS), account="u08")
    before = cached.edition(QUARTER)
    assert [info.state for info in cached.submissions()] == ["submitted"]
    elsewhere.reporting.approve(sent.id, "shenhe")
    assert [info.state for info in cached.submissions()] == ["approved"]
    assert cached.board("2023Q1")["approved"].sum() == 1
    assert cached.edition(QUARTER).version == elsewhere.reporting.data_version(QUARTER) != before.version


def test_a_disabled_account_is_out_at_once(elsewhere):
    assert cached.account("shenhe").active
    elsewhere.people.disable_account("shenhe", "系统")
    assert not cached.account("shenhe").active


def test_without_a_deed_nothing_is_read_again(elsewhere):
    elsewhere.reporting.ensure_period(QUARTER)
    assert cached.periods() is cached.periods()
    assert cached.board("2023Q1") is cached.board("2023Q1")


def test_each_result_is_made_once_and_the_oldest_goes_first():
    made = []

    @shared(2)
    def double(number: int) -> int:
        made.append(number)
        return number * 2

    assert [double(number) for number in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert made == [1, 2, 3]


def test_an_edition_is_found_again_by_its_period_and_not_by_another():
    made = []

    @shared(4)
    def label(key: Edition) -> str:
        made.append(key)
        return key.period.label

    first = Edition("sqlite://", parse_period("2023Q1"), "v", "f")
    same = Edition("sqlite://", parse_period("2023q1 "), "v", "f")
    assert [label(one) for one in (first, same, first.at(first.period.previous()))] == [
        "2023年第一季度",
        "2023年第一季度",
        "2022年第四季度",
    ]
    assert made == [first, Edition("sqlite://", parse_period("2022Q4"), "v", "f")]
    assert [one.period.code for one in made] == ["2023Q1", "2022Q4"]
    # Behind the memory in front, Streamlit's own key tells them apart as well.
    label.cache_clear()
    assert [label(one) for one in (same, first.at(parse_period("2022Q1")))] == [
        "2023年第一季度",
        "2022年第一季度",
    ]
    assert len(made) == 3


def test_what_could_not_be_made_is_tried_again():
    tried = []

    @shared(2)
    def fails(number: int) -> int:
        tried.append(number)
        raise ValueError(number)

    for _ in range(2):
        with pytest.raises(ValueError, match="7"):
            fails(7)
    assert tried == [7, 7]


def doubts_told(key):
    record = json.dumps({"charts": []})
    report = cached.report(key, "special", record, "2024-01-20T09:00:00+08:00", "shenhe")
    notes = [block.text for block in report.blocks if isinstance(block, Note)]
    return next(text for text in notes if "跨单位、跨表核对" in text)


def test_a_report_tells_of_a_ruling_that_leaves_the_data_as_they_are(demo_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", demo_url)
    key = cached.edition(parse_period("2023"))
    assert "已处理0条" in doubts_told(key)
    with Store.open(demo_url, migrate=False) as store:
        known = review_of(store, cached.framework(), parse_period("2023"), cached.dataset(key))
        doubt = next(one for one in known.waiting if one.code == "Q302")
        store.reporting.rule(Ruling(doubt.code, doubt.key, VERIFIED, note="已核实"), "shenhe")
    assert cached.edition(parse_period("2023")) == key
    assert "已处理1条" in doubts_told(key)
