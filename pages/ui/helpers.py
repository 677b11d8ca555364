"""队伍 and 社会组织: the list of them, and one of them in full with what it did in the period."""

import streamlit as st

from metrics.county import VisibleRows
from metrics.tables import deed_table, helpers_words, organisation_table, team_table
from metrics.words import row_at, text_at
from pages import cached
from pages.edition import COUNTY
from pages.ui.shared import (
    FILES,
    addressed_choice,
    grid,
    literal,
    note_words,
    photos_beside,
    profile_view,
    rows_for_me,
)

#: Query parameters: the team (its code), the organisation (its name) that is shown in full.
TEAM, ORGANISATION = "team", "organisation"
_GONE = "没有“{}”：可能改了编号或名称，或者这一期没有它的记录。请重新选择。"


def _rows(key: cached.Edition, what: str) -> VisibleRows:
    return rows_for_me(cached.events(key, what, COUNTY, "").rows)


def _lists(key: cached.Edition) -> tuple[VisibleRows, VisibleRows, VisibleRows]:
    """Teams in words, deeds as rows, organisations in words."""
    framework, deeds = cached.framework_of(key), _rows(key, "deeds")
    teams = _rows(key, "teams").told(lambda frame: team_table(framework, frame, deeds.frame))
    organisations = deeds.told(organisation_table)
    said = helpers_words(teams.frame, organisations.frame)
    note_words(said)
    st.markdown(literal(said))
    return teams, deeds, organisations


def teams_view(key: cached.Edition) -> None:
    """All teams, then one of them."""
    teams, deeds, _ = _lists(key)
    if not len(teams):
        st.info("还没有队伍：审核通过的队伍台账里一支也没有。")
        return
    grid(teams, alt=f"产改队伍，共{len(teams)}支", file="产改队伍")
    told = teams.frame.set_index("编号")
    called = {str(code): f"{code} {name}" for code, name in told["队伍"].items()}
    code = addressed_choice(
        "看哪一支", TEAM, list(called), lambda code: called.get(code, code), gone=_GONE, width=420
    )
    if code is None:
        return
    own, unit = row_at(told, code), text_at(_rows(key, "teams").frame.set_index("code"), code, "unit")
    st.subheader(literal(called[code]), anchor=False)
    st.markdown(
        literal("　".join(f"{name} {own[name]}" for name in ("类型", "牵头单位", "队员", "组建日期")))
    )
    _one(key, deeds.told(lambda frame: frame[frame["team"].eq(code)]), called[code])
    if unit in cached.book(key, "unit").entities.index:
        label = f"看牵头单位 {own['牵头单位']}"
        st.page_link(FILES["unit"], label=literal(label), query_params=profile_view(key, "unit", unit))


def organisations_view(key: cached.Edition) -> None:
    """All social organisations that did anything, then one of them."""
    _, deeds, organisations = _lists(key)
    if not len(organisations):
        st.info("这一期还没有社会组织的活动和助力。")
        return
    grid(organisations, alt=f"社会组织，共{len(organisations)}个", file="社会组织")
    names = list(organisations.frame["社会组织"])
    name = addressed_choice("看哪一个", ORGANISATION, names, str, gone=_GONE, width=420)
    if name is not None:
        st.subheader(literal(name), anchor=False)
        _one(key, deeds.told(lambda frame: frame[frame["organisation"].eq(name)]), name)


def _one(key: cached.Edition, deeds: VisibleRows, name: str) -> None:
    """What one of them did, with the photos of its rows."""
    if not len(deeds):
        st.caption("这一期没有它的活动。")
        return
    framework, firms = cached.framework_of(key), cached.book(key, "enterprise").entities["name"]
    sessions, people = int(deeds.frame["sessions"].sum()), int(deeds.frame["people"].sum())
    came = deeds.frame["enterprise"].replace("", None).nunique()
    said = f"本期 {len(deeds)} 条记录，{sessions} 场，走进 {came} 家企业，{people} 人次。"
    st.markdown(said)
    grid(
        deeds.told(lambda frame: deed_table(framework, frame, firms)),
        alt=f"{name}：{said}",
        file=f"{name}做了什么",
    )
    photos_beside(deeds, "helpers")
