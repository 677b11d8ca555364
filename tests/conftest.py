"""What every test has: a database of its own, and the sample county. Fixtures live in tests/kit."""

import os
import sys

import pytest
from hypothesis import settings

# Compiled programs are kept, whatever the environment says: else every worker, command and server that a run
# starts compiles the whole program anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
pytest.register_assert_rewrite("tests.kit")

# What is imported before this line says nothing of a failed assertion.
from tests.kit.breadth import EXAMPLES_LONG, EXAMPLES_SHORT, left_to_the_long_run  # noqa: E402
from tests.kit.browser import chromium, server  # noqa: E402
from tests.kit.databases import ready_file, ready_template  # noqa: E402
from tests.kit.order import TwoLanes, dear_files_first  # noqa: E402
from tests.kit.project import REPO  # noqa: E402
from tests.kit.provinces import served_province, small_province  # noqa: E402
from tests.kit.sample_county import demo_file, demo_url, second_file, second_url  # noqa: E402

# One browser, server and ready database of each kind a worker: two folders with own doors would start two.
__all__ = [
    "REPO",
    "chromium",
    "demo_file",
    "demo_url",
    "ready_file",
    "ready_template",
    "second_file",
    "second_url",
    "served_province",
    "server",
    "small_province",
]

# A slow machine is no failure, and what one run drew does not change the next.
for name, examples in (("short", EXAMPLES_SHORT), ("long", EXAMPLES_LONG)):
    settings.register_profile(name, database=None, deadline=None, max_examples=examples)
settings.load_profile("short")


def pytest_configure(config):
    """A run that leaves nothing out tries more examples of each property."""
    if not config.option.markexpr:
        settings.load_profile("long")


@pytest.fixture(autouse=True)
def own_database(tmp_path, monkeypatch):
    """DATABASE_URL points into the test's own folder, so that no test writes into the project's data/."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """What the short run leaves to the long one, and who goes first: `tests/kit/breadth.py`, `order.py`."""
    for item in left_to_the_long_run(items):
        item.add_marker(pytest.mark.long)
    done = yield
    items[:] = dear_files_first(items)
    return done


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Which worker takes which file: see `tests/kit/order.py`."""
    return TwoLanes(config, log) if config.getoption("dist") == "loadfile" else None
