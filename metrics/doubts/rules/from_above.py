"""What the office above found in what was handed up: the county sees it among its own doubts."""

from collections.abc import Iterator
from dataclasses import replace

from metrics.county import CLAIMED, DIFFERS, UNKNOWN, ReturnedFinding
from metrics.doubts.identity import ID
from metrics.doubts.model import CountyRows, Doubt, Place
from metrics.doubts.registry import RuleSpec, rule


@rule("Q901")
def claimed_elsewhere(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """A fact that another county tells too, as long as a row of it is there."""
    for found in _of_kind(county, CLAIMED):
        if where := _places(county, found):
            made = spec.doubt(
                where, key=found.key, found=where[0].code, words=_words(found), other=found.other
            )
            yield replace(made, elsewhere=found.other)


@rule("Q902")
def not_identified(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Enterprises that cannot be told across counties, or stand in two."""
    for found in _of_kind(county, UNKNOWN):
        if where := _places(county, found):
            yield spec.doubt(where, key=found.key, found=f"{len(where)} 家", words=_words(found))


@rule("Q903")
def differing_scores(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Published scores that the rows handed up do not give."""
    for found in _of_kind(county, DIFFERS):
        yield spec.doubt(key=found.key, words=_words(found))


def _of_kind(county: CountyRows, kind: str) -> Iterator[ReturnedFinding]:
    return (one for one in county.returned if one.kind == kind)


def _words(found: ReturnedFinding) -> str:
    return f"{found.words}{found.verdict}"


def _places(county: CountyRows, found: ReturnedFinding) -> tuple[Place, ...]:
    """The cells of its rows as they are now; a row that went since is left out."""
    reported, places = county.as_reported, []
    for row in found.rows:
        if row.ledger not in reported.data.ledgers or row.field not in county.spec(row.ledger).by_id:
            continue
        frame = reported.every(row.ledger)
        newest = frame[frame[ID].eq(row.id)].tail(1)
        places += county.places(row.ledger, newest, row.field)
    return tuple(places)
