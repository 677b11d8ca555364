"""The only st.cache_* wrappers. Keys are texts (see `Edition`), never a frame."""

import json
from datetime import datetime

import streamlit as st

from metrics import charts, scoring
from metrics.charts import whatif
from metrics.charts.told import Told
from metrics.framework import Framework, Period, load_framework, parse_period
from metrics.reports.briefing import make, paragraphs_of
from metrics.reports.export import picture_pages
from metrics.reports.options import BriefOptions, options_of
from metrics.scoring import happenings as happened
from metrics.scoring.change import Change, explain_change
from metrics.scoring.examples import examples as worked
from metrics.scoring.gains import gains as held_back
from metrics.scoring.scenario import Compared, left_out, scenario_of, variance_shares, what_if
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
    version, wanted = store().data_version(opened[-1]), period or opened[-1]
    return Edition(database_url(), wanted.code, version, store().framework_in_force(wanted).hash)


def framework_of(key: Edition) -> Framework:
    """The version of the framework that an edition was scored by: its weights and targets."""
    own = framework()
    return own if key.framework == own.hash else _version(key.url, key.framework)


@st.cache_resource(max_entries=8, show_spinner=False)
def _version(url: str, wanted: str) -> Framework:
    versions = _store(url).framework_versions()
    return _store(url).framework(next(one.id for one in versions if one.hash == wanted))


@st.cache_resource(max_entries=16, show_spinner="正在汇总台账…")
def prepared(key: Edition) -> scoring.Prepared:
    version = framework_of(key)
    return scoring.prepare(version, _store(key.url).dataset(version, parse_period(key.period)))


def dataset(key: Edition):
    return prepared(key).data


def is_sample() -> bool:
    """Whether the enterprises are the invented ones of the sample county."""
    key = edition()
    return bool(key and dataset(key).ledgers["L15"]["enterprise_name"].str.endswith("（示例）").any())


@st.cache_resource(max_entries=100, show_spinner="正在计算得分…")
def book(key: Edition, level: str) -> scoring.ScoreBook:
    return scoring.score_book(framework_of(key), dataset(key), level, prepared(key))


@st.cache_resource(max_entries=16, show_spinner=False)
def facts(key: Edition) -> dict[str, float | int | None]:
    return scoring.facts(framework_of(key), dataset(key), prepared(key))


@st.cache_resource(max_entries=100, show_spinner="正在查找来源…")
def fact_sources(key: Edition, fact: str):
    return scoring.fact_rows(framework_of(key), dataset(key), fact, prepared(key))


@st.cache_resource(max_entries=200, show_spinner="正在查找来源…")
def rows(key: Edition, level: str, entity: str, measure: str):
    return scoring.rows_behind(framework_of(key), dataset(key), level, entity, measure, prepared(key))


@st.cache_resource(max_entries=8, show_spinner="正在举例…")
def examples(key: Edition) -> dict[str, str]:
    told = worked(framework_of(key), dataset(key), prepared(key))
    return {measure: str(example) for measure, example in told.items()}


@st.cache_resource(max_entries=50, show_spinner="正在比较两期…")
def change(key: Edition, earlier: Edition, level: str, code: str, node: str | None = None) -> Change:
    sides = [(dataset(one), book(one, level)) for one in (earlier, key)]
    return explain_change(framework_of(key), *sides, code, node, prepared=(prepared(earlier), prepared(key)))


@st.cache_resource(max_entries=200, show_spinner=False)
def gains(key: Edition, level: str, code: str):
    return held_back(framework_of(key), dataset(key), book(key, level), code)


def compared(key: Edition, level: str, parameters: dict) -> Compared:
    """The scores of a level under an assumption; `parameters` as of `Scenario`."""
    return _compared(key, level, json.dumps(parameters, sort_keys=True))


@st.cache_resource(max_entries=24, show_spinner=False)
def _compared(key: Edition, level: str, parameters: str) -> Compared:
    return what_if(framework_of(key), book(key, level), scenario_of("", json.loads(parameters)))


def influence(key: Edition, level: str, parameters: dict):
    """Ranks without each item, and Sobol shares of their weights, under an assumption."""
    return _influence(key, level, json.dumps(parameters, sort_keys=True))


@st.cache_resource(max_entries=24, show_spinner=False)
def _influence(key: Edition, level: str, parameters: str):
    told, items = _compared(key, level, parameters), [item.id for item in framework().items]
    return left_out(told, items), variance_shares(told, items)


@st.cache_resource(max_entries=24, show_spinner=False)
def _bands(key: Edition, level: str, parameters: str, first: int, dark: bool):
    told = _compared(key, level, parameters)
    figure = whatif.bands(book(key, level), told, first)
    return charts.on_dark(figure) if dark else figure, whatif.bands_alt(book(key, level), told, first)


def bands(key: Edition, level: str, parameters: dict, first: int, dark: bool):
    """Figure and alternative text of the rank bands; nobody may change the figure."""
    return _bands(key, level, json.dumps(parameters, sort_keys=True), first, dark)


#: Charts drawn from one score book a period, and those drawn from what happened.
OVER_TIME = ("trend", "flow", "pace", "moves")
TOLD = ("timeline", "reach", "outline")


def data_of(key: Edition, name: str, level: str, quarters: tuple[str, ...] = (), about: str = ""):
    """What a chart is drawn from: the score book, one a quarter (OVER_TIME), or what happened (TOLD)."""
    if name in TOLD:
        return told(key, name, level, about)
    if name in OVER_TIME:
        return [book(key._replace(period=quarter), level) for quarter in quarters]
    return book(key, level)


@st.cache_resource(max_entries=200, show_spinner=False)
def told(key: Edition, name: str, level: str, about: str) -> Told:
    """What happened to an entity, who reached whom, or what a brand is made of."""
    ready, names = prepared(key), book(key, level).entities["name"]
    if name == "reach":
        by = about or "brand"
        both = [book(key, one).entities["name"] for one in ("enterprise", by)]
        rows, names = happened.reach(ready, by), {code: one for part in both for code, one in part.items()}
    elif name == "outline":
        rows = happened.outline(ready, about)
    else:
        rows = happened.happenings(ready, level, about)
    return Told(rows, names.get(about, ""), ready.period, dataset(key).version, names)


@st.cache_resource(max_entries=400, show_spinner=False)
def drawn(
    key: Edition, name: str, level: str, quarters: tuple[str, ...], options: tuple, dark: bool, about: str
):
    """Figure and alternative text of a chart; nobody may change the figure."""
    data = (framework_of(key), data_of(key, name, level, quarters, about))
    figure = charts.draw(name, *data, **dict(options))
    return charts.on_dark(figure) if dark else figure, charts.alt_text(name, *data, **dict(options))


@st.cache_resource(max_entries=8, show_spinner=False)
def report(key: Edition, kind: str, record: str, at: str):
    """A report of an edition; `record` is what was chosen (JSON), `at` the time of generation."""
    framework, quarters = framework_of(key), _quarters_before(key)
    earlier = parse_period(key.period).previous()
    before = key._replace(period=earlier.code)
    return make(
        kind,
        framework,
        dataset(key),
        options_of(json.loads(record)),
        generated_at=datetime.fromisoformat(at),
        course=tuple(dataset(key._replace(period=quarter)) for quarter in quarters),
        before=dataset(before) if dataset(before).submissions else None,
    )


def _quarters_before(key: Edition) -> tuple[str, ...]:
    """Quarters with approved rows up to the edition's end, at most four."""
    end = parse_period(key.period).end
    approved = {one.period for one in _store(key.url).submissions() if one.state in ("approved", "published")}
    known = [one for one in store().periods() if one.code in approved and parse_period(one.code).end <= end]
    return tuple(one.code for one in known[-4:])


@st.cache_resource(max_entries=4, show_spinner=False)
def pages_of(key: Edition, kind: str, record: str, at: str) -> list[bytes]:
    """The pages of a report as pictures; a preview asks by the day, so that it is kept."""
    return picture_pages(report(key, kind, record, at))


@st.cache_resource(max_entries=16, show_spinner=False)
def paragraphs(key: Edition, kind: str, entity: str):
    """The generated paragraphs of a report: id, heading, sentences with their figures."""
    return paragraphs_of(kind, framework_of(key), dataset(key), BriefOptions(entity=entity))
