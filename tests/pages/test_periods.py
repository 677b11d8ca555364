"""The page of periods and publications: preview, freeze, compare, lock, reopen."""

import pytest

from metrics.framework import parse_period
from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.county_packages import open_store
from tests.kit.office import button, clean, labels, page, send, words
from tests.kit.pages import ADMIN, LEADER, REVIEWER, STAFF

fresh_caches, county = office.fresh_caches, office.county

Q3 = "2023年第三季度"
PUBLISH = {"periods_view": "发布", "publish_period": Q3}


@pytest.mark.parametrize("account", [STAFF, LEADER])
def test_the_page_is_the_offices(county, account):
    assert "“报告期与发布”页不对" in words(page("periods", account))


def test_quarters_with_their_state_and_a_new_one(county):
    at = page("periods", REVIEWER)
    rows = at.table[0].value.to_numpy().tolist()
    assert [row[0].replace("\u2060", "") for row in rows][:2] == ["2023年第四季度", "2023年第三季度"]
    assert rows[0][3:] == ["20/21", "1", "1"]
    clean(button(at, "开放").click().run())
    assert len(county.reporting.periods()) == 5


def test_while_something_waits_nothing_is_published(county):
    at = page("periods", REVIEWER, periods_view="发布")
    text = words(at)
    assert "还有 1 份等待审核：县住房和城乡建设局" in text
    assert "有 1 份没有计入：县交通运输局" in text
    assert "发布2023年第四季度" not in labels(at)


@pytest.mark.long
def test_published_locked_and_reopened_with_a_reason(county):
    at = page("periods", REVIEWER, **PUBLISH)
    assert "全县总分 **" in words(at)
    at.text_input(key="publish-note").set_value("联席会议审定")
    clean(button(at, f"发布{Q3}").click().run())
    assert f"{Q3}已发布" in words(at)
    (done,) = county.office.publications()
    assert (done.period, done.account, done.note) == ("2023Q3", "shenhe", "联席会议审定")
    assert done.data_version == county.reporting.data_version(parse_period("2023Q3"))

    at = page("periods", REVIEWER, periods_view="发布记录")
    assert "现在算出来的和发布的一样" in words(at)
    assert f"审计链头：第 {done.audit_id} 行 `{done.audit_hash}`" in words(at)
    assert not {"锁定", "重新打开"} & set(labels(at)), "the reviewer publishes, the administrator reopens"

    at = page("periods", ADMIN, periods_view="发布记录")
    clean(button(at, "锁定").click().run())
    assert county.office.publications()[0].state == "locked"
    clean(button(at, "重新打开").click().run())
    assert "要写明原因" in at.error[0].value
    at.text_input(key=f"reopen-why-{done.id}").set_value("U08 补报")
    clean(button(at, "重新打开").click().run())
    assert "重新打开的原因：U08 补报" in words(at)
    assert {one.code: one.state for one in county.reporting.periods()}["2023Q3"] == "open"


@pytest.mark.long
def test_a_published_number_stays_when_the_data_move(county):
    at = page("periods", REVIEWER, **PUBLISH)
    clean(button(at, f"发布{Q3}").click().run())
    (done,) = county.office.publications()
    before = county.office.published_scores(done.id, "county")["total"].iloc[0]
    county.office.reopen(parse_period("2023Q3"), "guanli", "补报")
    extra = send(
        county,
        "U14",
        ("2023-08-08", "再办一场", 900),
        at="2023-10-20 09:00",
        period=parse_period("2023Q3"),
    )
    county.reporting.approve(extra.id, "shenhe")
    at = page("periods", ADMIN, periods_view="发布记录")
    text = words(at)
    assert "个的总分变了；发布的数不变" in text
    assert "已成为历史" in text
    assert county.office.published_scores(done.id, "county")["total"].iloc[0] == before
    row = at.dataframe[0].value.iloc[0]
    assert row["发布的总分"] == f"{before // 0.1 / 10:.1f}"


@pytest.mark.long
def test_data_that_moved_since_the_preview_are_not_published(county):
    at = page("periods", REVIEWER, **PUBLISH)
    extra = send(
        county, "U14", ("2023-08-08", "再办一场", 90), at="2023-10-20 09:00", period=parse_period("2023Q3")
    )
    county.reporting.approve(extra.id, "shenhe")
    clean(button(at, f"发布{Q3}").click().run())
    assert "数据又有变化" in at.error[0].value
    assert county.office.publications() == []


@pytest.mark.long
def test_what_was_published_is_not_published_again(county):
    at = page("periods", REVIEWER, **PUBLISH)
    clean(button(at, f"发布{Q3}").click().run())
    assert f"{Q3}已经发布" in words(page("periods", REVIEWER, **PUBLISH))


def test_an_empty_database_offers_to_open_a_quarter(own_database):
    from tests.kit.pages import LOCAL

    with open_store(own_database) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
    at = page("periods", "local")
    assert "还没有开放任何报告期" in words(at)
    clean(button(at, "开放").click().run())
    with open_store(own_database) as store:
        assert len(store.reporting.periods()) == 1


@pytest.mark.long
def test_a_unit_is_given_longer_and_the_page_of_progress_says_so(county):
    at = page("periods", ADMIN)
    assert "没有延期的单位" in words(at)
    unit = next(label for label in at.selectbox(key="extend-unit").options if label.startswith("U14"))
    at.selectbox(key="extend-unit").set_value(unit).run()
    clean(button(at, "延期").click().run())
    assert "延期要写明原因" in at.error[0].value
    at.text_input(key="extend-why").set_value("机构改革")
    clean(button(at, "延期").click().run())
    [held] = county.reporting.extensions()
    assert (held.unit, held.period, held.why, held.account) == ("U14", "2023Q4", "机构改革", "guanli")
    assert "延到" in words(at)
    assert "机构改革" in str(at.table[1].value)
    assert f"{held.due_on:%Y-%m-%d}（延期）" in words(page("progress", REVIEWER, period="2023年第四季度"))
    clean(button(at, "取消延期").click().run())
    assert county.reporting.extensions() == []


def test_only_administrators_extend_and_archive(county):
    at = page("periods", REVIEWER)
    assert not {"延期", "取消延期"} & set(labels(at))
    assert "年度归档" not in words(at)
    assert "年度归档" in words(page("periods", ADMIN))
