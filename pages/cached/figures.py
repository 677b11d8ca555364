"""Charts, and what they are drawn from."""

from typing import Any

from metrics import charts
from metrics.charts.base import PlainRows, Ready
from metrics.framework import parse_period
from metrics.scoring.why import brands_of, deeds_of, projects_of, sights_of, teams_of
from metrics.scoring.why import happenings as happened
from pages.cached.county import at, framework_of
from pages.cached.scores import book, dataset, prepared
from pages.cached.shared import shared
from pages.edition import Edition

#: Charts drawn from one score book a period, and those drawn from what happened.
OVER_TIME = ("trend", "flow", "pace", "moves")
TOLD = ("timeline", "reach", "outline", "gantt")


def data_of(key: Edition, name: str, level: str, quarters: tuple[str, ...] = (), about: str = "") -> Any:
    """What a chart is drawn from: the score book, one a quarter (OVER_TIME), or what happened (TOLD)."""
    return _data_of(key, name, level, _editions(key, quarters), about)


def _data_of(key: Edition, name: str, level: str, editions: tuple[Edition, ...], about: str) -> Any:
    if name in TOLD:
        return events(key, name, level, about)
    if name in OVER_TIME:
        return [book(edition, level) for edition in editions]
    return book(key, level)


def _editions(key: Edition, quarters: tuple[str, ...]) -> tuple[Edition, ...]:
    return tuple(at(key, parse_period(quarter)) for quarter in quarters)


@shared(200)
def events(key: Edition, name: str, level: str, about: str) -> PlainRows:
    """What happened to an entity, who reached whom, or what a brand is made of."""
    ready, names = prepared(key), _names(key, level)
    if name == "reach":
        by = about or "brand"
        rows, names = happened.reach(ready, by), {**_names(key, "enterprise"), **_names(key, by)}
    elif name == "outline":
        rows = happened.outline(ready, about)
    elif name == "gantt":
        rows = projects_of(ready)
    elif name == "brands":
        rows = brands_of(ready)
    elif name == "sights":
        rows = sights_of(ready)
    elif name == "teams":
        rows = teams_of(ready)
    elif name == "deeds":
        rows = deeds_of(ready)
    else:
        rows = happened.happenings(ready, level, about)
    return PlainRows(rows, names.get(about, ""), ready.period, dataset(key).version, names)


def _names(key: Edition, level: str) -> dict[str, str]:
    """Code → name of the entities of a level."""
    return {str(code): str(name) for code, name in book(key, level).entities["name"].items()}


def drawn(
    key: Edition,
    name: str,
    level: str,
    quarters: tuple[str, ...],
    options: tuple[tuple[str, Any], ...],
    dark: bool,
    about: str,
) -> tuple[Ready, str]:
    """Figure and alternative text of a chart."""
    return _drawn(key, name, level, _editions(key, quarters), options, dark, about)


@shared(400)
def _drawn(
    key: Edition,
    name: str,
    level: str,
    editions: tuple[Edition, ...],
    options: tuple[tuple[str, Any], ...],
    dark: bool,
    about: str,
) -> tuple[Ready, str]:
    data = (framework_of(key), _data_of(key, name, level, editions, about))
    figure = charts.draw(name, *data, **dict(options))
    shown = charts.on_dark(figure) if dark else figure
    return Ready(shown), charts.alt_text(name, *data, **dict(options))
