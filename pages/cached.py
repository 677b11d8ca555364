"""The only st.cache_* wrappers. Keys are texts (see `Edition`), never a frame."""

import streamlit as st

from metrics import charts, scoring
from metrics.framework import Period, load_framework, parse_period
from metrics.store import Store
from pages.edition import Edition, database_url

framework = load_framework


def store() -> Store:
    return _store(database_url())


@st.cache_resource(max_entries=4, show_spinner="正在打开数据库…")
def _store(url: str) -> Store:
    return Store.open(url)


def edition(period: Period | None = None) -> Edition | None:
    """The present edition of a period (of the latest quarter without one); None before any was opened."""
    if not (opened := [parse_period(info.code) for info in store().periods()]):
        return None
    version = store().data_version(opened[-1])
    return Edition(database_url(), (period or opened[-1]).code, version, framework().hash)


@st.cache_resource(max_entries=16, show_spinner="正在汇总台账…")
def prepared(key: Edition) -> scoring.Prepared:
    return scoring.prepare(framework(), _store(key.url).dataset(framework(), parse_period(key.period)))


def dataset(key: Edition):
    return prepared(key).data


def is_sample() -> bool:
    """Whether the enterprises are the invented ones of the sample county."""
    key = edition()
    return bool(key and dataset(key).ledgers["L15"]["enterprise_name"].str.endswith("（示例）").any())


@st.cache_resource(max_entries=100, show_spinner="正在计算得分…")
def book(key: Edition, level: str) -> scoring.ScoreBook:
    return scoring.score_book(framework(), dataset(key), level, prepared(key))


@st.cache_resource(max_entries=16, show_spinner=False)
def facts(key: Edition) -> dict[str, float | int | None]:
    return scoring.facts(framework(), dataset(key), prepared(key))


@st.cache_resource(max_entries=100, show_spinner="正在查找来源…")
def fact_sources(key: Edition, fact: str):
    return scoring.fact_rows(framework(), dataset(key), fact, prepared(key))


@st.cache_resource(max_entries=200, show_spinner="正在查找来源…")
def rows(key: Edition, level: str, entity: str, measure: str):
    return scoring.rows_behind(framework(), dataset(key), level, entity, measure, prepared(key))


def data_of(key: Edition, name: str, level: str, quarters: tuple[str, ...] = ()):
    """What a chart is drawn from: the score book, or one a quarter for a trend."""
    books = [book(key._replace(period=quarter), level) for quarter in quarters]
    return books if name == "trend" else book(key, level)


@st.cache_resource(max_entries=400, show_spinner=False)
def drawn(key: Edition, name: str, level: str, quarters: tuple[str, ...], options: tuple, dark: bool):
    """Figure and alternative text of a chart; nobody may change the figure."""
    data = (framework(), data_of(key, name, level, quarters))
    figure = charts.draw(name, *data, **dict(options))
    return charts.on_dark(figure) if dark else figure, charts.alt_text(name, *data, **dict(options))
