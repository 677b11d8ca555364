"""领导, 审核员, 管理员 and 审计员 open every page: what the server sends at once is for them.

Without a browser, so folds and choices stay closed; test_walker_roles.py opens those.
"""

import pytest

from tests.kit.browser import PASSWORD
from tests.kit.county_packages import open_store
from tests.kit.server import serve
from tests.kit.unapproved import (
    APPROVED,
    CLOSED,
    ONLY_DRAFT,
    PEOPLE,
    WAITING,
    fill,
    pages_of,
    proofs_in,
)
from tests.kit.visitors import Office, Tab
from tests.kit.walk import AUDITOR, LEADER


@pytest.fixture(scope="module")
def two_units(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    url = f"sqlite:///{folder / 'office.db'}"
    with open_store(url) as store:
        fill(store)
        with serve(url, folder / "server.log") as server:
            yield Office(server, store)


def sent(office, role):
    """Address → what the server sends of it, as text."""
    visitor = office.visitor()
    assert visitor.sign_in(PEOPLE[role].code, PASSWORD).status_code == 303
    told = {}
    for address in (*pages_of(role), *CLOSED[role]):
        page, _, query = address.strip("/").partition("?")
        with visitor.socket() as line:
            told[address] = Tab(line).ask(page_name=page, query_string=query).decode("utf-8", "ignore")
    return told


def heard(told, wanted, but=()):
    return sorted(
        (place, one) for place, text in told.items() if place not in but for one in wanted if one in text
    )


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize("role", list(CLOSED), ids=["leader", "reviewer", "admin", "auditor"])
def test_a_page_sends_a_role_what_is_for_it(two_units, role):
    told = sent(two_units, role)
    assert min(len(text) for text in told.values()) > 1_000
    assert all("不对" in told[page] for page in CLOSED[role])
    assert heard(told, {*proofs_in(two_units.store), PASSWORD}) == []
    assert heard(told, [ONLY_DRAFT]) == []
    if role in (LEADER, AUDITOR):
        assert heard(told, WAITING, but=["/audit"]) == []
    else:
        assert heard(told, WAITING) != []
    assert heard(told, [APPROVED, "U03"]) != []
