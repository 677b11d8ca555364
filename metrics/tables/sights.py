"""典型与现场 in words: which cards pass a choice, what a card says, a visit as a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

#: What can be chosen by → the column it stands in.
CHOICES: Mapping[str, str] = {
    "类别": "kind",
    "类型": "sort",
    "级别": "grade",
    "精神": "spirit",
    "乡镇街道": "town",
    "报送单位": "unit",
}
#: The kinds of card: cases, carriers, honours, and of the carriers those that can be visited.
OPEN_SITE = "开放现场"
#: Places a visit has room for on one sheet.
MOST_STOPS = 5
_DAY = "%Y年%m月%d日"


def sight_id(row: Mapping[Any, Any]) -> str:
    """What an address calls a card: its ledger and code."""
    return f"{row['ledger']}-{row['code']}"


def chosen_sights(
    sights: pd.DataFrame, chosen: Mapping[str, str], text: str = "", *, open_only: bool = False
) -> pd.DataFrame:
    """The cards that pass: every choice that is not empty, the text in name, story, enterprise or code.

    Args:
        sights: as `scoring.why.sights_of` gives them.
        chosen: heading of CHOICES → value.
        text: to be held.
        open_only: only places that can be visited.
    """
    keep = pd.Series(data=True, index=sights.index)
    for heading, value in chosen.items():
        if value:
            keep &= sights[CHOICES[heading]].eq(value)
    if wanted := text.strip():
        fields = ("name", "story", "enterprise_name", "code", "sort")
        held = [sights[field].astype(str).str.contains(wanted, case=False, regex=False) for field in fields]
        keep &= pd.concat(held, axis=1).any(axis=1)
    if open_only:
        keep &= sights["open_site"].astype(bool)
    return sights[keep]


def card_lines(row: Mapping[Any, Any], units: Mapping[str, str]) -> list[str]:
    """What a card says below its name: story, where, when it is open and whom to ask; only what is known."""
    where = "　".join(str(part) for part in (row["enterprise_name"], row["town"]) if part)
    date = row["date"]
    day = date.strftime(_DAY) if isinstance(date, pd.Timestamp) and pd.notna(date) else ""
    said = [
        str(row["story"]),
        where,
        "　".join(str(part) for part in (row["sort"], row["grade"], row["spirit"], row["who"]) if part),
        f"可看时间：{row['hours']}" if row["hours"] else "",
        f"联系岗位：{row['post']}" if row["post"] else "",
        "　".join(filter(None, (day, units.get(str(row["unit"]), str(row["unit"]))))),
    ]
    return [line for line in said if line]


def sight_table(sights: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    """The cards as a table: kind, code, name, sort, grade, where, when, hours, post, who reported it."""
    return pd.DataFrame(
        {
            "类别": sights["kind"],
            "编号": sights["code"],
            "名称": sights["name"],
            "类型": sights["sort"],
            "级别": sights["grade"],
            "企业": sights["enterprise_name"],
            "乡镇街道": sights["town"],
            "日期": sights["date"].dt.strftime("%Y-%m-%d").fillna(""),
            "可看时间": sights["hours"],
            "联系岗位": sights["post"],
            "报送单位": [units.get(unit, unit) for unit in sights["unit"]],
        }
    ).reset_index(drop=True)
