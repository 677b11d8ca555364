"""What the tests of the office's pages share: the pages run alone, their words, reports to decide on.

A test file takes the fixtures it needs as names of its own: `county = office.county`.
"""

import re
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from metrics.framework import load_framework, parse_period
from metrics.ingest import write_template
from metrics.store.database import SYSTEM
from metrics.store.reporting import receive
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.project import REPO

FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")
ALWAYS = {"活动类型": "微宣讲", "场次": 1, "承办类型": "成员单位"}


@pytest.fixture(autouse=True)
def fresh_caches():
    """Databases opened by the page are closed with the test."""
    yield
    st.cache_resource.clear()


@pytest.fixture
def county(demo_url, monkeypatch):
    """The sample county, which the test may change."""
    monkeypatch.setenv("DATABASE_URL", demo_url)
    with open_store(demo_url) as store:
        yield store


@pytest.fixture
def real_office(county):
    """The same data as if a real office had reported them: no account is a demo account."""
    with county.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET demo = 0")
    return county


@pytest.fixture
def offered(monkeypatch):
    """Label → what the download gives."""
    made, draw = {}, st.download_button

    def note(label, data, *args, **more):
        made[label] = data
        return draw(label, data, *args, **more)

    monkeypatch.setattr(st, "download_button", note)
    return made


def page(name, account, **params):
    """The page after one run; `params` go into its address, `_` standing for `-`."""
    at = AppTest.from_file(str(REPO / "pages" / f"{name}.py"), default_timeout=90)
    at.session_state["as"] = account
    for key, value in params.items():
        at.query_params[key.replace("_", "-")] = value
    return clean(at.run())


def clean(at):
    assert [error.message for error in at.exception] == []
    return at


def words(at):
    """Everything the page says, without Markdown's escapes, word joiners and hard spaces."""
    kinds = (at.title, at.subheader, at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    parts = [str(element.value) for kind in kinds for element in kind]
    parts += [table.value.to_csv() for table in at.table]
    parts += [f"{card.label} {card.value}" for card in at.metric]
    parts += [panel.label for panel in at.expander]
    text = re.sub(r"\\(.)", r"\1", "\n".join(parts))
    return text.replace("\u2060", "").replace("\u00a0", " ").replace("\u2011", "-")


def button(at, label):
    return next(one for one in at.button if label in one.label)


def labels(at):
    return [one.label for one in at.button]


def unfold(at, key):
    """The page with a fold open."""
    at.session_state[key] = True
    return clean(at.run())


def workbook(store, unit, *activities, period=QUARTER):
    """The unit's template with activities typed in, as bytes."""
    template = write_template(
        FRAMEWORK, unit, period, store.reporting.context(FRAMEWORK, unit, period, SYSTEM)
    )
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book["活动台账"]
    top = next(row for row in sheet.iter_rows(max_row=6) if "活动名称*" in [cell.value for cell in row])
    at = {str(cell.value).rstrip("*").partition("（")[0]: cell.column for cell in top if cell.value}
    for row, (on, name, attendances) in enumerate(activities, top[0].row + 1):
        typed = ALWAYS | {"活动日期": on, "活动名称": name, "参加人次": attendances}
        for heading, value in typed.items():
            sheet.cell(row, at[heading], value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(store, unit, *activities, at="2024-01-10 09:00", account="", period=QUARTER):
    """Hand in a workbook of activities `(day, name, attendances)`; the submission."""
    content = workbook(store, unit, *activities, period=period)
    when = datetime.fromisoformat(at)
    receipt = receive(store.reporting, FRAMEWORK, content, f"{unit}.xlsx", account or unit.lower(), when)
    assert receipt.submission, [finding.message for finding in receipt.checked.findings]
    return receipt.submission
