"""队伍 and 社会组织 in words: who they are and what each did in the period."""

import pandas as pd

from metrics.framework import Framework
from metrics.tables.worklist import unit_names

_DATE, _NONE = "%Y-%m-%d", "—"


def team_table(framework: Framework, teams: pd.DataFrame, deeds: pd.DataFrame) -> pd.DataFrame:
    """The teams in words, with how often, at how many enterprises and with how many people each was.

    Args:
        framework: names of the units.
        teams: as `scoring.why.teams_of`.
        deeds: as `scoring.why.deeds_of`.
    """
    names = unit_names(framework)
    told = pd.DataFrame(
        {
            "编号": teams["code"],
            "队伍": teams["name"],
            "类型": teams["sort"],
            "牵头单位": [names.get(unit, unit) for unit in teams["unit"]],
            "队员": teams["members"],
            "其中劳模工匠": teams["models"],
            "组建日期": _days(teams["formed_on"]),
        }
    )
    done = _done(deeds[deeds["team"] != ""], "team").reindex(teams["code"].tolist())
    return told.assign(**{str(name): done[name].tolist() for name in done}).pipe(_counted)


def organisation_table(deeds: pd.DataFrame) -> pd.DataFrame:
    """The social organisations that did anything in the period, with how much, the busiest first.

    Args:
        deeds: as `scoring.why.deeds_of`.
    """
    mine = deeds[deeds["organisation"] != ""]
    done = _done(mine, "organisation")
    done.insert(0, "助力", mine[mine["sessions"].isna()].groupby("organisation").size().reindex(done.index))
    told = done.rename_axis("社会组织").reset_index().pipe(_counted)
    return told.sort_values(["活动场次", "助力"], ascending=False, kind="stable").reset_index(drop=True)


def _days(dates: pd.Series) -> list[str]:
    """Dates in words; one by one, for a column of a ledger that nobody keeps has no type to ask."""
    return [_NONE if pd.isna(day) else pd.Timestamp(day).strftime(_DATE) for day in dates.tolist()]


def _done(deeds: pd.DataFrame, by: str) -> pd.DataFrame:
    """By team or organisation: sessions of its activities, enterprises it came to, people that took part."""
    groups = deeds.groupby(by)
    came = deeds[deeds["enterprise"] != ""].groupby(by)["enterprise"].nunique()
    return pd.DataFrame(
        {"活动场次": groups["sessions"].sum(), "走进企业": came, "人次": groups["people"].sum()}
    )


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Counts as whole numbers: who did nothing in the period did it 0 times."""
    counts = [name for name in ("助力", "活动场次", "走进企业", "人次") if name in table]
    return table.assign(**{name: table[name].fillna(0).astype(int) for name in counts})


def deed_table(framework: Framework, deeds: pd.DataFrame, enterprises: pd.Series) -> pd.DataFrame:
    """What was done in words; `enterprises` are their names by code."""
    names = unit_names(framework)
    firms = deeds["enterprise"].map(enterprises.to_dict()).fillna(deeds["enterprise"])
    return pd.DataFrame(
        {
            "日期": _days(deeds["date"]),
            "类别": deeds["kind"],
            "事项": deeds["name"],
            "场次": deeds["sessions"].astype("Float64").astype("Int64"),
            "人次": deeds["people"],
            "企业": firms,
            "报送单位": [names.get(unit, unit) for unit in deeds["unit"]],
        }
    ).reset_index(drop=True)


def helpers_words(teams: pd.DataFrame, organisations: pd.DataFrame) -> str:
    """Both in one sentence; `teams` of `team_table`, `organisations` of `organisation_table`."""
    members = int(teams["队员"].fillna(0).sum())
    return (
        f"{len(teams)} 支队伍、{members} 名队员，本期 {int(teams['活动场次'].sum())} 场；"
        f"{len(organisations)} 个社会组织参与，承办 {int(organisations['活动场次'].sum())} 场、"
        f"助力 {int(organisations['助力'].sum())} 次。"
    )
