"""AppTest from the entry script, with the sample county or an empty database."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import REPO, initialise

SECONDS = 60
LEADER, REVIEWER = "领导 · 县产改工作分管领导", "审核员 · 县产改办审核员"
ADMIN, STAFF = "管理员 · 县产改办系统管理员", "填报员 · 教育局填报员"


@pytest.fixture
def demo(demo_file, monkeypatch):
    """``demo("enterprises", period="2023年")`` → the page of the sample county after one run."""
    return opener(f"sqlite:///{demo_file}", monkeypatch)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """The same with a database that has no period yet."""
    return opener(initialise(tmp_path / "empty.db", demo=False), monkeypatch)


def opener(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)

    def open_page(page="overview", **params):
        app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=SECONDS)
        for key, value in params.items():
            app.query_params[key.replace("_", "-")] = value
        app.run()
        if page != "overview":
            app.switch_page(f"{page}.py").run()
        return app

    return open_page


def texts(app):
    """Everything written on the page, in one text."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def alternatives(app):
    """Text alternatives of the charts, in order."""
    return [chart.proto.alt for chart in app.get("plotly_chart")]
