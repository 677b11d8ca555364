"""Rows typed under another unit's brand, and those of which the brand's side said: 不是我们的."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.county import DISOWNED_COLUMN, Dataset
from metrics.doubts.identity import row_ids
from metrics.framework import Framework, LedgerSpec

BRANDS = "L01"
#: Columns of `foreign_rows`.
FOREIGN = (
    *("ledger", "sheet", "period", "quarter", "unit", "brand", "brand_name", "lead"),
    *("code", "name", "date", "enterprise", "id", "submission", "row"),
)


@dataclass(frozen=True)
class Disowned:
    """A row that does not belong to the brand it was typed under; `id` as of `row_ids`."""

    ledger: str
    brand: str
    id: str


def disown(
    framework: Framework, ledgers: Mapping[str, pd.DataFrame], said: Iterable[Disowned]
) -> dict[str, pd.DataFrame]:
    """The same ledgers, the rows that are not the brand's without it, and marked so.

    A mark in the rows goes wherever the rows go: they stay their enterprise's and the county's, and count for
    no brand and no unit. A row that names another brand by now is left as it is.

    Args:
        framework: the ledgers' specifications.
        ledgers: ledger code → rows as they were reported, none left out.
        said: what was ruled.
    """
    kept = dict(ledgers)
    wanted: dict[str, set[tuple[str, str]]] = {}
    for one in said:
        wanted.setdefault(one.ledger, set()).add((one.id, one.brand))
    for ledger in wanted.keys() & kept.keys():
        spec, frame = framework.ledgers[ledger], kept[ledger]
        if not (field := _field(spec)):
            continue
        brands = frame[field].astype("object").fillna("")
        pairs = zip(row_ids(spec, frame), brands, strict=True)
        marks = pd.Series([pair in wanted[ledger] for pair in pairs], index=frame.index, dtype="boolean")
        if marks.any():
            kept[ledger] = frame.assign(**{field: frame[field].mask(marks), DISOWNED_COLUMN: marks})
    return kept


def foreign_rows(framework: Framework, data: Dataset) -> pd.DataFrame:
    """The rows of a period that stand under a brand of another unit than the one that reported them.

    Args:
        framework: the ledgers' specifications.
        data: the rows up to the period's end as they were reported, none left out.

    Returns:
        FOREIGN: of a register the latest row of each code, of a flow those of the quarters. `quarter`
        is the one that a ruling about the row belongs to: none for a register's, whose rows repeat.
    """
    known = data.ledgers[BRANDS].drop_duplicates("brand_code", keep="last").set_index("brand_code")
    lead = known["lead_unit_code"].astype("object").fillna(known["_unit"].astype("object"))
    names = known["brand_name"].astype("object")
    found = [
        _foreign(spec, data, lead, names)
        for code, spec in framework.ledgers.items()
        if code != BRANDS and _field(spec) and code in data.ledgers
    ]
    told = pd.concat([one for one in found if len(one)] or [pd.DataFrame(columns=list(FOREIGN))])
    return told.sort_values(["brand", "period", "ledger", "row"], kind="stable").reset_index(drop=True)


def _foreign(spec: LedgerSpec, data: Dataset, lead: pd.Series, names: pd.Series) -> pd.DataFrame:
    frame = data.ledgers[spec.code]
    frame = frame.assign(_id=row_ids(spec, frame))
    if spec.kind == "register":
        frame = frame.drop_duplicates(spec.key, keep="last")
    else:
        frame = frame[frame["_period"].isin([quarter.code for quarter in data.period.quarters])]
    brand = frame[_field(spec)].astype("object")
    leads = brand.map(lead.to_dict())
    theirs = leads.notna() & leads.ne(frame["_unit"].astype("object"))
    own, firm = frame[theirs], spec.refers_to("L15")
    empty = pd.Series("", own.index)
    return pd.DataFrame(
        {
            "ledger": spec.code,
            "sheet": spec.sheet,
            "period": own["_period"].astype("str"),
            "quarter": own["_period"].astype("str") if spec.kind == "flow" else "",
            "unit": own["_unit"].astype("str"),
            "brand": brand[theirs],
            "brand_name": brand[theirs].map(names.to_dict()),
            "lead": leads[theirs],
            "code": own[spec.key].astype("object").fillna(""),
            "name": own[spec.name_field].astype("object").fillna("") if spec.name_field else empty,
            "date": pd.to_datetime(own[spec.date]) if spec.date else pd.NaT,
            "enterprise": own[firm].astype("object").fillna("") if firm else empty,
            "id": own["_id"],
            "submission": own["_submission"],
            "row": own["_row"],
        }
    )[list(FOREIGN)]


def _field(spec: LedgerSpec) -> str:
    return spec.refers_to(BRANDS) or ""
