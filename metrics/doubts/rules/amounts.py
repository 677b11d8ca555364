"""Amounts far beyond those of their kind."""

from collections.abc import Iterator, Mapping

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, columns_of, key_of, number, rule


@rule("Q303")
def amount_out_of_line(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """An amount (a head) of more than so many times the median of its type."""
    for column in columns_of(spec):
        yield from _of_column(county, spec, column)


def _of_column(county: CountyRows, spec: RuleSpec, column: Mapping[str, str]) -> Iterator[Doubt]:
    ledger, field, limits = column["ledger"], column["amount"], spec.limits
    every = county.latest(ledger).dropna(subset=[field, column["by"]])
    amount = every[field].astype("Float64").astype("float64")
    if "per" in column:
        heads = every[column["per"]].astype("Float64").astype("float64")
        amount = amount / heads.where(heads > 0)
    by_type = amount[amount > 0].groupby(every[column["by"]])
    median = by_type.transform("median").where(by_type.transform("size") >= limits["at_least"])
    median = median.reindex(every.index)
    far = (amount > limits["times"] * median) & every["_period"].isin(county.quarters)
    header = county.spec(ledger).by_id[field].header
    places = county.places(ledger, every[far], field)
    for place, one, usual in zip(places, amount[far], median[far], strict=True):
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.values[field]),
            found=number(one),
            what=header,
            unit=column["unit"],
            kind=place.values[column["by"]],
            median=number(usual),
            times=number(one / usual),
            limit=number(limits["times"] * usual),
        )
