"""Who may hold what: rules of the ledgers over stored rows, items and persons, mixed holders."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule
from metrics.framework import FactSpec, Implication

_HONOURS = "L06"
_YES: Mapping[object, str] = {True: "是", False: "否"}


@rule("Q501")
def implied(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """What a ledger's own rules say of a row, also of rows stored before the rule was there."""
    for ledger in county.framework.ledgers.values():
        for implication in ledger.implies:
            yield from _against(county, spec, ledger.code, implication)


def _against(county: CountyRows, spec: RuleSpec, code: str, implication: Implication) -> Iterator[Doubt]:
    ledger, frame = county.spec(code), county.rows(code)
    held = frame[_matches(frame, implication.when)]
    for field, allowed in implication.then.items():
        wrong = held[held[field].notna() & ~_words(held[field]).isin(allowed)]
        for place in county.places(code, wrong, field):
            value = place.values[field]
            yield spec.doubt(
                (place,),
                key=key_of((place,), field, value),
                found=_YES.get(value, str(value)),
                when="、".join(
                    f"{ledger.by_id[name].header}是“{place.values[name]}”" for name in implication.when
                ),
                header=ledger.by_id[field].header,
                expected="或".join(allowed),
                hint=implication.hint,
            )


def _words(values: pd.Series) -> pd.Series:
    return values.map(_YES) if values.dtype == "boolean" else values


def _matches(frame: pd.DataFrame, wanted: Mapping[str, Any]) -> pd.Series:
    held = pd.Series(data=True, index=frame.index)
    for field, values in wanted.items():
        held &= _words(frame[field]).isin([_YES.get(value, value) for value in values])
    return held


@rule("Q502")
def items_and_persons(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Honours given to an item of work whose 人数 is not 1: items and persons are two numbers."""
    frame = county.rows(_HONOURS)
    for category in spec.limits["categories"]:
        rows = frame[frame["honour_category"] == category]
        several = rows[rows["holder_count"].fillna(1) != 1]
        if several.empty:
            continue
        people = int(rows["holder_count"].fillna(1).sum())
        yield spec.doubt(
            county.places(_HONOURS, several, "holder_count"),
            key=f"{county.data.period.code}|{category}|{len(rows)}|{people}",
            found=f"{people} 人",
            label=county.data.period.label,
            category=category,
            items=len(rows),
            rows=len(several),
            people=people,
        )


@rule("Q503")
def mixed_holders(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """A figure that adds up holders of several types, such as 奖状 of units and 先锋号 of workshops."""
    frame = county.rows(_HONOURS)
    for fact in county.framework.facts:
        if fact.ledger != _HONOURS or fact.operation != "sum" or "any" in fact.filter:
            continue
        rows = frame[_matches(frame, fact.filter)]
        if rows["holder_type"].nunique() > 1:
            yield _mixed(county, spec, fact, rows)


def _mixed(county: CountyRows, spec: RuleSpec, fact: FactSpec, rows: pd.DataFrame) -> Doubt:
    by = rows.groupby(["honour_category", "holder_type"], sort=True)[fact.column].sum()
    pairs = zip(by.index.tolist(), by, strict=True)
    parts = [f"{category}（{holder}）{number(value)}" for (category, holder), value in pairs]
    total = number(rows[fact.column].sum())
    return spec.doubt(
        county.places(_HONOURS, rows, "holder_type"),
        key=f"{county.data.period.code}|{fact.id}|{'|'.join(parts)}",
        found=total,
        label=county.data.period.label,
        fact=fact.label,
        total=total,
        unit=fact.unit,
        parts="、".join(parts),
    )
