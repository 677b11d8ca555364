"""The doubts of a period: the list that passes the filters, and the same as a file."""

from collections.abc import Sequence

import streamlit as st

from metrics.doubts import SEVERITIES, Doubt, unit_names, write_doubts
from metrics.framework import parse_period
from pages.ui.quality_case import case
from pages.ui.quality_counts import counts, elsewhere, left_out
from pages.ui.quality_desk import Desk, short
from pages.ui.quality_filter import filtered
from pages.ui.upload_words import file_name, plain

COLOURS = {"question": "violet", "doubt": "orange", "hint": "blue"}
#: Doubts drawn at once; a button shows more.
PAGE = 30


def doubts_view(desk: Desk) -> None:
    """Counts, filters and the doubts themselves."""
    counts(desk)
    elsewhere(desk)
    if not desk.doubts:
        st.success("没有发现疑问：各单位、各表、各期的数据能互相对上。", icon=":material/check_circle:")
        return
    left_out(desk)
    chosen = filtered(desk)
    st.download_button(
        "下载清单（Excel）",
        lambda: write_doubts(
            desk.framework,
            chosen,
            f"{parse_period(desk.key.period).label}数据质量疑问清单",
            desk.settled(),
        ),
        file_name("数据质量疑问清单", desk.key.period),
        key="quality-list",
        on_click="ignore",
        icon=":material/download:",
    )
    if not chosen:
        st.info("没有符合筛选条件的疑问。" + _where_the_rest_is(desk))
    _list(desk, chosen)


def _where_the_rest_is(desk: Desk) -> str:
    settled = sum(desk.ruling(doubt) is not None for doubt in desk.doubts)
    return f"本期已处理 {settled} 条，未处理 {len(desk.doubts) - settled} 条。"


def _list(desk: Desk, doubts: Sequence[Doubt]) -> None:
    shown = PAGE * (1 + st.session_state.get("quality-more", 0))
    for place, doubt in enumerate(doubts[:shown]):
        panel = st.expander(
            _label(desk, doubt),
            expanded=place == 0 and doubt.severity == "question",
            key=f"doubt-{short(doubt.key)}",
            on_change="rerun",
        )
        if panel.open:
            with panel:
                case(desk, doubt)
    if len(doubts) > shown:
        st.button(f"再看 {min(PAGE, len(doubts) - shown)} 条（共 {len(doubts)} 条）", on_click=_more)


def _label(desk: Desk, doubt: Doubt) -> str:
    badge = f":{COLOURS[doubt.severity]}-badge[{SEVERITIES[doubt.severity]}]"
    done = " :green-badge[已处理]" if desk.ruling(doubt) else ""
    names = unit_names(desk.framework, doubt)
    whose = "、".join(names[:2]) + (f"等 {len(names)} 家" if len(names) > 2 else "")
    return f"{badge}{done} **{plain(doubt.title)}**　{plain(whose)}　{plain(_which(doubt))}"


def _which(doubt: Doubt) -> str:
    """What tells a doubt from its neighbours: the cell and what stands there, or how many cells."""
    if len(doubt.where) == 1:
        return f"{doubt.where[0].cell}：{doubt.found}"
    if doubt.decision == "twice":
        return f"“{doubt.found.split(' / ')[0]}”"
    return doubt.found


def _more() -> None:
    st.session_state["quality-more"] = st.session_state.get("quality-more", 0) + 1
