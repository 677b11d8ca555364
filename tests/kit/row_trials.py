"""Rows added, taken away, split and moved in a county, and what every measure says before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from metrics.county import Data
from metrics.framework import Framework, MeasureSpec, parse_period
from metrics.framework.model import LEVELS
from metrics.scoring import prepare
from metrics.scoring.measures import level_of, status_of

TOLERANCE = 1e-9
#: Ledgers whose rows are work done; L15, L01 are statements, the others are not scored.
FLOWS = ("L05", "L06", "L08", "L09", "L11", "L12", "L13")
REGISTERS = ("L02", "L03", "L07")
#: What makes a row a report of something good, where it could be one of something bad.
GOOD: Mapping[str, Mapping[str, object]] = {
    "L02": {"status": "已完成"},
    "L07": {"status": "已完成"},
    "L03": {"status": "在用"},
    "L11": {"is_closed": True, "outcome": "调解成功"},
}
#: Amounts of one row that may be divided among two.
AMOUNTS = {
    "L05": ("sessions", "attendances", "online_attendances"),
    "L08": ("benefit_amount",),
    "L09": ("people", "amount"),
}
NEW = "新行"

#: (level, measure) → what is scored, by entity; NaN where it does not apply.
Standing = Mapping[tuple[str, str], pd.Series]


@dataclass(frozen=True)
class Picks:
    """What chance chose: numbers that stand for a row, a second one, an enterprise, a brand, a day."""

    period: str
    ledger: str
    row: int
    donor: int
    enterprise: int
    brand: int
    day: int
    share: float


def picks(periods: Iterable[str], ledgers: Iterable[str]) -> st.SearchStrategy[Picks]:
    """Any row of any ledger of any period, with what a new one would be made of."""
    number = st.integers(0, 10**6)
    whole = st.floats(0.05, 0.95)
    return st.builds(
        Picks,
        st.sampled_from(list(periods)),
        st.sampled_from(list(ledgers)),
        number,
        number,
        number,
        number,
        number,
        whole,
    )


def touched(framework: Framework, ledger: str) -> tuple[MeasureSpec, ...]:
    """Measures that count rows of a ledger."""
    return tuple(one for one in framework.measures if ledger in one.ledger.source)


def standing(framework: Framework, data: Data, measures: Iterable[MeasureSpec]) -> Standing:
    """What some measures come to at all six levels."""
    prepared, found = prepare(framework, data), {}
    for level in LEVELS:
        at = level_of(prepared, level)
        for one in measures:
            status = status_of(prepared, one, at)
            found[level, one.id] = pd.Series(status.counted, at.entities.index)
    return found


def lower(before: Standing, after: Standing) -> list[tuple[object, ...]]:
    """(level, measure, entity, change) of all that stands lower, or has come or gone."""
    found: list[tuple[object, ...]] = []
    for key, one in before.items():
        other = after[key].reindex(one.index)
        change = (other - one).to_numpy()
        wrong = (change < -TOLERANCE) | (one.isna() != other.isna()).to_numpy()
        found += [(*key, one.index[place], change[place]) for place in np.flatnonzero(wrong)]
    return found


def with_ledger(data: Data, code: str, frame: pd.DataFrame) -> Data:
    """The county with other rows of one ledger."""
    return replace(data, ledgers={**data.ledgers, code: frame.reset_index(drop=True)}, version="changed")


def one_more(framework: Framework, data: Data, pick: Picks) -> Data:
    """The county with one more good row: like one that is there, at any enterprise, of any brand and unit."""
    spec, frame = framework.ledgers[pick.ledger], data.ledgers[pick.ledger]
    row, donor = frame.iloc[[pick.row % len(frame)]].copy(), frame.iloc[pick.donor % len(frame)]
    row[spec.key] = NEW
    for field in ("_unit", "_period", "_submission"):
        row[field] = donor[field]
    for column in spec.columns:
        if column.refers in ("L15", "L01"):
            chosen = pick.enterprise if column.refers == "L15" else pick.brand
            row[column.id] = _code(framework, data, column.refers, chosen, blank=not column.required)
    for field, value in GOOD.get(pick.ledger, {}).items():
        row[field] = value
    if spec.date:
        year = data.period.end.year
        row[spec.date] = pd.Timestamp(year, 1, 1) + pd.Timedelta(days=pick.day % 365)
    return with_ledger(data, pick.ledger, pd.concat([frame, row], ignore_index=True))


def _code(framework: Framework, data: Data, ledger: str, number: int, *, blank: bool) -> object:
    codes = sorted(data.ledgers[ledger][framework.ledgers[ledger].key].unique())
    return [*codes, *([None] if blank else [])][number % (len(codes) + blank)]


def bettered(framework: Framework, data: Data, pick: Picks) -> Data:
    """The county with the latest row of something in a register reporting it done (used, completed)."""
    spec, frame = framework.ledgers[pick.ledger], data.ledgers[pick.ledger].copy()
    code = frame[spec.key].iloc[pick.row % len(frame)]
    latest = frame.index[frame[spec.key].eq(code)][-1]
    for field, value in GOOD[pick.ledger].items():
        if frame.loc[latest, field] not in ("已推广", "已归并"):
            frame.loc[latest, field] = value
    for field in spec.summed:
        frame.loc[latest, field] = (0 if pd.isna(frame.loc[latest, field]) else frame.loc[latest, field]) + 3
    return with_ledger(data, pick.ledger, frame)


def one_fewer(framework: Framework, data: Data, pick: Picks) -> Data | None:
    """The county without one row, of a register without all rows of a code; None where that was a bad one."""
    spec, frame = framework.ledgers[pick.ledger], data.ledgers[pick.ledger]
    row = frame.iloc[pick.row % len(frame)]
    if pick.ledger in ("L02", "L11"):
        last = frame[frame[spec.key].eq(row[spec.key])].iloc[-1]
        good = last["status"] in ("已完成", "已归并") if pick.ledger == "L02" else _settled(last)
        if not good:
            return None
    kept = frame[spec.key].ne(row[spec.key]) if spec.kind == "register" else frame.index != row.name
    return with_ledger(data, pick.ledger, frame[kept])


def _settled(case: pd.Series) -> bool:
    return bool(case["is_closed"]) and case["outcome"] == "调解成功"


def divided(framework: Framework, data: Data, pick: Picks) -> Data | None:
    """The county with one row's amounts divided among two rows; None where there is nothing to divide."""
    frame, spec = data.ledgers[pick.ledger], framework.ledgers[pick.ledger]
    large = frame[frame["sessions"] >= 2] if pick.ledger == "L05" else frame
    row = large.iloc[[pick.row % len(large)]]
    one, other = row.copy(), row.copy()
    other[spec.key] = NEW
    for field in AMOUNTS[pick.ledger]:
        amount = row[field].iloc[0]
        if pd.isna(amount):
            continue
        whole = frame[field].dtype.kind in "iI" or str(frame[field].dtype) == "Int64"
        part = int(amount * pick.share) if whole else float(amount) * pick.share
        if field == "sessions":
            part = min(max(part, 1), int(amount) - 1)
        one[field], other[field] = part, amount - part
    if pick.ledger == "L05" and _online(row) != (_online(one) or _online(other)):
        return None  # a part that nobody came to is no session held there
    rest = frame.drop(row.index)
    return with_ledger(data, pick.ledger, pd.concat([rest, one, other], ignore_index=True))


def _online(row: pd.DataFrame) -> bool:
    return bool((row["online_attendances"].fillna(0) >= row["attendances"]).iloc[0])


def moved(framework: Framework, data: Data, pick: Picks) -> Data:
    """The county with one row on another day of its month, and every ledger's rows in another order."""
    frame, field = data.ledgers[pick.ledger].copy(), framework.ledgers[pick.ledger].date
    place = frame.index[pick.row % len(frame)]
    day = frame.loc[place, field]
    if not pd.isna(day):
        frame.loc[place, field] = day.replace(day=1 + pick.day % day.days_in_month)
    chance = np.random.default_rng(pick.day)
    return with_ledger(data, pick.ledger, frame.iloc[chance.permutation(len(frame))])


def withheld(data: Data, unit: str, quarter: str) -> Data:
    """The county as if a unit's workbook of a quarter had not come."""
    ledgers = {
        code: frame[~(frame["_unit"].eq(unit) & frame["_period"].eq(quarter))].reset_index(drop=True)
        for code, frame in data.ledgers.items()
    }
    expected = data.expected.copy()
    expected.loc[expected["unit"].eq(unit) & expected["period"].eq(quarter), "approved"] = False
    return replace(data, ledgers=ledgers, expected=expected, version="withheld")


def quarters_of(data: Data) -> list[str]:
    """Codes of the quarters since January."""
    return [quarter.code for quarter in parse_period(data.period.code).year_to_date.quarters]
