"""What the checks across units found in a period and what the office decided about it, for the notes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from metrics.county import BookKey, Dataset, ReturnedFinding
from metrics.doubts import (
    DOUBTS,
    QUESTIONS,
    CountyRows,
    Doubt,
    check_county,
    doubts_of,
    doubts_version,
    specs,
)
from metrics.framework import Framework, Period
from metrics.scoring import code_version
from metrics.store import Store
from metrics.store.office import correcting_words
from metrics.store.reporting import VERDICTS


@dataclass(frozen=True)
class Review:
    """A period's doubts: `waiting` for a decision, and `settled` ones each with its verdict in words."""

    waiting: tuple[Doubt, ...] = ()
    settled: tuple[tuple[Doubt, str], ...] = ()


def review_of(store: Store, framework: Framework, period: Period, data: Dataset) -> Review:
    """The doubts of a period as they stand now.

    Args:
        store: where the revisions and the rulings are.
        framework: what is measured.
        period: of the report.
        data: its rows, as `store.reporting.dataset` gives them.
    """
    doubts = doubts_now(store, framework, period, data.version, lambda: data)
    return reviewed(doubts, {one.key: VERDICTS[one.verdict] for one in store.rulings.holding()})


def doubts_now(
    store: Store, framework: Framework, period: Period, version: str, data: Callable[[], Dataset]
) -> tuple[Doubt, ...]:
    """Every doubt of a period, as any process has found them, or found now.

    Args:
        store: where they are kept, and the revisions are.
        framework: what is measured.
        period: of which.
        version: of its rows.
        data: gives these, as `store.reporting.dataset` does; asked only where nothing is kept.
    """
    answer = store.office.returned(period)
    above = answer.findings if answer else ()

    def look(rows: Dataset) -> tuple[Doubt, ...]:
        """Apply the rules."""
        # A row that a ruling leaves out was reported all the same.
        reported = store.reporting.dataset(framework, period, ruled=False) if len(rows.ruled_out) else None
        revisions = store.reporting.revisions(framework, period)
        return check_county(CountyRows(framework, rows, reported, revisions, above))

    return _kept(store, framework, _Wanted(DOUBTS, period, version, above), data, look)


def questions_now(
    store: Store, framework: Framework, period: Period, version: str, data: Callable[[], Dataset]
) -> tuple[Doubt, ...]:
    """What the office is asked to decide, from January to the period's end; arguments as of `doubts_now`."""
    codes = [code for code, spec in specs().items() if spec.severity == "question"]

    def look(rows: Dataset) -> tuple[Doubt, ...]:
        """Apply the rules that ask."""
        year = replace(rows, period=rows.period.year_to_date)
        return check_county(CountyRows(framework, year), codes)

    return _kept(store, framework, _Wanted(QUESTIONS, period, version), data, look)


@dataclass(frozen=True)
class _Wanted:
    """Which doubts: `DOUBTS` or `QUESTIONS`, of which period and rows, with what came back from above."""

    level: str
    period: Period
    version: str
    above: tuple[ReturnedFinding, ...] = ()


def _kept(
    store: Store,
    framework: Framework,
    wanted: _Wanted,
    data: Callable[[], Dataset],
    look: Callable[[Dataset], tuple[Doubt, ...]],
) -> tuple[Doubt, ...]:
    """Doubts that any process keeps, or those that `look` finds; kept unless somebody wrote meanwhile."""
    mark, seen = store.database.mark(), []
    version = doubts_version(wanted.version, store.reporting.submissions(), wanted.period, wanted.above)
    erased = len(store.reporting.erased())
    key = BookKey(wanted.period.code, wanted.level, version, framework.hash, code_version(), erased)

    def found() -> tuple[Doubt, ...]:
        """Look at the rows, and note which they were."""
        rows = data()
        seen.append(rows.version)
        return look(rows)

    return doubts_of(
        store.office, key, found, lambda: seen == [wanted.version] and store.database.mark() == mark
    )


def correcting_of(store: Store, framework: Framework, period: Period) -> str:
    """What is being corrected of the period's published quarters now, in words; empty without any."""
    units = framework.unit
    return correcting_words(
        store.office.correcting(period), lambda code: units[code].short_name if code in units else code
    )


def reviewed(doubts: Iterable[Doubt], verdicts: Mapping[str, str]) -> Review:
    """Doubts parted by what was decided; `verdicts` by the key of the doubt."""
    found = tuple(doubts)
    return Review(
        tuple(one for one in found if one.key not in verdicts),
        tuple((one, verdicts[one.key]) for one in found if one.key in verdicts),
    )
