"""Cards of 典型与现场 show the photo of their row, and only one that leaders may see."""

from functools import partial

import pytest

from metrics.framework import parse_period
from metrics.store.photos import AGREED, INTERNAL
from tests.kit import office
from tests.kit.pages import opener
from tests.kit.photo_books import snapshot

fresh_caches, county = office.fresh_caches, office.county
QUARTER = parse_period("2023Q4")


@pytest.fixture
def pictured(county):
    """An approved case with a photo: its address, and how to change what may be done with the photo."""
    info, row = next(cases(county))
    account = info.unit.lower()
    county.photos.add(info.id, "L13", int(row["_row"]), [("一.jpg", snapshot())], account)
    number = county.photos.of_submission(info.id, account)[-1].id
    return f"L13-{row['case_code']}", partial(agree, county, number, account)


def cases(county):
    for info in county.reporting.submissions(QUARTER):
        ledger = county.reporting.checked(info.id, info.unit.lower()).ledgers.get("L13")
        if info.state == "approved" and ledger is not None and len(ledger.frame):
            yield info, ledger.frame.iloc[0]


def agree(county, number, account, consent):
    county.photos.agree(number, consent, account)


def pictures(app):
    assert not app.exception
    return len(app.get("image"))


def test_a_card_and_its_profile_show_the_photo_with_consent_only(pictured, demo_url, monkeypatch):
    sight, decide = pictured
    open_page = opener(demo_url, monkeypatch)
    search = {"period": QUARTER.label, "sights-q": sight.partition("-")[2], "as": "lingdao"}
    whole = {"period": QUARTER.label, "sight": sight, "as": "lingdao"}
    decide(AGREED)
    assert pictures(open_page("sights", **search)) == 1
    assert pictures(open_page("sights", **whole)) == 1
    decide(INTERNAL)
    assert pictures(open_page("sights", **search)) == 0
    assert pictures(open_page("sights", **whole)) == 0
