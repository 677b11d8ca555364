"""`chart`: any registered chart as a file."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from metrics.charts import CHARTS, MOST, Chart, paced
from metrics.charts.base import PlainRows
from metrics.commands.common import (
    FILE_OUT,
    as_option,
    db_option,
    entity_code,
    hand_over,
    opened_for,
    period_option,
    version_option,
)
from metrics.framework import (
    LEVEL_NAMES,
    LEVELS,
    Framework,
    Ground,
    Period,
    ground_of,
    parse_period,
)
from metrics.reports import Drawing, Stamp
from metrics.reports.print import BrowserError, figure_pdf, figure_png, svg
from metrics.scoring import Prepared, ScoreBook, prepare, score_book
from metrics.scoring.whatif import (
    Comparison,
    Evidence,
    Scenario,
    SourceShares,
    evidence_of,
    shares_of_sources,
    what_if,
)
from metrics.scoring.why import happenings, projects_of
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.people import Handout

#: Suffix of the file → how a figure is written, with the county for its metadata.
WRITERS: Mapping[str, Callable[[Drawing, Stamp, str], bytes]] = MappingProxyType(
    {
        ".png": lambda figure, stamp, county: figure_png(figure, stamp=stamp, paper=county),
        ".svg": lambda figure, _stamp, _county: svg(figure),
        ".pdf": lambda figure, stamp, county: figure_pdf(figure, stamp, paper=county),
    }
)
#: What was asked → the option that asks it, and the parameters of drawing functions that it fills.
_FILLS: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "entities": ("--entity", frozenset({"code", "codes", "enterprises", "brands"})),
        "item": ("--item", frozenset({"node", "nodes", "measure"})),
        "first": ("--first", frozenset({"first"})),
    }
)


@dataclass(frozen=True, eq=False)
class Asked:
    """What was asked on the command line, and what charts are drawn from, each made when it is needed.

    The properties are called as the parameters of the drawing functions.
    """

    chart: str
    store: Store
    framework: Framework
    period: Period
    level: str
    entities: tuple[str, ...]
    item: str | None
    first: int | None
    account: str = SYSTEM

    @cached_property
    def prepared(self) -> Prepared:
        """The period's rows."""
        return prepare(self.framework, self.store.reporting.dataset(self.framework, self.period))

    @cached_property
    def book(self) -> ScoreBook:
        """The period's scores."""
        return score_book(self.prepared, self.level)

    @cached_property
    def books(self) -> list[ScoreBook]:
        """The scores of every opened quarter up to the period's end; of the pace those of its year."""
        opened = (parse_period(info.code) for info in self.store.reporting.periods())
        quarters = [one for one in opened if one.end <= self.period.end]
        if self.chart == "pace":
            quarters = [one for one in quarters if one.start.year == self.period.end.year]
        least = 2 if self.chart == "moves" else 1
        if len(quarters) < least:
            raise click.BadParameter(
                f"这张图至少要有 {least} 个开过的季度，到{self.period.label}有 {len(quarters)} 个。",
                param_hint="--period",
            )
        rows = (
            prepare(self.framework, self.store.reporting.dataset(self.framework, one)) for one in quarters
        )
        return [score_book(one, self.level) for one in rows]

    @cached_property
    def board(self) -> object:
        """Who reported in the period."""
        return self.store.reporting.board(self.framework, self.period)

    @cached_property
    def version(self) -> str:
        """The data version."""
        return self.prepared.data.version

    @cached_property
    def told(self) -> PlainRows:
        """What happened, who reached whom, or what a brand is made of."""
        rows = _ROWS[self.chart](self)
        if "submission" in rows:
            rows = self.store.reporting.rows_for(self.account, rows).frame
        names = self._names("enterprise") | self._names("brand") | self._names(self.level)
        about = "" if self.chart in ("reach", "gantt") else names[self.code]
        return PlainRows(rows, about, self.period, self.version, names)

    @cached_property
    def code(self) -> str:
        """The one entity asked for."""
        if len(self.entities) > 1:
            raise click.BadParameter("这张图只画一个。", param_hint="--entity")
        return entity_code(self._names(self.level), self.level, next(iter(self.entities), None))

    @cached_property
    def codes(self) -> tuple[str, ...] | None:
        """The entities asked for; None without any."""
        names = self._names(self.level)
        found = tuple(dict.fromkeys(entity_code(names, self.level, one) for one in self.entities))
        if self.chart == "compare" and not 2 <= len(found) <= MOST:
            word = LEVEL_NAMES[self.level]
            raise click.BadParameter(
                f"要写明是哪几个{word}，2 到 {MOST} 个（代码或全称），一个 --entity 写一个。",
                param_hint="--entity",
            )
        return found or None

    @cached_property
    def ground(self) -> Ground:
        """Where the towns lie."""
        terms = self.framework.vocabularies["towns"].terms
        return ground_of(self.store.office.county(self.period), [term.code for term in terms])

    @cached_property
    def evidence(self) -> Evidence:
        """What the scores rest on, with and without each report."""
        return evidence_of(self.prepared, self.level, by_report=True)

    @cached_property
    def compared(self) -> Comparison:
        """Nothing assumed, but everything varied: weights, method and data."""
        varied = Scenario(method=True, data=True)
        return what_if(self.framework, self.book, varied, evidence=lambda: self.evidence)

    @cached_property
    def shares(self) -> SourceShares:
        """Where the spread of the ranks comes from."""
        return shares_of_sources(self.compared, self.evidence)

    @property
    def enterprises(self) -> tuple[str, ...] | None:
        """Those asked for, when enterprises are."""
        return self.codes if self.level == "enterprise" else None

    @property
    def brands(self) -> tuple[str, ...] | None:
        """Those asked for, when brands are."""
        return self.codes if self.level == "brand" else None

    @property
    def node(self) -> str | None:
        """The item, group or measure asked for; a rank over the quarters is that of an item or group."""
        known = {one.id: one.name for one in self.framework.nodes}
        if self.chart != "flow":
            known |= {one.id: one.name for one in self.framework.measures}
        return self._known(known)

    @property
    def nodes(self) -> tuple[str, ...] | None:
        """The item or group asked for, where a chart draws several."""
        node = self._known({one.id: one.name for one in self.framework.nodes})
        return (node,) if node else None

    @property
    def measure(self) -> str:
        """What is distributed, without an item the total; what is paced is one of the yearly targets."""
        if self.chart != "pace":
            return self.node or self.framework.root.id
        known = {one: self.framework.measure[one].name for one in paced(self.framework, self.level)}
        measure = self._known(known)
        if measure is None:
            raise click.BadParameter(f"要写明看哪个年度指标；可用 {_listed(known)}。", param_hint="--item")
        return measure

    def _known(self, known: Mapping[str, str]) -> str | None:
        if self.item is not None and self.item not in known:
            raise click.BadParameter(f"没有“{self.item}”这一项；可用 {_listed(known)}。", param_hint="--item")
        return self.item

    def _names(self, level: str) -> dict[str, str]:
        book = self.book if level == self.level else score_book(self.prepared, level)
        return dict(book.entities["name"])


def _listed(known: Mapping[str, str]) -> str:
    return "、".join(f"{id_}（{name}）" for id_, name in known.items())


#: Charts of rows instead of scores.
_ROWS = {
    "gantt": lambda asked: projects_of(asked.prepared),
    "timeline": lambda asked: happenings.happenings(asked.prepared, asked.level, asked.code),
    "reach": lambda asked: happenings.reach(asked.prepared),
    "outline": lambda asked: happenings.outline(asked.prepared, asked.code),
}


def arguments(asked: Asked, draw: Callable[..., object]) -> dict[str, object]:
    """What a drawing function is called with: what it needs, and of the rest what was asked for.

    Raises:
        BadParameter: what it needs was not named, or not as it is called.
    """
    given = {name: getattr(asked, name, None) for name in inspect.signature(draw).parameters}
    return {name: value for name, value in given.items() if value is not None}


def _check_options(chart: Chart, level: str | None, wanted: Mapping[str, object]) -> str:
    """The level, which may be left out where a chart has only one; what a chart has no use for is refused."""
    levels = "、".join(f"{one}（{LEVEL_NAMES[one]}）" for one in chart.levels)
    if level is None and len(chart.levels) > 1:
        raise click.BadParameter(f"要写明层级；{chart.title}可用 {levels}。", param_hint="--by")
    if level is not None and level not in chart.levels:
        raise click.BadParameter(f"{chart.title}没有这个层级；可用 {levels}。", param_hint="--by")
    takes = set(inspect.signature(chart.draw).parameters)
    if chart.name in ("timeline", "outline"):
        takes.add("code")
    for name, (option, fills) in _FILLS.items():
        if wanted[name] and not takes & fills:
            raise click.BadParameter(f"{chart.title}不用写这一项。", param_hint=option)
    return level or chart.levels[0]


def _check_chart(_context: click.Context, _option: click.Parameter, name: str) -> str:
    if name not in CHARTS:
        known = "、".join(f"{chart.name}（{chart.title}）" for chart in CHARTS.values())
        raise click.BadParameter(f"没有图“{name}”；可用 {known}。")
    return name


def _check_out(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    if out.suffix.lower() not in WRITERS:
        raise click.BadParameter(f"文件名要以 {'、'.join(WRITERS)} 之一结尾。")
    return out


@click.command("chart", help="一张图：图片（png）、矢量图（svg）或文档（pdf）。")
@click.argument("name", metavar="图名", callback=_check_chart)
@period_option
@click.option(
    "--by",
    "level",
    type=click.Choice(list(LEVELS)),
    help="企业、品牌、单位等层级；只有一个层级的图可以不写。",
)
@click.option("--entity", "entities", multiple=True, help="代码或全称；可以写几次。")
@click.option("--item", help="按哪一项，如 K1；也可写指标，如 K1a。")
@click.option("--first", type=click.IntRange(min=1), help="只画前几名。")
@click.option(
    "--out", type=FILE_OUT, required=True, callback=_check_out, help="写到哪个文件：.png、.svg 或 .pdf。"
)
@as_option
@version_option
@db_option
def command(
    name: str,
    period: Period,
    level: str | None,
    out: Path,
    version: str,
    db: str,
    **wanted: Any,  # noqa: ANN401 - the options of all charts, typed by click
) -> None:
    """Draw a chart and write it to a file."""
    chart = CHARTS[name]
    level = _check_options(chart, level, wanted)
    asked = Asked(name, *opened_for(db, period, version), period, level, **wanted)
    act = "see-entities" if name in _ROWS else "see-scores"
    given = Handout("图", out.name, [(act, "")])
    asked.store.people.require_handout(given, asked.account)
    figure = chart.draw(**arguments(asked, chart.draw))
    try:
        content = WRITERS[out.suffix.lower()](figure, stamp_of(asked), asked.framework.county)
    except BrowserError as error:
        raise click.ClickException(str(error)) from error
    told = chart.alt(**arguments(asked, chart.alt))
    hand_over(asked.store, given, asked.account, {out: content})
    click.echo(f"{told}已写到 {out}。", err=True)


def stamp_of(asked: Asked) -> Stamp:
    """What the file says about itself."""
    framework = asked.framework
    parts = (asked.period.label, LEVEL_NAMES[asked.level], *asked.entities, asked.item or "")
    filters = "，".join(part for part in parts if part)
    now = datetime.now().astimezone()
    return Stamp(filters, asked.version, f"{framework.version}（{framework.hash[:8]}）", now)


COMMANDS = (command,)
