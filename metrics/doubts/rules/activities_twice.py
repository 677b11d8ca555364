"""One activity, reported by two units or twice by one."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, rule
from metrics.doubts.rules.twice import reported_twice


@rule("Q101")
def by_two_units(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Same day, enterprise (or both none) and type, near names; a near audience strengthens."""
    return reported_twice(county.as_reported, spec, spec.limits)


@rule("Q102")
def by_one_unit(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """The same within one unit."""
    return reported_twice(county.as_reported, spec, spec.limits, units="same")
