"""Scores under an assumption: other weights, another way to normalise or to aggregate."""

import json

from metrics import charts
from metrics.charts.base import Ready
from metrics.scoring.whatif import Comparison, left_out, scenario_of, variance_shares, what_if
from metrics.tables import whatif
from pages.cached.county import framework, framework_of
from pages.cached.scores import book
from pages.cached.shared import shared
from pages.edition import Edition


def compared(key: Edition, level: str, parameters: dict) -> Comparison:
    """The scores of a level under an assumption; `parameters` as of `Scenario`."""
    return _compared(key, level, json.dumps(parameters, sort_keys=True))


@shared(24)
def _compared(key: Edition, level: str, parameters: str) -> Comparison:
    return what_if(framework_of(key), book(key, level), scenario_of("", json.loads(parameters)))


def influence(key: Edition, level: str, parameters: dict) -> tuple:
    """Ranks without each item, and Sobol shares of their weights, under an assumption."""
    return _influence(key, level, json.dumps(parameters, sort_keys=True))


@shared(24)
def _influence(key: Edition, level: str, parameters: str) -> tuple:
    told, items = _compared(key, level, parameters), [item.id for item in framework().items]
    return left_out(told, items), variance_shares(told, items)


@shared(24)
def _bands(key: Edition, level: str, parameters: str, first: int, dark: bool) -> tuple[Ready, str]:
    told = _compared(key, level, parameters)
    figure = whatif.bands(book(key, level), told, first)
    shown = charts.on_dark(figure) if dark else figure
    return Ready(shown), whatif.bands_alt(book(key, level), told, first)


def bands(key: Edition, level: str, parameters: dict, first: int, dark: bool) -> tuple[Ready, str]:
    """Figure and alternative text of the rank bands."""
    return _bands(key, level, json.dumps(parameters, sort_keys=True), first, dark)
