"""领导, 审核员, 管理员 and 审计员, all that each can open: nothing reaches the browser that is not for them.

Nothing of a submission that was not approved goes to 领导 and 审计员 (names of files stand in the audit),
nothing of other people's drafts to anybody, and to nobody what proves who somebody is.

Every run with the long tests opens each page with its views, folds and files. The whole walk, which presses
and chooses everything too, takes a quarter of an hour for each role: `KANDEJIAN_WALK=whole` asks for it,
`KANDEJIAN_SEEN=write` for that and for its lists anew.
"""

import os
import re

import pytest

from metrics.store.database import SYSTEM
from tests.kit.browser import PASSWORD
from tests.kit.county_packages import open_store
from tests.kit.offered import agreed, beyond_the_agreed
from tests.kit.unapproved import (
    APPROVED,
    CLOSED,
    ONLY_DRAFT,
    PEOPLE,
    QUARTER,
    WAITING,
    fill,
    pages_of,
    proofs_in,
    walks_of,
)
from tests.kit.walk import AUDITOR, LEADER
from tests.kit.walker import glance, listening, sentences, walk

pytestmark = [pytest.mark.browser, pytest.mark.long]
#: Whether everything is pressed and chosen, or looked at.
WHOLE = os.environ.get("KANDEJIAN_WALK") == "whole" or os.environ.get("KANDEJIAN_SEEN") == "write"

#: Where the audit stands, which names files: its page, what is taken away there, its part of an archive.
AUDIT = [re.compile(place) for place in ("/audit", "下载 审计", r"下载 .*_归档\.zip 审计/")]


def rows_of(store, submission):
    return [ledger.frame for ledger in store.reporting.checked(submission.id, SYSTEM).ledgers.values()]


def unapproved(store):
    """What only submissions say that were not approved: sentences of their rows, and names of their files."""
    every = store.reporting.submissions()
    parts = {True: set(), False: set()}
    for one in every:
        counts = one.state in ("approved", "published")
        parts[counts] |= {run for frame in rows_of(store, one) for run in sentences(frame)} | {one.file}
    return parts[False] - parts[True]


def heard(overheard, wanted, but=()):
    """Where something wanted was heard, and what; not in places that may say it."""
    return sorted(
        (place, one)
        for place, text in overheard.everything()
        if not any(one.match(place) for one in but)
        for one in wanted
        if one in text
    )


def walk_all(watched, overheard, role, choices):
    if not WHOLE:
        for address in pages_of(role):
            glance(watched, overheard, address)
        return
    for address in walks_of(role):
        walk(watched, overheard, address, choices=choices, brief=True)


def try_closed(watched, overheard, role):
    """Open the pages that are not for a role; they say so."""
    here = watched.page.url.rpartition("/")[0]
    for page in CLOSED[role]:
        overheard.place = page
        watched.page.goto(f"{here}{page}")
        watched.wait()


@pytest.mark.parametrize("role", list(CLOSED), ids=["leader", "reviewer", "admin", "auditor"])
def test_in_the_sample_county_a_role_is_sent_what_is_for_it(chromium, server, role):
    running = server(demo=True, fresh=True)
    with open_store(running.database_url) as store:
        content = store.reporting.original(store.reporting.submissions()[0].sha256, SYSTEM)[1]
        store.reporting.keep_draft("U03", QUARTER, "别人的草稿.xlsx", content, "u03")
        hidden = unapproved(store)
    assert len(hidden) > 1
    with listening(chromium, running.url, role) as (watched, overheard):
        walk_all(watched, overheard, role, int(role in (LEADER, AUDITOR)))
        try_closed(watched, overheard, role)
    with open_store(running.database_url) as store:
        assert heard(overheard, proofs_in(store)) == []
    assert sum(len(text) for _, text in overheard.everything()) > 500_000
    assert heard(overheard, ["别人的草稿"], but=AUDIT) == []
    if role in (LEADER, AUDITOR):
        files = {one for one in hidden if one.endswith(".xlsx")}
        assert heard(overheard, hidden - files) == []
        assert heard(overheard, files, but=AUDIT) == []
    else:
        assert {one for _, one in heard(overheard, hidden)} & {one for one in hidden if "xlsx" not in one}
    if WHOLE:
        agreed(role, overheard.offered)
    else:
        assert beyond_the_agreed(role, overheard.offered) == []


@pytest.fixture(scope="module")
def second_county(server):
    """An office of two units, much of which is not approved."""
    running = server(demo=False, fresh=True)
    with open_store(running.database_url) as store:
        fill(store)
    return running


@pytest.mark.parametrize("role", list(CLOSED), ids=["leader", "reviewer", "admin", "auditor"])
def test_in_a_second_county_a_role_is_sent_what_is_for_it(chromium, second_county, role):
    with listening(chromium, second_county.url, PEOPLE[role].code) as (watched, overheard):
        walk_all(watched, overheard, role, 1)
        try_closed(watched, overheard, role)
    with open_store(second_county.database_url) as store:
        assert heard(overheard, {*proofs_in(store), PASSWORD}) == []
    assert heard(overheard, [APPROVED]), "the walk saw rows at all"
    assert heard(overheard, [ONLY_DRAFT]) == []
    if role == LEADER:
        assert heard(overheard, WAITING) == []
    elif role == AUDITOR:
        assert heard(overheard, WAITING, but=AUDIT) == []
    else:
        told = {one for _, one in heard(overheard, WAITING)}
        assert told == set(WAITING) if WHOLE else told
