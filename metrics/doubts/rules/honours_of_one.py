"""One person under many honours."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, names, rule
from metrics.ingest.signs import many_honours

_LEDGER = "L06"


@rule("Q807")
def honours_of_one_person(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """All units together, by the year of the award; a matter at several levels counts once."""
    frame = county.every(_LEDGER)
    persons = many_honours(frame)
    for _, rows in frame[persons.notna()].groupby(persons.dropna()):
        if not rows["_period"].isin(county.quarters).any():
            continue
        where = county.places(_LEDGER, rows.sort_values("awarded_on", kind="stable"), "holder_ref")
        yield spec.doubt(
            where,
            key=key_of(where),
            found=str(where[0].values["holder_ref"]),
            year=cast("date", rows["awarded_on"].iat[0]).year,
            count=len(where),
            names=names(str(place.values["honour_title"]) for place in where),
        )
