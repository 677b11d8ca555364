"""The charts there are: each with its title, the question it answers, its data table and its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from metrics.framework import Framework
from metrics.scoring import ScoreBook, graded_for

_charts: dict[str, "Chart"] = {}
#: Chart name → chart, in the order of their files' names.
CHARTS: Mapping[str, "Chart"] = MappingProxyType(_charts)


@dataclass(frozen=True)
class Chart:
    """A registered chart. `draw`, `table` and `alt` take the same arguments.

    `table` gives the numbers of the figure under Chinese headers; `alt` says its main message in a sentence.
    """

    name: str
    title: str
    question: str
    levels: tuple[str, ...]
    draw: Callable[..., go.Figure]
    table: Callable[..., pd.DataFrame]
    alt: Callable[..., str]


def register(
    name: str,
    title: str,
    question: str,
    levels: tuple[str, ...],
    *,
    table: Callable[..., pd.DataFrame],
    alt: Callable[..., str],
) -> Callable[[Callable[..., go.Figure]], Callable[..., go.Figure]]:
    """Enter a drawing function into `CHARTS`; it is returned unchanged.

    Args:
        name: how the chart is called on the command line, e.g. `ranking`.
        title: what people call it.
        question: the question it answers.
        levels: levels it can be drawn for.
        table: gives the data table of the same figure.
        alt: gives its text alternative.

    Raises:
        ValueError: the name is taken.
    """

    def enter(draw: Callable[..., go.Figure]) -> Callable[..., go.Figure]:
        if name in _charts:
            raise ValueError(f"chart {name!r} is registered twice")
        _charts[name] = Chart(name, title, question, levels, draw, table, alt)
        return draw

    return enter


def draw(name: str, *data: object, **options: object) -> go.Figure:
    """The figure of a registered chart. Raises KeyError for a name that is not registered.

    Example, `county` being a small county's rows of 2023Q4 as a store's `dataset` gives them:
        >>> from metrics.charts import draw
        >>> from metrics.framework import load_framework, read_package
        >>> from metrics.scoring import prepare, score_book
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> figure = draw("ranking", framework, score_book(prepare(framework, county), "enterprise"))
        >>> figure.layout.title.text, figure.data[0].x.tolist()
        ('看得见总分：甲厂最高，丁厂最低', [52.3, 19.1, 18.5, 8.5])
    """
    return CHARTS[name].draw(*_graded(data), **options)


def table_twin(name: str, *data: object, **options: object) -> pd.DataFrame:
    """The numbers of the same figure, one row a mark, under Chinese headers."""
    return CHARTS[name].table(*_graded(data), **options)


def alt_text(name: str, *data: object, **options: object) -> str:
    """One sentence that says what the same figure shows, for people who cannot see it."""
    return CHARTS[name].alt(*_graded(data), **options)


def _graded(data: tuple[object, ...]) -> tuple[object, ...]:
    """A chart's data, its framework with the grades that hold for the (last) book it is drawn from."""
    if not data or not isinstance(data[0], Framework):
        return data
    books = [one for part in data[1:] for one in (part if isinstance(part, list | tuple) else (part,))]
    last = next((one for one in reversed(books) if isinstance(one, ScoreBook)), None)
    return data if last is None else (graded_for(data[0], last), *data[1:])
