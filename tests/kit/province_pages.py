"""A province's pages as an account opens them, in copies that a test may change."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from metrics.province import Province, read_province
from tests.kit.office import clean
from tests.kit.pages import opener
from tests.kit.provinces import QUARTER


@dataclass(frozen=True)
class AnsweringProvince:
    """The province that a test may change, its accounts' database, and what opens a page of it."""

    province: Province
    url: str
    open: Callable[..., AppTest]

    def page(self, name, account, **params):
        """The page of the quarter, as an account opens it, after one run without a fault."""
        return self.without_period(name, account, period=QUARTER.code, **params)

    def without_period(self, name, account, **params):
        """The same without a period in the address."""
        # Whoever types no page gets the first one.
        return clean(self.open("overview" if name == "province" else name, **{"as": account, **params}))


@pytest.fixture
def served(served_province, tmp_path, monkeypatch):
    """Copies of both, configured."""
    home = shutil.copytree(served_province.province.folder, tmp_path / "province")
    file = shutil.copy(served_province.url.removeprefix("sqlite:///"), tmp_path / "accounts.db")
    monkeypatch.setenv("PROVINCE", str(home))
    url = f"sqlite:///{file}"
    return AnsweringProvince(read_province(home), url, opener(url, monkeypatch))
