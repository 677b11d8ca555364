"""Every page in a county that is nothing like the sample: two units, one quarter, no enterprise, no brand."""

from datetime import date

import pytest

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from pages.roles import PAGES
from tests.kit import office
from tests.kit.county_packages import open_store
from tests.kit.pages import LOCAL, opener, texts
from tests.kit.project import initialise
from tests.kit.walk import VIEWS

ADDRESSES = [(page.file[:-3], view) for page in PAGES for view in ("", *VIEWS.get(page.file[:-3], ()))]


@pytest.fixture(scope="module")
def second_county(tmp_path_factory):
    url = initialise(tmp_path_factory.mktemp("second") / "second.db", demo=False)
    with open_store(url) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
        for unit in ("U03", "U08"):
            store.people.ensure_account(Account(unit.lower(), f"{unit}经办", "填报员", unit), SYSTEM)
            days = [(date(2023, 10, day), f"车间宣讲{day}", 10 + day) for day in range(1, 9)]
            store.reporting.approve(office.send(store, unit, *days).id, LOCAL.code)
    return url


@pytest.mark.parametrize(("page", "view"), ADDRESSES)
def test_a_page_takes_nothing_for_granted(second_county, monkeypatch, page, view):
    more = dict([view.split("=")]) if view else {}
    app = opener(second_county, monkeypatch, **{"as": LOCAL.code})(page, **more)
    assert len(app.exception) == 0
    assert texts(app) or app.title
