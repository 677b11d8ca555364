"""Before handing in: files made one with every row told, own tables remembered, the last quarter."""

import csv
from io import StringIO

import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest.desk import ALL
from metrics.ingest.revisions import BEFORE, NOW, WHAT
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import (
    hand_in,
    inspect_upload,
    merge_uploads,
    own_doubts,
    since_last_quarter,
    strange_sheets_of,
)
from tests.kit.county_packages import SIHONG
from tests.kit.workbooks import people

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
HEAD = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型")


@pytest.fixture
def office(store):
    people(store)
    return store


def row(name, people=60, day="2023-11-02"):
    return (day, name, "微宣讲", 1, people, "成员单位")


def arrived(store, *rows, head=HEAD, file="活动台账.csv", period=QUARTER, unit="U19", account="u19"):
    text = StringIO()
    csv.writer(text).writerows([head, *rows])
    return inspect_upload(
        store.reporting, FRAMEWORK, text.getvalue().encode(), file, unit, period, account=account
    )


def test_two_files_become_one_with_the_rows_of_the_other_among_its_changes(office):
    parts = [arrived(office, row("一"), file="甲.csv"), arrived(office, row("二"), row("一"), file="乙.csv")]
    upload, made = merge_uploads(office.reporting, FRAMEWORK, parts, {"L05": ALL}, "u19")
    assert made.doubled == 1
    assert upload.checked.ledgers["L05"].frame["activity_name"].tolist() == ["一", "二"]
    done = hand_in(office.reporting, upload, "u19").submission
    trail = office.reporting.trail(done.id, "office")
    assert (trail.file, trail.content) == ("甲.csv", parts[0].content)
    (edit,) = trail.edits
    assert (edit.column, edit.how, edit.account) == (0, "取自“乙.csv”第 2 行", "u19")


OWN = ("序号", "时间", "干了什么", "类别", "办了几回", "来了多少", "谁办")
MEANT = {"时间": "held_on", "干了什么": "activity_name", "类别": "activity_type", "办了几回": "sessions",
         "来了多少": "attendances", "谁办": "organiser_type", "序号": ""}  # fmt: skip


def own(store, unit="U19", account="u19"):
    return arrived(store, (1, *row("讲堂")), head=OWN, file="统计表.csv", unit=unit, account=account)


def test_an_own_table_is_remembered_for_its_unit_alone(office):
    first = own(office)
    assert not first.checked.ledgers
    (sheet,) = strange_sheets_of(first)
    office.reporting.remember_table(FRAMEWORK, ("U19", "L05", sheet.name), MEANT, "u19")
    read = own(office)
    assert read.checked.ledgers["L05"].frame["attendances"].tolist() == [60]
    assert not read.checked.of_severity("error")
    assert not own(office, "U14", "office").checked.ledgers
    (told,) = office.care.audit_rows(SYSTEM, action="alias").to_dict("records")
    assert (told["account"], told["subject"]) == ("u19", "U19 L05")


@pytest.mark.parametrize(
    ("table", "meant", "why"),
    [
        (("U14", "L05", "表"), MEANT, "只能为本单位"),
        (("U19", "L99", "表"), MEANT, "没有这样的"),
        (("U19", "L05", "表"), {"时间": "no_such"}, "没有这样的"),
        (("U19", "L05", "表"), {"甲": "held_on", "乙": "held_on"}, "有两列都选了“活动日期”"),
        (("U19", "L05", "表" * 300), MEANT, "太长"),
    ],
)
def test_what_is_told_of_a_table_is_looked_at(office, table, meant, why):
    with pytest.raises(StoreError, match=why):
        office.reporting.remember_table(FRAMEWORK, table, meant, "u19")
    assert office.reporting.own_tables("U19").sheets == {}


def test_the_last_quarter_is_compared(office):
    last = arrived(office, row("旧", 100, "2023-08-02"), period=QUARTER.previous())
    assert since_last_quarter(office.reporting, FRAMEWORK, arrived(office, row("新")).checked, "u19") is None
    hand_in(office.reporting, last, "u19")
    now = arrived(office, row("新"), row("又", 20)).checked
    changes = since_last_quarter(office.reporting, FRAMEWORK, now, "u19")
    figures = {what: pair for what, *pair in changes[[WHAT, BEFORE, NOW]].itertuples(index=False)}
    assert figures["行数"] == [1, 2]
    assert [pair for what, pair in figures.items() if what.startswith("参加人次")] == [[100, 80]]


def test_doubts_are_about_own_rows(office):
    many = [row(f"第{n}场", 100) for n in range(12)]
    book = arrived(office, *many).checked
    doubts = own_doubts(office.reporting, FRAMEWORK, book)
    assert {unit for doubt in doubts for place in doubt.where for unit in (place.unit,)} <= {"U19"}
