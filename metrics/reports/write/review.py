"""What the checks across units found in a period and what the office decided about it, for the notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.county import Dataset
from metrics.doubts import CountyRows, Doubt, check_county
from metrics.framework import Framework, Period
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
    reported = store.reporting.dataset(framework, period, ruled=False) if len(data.ruled_out) else None
    answer = store.office.returned(period)
    revisions, above = store.reporting.revisions(framework, period), answer.findings if answer else ()
    doubts = check_county(CountyRows(framework, data, reported, revisions, above))
    return reviewed(doubts, {one.key: VERDICTS[one.verdict] for one in store.rulings.holding()})


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
