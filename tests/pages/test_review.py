"""The review page: what waits, what it changes, approving and returning, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.office import button, clean, labels, page, send, unfold, words
from tests.kit.pages import ADMIN, LEADER, REVIEWER, STAFF

fresh_caches, county = office.fresh_caches, office.county

FIRST = ("2023-11-08", "车间里的技能课", 86)
SPRING = parse_period("2024Q1")
ROUGH = ("2023-12-06", "冬季安全讲堂", "220余人")


def state(store, number):
    return next(one.state for one in store.reporting.submissions() if one.id == number)


@pytest.mark.parametrize("account", [STAFF, LEADER])
def test_the_page_is_the_offices(county, account):
    at = page("review", account)
    assert "“审核”页不对" in words(at)
    assert at.button == []


def test_the_queue_counts_and_shows_the_oldest_first(county):
    send(county, "U14", ROUGH, at="2024-01-20 09:00")
    send(county, "U06", FIRST, at="2024-01-12 10:00")
    at = unfold(page("review", ADMIN), "review-list")
    text = words(at)
    assert "还有 **3** 份待审" in text
    assert [label.split(" · ")[0] for label in at.selectbox[0].options] == [
        "县教育局",
        "县交通运输局",
        "县住房和城乡建设局",
    ]
    rows = at.table[0].value.to_numpy().tolist()
    assert ":orange-badge[待确认 1]" in rows[1][3]
    assert "迟报" in rows[1][2]
    assert "迟报" not in rows[0][2]


def test_what_is_new_and_what_it_does_to_the_scores_stand_there(county):
    at = page("review", REVIEWER)
    text = words(at)
    assert "**县住房和城乡建设局**" in text
    assert "和第 1 版（通过）比　新增 0 行，修改 2 行，删除 0 行，不变 14 行" in text
    assert "建筑工匠夜校开班第一课" in text
    assert "通过后全县总分 **" in text
    assert "审核通过后　本单位总分" in text
    assert "和其他单位、其他期比的疑问　1 条" in text
    assert "不能撤销" in text
    names = [one.label for one in at.get("download_button")]
    assert names == ["原文件", "标注过的副本", "报送单"]


@pytest.mark.long
def test_approved_it_counts_and_the_next_one_stands_there(county):
    first = send(county, "U06", FIRST, at="2024-01-12 10:00")
    at = page("review", REVIEWER)
    clean(button(at, "通过").click().run())
    assert state(county, first.id) == "approved"
    text = words(at)
    assert "已通过：县教育局" in text
    assert "还有 **1** 份待审" in text
    assert at.selectbox[0].value.startswith("县住房")
    clean(button(at, "通过").click().run())
    assert "没有待审核的报送" in words(at)
    deeds = county.care.audit_rows(SYSTEM, action="approve", account="shenhe")
    assert deeds["subject"].tolist()[-2] == f"submission {first.id}"


@pytest.mark.long
def test_a_return_needs_a_reason_which_is_composed_of_the_findings(county):
    sent = send(county, "U14", ROUGH, at="2024-01-02 09:00")
    at = page("review", REVIEWER)
    clean(button(at, "退回").click().run())
    assert "退回要写明原因" in at.error[0].value
    assert state(county, sent.id) == "submitted"
    problems = at.multiselect[0]
    clean(problems.set_value([next(one for one in problems.options if "220余人" in one)]).run())
    assert "220余人" in at.text_area[0].value
    clean(at.text_area[0].set_value(f"{at.text_area[0].value}请写准数。").run())
    clean(button(at, "退回").click().run())
    assert "已退回：县交通运输局" in words(at)
    info = next(one for one in county.reporting.submissions() if one.id == sent.id)
    assert (info.state, info.note.endswith("请写准数。"), "220余人" in info.note) == ("returned", True, True)


@pytest.mark.long
def test_a_revision_that_came_meanwhile_is_not_approved_unseen(county):
    first = send(county, "U06", FIRST, at="2024-01-02 09:00")
    at = page("review", REVIEWER)
    second = send(county, "U06", FIRST, ("2023-12-07", "新加的一场", 30), at="2024-01-02 10:00")
    clean(button(at, "通过").click().run())
    assert "之后又报了第 3 版" in at.error[0].value or "第 2 版" in at.error[0].value
    assert (state(county, first.id), state(county, second.id)) == ("submitted", "submitted")
    assert f"第 {second.revision} 版" in at.selectbox[0].value


@pytest.mark.long
def test_ones_own_report_is_left_to_another(county):
    sent = send(county, "U01", FIRST, at="2024-01-02 09:00", account="shenhe")
    at = page("review", REVIEWER)
    assert "要由另一位审核员或管理员来审" in at.warning[0].value
    assert not {"通过", "退回"} & set(labels(at))
    clean(button(page("review", ADMIN), "通过").click().run())
    assert state(county, sent.id) == "approved"


@pytest.mark.long
def test_what_was_withdrawn_meanwhile_is_not_approved(county):
    sent = send(county, "U06", FIRST, at="2024-01-02 09:00")
    at = page("review", REVIEWER)
    county.reporting.withdraw(sent.id, "u06")
    clean(button(at, "通过").click().run())
    assert "不能通过" in at.error[0].value
    assert state(county, sent.id) == "withdrawn"


@pytest.mark.long
def test_comments_are_kept_and_seen(county):
    at = page("review", REVIEWER)
    at.text_input[0].set_value("请补一张照片 *现场*")
    clean(button(at, "留言").click().run())
    assert "请补一张照片 *现场*" in words(at)
    waiting = next(one for one in county.reporting.submissions() if one.state == "submitted")
    assert [(one.account, one.text) for one in county.reporting.comments(waiting.id, SYSTEM)] == [
        ("shenhe", "请补一张照片 *现场*")
    ]


@pytest.mark.long
def test_all_without_findings_are_approved_at_once_after_a_look_at_the_list(county):
    county.reporting.ensure_period(SPRING, date(2024, 4, 15))
    talk = ("2024-02-07", "新春宣讲", 60)
    good = [send(county, unit, talk, at="2024-04-08 10:00", period=SPRING) for unit in ("U07", "U09")]
    rough = ("2024-02-06", "开放日", "220余人")
    rough = send(county, "U06", rough, at="2024-04-08 11:00", period=SPRING)
    at = page("review", REVIEWER)
    clean(button(at, "检查无问题的 3 份一次通过").click().run())
    text = words(at)
    assert "不在其中的 2 份" in text
    for told in ("县住房和城乡建设局 · ", "和其他单位、其他期比：", "检查有 1 处待确认"):
        assert told in text
    assert "下面 2 份没有发现任何问题" in text
    clean(button(at, "通过这 2 份").click().run())
    assert [state(county, one.id) for one in (*good, rough)] == ["approved", "approved", "submitted"]
    assert "已通过 2 份" in words(at)


@pytest.mark.long
@pytest.mark.parametrize("label", ["通过", "退回"])
def test_who_lost_the_role_meanwhile_decides_nothing(county, label):
    waiting = next(one for one in county.reporting.submissions() if one.state == "submitted")
    at = page("review", REVIEWER)
    at.text_area[0].set_value("再核对")
    county.people.ensure_account(replace(county.people.account("shenhe"), role="领导"), "guanli")
    clean(button(at, label).click().run())
    assert state(county, waiting.id) == "submitted"
    assert "“审核”页不对领导开放" in words(at)
