"""Every page and view, for every role, in the second county: all work, and no word is the first one's."""

import csv
from urllib.parse import parse_qsl

import pytest

from pages.roles import PAGES
from tests.kit.foreign_words import foreign
from tests.kit.pages import opener, texts
from tests.kit.project import REPO
from tests.kit.walk import VIEWS

#: Role → an account of the second county.
ACCOUNTS = {"管理员": "xitong", "审核员": "heshen", "领导": "fenguan", "填报员": "u06"}
ADDRESSES = [(page.file[:-3], view) for page in PAGES for view in ("", *VIEWS.get(page.file[:-3], ()))]
#: What a role other than the 管理员, who has every page, sees in its own way.
OF_ROLES = ["overview", "upload", "review", "history", "handbook", "quality"]


def said(app):
    """Bytes of everything the server sent: texts, tables, charts with their hover texts, choices."""
    return b"\n".join(element.proto.SerializeToString() for element in _elements(app._tree))


def _elements(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _elements(child)
        elif getattr(child, "proto", None) is not None:
            yield child


def check(app):
    assert len(app.exception) == 0
    assert texts(app) or app.title
    sent = said(app)
    assert len(sent) > 100
    assert foreign(sent) == set()


@pytest.mark.breadth(3)
@pytest.mark.parametrize(("page", "view"), ADDRESSES)
def test_a_page_speaks_of_its_own_county_only(second_file, monkeypatch, page, view):
    more = dict(parse_qsl(view))
    check(opener(f"sqlite:///{second_file}", monkeypatch, **{"as": ACCOUNTS["管理员"]})(page, **more))


@pytest.mark.long
@pytest.mark.parametrize("role", [role for role in ACCOUNTS if role != "管理员"])
def test_the_pages_of_a_role_speak_of_its_own_county_only(second_file, monkeypatch, role):
    open_page = opener(f"sqlite:///{second_file}", monkeypatch, **{"as": ACCOUNTS[role]})
    for page in OF_ROLES:
        check(open_page(page))


def test_the_first_page_shows_this_county(second_file, monkeypatch):
    app = opener(f"sqlite:///{second_file}", monkeypatch, **{"as": ACCOUNTS["领导"]})("overview")
    sent = said(app).decode("utf-8", "ignore")
    assert "青岚县" in sent
    assert "Greenridge Bamboo Co., Ltd." in said(
        opener(f"sqlite:///{second_file}", monkeypatch, **{"as": ACCOUNTS["领导"]})("enterprises")
    ).decode("utf-8", "ignore")


def test_the_accounts_are_those_of_the_sample():
    with (REPO / "sample_data" / "qinglan" / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        known = {line["code"]: line["role"] for line in csv.DictReader(stream)}
    assert {role: known[code] for role, code in ACCOUNTS.items()} == {role: role for role in ACCOUNTS}
