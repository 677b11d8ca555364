"""What a revision lost against the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pandas as pd

from metrics.county import Dataset
from metrics.doubts.identity import ID, row_ids
from metrics.doubts.model import CountyRows, Doubt, Revisions, places
from metrics.doubts.registry import RuleSpec, names, rule, specs
from metrics.framework import LedgerSpec

_PAIR, _LATER = "_pair", "_later"


@dataclass(frozen=True)
class _Lost:
    """Rows of one ledger that an earlier revision had and the later one has not."""

    source: Dataset
    ledger: LedgerSpec
    pair: tuple[int, int]
    before: int
    after: int
    rows: pd.DataFrame


@rule("Q601")
def half_lost(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """A ledger that has half as many rows or fewer."""
    for lost in _losses(county):
        if _is_half(lost):
            yield _doubt(county, spec, lost, found=str(lost.after), before=str(lost.before))


@rule("Q602")
def rows_dropped(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Rows that are gone, where not half of the ledger is."""
    for lost in _losses(county):
        if not _is_half(lost):
            title = lost.rows[lost.ledger.name_field or lost.ledger.key].fillna("").tolist()
            yield _doubt(
                county,
                spec,
                lost,
                found=f"{len(lost.rows)} 行",
                count=str(len(lost.rows)),
                names=names(title),
            )


def _is_half(lost: _Lost) -> bool:
    limits = specs()["Q601"].limits
    return lost.before >= limits["at_least"] and lost.after <= lost.before * (1 - limits["share"])


def _losses(county: CountyRows) -> list[_Lost]:
    return county.once("losses", lambda: list(_compared(county)))


def _compared(county: CountyRows) -> Iterator[_Lost]:
    if county.revisions is None or not county.revisions.pairs:
        return
    rows, pairs = county.revisions.rows, county.revisions.pairs
    infos = rows.submissions
    here = [number for number, pair in enumerate(pairs) if infos[pair[1]].period in county.quarters]
    which = {one: number for number in here for one in pairs[number]}
    later = {pairs[number][1] for number in here}
    for spec in county.framework.ledgers.values():
        frame = rows.ledgers[spec.code]
        frame = frame[frame["_submission"].isin(list(which))]
        if frame.empty:
            continue
        known = {
            ID: row_ids(spec, frame, apart="_submission"),
            _PAIR: frame["_submission"].map(which),
            _LATER: frame["_submission"].isin(later),
        }
        yield from _of_ledger(county.revisions, spec, frame.assign(**known))


def _of_ledger(revisions: Revisions, spec: LedgerSpec, frame: pd.DataFrame) -> Iterator[_Lost]:
    before, after = frame[~frame[_LATER]], frame[frame[_LATER]]
    gone = before[_dropped(spec, before, after)]
    counts = [part.groupby(_PAIR).size() for part in (before, after)]
    for key, rows in gone.groupby(_PAIR, sort=True):
        number = cast("int", key)
        before_now, after_now = (int(count.get(number, 0)) for count in counts)
        yield _Lost(revisions.rows, spec, revisions.pairs[number], before_now, after_now, rows)


def _dropped(spec: LedgerSpec, before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Rows whose id is gone, and whose code too or now stands at another row that was there before.

    Codes are issued anew in the order of the rows: dropping row 3 of 10 makes code 010 vanish.
    """
    there = set(zip(after[_PAIR], after[ID], strict=True))
    known = set(zip(before[_PAIR], before[ID], strict=True))
    holder = dict(zip(zip(after[_PAIR], after[spec.key], strict=True), after[ID], strict=True))
    keys = list(zip(before[_PAIR], before[spec.key], before[ID], strict=True))
    return pd.Series(
        [
            (pair, one) not in there and ((pair, code) not in holder or (pair, holder[pair, code]) in known)
            for pair, code, one in keys
        ],
        index=before.index,
        dtype=bool,
    )


def _doubt(county: CountyRows, spec: RuleSpec, lost: _Lost, found: str, **words: str) -> Doubt:
    earlier, later = (lost.source.submissions[one] for one in lost.pair)
    where = places(lost.source, lost.ledger, lost.rows, lost.ledger.name_field or lost.ledger.key)
    return spec.doubt(
        where,
        key=f"{later.unit}|{later.period}|{lost.ledger.code}|{earlier.revision}|{later.revision}|{len(where)}",
        found=found,
        unit=county.unit_name(later.unit),
        label=county.label(later.period),
        sheet=lost.ledger.sheet,
        earlier=earlier.revision,
        later=later.revision,
        **words,
    )
