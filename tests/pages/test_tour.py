"""The first look round: three steps a role, put away for good with one click."""

import pytest

from metrics.store import Store
from tests.pages.conftest import ADMIN, CODES, LEADER, REVIEWER, STAFF, opener


def button(app):
    return [one for one in app.button if one.label.startswith("知道了")]


@pytest.mark.parametrize(
    ("account", "step"),
    [(LEADER, "先看这一页"), (REVIEWER, "先审待审的"), (STAFF, "先下载本单位的工作簿"), (ADMIN, "先建账号")],
)
def test_each_role_has_its_three_steps(demo, account, step):
    app = demo("overview", **{"as": account})
    assert not app.exception
    assert len(button(app)) == 1
    links = [one.proto.label for one in app.get("page_link")]
    assert [label[:4] for label in links[:3]] == ["**1.", "**2.", "**3."]
    assert links[0] == f"**1. {step}**"


def test_put_away_it_stays_away_for_that_account_only(demo_url, monkeypatch):
    open_page = opener(demo_url, monkeypatch)
    app = open_page("overview", **{"as": LEADER})
    button(app)[0].click().run()
    assert not button(app)
    assert not button(open_page("overview", **{"as": LEADER}))
    assert button(open_page("overview", **{"as": REVIEWER}))
    with Store.open(demo_url) as store:
        assert store.office.remembered(f"tour:{CODES[LEADER]}") == "done"
