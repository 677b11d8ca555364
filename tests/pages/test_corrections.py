"""申请更正, 零报送 and news on the pages; what staff read has no hash, no None, no address of a machine."""

import re

import pytest

from metrics.doubts import specs
from metrics.framework import parse_period
from metrics.ingest import catalogue
from metrics.scoring import prepare, score_book, score_table
from metrics.store.people import Account
from pages.ui.notices import menu_counts, news
from pages.ui.progress import address_for_others
from tests.kit import office
from tests.kit.office import button, page, words

county = office.county
fresh_caches = office.fresh_caches

STAFF, REVIEWER = "填报员 · 人社局填报员", "审核员 · 县产改办审核员"
Q3, Q4 = parse_period("2023Q3"), parse_period("2023Q4")
#: What a tired clerk must never be shown.
INTERNAL = re.compile(
    r"\bNone\b|\bnan\b|\bNaT\b|127\.0\.0\.1|localhost|_stcore|sqlite:|"
    r"(?<![0-9A-Za-z_])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}(?![0-9A-Za-z_])"
)


def publish(store, period=Q3):
    framework = store.office.framework_for(period)
    book = score_book(prepare(framework, store.reporting.dataset(framework, period)), "county")
    versions = {"data_version": book.data_version, "framework_version": book.framework_version}
    return store.office.publish(period, "shenhe", {"county": score_table(framework, book)}, **versions)


def test_a_published_quarter_offers_a_correction_and_the_office_grants_it(county):
    publish(county)
    at = page("upload", STAFF, quarter=Q3.label)
    assert "不能再报送。确需更正，请写明原因申请更正" in words(at)
    at.text_area(key="correction-why-U08-2023Q3").set_value("3 月漏报 2 场")
    button(at, "申请更正").click().run()
    assert "等产改办答复" in words(at)
    asked = county.reporting.corrections("shenhe")[-1]
    assert (asked.unit, asked.why, asked.state) == ("U08", "3 月漏报 2 场", "asked")
    at = page("review", REVIEWER)
    assert "3 月漏报 2 场" in words(at)
    button(at, "同意更正").click().run()
    assert "已同意：县人力资源和社会保障局可以更正" in words(at)
    text = words(page("periods", REVIEWER, periods_view="发布记录"))
    assert "更正中" in text
    assert "发布的数在重新发布以前不变" in text
    text = words(page("upload", STAFF, quarter=Q3.label))
    assert "产改办同意更正（3 月漏报 2 场）" in text
    assert "更正中" in text


@pytest.mark.parametrize("name", ["upload", "history", "overview", "indicators", "handbook"])
def test_what_staff_read_has_nothing_internal(demo, name):
    app = demo(name, **{"as": STAFF})
    assert [error.message for error in app.exception] == []
    assert INTERNAL.findall(words(app)) == []


def test_no_catalogue_message_is_internal():
    texts = [f"{one.title} {one.message} {one.expected} {one.hint}" for one in catalogue().values()]
    texts += [f"{one.title} {one.message} {one.expected} {one.hint}" for one in specs().values()]
    assert len(texts) > 60
    assert [text for text in texts if INTERNAL.search(text)] == []


@pytest.mark.parametrize("text", ["有 None 处", "值是 nan", "数据版本 1a2b3c4d", "见 http://127.0.0.1:8501"])
def test_what_is_internal_is_found(text):
    assert INTERNAL.search(text)


@pytest.mark.parametrize("text", ["2023年第四季度", "A08-23Q4-001", "20240115", "E017 某公司"])
def test_what_people_write_is_not(text):
    assert not INTERNAL.search(text)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://10.20.30.40:8501/progress?period=2023", "https://10.20.30.40:8501"),
        ("http://localhost:8501/progress", ""),
        ("http://127.0.0.1:8501/", ""),
        ("", ""),
    ],
)
def test_the_address_in_reminders_is_one_that_others_understand(url, address):
    assert address_for_others(url) == address


def test_the_menu_counts_what_waits_and_news_tell_of_others_deeds(county, monkeypatch):
    reviewer, staff = Account("shenhe", "审核员", "审核员"), Account("u08", "填报员", "填报员", "U08")
    waiting = [info for info in county.reporting.submissions() if info.state == "submitted"]
    newest = {(info.unit, info.period): info for info in waiting}
    assert menu_counts(reviewer) == {"review.py": f"待审核 {len(newest)}"}
    own = county.reporting.submissions(Q4, "U08")[-1]
    key = f"report {own.id}"
    told = news(staff, {key: "draft"}, {key: own.state})
    assert told == ([f"2023年第四季度第 {own.revision} 版通过。"] if own.state == "approved" else [])
    assert news(reviewer, {}, {f"report {waiting[-1].id}": "submitted"}) == ["新到 1 份报送，待审核。"]
    assert news(staff, {key: own.state}, {key: own.state}) == []
