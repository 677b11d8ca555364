"""What the county has taken on: its small projects and its brands, as they stand at a period's end."""

import pandas as pd

from metrics.scoring.measures import LedgerTable, Prepared

PROJECTS, BRANDS = "L02", "L01"
DONE, MERGED = "已完成", "已归并"


def projects_of(prepared: Prepared) -> pd.DataFrame:
    """The small projects that count at the period's end, in order of their codes.

    Returns:
        code, name, brand, brand_name, aspect, unit (who answers for it), due_on, status, listed_on (the first
        day of the quarter that first lists it), submission, row.
    """
    table = prepared.tables[PROJECTS]
    own = _counting(table)
    names = (
        _counting(prepared.tables[BRANDS]).drop_duplicates("brand_code").set_index("brand_code")["brand_name"]
    )
    first = table.columns.frame.groupby("item_code", observed=True)["_period"].min()
    starts = {code: _first_day(str(quarter)) for code, quarter in first.items()}
    told = pd.DataFrame(
        {
            "code": own["item_code"].astype("str"),
            "name": own["item_name"].astype("str"),
            "brand": own["brand_code"].astype("str").fillna(""),
            "brand_name": own["brand_code"].map(names.to_dict()).astype("object").fillna(""),
            "aspect": own["reform_dimension"].astype("object").fillna(""),
            "unit": own["unit_code"].astype("object").fillna(""),
            "due_on": pd.to_datetime(own["due_on"]),
            "status": own["status"].astype("object").fillna(""),
            "listed_on": pd.to_datetime(own["item_code"].map(starts)),
            "submission": own["_submission"],
            "row": own["_row"],
        }
    )
    return told.sort_values("code", kind="stable").reset_index(drop=True)


def brands_of(prepared: Prepared) -> pd.DataFrame:
    """The brands that count at the period's end, in order of their codes.

    Returns:
        code, name, is_county, aspect, unit (who leads), status, target, submission, row.
    """
    own = _counting(prepared.tables[BRANDS])
    told = pd.DataFrame(
        {
            "code": own["brand_code"].astype("str"),
            "name": own["brand_name"].astype("str"),
            "is_county": own["is_county_brand"].astype("boolean").fillna(False).astype(bool),
            "aspect": own["reform_dimension"].astype("object").fillna(""),
            "unit": own["lead_unit_code"].astype("object").fillna(""),
            "status": own["status"].astype("object").fillna(""),
            "target": own["annual_target"].astype("object").fillna(""),
            "submission": own["_submission"],
            "row": own["_row"],
        }
    )
    return told.sort_values("code", kind="stable").reset_index(drop=True)


def _counting(table: LedgerTable) -> pd.DataFrame:
    return table.columns.frame[table.rows.counts]


def _first_day(quarter: str) -> str:
    return f"{quarter[:4]}-{(int(quarter[-1]) - 1) * 3 + 1:02d}-01"
