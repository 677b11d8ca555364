"""折算效益 against 改前值 and 改后值."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule

_LEDGER = "L08"


@rule("Q201")
def benefit_difference(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """In 万元 the benefit is what was saved, or what was gained for types that rise."""
    frame, limits = county.rows(_LEDGER), spec.limits
    frame = frame[frame["measure_unit"].eq("万元")].dropna(
        subset=["before_value", "after_value", "benefit_amount"]
    )
    saved = frame["before_value"] - frame["after_value"]
    frame = frame.assign(_gain=saved.where(~frame["benefit_type"].isin(limits["rising"]), -saved))
    allowed = (frame["benefit_amount"] * limits["share"]).clip(lower=limits["tolerance"]) + 1e-9
    wrong = frame[(frame["_gain"] - frame["benefit_amount"]).abs() > allowed]
    places = county.places(_LEDGER, wrong, "benefit_amount")
    for place, gain in zip(places, wrong["_gain"], strict=True):
        stated, before, after = (
            place.values[name] for name in ("benefit_amount", "before_value", "after_value")
        )
        yield spec.doubt(
            (place,),
            key=key_of((place,), stated, before, after),
            found=number(stated),
            before=number(before),
            after=number(after),
            difference=number(gain),
        )
