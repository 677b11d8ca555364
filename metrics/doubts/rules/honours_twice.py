"""One honour, reported twice."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt, Place
from metrics.doubts.pairs import Nearness, near_pairs
from metrics.doubts.registry import RuleSpec, names, rule
from metrics.doubts.rules.twice import asked_about, day, questions

_LEDGER, _TITLE = "L06", "honour_title"


@rule("Q103")
def honour_twice(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Same level and holder with near titles and dates; of two units, also the same enterprise and day."""
    before = county.as_reported
    frame = before.every(_LEDGER).dropna(subset=["awarded_on", _TITLE]).reset_index(drop=True)
    near = Nearness.of(spec.limits)
    held = frame[frame["holder_ref"].notna()]
    same_holder, _ = near_pairs(
        held, ["honour_level", "holder_ref"], _TITLE, near, wanted=asked_about(before, held)
    )
    same_holder[["left", "right"]] = held.index.to_numpy()[same_holder[["left", "right"]]]
    at = frame[frame["enterprise_code"].notna()]
    whose = asked_about(before, at, "different")
    same_place, _ = near_pairs(
        at, ["honour_level", "enterprise_code", "awarded_on"], _TITLE, near, wanted=whose
    )
    same_place[["left", "right"]] = at.index.to_numpy()[same_place[["left", "right"]]]
    pairs = pd.concat([same_holder, same_place]).drop_duplicates(["left", "right"], ignore_index=True)
    pairs = pairs[_near_in_time(frame, pairs, spec.limits["days_apart"])]

    def words(one: Place, other: Place) -> dict[str, str]:
        """Placeholders of the question about two rows."""
        return {
            "names": names(dict.fromkeys(before.unit_name(place.unit) for place in (one, other))),
            "name": str(one.values[_TITLE]),
            "level": str(one.values["honour_level"]),
            "holder": str(one.values["holder_ref"]),
            "date": day(one.values["awarded_on"]),
        }

    return questions(before, spec, _LEDGER, frame, pairs, _TITLE, words)


def _near_in_time(frame: pd.DataFrame, pairs: pd.DataFrame, days: int) -> pd.Series:
    left, right = (frame["awarded_on"].take(pairs[side].to_numpy()).to_numpy() for side in ("left", "right"))
    return pd.Series(abs(left - right) <= pd.Timedelta(days=days).to_timedelta64(), index=pairs.index)
