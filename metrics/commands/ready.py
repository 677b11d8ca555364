"""`ready`: what pages ask for, computed and kept before they ask; a server begins it after an approval."""

from collections.abc import Iterator
from functools import cache

import click

from metrics.commands.common import db_option, opened
from metrics.county import BookKey
from metrics.framework import LEVELS, Framework, Period, parse_period
from metrics.scoring import (
    Prepared,
    ScoreBook,
    book_of,
    code_version,
    facts_of,
    movers_of,
    period_beside,
    prepare,
)
from metrics.store import Store

COUNTY = "county"


@click.command("ready", help="把本年各期的得分先算好存进库里，页面打开就快；算过的不再算。")
@db_option
def command(db: str) -> None:
    """Say each period when it is done, the latest first."""
    store, _ = opened(db)
    for quarter in quarters_of_the_year(store):
        shown = quarter.year_to_date if store.office.framework_for(quarter).to_date else quarter
        make_ready(store, shown)
        if shown != quarter:
            # The course of the year is drawn from the quarters themselves.
            _Readied(store, quarter).book(COUNTY)
        click.echo(f"{shown.label}：已算好")


def quarters_of_the_year(store: Store) -> Iterator[Period]:
    """The opened quarters of the latest year, the latest first."""
    quarters = [parse_period(info.code) for info in store.reporting.periods()]
    return (one for one in reversed(quarters) if one.start.year == quarters[-1].start.year)


def make_ready(store: Store, period: Period) -> None:
    """Compute the books of a period at every level, its figures and what moved; keep what was not kept.

    Args:
        store: where the rows are, and the books are kept.
        period: of opened quarters.

    Raises:
        FrameworkError: a measure names a kind or denominator that does not exist.
    """
    ready = _Readied(store, period)
    for level in LEVELS:
        ready.book(level)
    facts_of(store.office, ready.key(COUNTY), ready.prepared)
    earlier = _beside(store, ready.framework, period)
    if earlier is not None and ready.is_plain:
        before = _Readied(store, earlier)
        sides = [(one.prepared, one.book(COUNTY)) for one in (before, ready)]
        movers_of(store.office, ready.key(COUNTY), *sides)


class _Readied:
    """A period's rows, loaded once and only when something is not kept, and its books."""

    def __init__(self, store: Store, period: Period) -> None:
        self._store, self._period = store, period
        self.framework = store.office.framework_for(period)
        self._version = store.reporting.data_version(period)
        self._erased = len(store.reporting.erased())
        self.prepared = cache(self._prepared)

    @property
    def is_plain(self) -> bool:
        """Whether every mean is arithmetic, so that a change has exact parts."""
        return all(node.aggregate == "arithmetic" for node in self.framework.nodes)

    def key(self, level: str) -> BookKey:
        """What the book of a level is kept under."""
        return BookKey(
            self._period.code, level, self._version, self.framework.hash, code_version(), self._erased
        )

    def book(self, level: str) -> ScoreBook:
        """The book of a level."""
        return book_of(self._store.office, self.key(level), self.prepared)

    def _prepared(self) -> Prepared:
        return prepare(self.framework, self._store.reporting.dataset(self.framework, self._period))


def _beside(store: Store, framework: Framework, period: Period) -> Period | None:
    """What the overview sets the county beside: see `period_beside`; else the quarter before."""
    opened_quarters = [parse_period(info.code) for info in store.reporting.periods()]
    beside = period_beside(framework, period, COUNTY)
    if beside is not None and set(beside.quarters) <= set(opened_quarters):
        return beside
    until = [quarter for quarter in opened_quarters if quarter.end <= period.end]
    return until[-2] if len(until) > 1 else None


COMMANDS = (command,)
