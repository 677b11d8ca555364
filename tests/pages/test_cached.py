"""What sessions share: made once, and made anew as soon as anybody wrote anything."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import streamlit as st

from metrics.county import BookKey
from metrics.framework import parse_period
from metrics.reports.model import Note
from metrics.reports.write.review import review_of
from metrics.scoring import code_version, kept, prepare, score_book
from metrics.store import Store
from metrics.store.people import Account
from metrics.store.reporting import SAME, VERIFIED, RuledRow, Ruling
from pages import cached
from pages.cached import scores
from pages.cached.shared import shared
from pages.edition import Edition
from tests.kit.county_packages import open_store
from tests.kit.workbooks import activity, send, workbook

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
    assert [label(one) for one in (first, same, replace(first, period=first.period.previous()))] == [
        "2023年第一季度",
        "2023年第一季度",
        "2022年第四季度",
    ]
    assert made == [first, Edition("sqlite://", parse_period("2022Q4"), "v", "f")]
    assert [one.period.code for one in made] == ["2023Q1", "2022Q4"]
    # Behind the memory in front, Streamlit's own key tells them apart as well.
    label.cache_clear()
    assert [label(one) for one in (same, replace(first, period=parse_period("2022Q1")))] == [
        "2023年第一季度",
        "2022年第一季度",
    ]
    assert len(made) == 3


QUARTERS = tuple(parse_period(f"2023Q{number}") for number in (1, 2, 3, 4))
ROWS_ALIKE = tuple(RuledRow("L05", unit, "2023Q4", unit) for unit in ("U08", "U09"))
LEADING = Ruling("Q101", "k", SAME, "U08", ROWS_ALIKE)


@pytest.fixture
def computed(monkeypatch):
    """The periods whose books were computed, in their order."""
    periods = []

    def counted(prepared, level):
        periods.append(prepared.period.code)
        return score_book(prepared, level)

    monkeypatch.setattr(kept, "score_book", counted)
    return periods


def county_books():
    return [cached.book(cached.edition(quarter), "county") for quarter in QUARTERS]


def as_a_new_process():
    """Forget what this process remembers; the database stays."""
    for remembered in (scores._book, scores._prepared):
        remembered.cache_clear()
    st.cache_resource.clear()


@pytest.mark.long
def test_an_approval_recomputes_the_books_its_rows_touch_and_no_other(elsewhere, computed):
    for quarter in QUARTERS:
        elsewhere.reporting.ensure_period(quarter, date(2024, 1, 15))
        day = quarter.start.isoformat()
        info = send(elsewhere, "U08", quarter.code, {"L05": [activity(1, day)]}, approve=True)
    every = [quarter.code for quarter in QUARTERS]
    first = county_books()
    assert computed == every
    computed.clear()
    send(elsewhere, "U09", "2023Q4", {"L05": [activity(2, "2023-10-08")]}, approve=True)
    second = county_books()
    assert computed == ["2023Q4"]
    assert all(old is new for old, new in zip(first[:3], second[:3], strict=True))
    for quarter, book in zip(QUARTERS, second, strict=True):
        framework = elsewhere.office.framework_for(quarter)
        fresh = score_book(prepare(framework, elsewhere.reporting.dataset(framework, quarter)), "county")
        pd.testing.assert_frame_equal(book.scores, fresh.scores, check_exact=True)
    computed.clear()
    as_a_new_process()
    found = county_books()
    assert computed == []
    for book, new in zip(second, found, strict=True):
        pd.testing.assert_frame_equal(book.scores, new.scores, check_exact=True)
    # A ruling counts from its rows' quarter on; taken back, the book of before is found again.
    elsewhere.rulings.rule(LEADING, "shenhe")
    county_books()
    assert computed == ["2023Q4"]
    elsewhere.rulings.undo("k", "shenhe")
    county_books()
    assert computed == ["2023Q4"]
    computed.clear()
    send(elsewhere, "U10", "2023Q2", {"L05": [activity(3, "2023-04-08")]}, approve=True)
    county_books()
    assert computed == every[1:]
    computed.clear()
    asked = elsewhere.reporting.ask_erasure(info.sha256, "误传", "u08")
    elsewhere.reporting.confirm_erasure(asked.id, "shenhe")
    county_books()
    assert computed == every


def test_a_book_made_of_later_rows_is_not_kept_under_the_earlier_edition(elsewhere, computed):
    elsewhere.reporting.ensure_period(QUARTER, date(2023, 4, 15))
    before = cached.edition(QUARTER)
    send(elsewhere, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    after = cached.edition(QUARTER)
    assert cached.book(before, "county").data_version == after.version != before.version
    book_key = BookKey("2023Q1", "county", before.version, before.framework, code_version(), before.erased)
    assert elsewhere.office.find_book(book_key) is None
    computed.clear()
    cached.book(after, "county")
    assert computed == ["2023Q1"]


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


@pytest.mark.long
def test_a_report_tells_of_a_ruling_that_leaves_the_data_as_they_are(demo_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", demo_url)
    key = cached.edition(parse_period("2023"))
    assert "已处理0条" in doubts_told(key)
    with Store.open(demo_url, migrate=False) as store:
        known = review_of(store, cached.framework(), parse_period("2023"), cached.dataset(key))
        doubt = next(one for one in known.waiting if one.code == "Q302")
        store.rulings.rule(Ruling(doubt.code, doubt.key, VERIFIED, note="已核实"), "shenhe")
    assert cached.edition(parse_period("2023")) == key
    assert "已处理1条" in doubts_told(key)
