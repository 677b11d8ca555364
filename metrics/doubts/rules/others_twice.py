"""One innovation, benefit or carrier, reported by two units."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, rule
from metrics.doubts.rules.twice import reported_twice


@rule("Q104")
def innovation_twice(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Near names at one enterprise, of two units."""
    return reported_twice(county.as_reported, spec, spec.limits)


@rule("Q105")
def benefit_twice(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Same day, enterprise, type and amount, of two units."""
    for limits in spec.limits["ledgers"]:
        yield from reported_twice(county.as_reported, spec, limits)


@rule("Q106")
def carrier_twice(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Near names of one type at one enterprise or in one town, of two units."""
    return reported_twice(county.as_reported, spec, spec.limits)
