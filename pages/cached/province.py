"""What a province has collected, as whoever is signed in may see it: all of it, or a city's counties."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from metrics import charts, province
from metrics.charts.base import Ready
from metrics.framework import Framework, Ground, Period
from metrics.province import CountyProgress, CrossFinding, Handover, Province
from metrics.scoring import Explanation, Prepared, ScoreBook, explain
from metrics.store.database import today
from pages.cached.county import store
from pages.cached.shared import shared

#: Names the folder of the packages; where it is set, the installation is a province's.
HOME = "PROVINCE"
#: What a chart of level county calls its entities, and what they are where each is a county.
_WHOLE_COUNTY, _EACH = "全县", "各县"
#: The dots of a chart of bands that stand for an assumption.
_ASSUMED = "假设名次"


@dataclass(frozen=True)
class Collected:
    """What names a result by all it is made of.

    Args:
        folder: of the province.
        city: whose counties alone it is about; empty for the whole province.
        period: the period.
        version: hash over the packages that count.
        register: when the list of counties was written last, in nanoseconds.
    """

    folder: str
    city: str
    period: Period
    version: str
    register: int


def is_province() -> bool:
    """Whether this installation is a province's."""
    return bool(os.environ.get(HOME))


def my_province(account: str) -> Province:
    """The province as far as an account may see it now: the one way to anything that was collected.

    Raises:
        StoreError: the account may see nothing of it.
        ProvinceError: there is none.
    """
    city = store().office.province_reach(account)
    return _province(os.environ.get(HOME, ""), city)


def _province(folder: str, city: str) -> Province:
    whole = province.read_province(Path(folder))
    return whole.of_city(city) if city else whole


def collected(of: Province, period: Period) -> Collected:
    """What names the present results of a period."""
    register = (of.folder / "province.json").stat().st_mtime_ns
    return Collected(str(of.folder), of.city, period, province.collected_version(of, period), register)


def arrived(of: Province, period: Period) -> list[CountyProgress]:
    """Who has handed up and who has not, today."""
    return province.progress_of(of, period, today())


def _of(key: Collected) -> Province:
    return _province(key.folder, key.city)


@shared(8)
def province_framework(key: Collected) -> Framework:
    """What all counties are scored by."""
    return province.framework_of(_of(key))


@shared(8, "正在汇总各县…")
def counties_ranking(key: Collected) -> pd.DataFrame:
    """Counties by rank, with bands (`metrics.province.ranking`)."""
    return province.ranking(_of(key), key.period)


@shared(8)
def counties_book(key: Collected) -> ScoreBook:
    """The counties as one book."""
    return replace(province.counties_book(_of(key), key.period), data_version=key.version)


@shared(8)
def area_scores(key: Collected) -> pd.DataFrame:
    """Scores of the province and of its cities by code."""
    return province.areas(_of(key), key.period).scores


@shared(8, "正在核对各县报了什么…")
def crossing(key: Collected) -> list[CrossFinding]:
    """What was found across counties."""
    return province.crossing(_of(key), province_framework(key), key.period)


@shared(4, "正在汇总各县的典型与现场…")
def sights_across(key: Collected) -> pd.DataFrame:
    """Cases, carriers and honours of all counties (`metrics.province.sights_across`)."""
    return province.sights_across(_of(key), key.period)


@shared(4, "正在打开这个县的上报包…")
def opened_county(key: Collected, code: str) -> tuple[Handover, Prepared]:
    """A county's package and its rows, ready for scores."""
    return province.opened_county(_of(key), key.period, code)


@shared(60)
def county_book(key: Collected, code: str, level: str) -> ScoreBook:
    """A county's scores of a level."""
    return province.county_book(_of(key), key.period, code, level)


@shared(60)
def county_explanation(key: Collected, code: str, level: str, entity: str, part: str) -> Explanation:
    """Where a score of an entity in a county comes from, with its rows where `part` is a measure."""
    _, prepared = opened_county(key, code)
    measure = part in prepared.framework.measure
    return explain(prepared, county_book(key, code, level), entity, part, rows=measure)


def province_chart(
    key: Collected, name: str, options: tuple[tuple[str, Any], ...], *, dark: bool
) -> tuple[Ready, str]:
    """Figure and alternative text of a chart in which every entity is a county."""
    return _province_chart(key, name, options, dark)


@shared(60)
def _province_chart(
    key: Collected, name: str, options: tuple[tuple[str, Any], ...], dark: bool
) -> tuple[Ready, str]:
    book = counties_book(key)
    if name == "bands":
        data: tuple[Any, ...] = (book, province.banded(province_framework(key), book))
        figure, alt = charts.bands(*data, **dict(options)), charts.bands_alt(*data, **dict(options))
        # Nothing is assumed here but that weights vary: the assumed rank is the official one.
        figure.data = [trace for trace in figure.data if trace.name != _ASSUMED]
    else:
        data = (province_framework(key), book)
        figure, alt = charts.draw(name, *data, **dict(options)), charts.alt_text(name, *data, **dict(options))
    title = figure.layout.title.text or ""
    figure.update_layout(title_text=title.replace(_WHOLE_COUNTY, _EACH))
    shown = charts.on_dark(figure) if dark else figure
    return Ready(shown), alt.replace(_WHOLE_COUNTY, _EACH)


def province_chart_table(key: Collected, name: str, options: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    """The numbers of a chart of counties."""
    if name == "bands":
        return counties_ranking(key)
    return charts.table_twin(name, province_framework(key), counties_book(key), **dict(options))


@shared(8)
def county_squares(key: Collected) -> Ground:
    """Every county that has come on a square: a row for each city, its counties in the order of codes."""
    cells, cities = [], sorted({code[:4] for code in _of(key).counties})
    for row, city in enumerate(cities):
        own = [code for code in counties_book(key).scores.index if str(code).startswith(city)]
        cells += [(str(code), row, column) for column, code in enumerate(sorted(own))]
    return Ground(tuple(cells))
