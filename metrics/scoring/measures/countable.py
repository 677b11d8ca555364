"""Whether the program knows how to count what a framework asks, told before anything is counted."""

from collections.abc import Collection, Iterator

from metrics.framework import Framework, FrameworkError, MeasureSpec
from metrics.scoring.measures.denominators import DENOMINATORS
from metrics.scoring.measures.kinds import KINDS
from metrics.scoring.measures.worth import WORTHS


def check_countable(framework: Framework) -> None:
    """Refuse a framework with a kind of measure, a way or a denominator that the program does not have.

    Raises:
        FrameworkError: the first one, naming measure and key.
    """
    for measure in framework.measures:
        for problem in _problems(measure):
            raise problem


def _problems(measure: MeasureSpec) -> Iterator[FrameworkError]:
    ledger = measure.ledger
    yield from _unknown(measure, "kind", ledger.kind, KINDS)
    for term in ledger.term:
        yield from _unknown(measure, "term", term.value, WORTHS)
    if not ledger.of_credits:
        for level, per in ledger.per.items():
            yield from _unknown(measure, f"per.{level}", per, DENOMINATORS)


def _unknown(measure: MeasureSpec, key: str, word: str, known: Collection[str]) -> Iterator[FrameworkError]:
    if word not in known:
        problem = f"本程序没有“{word}”；可用的是 {'、'.join(sorted(known))}"
        yield FrameworkError("visible.toml", f"measure {measure.id}", key, problem)
