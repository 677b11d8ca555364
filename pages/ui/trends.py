"""Views over time: scores, pace of the year, flow of ranks; remarks on why a figure jumped."""

import streamlit as st

from metrics.charts import paced
from metrics.framework import LEVEL_NAMES, parse_period
from metrics.store import StoreError
from metrics.tables import ordered
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.shared import addressed_choice, draw_chart, keep_result, quarters_until, say_result, still_may

STEPS = {"逐季": 1, "同比（与去年同季）": 4}
_LEVELS = {LEVEL_NAMES[level]: level for level in (COUNTY, "unit", "brand", "enterprise", "town", "industry")}
_FIRST = 12
_REMARKS = "remarks"


def ask_entity(key: cached.Edition) -> tuple[str, str, tuple[str, ...]] | None:
    """Level, entity and the quarters to look at, all in the address; None when it names nobody known."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "看什么", list(_LEVELS), default="全县", key="trend-level", bind="query-params", required=True
        )
        level = _LEVELS[chosen]
        code = _ask_entity_code(key, level)
        if code is None:
            return None
        step = STEPS[st.selectbox("怎样比", list(STEPS), key="trend-step", bind="query-params", width=200)]
    known = quarters_until(key)
    quarters = known[::-1][::step][::-1]
    if step > 1 and len(quarters) < 2:
        st.info(f"去年同季还没有数据：目前开放的报告期从{parse_period(known[0]).label}开始。先按逐季显示。")
        quarters = known
    return level, code, quarters


def _ask_entity_code(key: cached.Edition, level: str) -> str | None:
    book = cached.book(key, level)
    if level == COUNTY:
        return str(book.entities.index[0])
    names = book.entities["name"]
    return addressed_choice(
        "对象",
        f"trend-of-{level}",
        list(ordered(book, cached.framework_of(key).root.id)),
        lambda code: f"{code} {names[code]}" if code != names[code] else code,
        width=340,
    )


def score_view(key: cached.Edition, level: str, code: str, quarters: tuple[str, ...]) -> None:
    """The lines of the total and the groups, or of the items of one group."""
    framework = cached.framework_of(key)
    groups = {"总分和三大类": ()} | {
        group.name: (group.id, *(item.id for item in framework.items if item.parent == group.id))
        for group in framework.groups
    }
    chosen = st.segmented_control(
        "看哪些项",
        list(groups),
        default="总分和三大类",
        key="trend-nodes",
        bind="query-params",
        required=True,
    )
    draw_chart(key, "trend", level, quarters=quarters, code=code, nodes=groups[chosen])


def move_view(key: cached.Edition, level: str, code: str, quarters: tuple[str, ...]) -> None:
    """What rose and fell between the last two periods."""
    if len(quarters) > 1:
        draw_chart(key, "moves", level, quarters=quarters[-2:], code=code)


def pace_view(key: cached.Edition, level: str, code: str) -> None:
    """A measure of the year so far against the pace of its target."""
    framework = cached.framework_of(key)
    names = {f"{id_} {framework.measure[id_].name}": id_ for id_ in paced(framework, level)}
    if not names:
        st.caption("这一层是企业的平均，没有逐季累加的年度指标；请在企业、品牌或成员单位看进度。")
        return
    measure = names[st.selectbox("年度指标", list(names), key=f"pace-measure-{level}", bind="query-params")]
    year = key.period.code[:4]
    quarters = tuple(quarter for quarter in quarters_until(key) if quarter.startswith(year))
    draw_chart(key, "pace", level, quarters=quarters, code=code, measure=measure)


def rank_view(key: cached.Edition, level: str, quarters: tuple[str, ...]) -> None:
    """Who came up and who fell back; nothing for the county, which has no neighbours here."""
    if level == COUNTY or len(quarters) < 2:
        return
    names = {node.name: node.id for node in cached.framework_of(key).nodes}
    chosen = st.selectbox("按哪一项排名", list(names), key="trend-rank-by", bind="query-params", width=200)
    node = names[chosen]
    draw_chart(key, "flow", level, quarters=quarters, node=node, first=_FIRST)


def notes_view(key: cached.Edition, level: str, code: str) -> None:
    """The remarks kept, and a line to write one."""
    st.subheader("备注", anchor=False)
    kept = [
        note
        for note in cached.store().office.notes(quarters_until(key))
        if note.period and (note.level, note.code) == (level, code)
    ]
    account = current_account()
    writes = has_act(account, "remark")
    for note in kept:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{parse_period(note.period).label}**", width="content")
            # A person's words are shown as they are, never as Markdown.
            st.text(note.text, width="content")
            st.caption(f"{note.account} {note.at:%Y-%m-%d}", width="content")
            own = note.account.casefold() == account.code.casefold() or has_act(account, "others-work")
            if writes and own:
                st.button(
                    "删除",
                    key=f"note-{note.id}",
                    type="tertiary",
                    on_click=_drop_note,
                    args=(account.code, note.id),
                )
    say_result(_REMARKS)
    if not kept:
        st.caption(
            "还没有备注。某一季度的数字有特殊原因（停工、换牵头单位、集中报送），写在这里，以后看的人就明白。"
        )
    if writes:
        _note_form(key, level, code, account.code)


def _drop_note(account: str, number: int) -> None:
    if not still_may(account, _REMARKS, "remark"):
        return
    try:
        cached.store().office.drop_note(number, account)
    except StoreError as error:
        keep_result(_REMARKS, refused=str(error))


def _note_form(key: cached.Edition, level: str, code: str, account: str) -> None:
    quarters = quarters_until(key)[::-1]
    with (
        st.form("note-form", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        period = st.selectbox(
            "哪一季度",
            quarters,
            format_func=lambda quarter: parse_period(quarter).label,
            key="note-period",
            width=180,
        )
        text = st.text_input("备注", max_chars=500, key="note-text", placeholder="一句话说明原因")
        sent = st.form_submit_button("记下")
    if sent:
        try:
            cached.store().office.add_note(period, level, code, text, account)
        except StoreError as error:
            st.error(str(error))
        else:
            st.rerun()
