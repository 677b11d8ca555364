"""Charts, and what they are drawn from."""

from typing import Any

from metrics import charts
from metrics.charts.base import PlainRows, Ready
from metrics.framework import parse_period
from metrics.scoring.why import brands_of, projects_of, sights_of
from metrics.scoring.why import happenings as happened
from pages.cached.county import framework_of
from pages.cached.scores import book, dataset, prepared
from pages.cached.shared import shared
from pages.edition import Edition

#: Charts drawn from one score book a period, and those drawn from what happened.
OVER_TIME = ("trend", "flow", "pace", "moves")
TOLD = ("timeline", "reach", "outline", "gantt")


def data_of(key: Edition, name: str, level: str, quarters: tuple[str, ...] = (), about: str = "") -> Any:
    """What a chart is drawn from: the score book, one a quarter (OVER_TIME), or what happened (TOLD)."""
    if name in TOLD:
        return events(key, name, level, about)
    if name in OVER_TIME:
        return [book(key.at(parse_period(quarter)), level) for quarter in quarters]
    return book(key, level)


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
    else:
        rows = happened.happenings(ready, level, about)
    return PlainRows(rows, names.get(about, ""), ready.period, dataset(key).version, names)


def _names(key: Edition, level: str) -> dict[str, str]:
    """Code → name of the entities of a level."""
    return {str(code): str(name) for code, name in book(key, level).entities["name"].items()}


@shared(400)
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
    data = (framework_of(key), data_of(key, name, level, quarters, about))
    figure = charts.draw(name, *data, **dict(options))
    shown = charts.on_dark(figure) if dark else figure
    return Ready(shown), charts.alt_text(name, *data, **dict(options))
