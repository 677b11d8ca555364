"""Every page of every role stands there in several periods, without a fault or a foreign request."""

import pytest

from tests.kit.walk import ADDRESSES, ADMIN, AUDITOR, LEADER, REVIEWER, ROLES, STAFF, go, walking

pytestmark = pytest.mark.browser

PERIODS = {
    "2023Q4": "2023年第四季度",
    "2023Q3": "2023年第三季度",
    "2023Q2": "2023年第二季度",
    "2023Q1": "2023年第一季度",
    "2023H2": "2023年下半年",
    "2023H1": "2023年上半年",
    "2023": "2023年",
}
#: Who looks at which periods: every role looks, and every period is looked at by somebody with most pages.
#: All that a role can open besides is opened by its walk (tests/attacks).
LOOKS = {
    ADMIN: ("2023Q4", "2023Q3", "2023H1"),
    LEADER: ("2023", "2023Q1"),
    REVIEWER: ("2023Q2", "2023H2"),
    AUDITOR: ("2023",),
    STAFF: ("2023Q4",),
}
#: Looked at with every view of every page.
WHOLE = (ADMIN, "2023Q4")
#: Whose pages do not depend on the period that is asked for.
TIMELESS = {"upload", "review", "history", "periods", "accounts", "audit"}
CASES = [pytest.param(role, code, id=f"{role[:2]}-{code}") for role in LOOKS for code in LOOKS[role]]


def own_pages(watched):
    """Names of the pages in the navigation; the first one is empty."""
    links = watched.page.get_by_test_id("stSidebarNavLink")
    return {link.get_attribute("href").rpartition("/")[2].partition("?")[0] for link in links.all()}


def with_period(address, code):
    return f"{address}{'&' if '?' in address else '?'}period={PERIODS[code]}"


@pytest.mark.long
@pytest.mark.parametrize(("role", "code"), CASES)
def test_every_page_of_a_role_renders(server, chromium, role, code):
    with walking(chromium, server(demo=True).url, role) as watched:
        own = own_pages(watched)
        visited = 0
        for address in ADDRESSES:
            page, _, view = address[1:].partition("?")
            if (
                page in own
                and (not view or (role, code) == WHOLE)
                and (page not in TIMELESS or code == "2023Q4")
            ):
                go(watched, with_period(address, code))
                visited += 1
        # A unit's staff have the fewest whose period is asked for.
        assert visited >= 4


def test_every_role_looks_and_every_period_is_looked_at():
    assert set(LOOKS) == set(ROLES)
    assert {code for codes in LOOKS.values() for code in codes} == set(PERIODS)


@pytest.mark.long
def test_roles_have_the_pages_they_need(server, chromium):
    url = server(demo=True).url
    for role, has, lacks in (
        (LEADER, {"", "enterprises", "briefing", "progress"}, {"upload", "accounts", "audit"}),
        (STAFF, {"", "upload", "history"}, {"enterprises", "review", "accounts"}),
        (REVIEWER, {"review", "periods", "quality"}, {"accounts", "audit"}),
        (
            AUDITOR,
            {"", "audit", "accounts", "progress"},
            {"upload", "review", "periods", "admin", "briefing"},
        ),
    ):
        with walking(chromium, url, role) as watched:
            own = own_pages(watched)
        assert has <= own
        assert not lacks & own


def test_the_list_of_addresses_names_every_page(server, chromium):
    with walking(chromium, server(demo=True).url, ADMIN) as watched:
        own = own_pages(watched)
    assert own == {address[1:].partition("?")[0] for address in ADDRESSES}
