"""Registers from one quarter to the next: what is gone, and employees that jump."""

from collections.abc import Iterator

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, names, number, rule
from metrics.framework import parse_period

_NEXT = "_next"


@rule("Q603")
def vanished(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Codes a unit reported in one quarter that nobody reports in the next, though the unit has reported."""
    reported = {(info.unit, info.period) for info in county.data.submissions.values()}
    for ledger in spec.limits["ledgers"]:
        frame = with_next(county, ledger)
        lasting = ~_ended(frame, spec.limits["ended"])
        unit_reported = pd.Series(
            [pair in reported for pair in zip(frame["_unit"], frame[_NEXT], strict=True)],
            index=frame.index,
            dtype=bool,
        )
        key = county.spec(ledger).key
        there = set(zip(frame[key], frame["_period"], strict=True))
        gone = pd.Series(
            [pair not in there for pair in zip(frame[key], frame[_NEXT], strict=True)],
            index=frame.index,
            dtype=bool,
        )
        here = frame[_NEXT].isin(county.quarters)
        for (unit, quarter), rows in frame[lasting & unit_reported & gone & here].groupby(["_unit", _NEXT]):
            yield _gone(county, spec, ledger, str(unit), str(quarter), rows)


def _ended(frame: pd.DataFrame, ended: dict[str, list[str]]) -> pd.Series:
    gone = pd.Series(data=False, index=frame.index)
    for field, values in ended.items():
        if field in frame:
            gone |= frame[field].isin(values)
    return gone


def with_next(county: CountyRows, ledger: str) -> pd.DataFrame:
    """A register's rows that have a code, with the quarter after theirs in `_next`."""
    frame = county.every(ledger)
    frame = frame[frame[county.spec(ledger).key].notna()]
    after = {code: following(code) for code in frame["_period"].unique()}
    return frame.assign(**{_NEXT: frame["_period"].map(after).astype("str")})


def following(quarter: str) -> str:
    """The quarter after one."""
    period = parse_period(quarter)
    year, index = period.start.year, (period.start.month + 2) // 3
    return f"{year + 1}Q1" if index == 4 else f"{year}Q{index + 1}"


def _gone(
    county: CountyRows, spec: RuleSpec, ledger: str, unit: str, quarter: str, rows: pd.DataFrame
) -> Doubt:
    register = county.spec(ledger)
    where = county.places(ledger, rows, register.name_field)
    return spec.doubt(
        where,
        key=key_of(where, quarter),
        found=f"{len(where)} 个",
        unit=county.unit_name(unit),
        label=county.label(quarter),
        sheet=register.sheet,
        count=len(where),
        names=names(f"{place.code} {place.values[register.name_field]}" for place in where),
    )


@rule("Q604")
def employees_jump(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """An enterprise's employees changed by more than a share from one quarter to the next."""
    limits = spec.limits
    frame = with_next(county, "L15").dropna(subset="employees")
    earlier = frame[["enterprise_code", _NEXT, "employees", "_period"]].rename(
        columns={_NEXT: "_period", "employees": "_before", "_period": "_earlier"}
    )
    earlier = earlier.drop_duplicates(["enterprise_code", "_period"], keep="last")
    both = frame.merge(earlier, on=["enterprise_code", "_period"])
    change = (both["employees"] - both["_before"]).abs()
    far = (change > limits["share"] * both["_before"]) & (change >= limits["at_least"])
    wrong = both[far.astype(bool) & both["_period"].isin(county.quarters)]
    shown = (county.places("L15", wrong, "employees"), wrong["_before"], wrong["_earlier"])
    for place, before, quarter in zip(*shown, strict=True):
        now = place.values["employees"]
        yield spec.doubt(
            (place,),
            key=key_of((place,), place.period, before, now),
            found=number(now),
            place=county.enterprise_name(place.values["enterprise_code"]),
            earlier=county.label(quarter),
            before=number(before),
            change=f"{100 * (now - before) / before:+.0f}",
            limit=f"{100 * limits['share']:.0f}",
        )
