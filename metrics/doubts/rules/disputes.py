"""Disputes: is the outcome compatible with being closed, and are the two rates told apart."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule

_LEDGER = "L11"


@rule("Q203")
def outcome_and_closing(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """A case that was settled or withdrawn is closed; one in hand is not."""
    frame, limits = county.rows(_LEDGER), spec.limits
    should = frame["outcome"].map(
        {**dict.fromkeys(limits["closed"], True), **dict.fromkeys(limits["open"], False)}
    )
    told = frame["is_closed"].notna() & should.notna()
    wrong = frame[told & (frame["is_closed"].astype("object") != should)]
    for place in county.places(_LEDGER, wrong, "is_closed"):
        closed = bool(place.values["is_closed"])
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.values["outcome"], closed),
            found="是" if closed else "否",
            outcome=place.values["outcome"],
            expected="否" if closed else "是",
        )


@rule("Q204")
def two_rates(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Closing and mediation rate on two sides of the rate that is claimed: they must not be mixed up."""
    frame, claimed = county.rows(_LEDGER), spec.limits["claimed"]
    accepted = len(frame)
    if not accepted:
        return
    closed, mediated = int(frame["is_closed"].sum()), int(frame["outcome"].eq("调解成功").sum())
    rates = [100 * part / accepted for part in (closed, mediated)]
    if (rates[0] >= claimed) == (rates[1] >= claimed):
        return
    period = county.data.period
    not_mediated = frame[frame["is_closed"].fillna(value=False) & frame["outcome"].ne("调解成功")]
    yield spec.doubt(
        county.places(_LEDGER, not_mediated, "outcome"),
        key=f"{period.code}|{accepted}|{closed}|{mediated}",
        found=f"{mediated}/{accepted}",
        units=frame["_unit"],
        label=period.label,
        accepted=accepted,
        closed=closed,
        mediated=mediated,
        closing=number(rates[0]),
        mediation=number(rates[1]),
        claimed=claimed,
    )
