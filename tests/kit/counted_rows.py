"""Counts as anybody gets them from the approved rows with pandas, importing nothing of `metrics.scoring`."""

import pandas as pd

ACTIVITIES, ROSTER, PROJECTS, BRANDS, CARRIERS = "L05", "L15", "L02", "L01", "L03"
#: Ledgers whose rows are cards of 典型与现场 → the kind that a card says.
SIGHTS = {"L13": "典型案例", CARRIERS: "载体阵地", "L06": "荣誉"}
DONE, MERGED, LATE = "已完成", "已归并", "已超期"
_KEYS = {PROJECTS: "item_code", BRANDS: "brand_code", CARRIERS: "carrier_code", ROSTER: "enterprise_code"}


def latest(data, ledger):
    """A register's latest row of each code."""
    return data.ledgers[ledger].drop_duplicates(_KEYS[ledger], keep="last")


def on_roster(data):
    """Enterprises that were on the roster at any time of the year."""
    rows = data.ledgers[ROSTER]
    return set(rows.loc[rows["status"].ne("退出"), "enterprise_code"])


def sessions(data, by="brand"):
    """Who came where: enterprises × brands, or × the units that answer for the brands; sessions in them."""
    rows = data.ledgers[ACTIVITIES]
    rows = rows[rows["enterprise_code"].isin(on_roster(data))]
    came = rows["brand_code"]
    if by == "unit":
        lead = latest(data, BRANDS).set_index("brand_code")["lead_unit_code"]
        came = came.map(lead).fillna(rows["_unit"])
    return rows.assign(came=came, sessions=rows["sessions"].fillna(1)).pivot_table(
        "sessions", "enterprise_code", "came", "sum", fill_value=0
    )


def sights(data):
    """How many cards of each kind: carriers in use, and every case and honour."""
    in_use = latest(data, CARRIERS)["status"].ne("停用").sum()
    return {
        kind: int(in_use if ledger == CARRIERS else len(data.ledgers[ledger]))
        for ledger, kind in SIGHTS.items()
    }


def projects(data):
    """The small projects, each with the state it has at the period's end."""
    rows = latest(data, PROJECTS)
    late = rows["due_on"].le(pd.Timestamp(data.period.end)) & ~rows["status"].isin([DONE, MERGED])
    return rows.assign(state=rows["status"].astype("object").where(~late, LATE))


def done_by(data, field):
    """Of each team (`team_code`) or organisation (`social_org`): sessions, enterprises it came to, people."""
    rows = data.ledgers[ACTIVITIES]
    groups = rows.assign(sessions=rows["sessions"].fillna(1)).groupby(field)
    return pd.DataFrame(
        {
            "活动场次": groups["sessions"].sum(),
            "走进企业": groups["enterprise_code"].nunique(),
            "人次": groups["attendances"].sum(),
        }
    ).astype(int)
