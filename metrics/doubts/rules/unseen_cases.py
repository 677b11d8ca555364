"""Cases taken up elsewhere of which nothing else can be found."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, rule
from metrics.ingest.signs import pointless

_CASES, _LEVEL = "L13", "spread_level"


@rule("Q806")
def case_without_a_trace(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """No enterprise and no story; or an enterprise that no other ledger has a row of."""
    levels = county.framework.vocabularies["spread_levels"]
    frame = county.rows(_CASES)
    nowhere = pointless(levels, frame)
    named = frame["enterprise_code"].notna() & frame[_LEVEL].isin(levels.names()[1:])
    unknown = named & ~frame["enterprise_code"].isin(_at_work(county, spec.limits["ledgers"]))
    for mask, reason in (
        (nowhere, "没有写企业，也没有一句话故事"),
        (unknown, "写的企业在别的台账里一行也没有"),
    ):
        for place in county.places(_CASES, frame[mask.astype(bool)], _LEVEL):
            level = str(place.values[_LEVEL])
            title = place.values["case_title"]
            yield spec.doubt((place,), key=key_of((place,), level), found=level, name=title, reason=reason)


def _at_work(county: CountyRows, ledgers: list[str]) -> pd.Series:
    """Enterprises that some ledger has a row of."""
    return pd.concat([county.every(code)["enterprise_code"].dropna() for code in ledgers]).drop_duplicates()
