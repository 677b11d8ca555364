"""申请更正, 零报送 and news on the pages; what staff read has no hash, no None, no address of a machine."""

import re

import pandas as pd
import pytest

from metrics.doubts import specs
from metrics.framework import load_framework, parse_period
from metrics.ingest import catalogue, write_template
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from pages.ui.notices import menu_counts, news
from pages.ui.progress import address_for_others
from tests.kit import office
from tests.kit.county_packages import SIHONG
from tests.kit.office import button, clean, page, words
from tests.kit.publishing import publish

county = office.county
fresh_caches = office.fresh_caches

STAFF, REVIEWER = "填报员 · 人社局填报员", "审核员 · 县产改办审核员"
FRAMEWORK, TRANSPORT = load_framework(SIHONG), "填报员 · 交通局填报员"
Q3, Q4 = parse_period("2023Q3"), parse_period("2023Q4")
#: What a tired clerk must never be shown.
INTERNAL = re.compile(
    r"\bNone\b|\bnan\b|\bNaT\b|127\.0\.0\.1|localhost|_stcore|sqlite:|"
    r"(?<![0-9A-Za-z_])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}(?![0-9A-Za-z_])"
)


@pytest.mark.long
def test_a_published_quarter_offers_a_correction_and_the_office_grants_it(county):
    publish(county, Q3)
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


@pytest.mark.long
def test_a_files_own_quarter_leads_and_the_page_says_so(county):
    rows = {"held_on": ["2023-08-03"], "activity_name": ["秋前宣讲"], "activity_type": ["微宣讲"]}
    rows |= {"sessions": [1], "attendances": [30], "organiser_type": ["成员单位"]}
    context = county.reporting.context(FRAMEWORK, "U08", Q3, SYSTEM)
    content = write_template(FRAMEWORK, "U08", Q3, context, {"L05": pd.DataFrame(rows)})
    at = page("upload", STAFF, quarter=Q4.label)
    clean(at.file_uploader[0].set_value([("三季度.xlsx", content, "application/octet-stream")]).run())
    text = words(at)
    assert "文件写的是2023年第三季度，上面选的是2023年第四季度。**现在按文件写的处理。**" in text
    assert "不在本报告期" not in text
    clean(button(at, "按上面选的检查").click().run())
    assert "不在本报告期" in words(at)
    assert "现在按文件写的处理" not in words(at)
    publish(county, Q3)
    text = words(page("upload", STAFF, quarter=Q4.label))
    assert "不能再报送" not in text, "the quarter chosen is open"


@pytest.mark.long
def test_a_file_of_a_published_quarter_says_so_before_its_findings(county):
    publish(county, Q3)
    content = write_template(FRAMEWORK, "U08", Q3, county.reporting.context(FRAMEWORK, "U08", Q3, SYSTEM))
    at = page("upload", STAFF, quarter=Q4.label)
    clean(at.file_uploader[0].set_value([("三季度.xlsx", content, "application/octet-stream")]).run())
    assert "2023年第三季度已发布，不能再报送" in words(at)
    assert [one for one in at.button if one.label == "报送"] == []
    assert len([one for one in at.button if one.label == "申请更正"]) == 1


@pytest.mark.long
def test_zero_is_declared_on_the_page_and_seen_by_the_office(county):
    at = page("upload", TRANSPORT)
    at = office.unfold(at, "zero-panel")
    at.checkbox(key="zero-sure-U14-2023Q4").check().run()
    clean(button(at, "整期零报送").click().run())
    assert "2023年第四季度已零报送，等产改办审核" in words(at)
    info = county.reporting.submissions(Q4, "U14")[-1]
    assert (info.state, info.note) == ("submitted", "零报送")
    text = words(page("progress", REVIEWER))
    assert "零报送" in text
    label = f"县交通运输局 · {Q4.label} · 第 1 版"
    assert "确认没有发生，通过后按 0 计" in words(page("review", REVIEWER, review=label))
