"""Which row is which, whatever its code and wherever it stands; and which rows a ruling leaves out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

import pandas as pd

from metrics.county import ELSEWHERE
from metrics.framework import Framework, LedgerSpec

#: Column with a row's id.
ID = "_id"
#: Besides date, enterprise and name: what tells two rows of a flow apart.
_FURTHER = {"L05": ("activity_type",), "L06": ("honour_level", "holder_ref"), "L08": ("benefit_type",)}
#: Columns of the rows that a ruling leaves out.
LEFT_OUT = ("ledger", "unit", "period", "submission", "row", "code", "name", "id", "lead")


@dataclass(frozen=True)
class Same:
    """Two rows the office has ruled to be one fact: `lead` counts, `other` does not; both are row ids.

    A lead that begins with `ELSEWHERE` stands in the county whose code and name follow.
    """

    ledger: str
    lead: str
    other: str


def row_ids(spec: LedgerSpec, frame: pd.DataFrame, *, apart: str = "") -> pd.Series:
    """Per row a readable id.

    A register's row is named by ledger, unit and code. A flow's codes are issued anew in the order of the
    rows when a unit uploads a revision without them, so its rows are named by ledger, unit, quarter, date,
    enterprise and name, equal ones numbered.

    Args:
        spec: the ledger.
        frame: its rows.
        apart: a column; equal rows are numbered within each of its values, over all rows without it.
    """
    named = ["_unit", spec.key] if spec.kind == "register" else ["_unit", "_period", *_telling(spec)]
    texts = zip(*(_texts(frame[name]) for name in named), strict=True)
    ids = ["/".join((spec.code, *row)) for row in texts]
    if spec.kind != "register":
        ids = _numbered(ids, frame[apart].tolist() if apart else repeat(None))
    return pd.Series(ids, index=frame.index, dtype="str")


def _numbered(ids: Iterable[str], groups: Iterable[object]) -> list[str]:
    seen: Counter[object] = Counter()
    numbered = []
    for both in zip(ids, groups, strict=False):
        seen[both] += 1
        numbered.append(f"{both[0]}#{seen[both]}")
    return numbered


def _telling(spec: LedgerSpec) -> list[str]:
    fields = (spec.date, spec.refers_to("L15"), *_FURTHER.get(spec.code, ()), spec.name_field)
    return list(dict.fromkeys(name for name in fields if name))


def _texts(values: pd.Series) -> list[str]:
    """Lists of texts are put together several times faster than columns are."""
    if values.dtype.kind == "M":
        # Many rows share a day.
        codes, days = pd.factorize(values)
        words = [*pd.DatetimeIndex(days).strftime("%Y-%m-%d"), ""]
        return [words[code] for code in codes.tolist()]
    kept = values if isinstance(values.dtype, pd.StringDtype) else values.astype("str")
    return [text if isinstance(text, str) else "" for text in kept.tolist()]


def resolved(pairs: Iterable[Same]) -> dict[str, Same]:
    """Row id left out → the pair that says so, of pairs in the order of ruling.

    A pair that would leave nothing of a fact, because its lead has been left out for the very row it leaves
    out, is passed over.
    """
    found: dict[str, Same] = {}
    for pair in pairs:
        if pair.other not in followed(found, pair.lead):
            found.setdefault(pair.other, pair)
    return found


def followed(found: Mapping[str, Same], row: str) -> list[str]:
    """A row, the one it was left out for, and so on to the one that counts."""
    chain = [row]
    while chain[-1] in found:
        chain.append(found[chain[-1]].lead)
    return chain


def leave_out(
    framework: Framework, ledgers: Mapping[str, pd.DataFrame], pairs: Iterable[Same]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Take out the rows that repeat a fact another unit leads.

    A row goes only when the row that leads is there too, or in another county.

    Args:
        framework: the ledgers' specifications.
        ledgers: ledger code → rows.
        pairs: what was ruled, oldest first.

    Returns:
        The ledgers without those rows, and the rows left out with the columns `LEFT_OUT`.
    """
    kept, gone = dict(ledgers), []
    found = resolved(pairs)
    for ledger in dict.fromkeys(pair.ledger for pair in found.values() if pair.ledger in ledgers):
        spec, frame = framework.ledgers[ledger], ledgers[ledger]
        ids = row_ids(spec, frame)
        there = set(ids)
        leads = {
            row: pair.lead
            for row, pair in found.items()
            if pair.lead in there or pair.lead.startswith(ELSEWHERE)
        }
        out = ids.isin(list(leads)).to_numpy(dtype=bool)
        kept[ledger] = frame[~out].reset_index(drop=True)
        gone.append(_described(spec, frame[out], ids[out], leads))
    return kept, pd.concat(gone, ignore_index=True) if gone else none_left_out()


def none_left_out() -> pd.DataFrame:
    """The empty table of rows left out."""
    kinds = {name: "int64" if name in ("submission", "row") else "str" for name in LEFT_OUT}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _described(
    spec: LedgerSpec, frame: pd.DataFrame, ids: pd.Series, leads: Mapping[str, str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ledger": pd.Series(spec.code, index=frame.index, dtype="str"),
            "unit": frame["_unit"],
            "period": frame["_period"],
            "submission": frame["_submission"],
            "row": frame["_row"],
            "code": frame[spec.key],
            "name": frame[spec.name_field or spec.key],
            "id": ids,
            "lead": ids.map(leads).astype("str"),
        }
    )
