"""What was changed on the page: the first bytes, every edit, and the bounds of accepted numbers are kept."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest.patch import accepted, mark, with_edits
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import correct_upload, hand_in, inspect_upload, with_trail
from tests.kit.county_packages import SIHONG
from tests.kit.workbooks import people

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
HEAD = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型")


@pytest.fixture
def office(store):
    people(store)
    return store


def arrived(store, attendances, name="车间宣讲"):
    text = StringIO()
    csv.writer(text).writerows([HEAD, ("2023-11-02", name, "微宣讲", 1, attendances, "成员单位")])
    content = text.getvalue().encode()
    return inspect_upload(store.reporting, FRAMEWORK, content, "活动台账.csv", "U19", QUARTER, account="u19")


def corrected(store, upload, cells, taken=()):
    return correct_upload(
        store.reporting, FRAMEWORK, upload, cells, "U19", QUARTER, account="u19", taken=taken
    )


def test_an_accepted_about_stays_about_and_the_first_bytes_stay(office):
    first = arrived(office, "约1.8万")
    cells = accepted(first.checked.findings)
    upload = corrected(office, first, cells, cells.keys())
    frame = upload.checked.ledgers["L05"].frame
    assert (frame["attendances"].tolist(), frame["attendances__bound"].tolist()) == ([18_000], ["about"])
    done = hand_in(office.reporting, upload, "u19").submission
    trail = office.reporting.trail(done.id, "office")
    assert (trail.file, trail.content) == ("活动台账.csv", first.content)
    (edit,) = trail.edits
    assert (edit.sheet, edit.row, edit.column) == ("活动台账", 2, 5)
    assert (edit.before, edit.after, edit.account, edit.how) == ("约1.8万", "18000", "u19", "采用建议")
    assert edit.bound == "about"
    told = [one for one in office.reporting.findings(done.id, "office") if one.code == "W422"]
    assert [one.where.address for one in told] == ["E2"]
    assert "约1.8万" in told[0].message


def test_a_typed_number_is_exact(office):
    upload = corrected(office, arrived(office, "约1.8万"), {("活动台账", 2, 5): "17963"})
    frame = upload.checked.ledgers["L05"].frame
    assert frame["attendances"].tolist() == [17_963]
    assert "attendances__bound" not in frame
    assert [edit.how for edit in upload.trail.edits] == ["自填"]


def test_a_file_that_was_not_changed_has_no_trail(office):
    done = hand_in(office.reporting, arrived(office, 120), "u19").submission
    assert office.reporting.trail(done.id, "office") is None


def test_a_draft_keeps_how_it_came_about(office):
    first = arrived(office, "约1.8万")
    cells = accepted(first.checked.findings)
    upload = corrected(office, first, cells, cells.keys())
    kept = office.reporting.keep_draft(
        "U19", QUARTER, upload.checked.file, upload.content, "u19", upload.trail
    )
    again = office.reporting.draft_trail(kept.id, "u19")
    assert again.content == first.content
    content = office.reporting.draft(kept.id, "u19")[1]
    opened = inspect_upload(office.reporting, FRAMEWORK, content, kept.file, "U19", QUARTER, account="u19")
    opened = with_trail(opened, again)
    assert opened.checked.ledgers["L05"].frame["attendances__bound"].tolist() == ["about"]
    later = corrected(office, opened, {("活动台账", 2, 2): "车间里的宣讲"})
    assert [(edit.before, edit.after) for edit in later.trail.edits] == [
        ("约1.8万", "18000"),
        ("车间宣讲", "车间里的宣讲"),
    ]
    assert later.trail.content == first.content
    hand_in(office.reporting, later, "u19")
    with pytest.raises(StoreError):
        office.reporting.draft_trail(kept.id, "u08")


def test_first_bytes_with_personal_numbers_are_not_kept(office):
    first = arrived(office, 120, "张某某 320324199001011231 宣讲")
    upload = corrected(office, first, {("活动台账", 2, 2): "车间宣讲"})
    done = hand_in(office.reporting, upload, "u19").submission
    trail = office.reporting.trail(done.id, "office")
    assert trail.content == b""
    assert "320324199001011231" not in str(trail.edits)


def test_erasing_empties_the_trail_too(office):
    first = arrived(office, "约1.8万")
    cells = accepted(first.checked.findings)
    done = hand_in(office.reporting, corrected(office, first, cells, cells.keys()), "u19").submission
    asked = office.reporting.ask_erasure(done.sha256, "试一试", "office")
    office.reporting.confirm_erasure(asked.id, "office2")
    trail = office.reporting.trail(done.id, "office")
    assert trail.content == b""
    assert {edit.before + edit.after for edit in trail.edits} == {""}


def test_another_unit_does_not_see_it(office):
    first = arrived(office, "约1.8万")
    cells = accepted(first.checked.findings)
    done = hand_in(office.reporting, corrected(office, first, cells, cells.keys()), "u19").submission
    with pytest.raises(StoreError):
        office.reporting.trail(done.id, "u08")


def test_the_marked_copy_tells_of_the_edits(office):
    first = arrived(office, "约1.8万")
    cells = accepted(first.checked.findings)
    upload = corrected(office, first, cells, cells.keys())
    told = with_edits(upload.checked, upload.trail.edits)
    copy = mark(upload.content, upload.checked.file, told, FRAMEWORK)
    again = inspect_upload(
        office.reporting, FRAMEWORK, copy.content, copy.name, "U19", QUARTER, account=SYSTEM
    )
    assert again.checked.ledgers["L05"].frame["attendances"].tolist() == [18_000]
    assert any(one.code == "W422" and "约1.8万" in one.message for one in told.findings)


def rows_of(text):
    return [(edit.row, edit.column, edit.before, edit.after, edit.how) for edit in text.edits]


def test_rows_that_came_and_went_are_changes_of_their_own(office):
    first = arrived(office, 60)
    sheet = next(rows.sheet for rows in first.checked.ledgers.values())
    new = {
        (sheet, 3, at): text
        for at, text in enumerate(("2023-12-01", "讲堂", "微宣讲", "1", "30", "成员单位"), 1)
    }
    gone = {(sheet, 2, at): "" for at in range(1, 7)}
    ways = {(sheet, 2): "删除整行", (sheet, 3): "拆自第 2 行"}
    upload = correct_upload(
        office.reporting, FRAMEWORK, first, new | gone, "U19", QUARTER, account="u19", rows=ways
    )
    before, after = (
        "2023-11-02｜车间宣讲｜微宣讲｜1｜60｜成员单位",
        "2023-12-01｜讲堂｜微宣讲｜1｜30｜成员单位",
    )
    assert rows_of(upload.trail) == [(2, 0, before, "", "删除整行"), (3, 0, "", after, "拆自第 2 行")]
    done = hand_in(office.reporting, upload, "u19").submission
    told = [one for one in office.reporting.findings(done.id, "office") if one.code == "W423"]
    assert [one.where.address for one in told] == ["2:2", "3:3"]
    marked = mark(
        upload.content, upload.checked.file, with_edits(upload.checked, upload.trail.edits), FRAMEWORK
    )
    listed = openpyxl.load_workbook(BytesIO(marked.content))["问题清单"].values
    assert sum("W423" in row for row in listed) == 2


def test_a_row_that_came_and_went_again_leaves_nothing(office):
    first = arrived(office, 60)
    sheet = next(rows.sheet for rows in first.checked.ledgers.values())
    new = {
        (sheet, 3, at): text
        for at, text in enumerate(("2023-12-01", "讲堂", "微宣讲", "1", "30", "成员单位"), 1)
    }
    came = correct_upload(
        office.reporting, FRAMEWORK, first, new, "U19", QUARTER, account="u19", rows={(sheet, 3): "新增一行"}
    )
    (name,) = (rows.sheet for rows in came.checked.ledgers.values())
    gone = {(name, 3, at): "" for at in range(1, 7)}
    went = correct_upload(
        office.reporting, FRAMEWORK, came, gone, "U19", QUARTER, account="u19", rows={(name, 3): "删除整行"}
    )
    assert went.trail.edits == ()
    assert went.checked.rows == {name: 1}
