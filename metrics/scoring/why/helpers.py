"""Who helps to carry the reform: teams, and social organisations, with what each did in the period."""

import pandas as pd

from metrics.scoring.measures import ACTIVITIES, LedgerTable, Prepared
from metrics.scoring.why.happenings import sessions_of, within

TEAMS, SUPPORT = "L04", "L10"
DEEDS = (
    *("date", "kind", "name", "team", "organisation", "sessions", "people", "enterprise", "unit"),
    *("ledger", "submission", "row", "code"),
)


def teams_of(prepared: Prepared) -> pd.DataFrame:
    """The teams that count at the period's end, in order of their codes; none where no ledger has them.

    Returns:
        code, name, sort, unit (who leads), members, models (model workers among them), formed_on, submission,
        row.
    """
    table = prepared.tables.get(TEAMS)
    if table is None:
        return pd.DataFrame(columns=["code", "name", "sort", "unit", "members", "models", "formed_on"])
    own = table.columns.frame[table.rows.counts]
    told = pd.DataFrame(
        {
            "code": own["team_code"].astype("str"),
            "name": own["team_name"].astype("str"),
            "sort": own["team_type"].astype("object").fillna(""),
            "unit": own["unit_code"].astype("object").fillna(""),
            "members": own["member_count"].astype("Int64"),
            "models": own["model_worker_count"].astype("Int64"),
            "formed_on": pd.to_datetime(own["formed_on"]),
            "submission": own["_submission"],
            "row": own["_row"],
        }
    )
    return told.sort_values("code", kind="stable").reset_index(drop=True)


def deeds_of(prepared: Prepared) -> pd.DataFrame:
    """What teams and social organisations did in the period, a row each, the latest first.

    Returns:
        DEEDS: date, kind (name of its sheet), name, team and organisation (empty without one), sessions and
        people (attendances; both missing where not told), enterprise (code), unit (who reported it), ledger,
        submission, row, code.
    """
    found = [_activities(prepared), _support(prepared)]
    told = pd.concat([one for one in found if len(one)] or [pd.DataFrame(columns=list(DEEDS))])
    told = told[(told["team"] != "") | (told["organisation"] != "")]
    return told.sort_values(["date", "ledger", "row"], ascending=[False, True, True], kind="stable")[
        list(DEEDS)
    ].reset_index(drop=True)


def _activities(prepared: Prepared) -> pd.DataFrame:
    table = prepared.tables[ACTIVITIES]
    mine = within(table, prepared)
    own = table.columns.frame[mine]
    return _told(
        table,
        own,
        team=_text(own, "team_code"),
        organisation=_text(own, "social_org"),
        sessions=sessions_of(table)[mine],
        people=own["attendances"].astype("Int64"),
    )


def _support(prepared: Prepared) -> pd.DataFrame:
    table = prepared.tables.get(SUPPORT)
    if table is None:
        return pd.DataFrame(columns=list(DEEDS))
    own = table.columns.frame[within(table, prepared)]
    return _told(
        table,
        own,
        team="",
        organisation=_text(own, "social_org"),
        sessions=float("nan"),
        people=own["people"].astype("Int64"),
    )


def _told(table: LedgerTable, own: pd.DataFrame, **more: object) -> pd.DataFrame:
    """The rows with what all kinds have alike; `more` is what each kind has of its own."""
    spec = table.rows.spec
    return pd.DataFrame(
        {
            "date": pd.to_datetime(own[spec.date]),
            "kind": spec.sheet.removesuffix("台账"),
            "name": _text(own, spec.name_field or spec.key),
            "enterprise": _text(own, "enterprise_code"),
            "unit": own["_unit"].astype(str),
            "ledger": spec.code,
            "submission": own["_submission"],
            "row": own["_row"],
            "code": _text(own, spec.key),
            **more,
        },
        index=own.index,
    )


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", frame.index, dtype="object")
    return frame[column].astype("object").fillna("").astype(str)
