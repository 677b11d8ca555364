"""Scores under an assumption: other weights, another way to normalise or to aggregate."""

import json
from typing import Any

from metrics import charts
from metrics.charts.base import Ready
from metrics.framework import Framework
from metrics.scoring import ScoreBook, score_book
from metrics.scoring.whatif import (
    Comparison,
    Evidence,
    SourceShares,
    evidence_of,
    left_out,
    scenario_of,
    shares_of_sources,
    variance_shares,
    what_if,
)
from pages.cached.county import framework, framework_of
from pages.cached.scores import book, prepared
from pages.cached.shared import shared
from pages.edition import Edition


def compared(key: Edition, level: str, parameters: dict[str, Any]) -> Comparison:
    """The scores of a level under an assumption; `parameters` as of `Scenario`."""
    return _compared(key, level, json.dumps(parameters, sort_keys=True))


@shared(24)
def _compared(key: Edition, level: str, parameters: str) -> Comparison:
    def rescored(framework: Framework) -> ScoreBook:
        return score_book(prepared(key).under(framework), level)

    scenario = scenario_of("", json.loads(parameters))

    def evidence() -> Evidence:
        return _evidence(key, level, by_report=scenario.data)

    return what_if(framework_of(key), book(key, level), scenario, rescored, evidence)


@shared(8, spinner="正在逐份去掉季报重算，第一次约需十几秒……")
def _evidence(key: Edition, level: str, by_report: bool) -> Evidence:
    return evidence_of(prepared(key), level, by_report=by_report)


def source_shares(key: Edition, level: str, parameters: dict[str, Any]) -> SourceShares:
    """How much of the ranks' spread comes from weights, method and data, as far as these vary."""
    return _source_shares(key, level, json.dumps(parameters, sort_keys=True))


@shared(24)
def _source_shares(key: Edition, level: str, parameters: str) -> SourceShares:
    assumed = _compared(key, level, parameters)
    return shares_of_sources(assumed, _evidence(key, level, by_report=assumed.scenario.data))


def influence(key: Edition, level: str, parameters: dict[str, Any]) -> tuple:
    """Ranks without each item, and Sobol shares of their weights, under an assumption."""
    return _influence(key, level, json.dumps(parameters, sort_keys=True))


@shared(24)
def _influence(key: Edition, level: str, parameters: str) -> tuple:
    assumed, items = _compared(key, level, parameters), [item.id for item in framework().items]
    return left_out(assumed, items), variance_shares(assumed, items)


@shared(24)
def _sources(key: Edition, level: str, parameters: str, dark: bool) -> tuple[Ready, str]:
    data = (
        framework_of(key),
        book(key, level),
        _compared(key, level, parameters),
        _source_shares(key, level, parameters),
    )
    figure = charts.draw("sources", *data)
    return Ready(charts.on_dark(figure) if dark else figure), charts.alt_text("sources", *data)


def sources(key: Edition, level: str, parameters: dict[str, Any], dark: bool) -> tuple[Ready, str]:
    """Figure and alternative text of where the ranks' spread comes from."""
    return _sources(key, level, json.dumps(parameters, sort_keys=True), dark)


@shared(24)
def _bands(key: Edition, level: str, parameters: str, first: int, dark: bool) -> tuple[Ready, str]:
    assumed = _compared(key, level, parameters)
    figure = charts.bands(book(key, level), assumed, first)
    shown = charts.on_dark(figure) if dark else figure
    return Ready(shown), charts.bands_alt(book(key, level), assumed, first)


def bands(key: Edition, level: str, parameters: dict[str, Any], first: int, dark: bool) -> tuple[Ready, str]:
    """Figure and alternative text of the rank bands."""
    return _bands(key, level, json.dumps(parameters, sort_keys=True), first, dark)
