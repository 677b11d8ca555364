"""Blocks of rows too large to be compared name by name: said, not passed over."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.pairs import Nearness, crowded_blocks
from metrics.doubts.registry import RuleSpec, key_of, rule, specs

_RULES = ("Q101", "Q104", "Q106")


@rule("Q107")
def only_equal_names(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """One hint for every block that the rules about double reporting compared among equal names only."""
    for code in _RULES:
        limits = specs()[code].limits
        ledger = limits["ledger"]
        frame = county.rows(ledger).reset_index(drop=True)
        crowded = crowded_blocks(frame, limits["same"], Nearness.of(limits))
        for place, count in zip(
            county.places(ledger, frame.take(crowded["first"].to_numpy()), limits["name"]),
            crowded["rows"],
            strict=True,
        ):
            yield spec.doubt(
                (place,),
                key=key_of((place,), count),
                found=f"{count} 行",
                names=county.unit_name(place.unit),
                sheet=county.spec(ledger).sheet,
                count=count,
                most=limits["most"],
            )
