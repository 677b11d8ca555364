"""Photos on pages: their unit and the office work with them, leaders see those with consent beside rows."""

import pytest

from metrics.framework import parse_period
from metrics.store.photos import AGREED, INTERNAL
from tests.kit import office
from tests.kit.office import button, clean, labels, page, unfold, words
from tests.kit.pages import REVIEWER, STAFF, opener
from tests.kit.photo_books import colour, snapshot

fresh_caches, county = office.fresh_caches, office.county
QUARTER = parse_period("2023Q4")


@pytest.fixture
def pictured(county):
    """The approved report of a unit, a row of it with two photos."""
    info = county.reporting.submissions(QUARTER, "U06")[-1]
    frame = county.reporting.checked(info.id, "u06").ledgers["L05"].frame
    row = int(frame["_row"][0])
    files = [("一.jpg", snapshot()), ("二.jpg", colour(1))]
    county.photos.add(info.id, "L05", row, files, "u06")
    return info, row


def opened(info, account=STAFF):
    """The history page of one quarter, with the report and its photos unfolded."""
    at = page("history", account, history_unit="县教育局", history_quarter="2023年第四季度")
    return unfold(unfold(at, f"history-{info.id}"), f"photos-{info.id}")


def test_a_unit_ticks_and_removes_its_photos(county, pictured):
    info, _ = pictured
    first, second = county.photos.of_submission(info.id, "u06")
    at = opened(info)
    assert "照片　2 张" in words(at)
    place = f"photos-{info.id}-{first.id}"
    clean(at.selectbox(key=f"{place}-consent").select(AGREED).run())
    assert [one.consent for one in county.photos.of_submission(info.id, "u06")] == [AGREED, INTERNAL]
    clean(at.button(key=f"photos-{info.id}-{second.id}-remove").click().run())
    assert [one.id for one in county.photos.of_submission(info.id, "u06")] == [first.id]
    at = opened(info)
    at = clean(at.button(key=f"photos-{info.id}-large-{first.id}").click().run())
    assert "1600×1200" in words(at)


def test_a_unit_gets_a_link_for_its_telephone(county, pictured):
    info, _ = pictured
    at = opened(info)
    at = clean(button(at, "生成手机链接").click().run())
    (address,) = [one.value for one in at.code]
    assert "/photo?token=" in address
    linked = county.photos.linked(address.partition("token=")[2])
    assert (linked.place.submission, linked.account) == (info.id, "u06")


def test_the_office_looks_at_photos_where_it_decides(county, pictured):
    info, _ = pictured
    assert "移除这张照片" in labels(opened(info, REVIEWER))


def test_leaders_see_photos_beside_rows_with_consent_only(county, pictured, demo_url, monkeypatch):
    info, row = pictured
    open_page = opener(demo_url, monkeypatch)
    address = {"unit_view": "画像", "row": f"活动台账-报送{info.id}-第{row}行", "period": QUARTER.label}
    address |= {"as": "lingdao"}
    first, _ = county.photos.of_submission(info.id, "u06")
    county.photos.agree(first.id, AGREED, "u06")
    shown = folds(open_page("units", **address))
    assert shown == ["照片 1 张"]
    county.photos.agree(first.id, INTERNAL, "u06")
    assert folds(open_page("units", **address)) == []


def folds(app):
    assert not app.exception
    return [one.label for one in app.expander if "照片" in one.label]
