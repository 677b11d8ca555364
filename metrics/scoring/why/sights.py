"""What can be seen in a county: cases, carriers, honours, as they stand at a period's end."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from metrics.framework import LedgerSpec
from metrics.scoring.measures import LedgerTable, Prepared

CASES, CARRIERS, HONOURS = "L13", "L03", "L06"
_KINDS: Mapping[str, str] = {CASES: "典型案例", CARRIERS: "载体阵地", HONOURS: "荣誉"}
#: Card field → the column that fills it, by ledger; a column that a county's ledger has not is left out.
_FIELDS: Mapping[str, Mapping[str, str]] = {
    CASES: {
        "name": "case_title",
        "sort": "case_type",
        "grade": "spread_level",
        "spirit": "spirit_tag",
        "date": "made_on",
        "story": "story",
        "who": "told_of",
    },
    CARRIERS: {
        "name": "carrier_name",
        "sort": "carrier_type",
        "grade": "status",
        "date": "opened_on",
        "town": "town",
        "hours": "visiting_hours",
        "post": "contact_post",
    },
    HONOURS: {
        "name": "honour_title",
        "sort": "honour_category",
        "grade": "honour_level",
        "date": "awarded_on",
        "who": "holder_type",
    },
}
#: The ledgers whose rows are cards.
SEEN = frozenset(_KINDS)
_CLOSED = "停用"
COLUMNS = (
    *("ledger", "kind", "code", "name", "sort", "grade", "spirit", "date", "story", "who", "hours", "post"),
    *("open_site", "enterprise", "enterprise_name", "town", "brand", "unit", "submission", "row"),
)


def sights_of(prepared: Prepared) -> pd.DataFrame:
    """Cases, carriers in use, and honours of the period, one row each, the latest first.

    Returns:
        COLUMNS: ledger, kind (in words), code, name, sort (type or category), grade (spread, level or
        state), spirit, date, story, who (人物, 集体 …), hours (可看时间), post (联系岗位), open_site (bool),
        enterprise and its name, town, brand, unit (who reported it), submission, row. Texts are empty where
        nothing was written.
    """
    parts = [_cards(prepared, ledger) for ledger in _KINDS if ledger in prepared.tables]
    told = pd.concat(parts, ignore_index=True)
    return told.sort_values(
        ["date", "ledger", "code"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def _cards(prepared: Prepared, ledger: str) -> pd.DataFrame:
    table = prepared.tables[ledger]
    spec, frame = table.rows.spec, table.columns.frame
    kept = table.rows.counts & _wanted(prepared, table, spec)
    own = frame[kept]
    firm, town = _where(prepared, table.enterprise[kept])
    texts = {field: _text(own, column) for field, column in _FIELDS[ledger].items() if field != "date"}
    lies = texts.pop("town", pd.Series("", own.index))
    told = {
        "ledger": ledger,
        "kind": _KINDS[ledger],
        "code": _text(own, spec.key),
        **{
            field: texts.get(field, "")
            for field in ("name", "sort", "grade", "spirit", "story", "who", "hours", "post")
        },
        "date": pd.to_datetime(own[_FIELDS[ledger]["date"]]),
        "open_site": own["is_open_site"].astype("boolean").fillna(False).astype(bool)
        if "is_open_site" in own
        else False,
        "enterprise": _codes(prepared.directory.enterprises, table.enterprise[kept]),
        "enterprise_name": firm,
        "town": np.where(lies.to_numpy() != "", lies.to_numpy(), town),
        "brand": _codes(prepared.directory.brands, table.brand[kept]),
        "unit": own["_unit"].astype(str),
        "submission": own["_submission"],
        "row": own["_row"],
    }
    return pd.DataFrame(told, index=own.index)[list(COLUMNS)]


def _wanted(prepared: Prepared, table: LedgerTable, spec: LedgerSpec) -> np.ndarray:
    """Carriers that are in use; of what happened on a day what was reported in the scope."""
    if spec.kind == "register":
        status = table.columns.frame["status"].astype("object").to_numpy()
        return status != _CLOSED
    quarters = {quarter.code for quarter in prepared.scope.quarters}
    return table.columns.frame["_period"].isin(list(quarters)).to_numpy(dtype=bool)


def _where(prepared: Prepared, numbers: np.ndarray) -> tuple[list[str], list[str]]:
    """Name and town of enterprises by their numbers; empty for nobody's rows."""
    known = prepared.directory
    roster = prepared.tables["L15"].columns.frame
    latest = roster.dropna(subset="enterprise_code").drop_duplicates("enterprise_code", keep="last")
    by_code = latest.set_index("enterprise_code")[["enterprise_name", "town"]].astype("object").fillna("")
    codes = _codes(known.enterprises, numbers)
    rows = by_code.reindex(codes).fillna("")
    return rows["enterprise_name"].tolist(), rows["town"].tolist()


def _codes(known: pd.Index, numbers: np.ndarray) -> np.ndarray:
    return np.array(["", *map(str, known)], dtype=object)[np.maximum(numbers, 0)]


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", frame.index, dtype="object")
    return frame[column].astype("object").fillna("").astype(str)
