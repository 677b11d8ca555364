"""Visits to a carrier against its openings."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule

_LEDGER = "L03"


@rule("Q401")
def visits_without_opening(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Who was served without an opening, and openings that nearly nobody came to."""
    frame = county.rows(_LEDGER)
    opened, served = frame["open_sessions"].fillna(0), frame["served_visits"]
    wrong = served.notna() & (((served > 0) & (opened == 0)) | (served < opened))
    for place in county.places(_LEDGER, frame[wrong.astype(bool)], "served_visits"):
        visits, times = place.values["served_visits"], place.values["open_sessions"]
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.period, visits, times),
            found=number(visits),
            name=place.values["carrier_name"],
            opened=number(times),
        )
