"""The history page: own unit only for a 填报员, files, differences, comments, withdrawing."""

from io import BytesIO

import openpyxl
import pytest

from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.office import button, clean, labels, page, send, unfold, words
from tests.kit.pages import ADMIN, LEADER, REVIEWER, STAFF

fresh_caches, county, offered = office.fresh_caches, office.county, office.offered

TALK = ("2023-11-08", "校企对接会", "80余人")


def test_a_unit_sees_its_own_reports_and_no_others(county):
    at = page("history", STAFF)
    assert "共 4 份" in words(at)
    assert [box.label for box in at.selectbox] == ["报告期", "状态"]
    other = next(one for one in county.reporting.submissions(unit="U08"))
    at = unfold(page("history", STAFF, history_unit="县人力资源和社会保障局"), f"history-{other.id}")
    text = words(at)
    assert "共 4 份" in text
    assert "人力资源" not in text
    assert other.file not in text


def test_the_office_sees_all_and_narrows(county):
    assert "共 90 份" in words(page("history", REVIEWER))
    at = page("history", ADMIN, history_unit="县人力资源和社会保障局", history_quarter="2023年第二季度")
    assert "共 2 份" in words(at)
    at = page("history", ADMIN, history_state="待审核")
    assert "共 1 份" in words(at)
    assert len(page("history", REVIEWER).expander) == 20


def test_leaders_have_no_history_page(county):
    assert "不对领导开放" in words(page("history", LEADER))


def test_one_report_in_full_with_both_files(county, offered):
    sent = send(county, "U06", TALK)
    county.reporting.give_back(sent.id, "shenhe", "参加人次请写准数。")
    at = unfold(page("history", STAFF), f"history-{sent.id}")
    at = unfold(at, f"found-{sent.id}")
    at = unfold(at, f"diff-{sent.id}")
    text = words(at)
    for told in ("**退回原因**　参加人次请写准数。", "教育局填报员 报送于 2024年1月10日 09:00", "80余人"):
        assert told in text
    assert "和第 1 版（通过）比" in text
    assert "撤回这一版" not in labels(at)
    original = openpyxl.load_workbook(BytesIO(offered["原文件"]()))
    assert "80余人" in [cell.value for cell in original["活动台账"]["F"]]
    marked = openpyxl.load_workbook(BytesIO(offered["标注过的副本"]()))
    assert marked.sheetnames[0] == "问题清单"


def test_what_waits_is_withdrawn_by_its_unit_alone(county):
    sent = send(county, "U06", TALK)
    at = unfold(page("history", REVIEWER), f"history-{sent.id}")
    assert "撤回这一版" not in labels(at)
    at = unfold(page("history", STAFF), f"history-{sent.id}")
    clean(button(at, "撤回").click().run())
    assert "已撤回" in words(at)
    assert next(one.state for one in county.reporting.submissions() if one.id == sent.id) == "withdrawn"
    assert "撤回这一版" not in labels(at)


@pytest.mark.long
def test_a_withdrawal_that_comes_too_late_is_told(county):
    sent = send(county, "U06", TALK)
    at = unfold(page("history", STAFF), f"history-{sent.id}")
    county.reporting.approve(sent.id, "shenhe")
    clean(button(at, "撤回").click().run())
    assert "不能撤回" in at.error[0].value
    assert next(one.state for one in county.reporting.submissions() if one.id == sent.id) == "approved"


@pytest.mark.long
def test_the_unit_answers_a_comment(county):
    sent = send(county, "U06", TALK)
    county.reporting.comment(sent.id, "shenhe", "有照片吗？")
    at = unfold(page("history", STAFF), f"history-{sent.id}")
    assert "有照片吗？" in words(at)
    at.text_input[0].set_value("有，见附件。")
    clean(button(at, "留言").click().run())
    assert [one.text for one in county.reporting.comments(sent.id, SYSTEM)] == ["有照片吗？", "有，见附件。"]
    assert "有，见附件。" in words(at)
