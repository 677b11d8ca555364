"""Every page in the second county just begun: two units, one quarter, no enterprise, no brand."""

from datetime import date
from urllib.parse import parse_qsl

import pandas as pd
import pytest

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, write_template
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from metrics.store.reporting import receive
from pages.roles import PAGES
from tests.kit.county_packages import QINGLAN, open_store
from tests.kit.pages import LOCAL, opener, texts
from tests.kit.project import initialise
from tests.kit.walk import VIEWS

FRAMEWORK, QUARTER = load_framework(QINGLAN), parse_period("2024Q1")
ADDRESSES = [(page.file[:-3], view) for page in PAGES for view in ("", *VIEWS.get(page.file[:-3], ()))]


@pytest.fixture(scope="module")
def second_county(tmp_path_factory):
    url = initialise(tmp_path_factory.mktemp("second") / "second.db", demo=False)
    with open_store(url, QINGLAN) as store:
        store.people.ensure_account(LOCAL, SYSTEM)
        store.reporting.ensure_period(QUARTER, date(2024, 4, 20))
        for unit in ("U03", "U08"):
            store.people.ensure_account(Account(unit.lower(), f"{unit}经办", "填报员", unit), SYSTEM)
            days = [(date(2024, 3, day), f"院坝里的宣讲{day}", 10 + day) for day in range(1, 9)]
            rows = pd.DataFrame(days, columns=["held_on", "activity_name", "attendances"], dtype=object)
            rows = rows.assign(activity_type="院坝会", sessions=1, organiser_type="成员单位")
            book = write_template(FRAMEWORK, unit, QUARTER, Context(), {"L05": rows})
            receipt = receive(store.reporting, FRAMEWORK, book, f"{unit}_2024Q1.xlsx", unit.lower())
            store.reporting.approve(receipt.submission.id, LOCAL.code)
    return url


@pytest.mark.breadth(4)
@pytest.mark.parametrize(("page", "view"), ADDRESSES)
def test_a_page_takes_nothing_for_granted(second_county, monkeypatch, page, view):
    more = dict(parse_qsl(view))
    app = opener(second_county, monkeypatch, **{"as": LOCAL.code})(page, **more)
    assert len(app.exception) == 0
    assert texts(app) or app.title
