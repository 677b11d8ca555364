"""Two app processes on one PostgreSQL: whoever approves in one, both show the same numbers."""

import csv
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.kit.browser import ARTIFACTS, DESKTOP, LEADER, SLOW
from tests.kit.databases import postgresql_url  # noqa: F401 - a fixture
from tests.kit.project import REPO
from tests.kit.server import serve

pytestmark = pytest.mark.browser

REVIEWER = "审核员 · 县产改办审核员"


@pytest.fixture
def two_servers(postgresql_url):  # noqa: F811 - the fixture asked for
    load = [sys.executable, "-m", "metrics", "init", "--demo", "--db", postgresql_url]
    done = subprocess.run(load, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    logs = [ARTIFACTS / f"two-servers-{name}.log" for name in "ab"]
    with serve(postgresql_url, logs[0]) as first, serve(postgresql_url, logs[1]) as second:
        yield first.url, second.url


def figures(watched, url):
    """Data version, total, groups and items as the overview shows them."""
    watched.page.goto(url)
    page = watched.wait()
    version = page.get_by_text("审核通过的报送").first.inner_text().split()[1]
    scores = page.locator(".kdj-total b, .kdj-group b, .kdj-tile b")
    expect(scores.first).to_be_visible(timeout=SLOW)
    return version, scores.all_inner_texts()


def total(url):
    """The county's total as the command computes it from the database."""
    command = [sys.executable, "-m", "metrics", "score", "--period", "2023", "--by", "county", "--db", url]
    told = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout
    (row,) = csv.DictReader(told.lstrip("\ufeff").splitlines())
    return f"{float(row['total']):.1f}"


@pytest.mark.long
def test_an_approval_in_one_process_shows_in_the_other(two_servers, open_page, postgresql_url):  # noqa: F811
    first, second = two_servers
    leader = open_page(second, DESKTOP, LEADER)
    before = figures(leader, second)
    office = open_page(f"{first}/review", DESKTOP, REVIEWER)
    page = office.wait()
    expect(page.get_by_text("还有 1 份待审")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("已通过：县住房和城乡建设局")).to_be_visible(timeout=SLOW)
    after = figures(leader, second)
    assert after[0] != before[0], "the data version has moved"
    assert len(after[1]) == 1 + 3 + 12
    # The report corrects words, so that the scores stay: they are held against those computed apart.
    assert after[1][0] == total(postgresql_url)
    assert after == figures(office, first)
