"""What a search brought up: entities to open, activities with the cell they stand in."""

import pandas as pd
import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.scoring import graded_for
from metrics.scoring.measures import ACTIVITIES
from metrics.tables import activities_table, chosen_sights, entities_like
from metrics.words import graded, placed
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.helpers import ORGANISATION, TEAM
from pages.ui.indicator import ITEM, MEASURE
from pages.ui.shared import (
    FILES,
    FROM,
    ROW,
    grid,
    literal,
    period_label,
    profile_view,
    row_place,
    rows_for_me,
    ticked_rows,
)
from pages.ui.sights import sight_link, sights_for_me

_MOST = 12
#: Activities drawn; how many were found is said above them.
_MOST_ACTIVITIES = 200


def entity_links(key: cached.Edition, text: str) -> int:
    """Links to the profiles of what was found, level by level; how many there are."""
    if not has_act(current_account(), "see-entities"):
        return 0
    return sum(_level_links(key, level, file, text) for level, file in FILES.items())


def _level_links(key: cached.Edition, level: str, file: str, text: str) -> int:
    book = cached.book(key, level)
    framework = graded_for(cached.framework_of(key), book)
    root = framework.root.id
    matches = entities_like(book, text, root)
    if matches.empty:
        return 0
    st.subheader(f"{LEVEL_NAMES[level]}（{len(matches)}）", anchor=False)
    for code, name, score in zip(matches["编号"], matches["名称"], matches["得分"], strict=True):
        if code not in matches["编号"].head(_MOST).to_numpy():
            break
        words = f"{code} {name}　{graded(framework, score)}　{placed(book.ranks[root], code)}"
        st.page_link(file, label=literal(words), query_params=profile_view(key, level, f"{code} {name}"))
    _cut(len(matches))
    return len(matches)


def subject_links(key: cached.Edition, text: str) -> int:
    """Links to the items and measures whose name or id holds a text; how many there are."""
    framework = cached.framework_of(key)
    held = [part for part in framework.parts if text in part.name or text.upper() == part.id.upper()]
    found = [part for part in held if part.id in framework.measure or framework.node[part.id].item]
    if not found:
        return 0
    st.subheader(f"项目和指标（{len(found)}）", anchor=False)
    for part in found[:_MOST]:
        item = framework.measure[part.id].parent if part.id in framework.measure else part.id
        view = {"period": period_label(key), ITEM: item, **({MEASURE: part.id} if part.id != item else {})}
        words = part.name if part.id == item else f"{framework.node[item].name} · {part.name}"
        st.page_link("indicators.py", label=literal(f"{part.id} {words}"), query_params=view)
    _cut(len(found))
    return len(found)


def sight_links(key: cached.Edition, text: str) -> int:
    """Links to the cases, carriers and honours that hold a text; how many there are."""
    if not has_act(current_account(), "see-entities"):
        return 0
    found = chosen_sights(sights_for_me(key).frame, {}, text)
    if found.empty:
        return 0
    st.subheader(f"典型、载体、荣誉（{len(found)}）", anchor=False)
    for row in found.head(_MOST).to_dict("records"):
        where = row["enterprise_name"] or row["town"]
        sight_link(key, row, f"{row['kind']}　{row['name']}　{where}")
    _cut(len(found))
    return len(found)


def taken_on_links(key: cached.Edition, text: str) -> int:
    """Links to the projects, teams and social organisations of 清单 that hold a text; how many there are."""
    if not has_act(current_account(), "see-entities"):
        return 0
    projects, teams = (_held(key, what, ("code", "name"), text) for what in ("gantt", "teams"))
    organisations = _held(key, "deeds", ("organisation",), text).drop_duplicates("organisation")
    found = [(f"项目　{code} {name}", "项目和品牌", "worklist-q", code) for code, name in _named(projects)]
    found += [(f"队伍　{code} {name}", "队伍", TEAM, code) for code, name in _named(teams)]
    found += [
        (f"社会组织　{name}", "社会组织", ORGANISATION, name)
        for name in organisations["organisation"].tolist()
    ]
    if not found:
        return 0
    st.subheader(f"项目、队伍、社会组织（{len(found)}）", anchor=False)
    for words, view, name, value in found[:_MOST]:
        way = {"period": period_label(key), "worklist-view": view, name: value}
        st.page_link("worklist.py", label=literal(words), query_params=way)
    _cut(len(found))
    return len(found)


def _held(key: cached.Edition, what: str, columns: tuple[str, ...], text: str) -> pd.DataFrame:
    """The rows whose columns hold a text, as far as whoever is signed in may see them."""
    frame = rows_for_me(cached.events(key, what, COUNTY, "").rows).frame
    held = [frame[name].astype("str").str.contains(text, case=False, regex=False) for name in columns]
    return frame[pd.concat(held, axis=1).any(axis=1)]


def _named(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["code"].astype(str), frame["name"].astype(str), strict=True))


def _cut(count: int) -> None:
    if count > _MOST:
        st.caption(f"列出前 {_MOST}，共 {count}；多写几个字可以缩小范围。")


def activity_table(key: cached.Edition, text: str) -> int:
    """Activities with their cells, as far as whoever is signed in may see them; how many there are."""
    found, data = cached.activities(key, text, current_account().code), cached.dataset(key)
    if not len(found):
        return 0
    st.subheader(f"活动（{len(found)}）", anchor=False)
    table = found.told(lambda rows: activities_table(data, rows.head(_MOST_ACTIVITIES)))
    columns = dict.fromkeys(("unit", "submission", "row")) | {"活动": st.column_config.TextColumn(width=220)}
    alt = f"名称或编号含“{text}”的活动"
    if not has_act(current_account(), "see-entities"):
        grid(table, alt=alt, column_config=columns)
        return len(found)
    st.caption("勾选一行（键盘：上下键移动，Shift+空格勾选），下面出现打开它的链接。")
    grid(table, key="found", on_select="rerun", alt=alt, column_config=columns)
    for number in ticked_rows("found"):
        _row_link(key, table.frame.iloc[number])
    return len(found)


def _row_link(key: cached.Edition, activity: pd.Series) -> None:
    """A link to the row of an activity, below its enterprise or else its brand or unit."""
    codes = {"enterprise": activity["企业"], "brand": activity["品牌"], "unit": activity["unit"]}
    known = {
        level: f"{code} {cached.book(key, level).entities.loc[code, 'name']}"
        for level, code in codes.items()
        if code in cached.book(key, level).entities.index
    }
    level = next(iter(known))
    way = {ROW: row_place(ACTIVITIES, activity["submission"], activity["row"])}
    if level == "enterprise" and "brand" in known:
        way[FROM] = known["brand"]
    words = literal(f"打开 {activity['编号']} {activity['活动']}（{known[level]}）")
    st.page_link(FILES[level], label=words, query_params=profile_view(key, level, known[level], **way))
