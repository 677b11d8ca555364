"""One server with the sample county for everything that is asked over the wire or in a browser."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.host.registry import FOLDER
from tests.kit.browser import Watched
from tests.kit.visitors import Visitor
from tests.kit.walk import ADMIN, go, walking

pytest.register_assert_rewrite(*(f"tests.host.checks.{path.stem}" for path in FOLDER.glob("*.py")))


@dataclass
class Reporter(Visitor):
    """Somebody of a unit that has reported, with the server's log."""

    log: Path = Path()
    name: str = "住建局填报员"


@dataclass
class Shown:
    """A browser in which the administrator is signed in."""

    browser: Browser
    url: str
    watched: Watched
    address: str = field(default="")

    def at(self, address: str) -> None:
        """Be at an address of ours; one that is shown already is not loaded again."""
        if self.address != address:
            go(self.watched, address)
            self.address = address


@pytest.fixture
def here(server):
    running = server(demo=True)
    # An address of this machine: demo accounts are for those who sit at it.
    visitor = Reporter(running.url, "127.0.2.7", log=running.log)
    code = _code_of(visitor.name)
    assert visitor.post("/login/demo", {"code": code}).status_code == 303
    return visitor


def _code_of(name):
    from tests.kit.pages import CODES

    return CODES[f"填报员 · {name}"]


@pytest.fixture(scope="module")
def shown(server, chromium):
    url = server(demo=True).url
    with walking(chromium, url, ADMIN) as watched:
        yield Shown(chromium, url, watched)
