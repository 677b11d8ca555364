"""A reporter, everything it can open: no row, file or name of another unit comes to the browser.

`seen/ROLE.txt` lists what each role was offered in the sample county, for people to read and agree to; after
a change on purpose, `KANDEJIAN_SEEN=write` writes the lists anew.
"""

import re
from datetime import date

import pytest

from metrics.framework import load_framework, parse_period
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit import office
from tests.kit.browser import ADMINISTRATOR, PASSWORD
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.offered import agreed
from tests.kit.walk import ADDRESSES, STAFF
from tests.kit.walker import CHINESE, CHOICES, listening, sentences, walk

pytestmark = [pytest.mark.browser, pytest.mark.long]

FRAMEWORK = load_framework(SIHONG)
#: Of whom a row or a file is: the code of a row and the name of a workbook carry the unit's number.
ROW = re.compile(r"\b[A-Z](\d\d)-\d\dQ[1-4]-\d{3}\b")
FILE = re.compile(r"_(U\d\d)_[^/\"\\\n]{1,60}?\.xlsx")
#: Pages on which a reporter can be (the others say that they are not for it).
OF_STAFF = ("/", "/indicators", "/search?q=电", "/handbook", "/upload", "/history")


@pytest.fixture(scope="module")
def told_by(demo_file):
    """Unit → sentences that stand in its rows and in nobody else's."""
    with Store.open(f"sqlite:///{demo_file}", migrate=False) as store:
        data = store.reporting.dataset(FRAMEWORK, parse_period("2023"))
    owners: dict[str, set[str]] = {}
    for frame in data.ledgers.values():
        for unit, rows in frame.groupby("_unit"):
            for run in sentences(rows):
                owners.setdefault(run, set()).add(unit)
    found: dict[str, set[str]] = {}
    for run, units in owners.items():
        if len(units) == 1:
            found.setdefault(next(iter(units)), set()).add(run)
    return found


def outside(overheard, own, told_by):
    """Where something of another unit's rows or files was heard, and what."""
    others = {run for unit, runs in told_by.items() if unit != own for run in runs}
    found = set()
    for place, text in overheard.everything():
        found |= {(place, row[0]) for row in ROW.finditer(text) if f"U{row[1]}" != own}
        found |= {(place, file[0]) for file in FILE.finditer(text) if file[1] != own}
        found |= {(place, run) for run in set(CHINESE.findall(text)) & others}
    return sorted(found)


def test_a_reporter_is_sent_nothing_of_other_units(chromium, server, told_by):
    with listening(chromium, server(demo=True).url, STAFF) as (watched, overheard):
        for address in OF_STAFF:
            walk(watched, overheard, address)
    assert sum(len(text) for _, text in overheard.everything()) > 500_000
    assert "U13" in {file[1] for _, text in overheard.everything() for file in FILE.finditer(text)}
    assert outside(overheard, "U13", told_by) == []
    agreed(STAFF, overheard.offered)


def test_a_page_that_is_not_for_reporters_sends_them_no_row(chromium, server, told_by):
    walked = {one.partition("?")[0] for one in OF_STAFF}
    others = sorted({address.partition("?")[0] for address in ADDRESSES} - walked)
    assert len(others) > 15
    with listening(chromium, server(demo=True).url, STAFF) as (watched, overheard):
        here = watched.page.url.rpartition("/")[0]
        for page in others:
            overheard.place = page
            watched.page.goto(f"{here}{page}")
            watched.wait()
    assert set(others) <= set(overheard.heard)
    assert outside(overheard, "U13", told_by) == []


SMALL = ("U03", "U08", "U11")
SECRET = re.compile(r"密(U\d\d)密")


@pytest.fixture(scope="module")
def second_county(server):
    """An office of three units, each of whose activities says whose it is; the newest waits for review."""
    running = server(demo=False, fresh=True)
    with open_store(running.database_url) as store:
        for unit in SMALL:
            account = Account(unit.lower(), f"{unit}经办", "填报员", unit)
            store.people.add_account(account, SYSTEM, PASSWORD)
            days = [(date(2023, 10, day), f"密{unit}密车间宣讲{day}", 10 + day) for day in range(1, 9)]
            first = office.send(store, unit, *days)
            store.reporting.approve(first.id, ADMINISTRATOR.code)
            office.send(
                store, unit, *days, (date(2023, 11, 1), f"密{unit}密又一场", 40), at="2024-01-11 09:00"
            )
    return running


@pytest.mark.parametrize("unit", SMALL)
def test_in_a_second_county_a_reporter_is_sent_their_own(chromium, second_county, unit):
    # One walks as thoroughly as in the sample county; the others open every fold and take the first choices.
    brief = unit != SMALL[0]
    with listening(chromium, second_county.url, unit.lower()) as (watched, overheard):
        for address in OF_STAFF:
            walk(watched, overheard, address, choices=1 if brief else CHOICES, brief=brief)
    assert {found for _, text in overheard.everything() for found in SECRET.findall(text)} == {unit}
