"""Cards of what can be seen, one of them in full, and the sheet for a visit."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.reports.print import Stop, onscreen, visit_sheet
from metrics.tables import CHOICES, MOST_STOPS, card_lines, chosen_sights, sight_id, sight_table, unit_names
from metrics.words import text_at
from pages import cached
from pages.edition import COUNTY
from pages.ui.shared import (
    FILES,
    RANKING,
    ROW,
    file_name,
    first_thumbnails,
    grid,
    literal,
    offer_made,
    period_label,
    photos_of_rows,
    profile_view,
    row_place,
    rows_for_me,
)

#: Query parameter: the card one looks at.
SIGHT = "sight"
_KINDS = {"全部": "", "典型案例": "典型案例", "载体阵地": "载体阵地", "荣誉": "荣誉"}
_AT_ONCE, _WIDTH = 24, 268
_GONE = "没有编号为“{}”的典型、载体或荣誉：可能已被更正，或者不在这一期。换一期，或从“典型与现场”里重新找。"


def sights_for_me(key: cached.Edition) -> VisibleRows:
    """Everything that can be seen, as far as whoever is signed in may see its rows."""
    return rows_for_me(cached.events(key, "sights", COUNTY, "").rows)


def sight_link(key: cached.Edition, row: Mapping[Any, Any], label: str = "") -> None:
    """A link to a card in full."""
    view = {"period": period_label(key), SIGHT: sight_id(row)}
    st.page_link("sights.py", label=literal(label or str(row["name"])), query_params=view)


def thumbnail(row: Mapping[Any, Any], small: Mapping[tuple[str, int, int], bytes]) -> None:
    """The photo of a card; nothing where none was reported with its row, or none that leaders may see.

    Args:
        row: of the card.
        small: as `first_thumbnails` gives them for the cards that are drawn.
    """
    content = small.get((str(row["ledger"]), int(row["submission"]), int(row["row"])))
    if content:
        st.image(content, width="stretch", alt=f"{row['name']}的照片")


def cards_view(key: cached.Edition) -> None:
    """Filters, then a card each."""
    seen = sights_for_me(key)
    found = seen.told(lambda frame: _filtered(key, frame))
    st.caption(
        f"共 {len(found)} 项" + (f"，先列 {_AT_ONCE} 项；用筛选缩小。" if len(found) > _AT_ONCE else "")
    )
    names = unit_names(cached.framework_of(key))
    drawn = found.told(lambda frame: frame.head(_AT_ONCE))
    small = first_thumbnails(drawn)
    with st.container(horizontal=True, gap="small"):
        for row in drawn.frame.to_dict("records"):
            with st.container(border=True, width=_WIDTH, gap="xsmall"):
                thumbnail(row, small)
                badge = ":green-badge[可现场看] " if row["open_site"] else ""
                st.markdown(f":blue-badge[{row['kind']}] {badge}")
                sight_link(key, row)
                for line in card_lines(row, names):
                    st.caption(literal(line))
    if not len(found):
        st.info("没有符合的。请放宽筛选条件。")
        return
    table = found.told(lambda frame: sight_table(frame, names))
    panel = st.expander("全部列成表", on_change="rerun", key="sights-table")
    if panel.open:
        with panel:
            grid(table, alt=f"典型与现场，共{len(found)}项", file="典型与现场")


def _filtered(key: cached.Edition, frame: pd.DataFrame) -> pd.DataFrame:
    names = unit_names(cached.framework_of(key))
    with st.container(horizontal=True, gap="xsmall"):
        text = st.text_input(
            "搜索", placeholder="名称、故事、企业", key="sights-q", bind="query-params", width=200
        )
        chosen = {}
        for heading, column in CHOICES.items():
            known = sorted({str(value) for value in frame[column] if value})
            chosen[heading] = st.selectbox(
                heading,
                ["", *known],
                format_func=lambda value: names.get(value, value) or "全部",
                key=f"sights-{column}",
                bind="query-params",
                width=150,
            )
        open_only = st.checkbox("只看能现场看的", key="sights-open", bind="query-params")
    return chosen_sights(frame, chosen, text, open_only=open_only)


def sight_view(key: cached.Edition) -> bool:
    """Draw the card that the address names in full; whether it names one."""
    wanted = st.query_params.get(SIGHT, "")
    if not wanted:
        return False
    st.page_link("sights.py", label="‹ 典型与现场", query_params={"period": period_label(key)})
    ledger, _, code = wanted.partition("-")
    seen = sights_for_me(key)
    frame = seen.frame
    own = frame[frame["ledger"].eq(ledger) & frame["code"].eq(code)]
    if own.empty:
        st.warning(_GONE.format(literal(wanted)))
        return True
    row = own.iloc[0].to_dict()
    st.subheader(literal(str(row["name"])), anchor=False)
    st.markdown(f":blue-badge[{row['kind']}]" + (" :green-badge[可现场看]" if row["open_site"] else ""))
    photos_of_rows(seen.told(lambda _: own), "sight")
    for line in card_lines(row, unit_names(cached.framework_of(key))):
        st.markdown(literal(line))
    _ways_on(key, row)
    return True


def _ways_on(key: cached.Edition, row: Mapping[Any, Any]) -> None:
    """To the enterprise, the town, the brand, the unit; and to the row it was reported in."""
    codes = {level: str(row[level]) for level in ("enterprise", "brand", "unit")}
    known = {
        level: f"{code} {text_at(cached.book(key, level).entities, code, 'name')}"
        for level, code in codes.items()
        if code in cached.book(key, level).entities.index
    }
    with st.container(horizontal=True, gap="small"):
        for level, label in known.items():
            st.page_link(FILES[level], label=literal(label), query_params=profile_view(key, level, label))
        if row["town"]:
            towns = cached.book(key, "town").entities["name"]
            for code in towns.index[towns.eq(row["town"])]:
                st.page_link(
                    FILES["town"],
                    label=literal(row["town"]),
                    query_params=profile_view(key, "town", str(code)),
                )
            among = {"period": period_label(key), "enterprise-view": RANKING, "enterprise-town": row["town"]}
            st.page_link(FILES["enterprise"], label="同乡镇的企业", query_params=among)
        if known:
            level = next(iter(known))
            way = {ROW: row_place(row["ledger"], int(row["submission"]), int(row["row"]))}
            st.page_link(
                FILES[level],
                label="看报表里的这一行",
                query_params=profile_view(key, level, known[level], **way),
            )


def route_view(key: cached.Edition) -> None:
    """Choose up to five places in order, look, take the sheet."""
    seen = sights_for_me(key).frame
    rows = {sight_id(row): row for row in seen.to_dict("records")}
    order = sorted(rows, key=lambda one: not rows[one]["open_site"])
    chosen = st.multiselect(
        f"去看哪几处（按顺序选，3 到 {MOST_STOPS} 处）",
        order,
        format_func=lambda one: f"{rows[one]['name']}　{rows[one]['enterprise_name'] or rows[one]['town']}",
        max_selections=MOST_STOPS,
        key="sights-route",
        placeholder="输入名称、企业；能现场看的排在前面",
    )
    title = st.text_input(
        "标题", f"{cached.framework().county}产改走访路线单", key="sights-title", max_chars=40, width=360
    )
    if not chosen:
        st.info("选好以后，这里会列出路线，并可打印 A4 路线单：每一处带二维码，扫码看画像。")
        return
    names, base = unit_names(cached.framework_of(key)), cached.framework().home.address.rstrip("/")
    stops = [
        Stop(str(rows[one]["name"]), tuple(card_lines(rows[one], names)), _address(key, base, one))
        for one in chosen
    ]
    for number, stop in enumerate(stops, start=1):
        st.markdown(f"**{number}. {literal(stop.name)}**　{literal('　'.join(stop.lines[:2]))}")
    if not base:
        st.caption("县情里还没有写系统网址（建县 · 逐项修改），路线单上先不印二维码。")
    version = cached.framework_of(key)
    filters = onscreen.filters(key.period.label, {})
    offer_made(
        "打印路线单 PDF",
        lambda: visit_sheet(
            title,
            key.period.label,
            stops,
            onscreen.stamp(filters, key.version, f"{version.version}（{version.hash[:8]}）"),
        ),
        file_name(title, key.period.label, suffix=".pdf"),
        "走访路线单",
        lambda: {("see-entities", ""), ("see-rows", "")},
        key="sights-pdf",
    )


def _address(key: cached.Edition, base: str, sight: str) -> str:
    return f"{base}/sights?period={quote(period_label(key))}&{SIGHT}={quote(sight)}" if base else ""
