"""The doubts of a period: counts, filters, the list, the same as a file."""

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.doubts import KINDS, SEVERITIES, Doubt, unit_names, write_doubts
from metrics.framework import parse_period
from metrics.store.reporting import Ruling
from pages import cached
from pages.ui.quality.doubts import decision_words, questions_of_year, short_key
from pages.ui.quality.ruling import doubt_case
from pages.ui.shared import account_names, card_row, file_name, offer_made, plain

_ALL = "全部"
_OPEN, _SETTLED = "未处理", "已处理"
_CARD = 136
DOUBT_COLOURS = {"question": "violet", "doubt": "orange", "hint": "blue"}
#: Doubts drawn at once; a button shows more.
_PAGE = 30


def filtered_doubts(doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> list[Doubt]:
    """Draw the four filters and give the doubts that pass them."""
    units = {unit.name: unit.code for unit in cached.framework().units}
    with st.container(horizontal=True, gap="small", vertical_alignment="top"):
        unit = st.selectbox("单位", [_ALL, *units], key="quality-unit", bind="query-params", width=240)
        kind = st.selectbox("类别", [_ALL, *KINDS], key="quality-kind", bind="query-params", width=150)
        grave = st.selectbox(
            "程度", [_ALL, *SEVERITIES.values()], key="quality-severity", bind="query-params", width=120
        )
        state = st.segmented_control(
            "处理",
            [_OPEN, _SETTLED, _ALL],
            default=_OPEN,
            required=True,
            key="quality-state",
            bind="query-params",
        )
    return [
        doubt
        for doubt in doubts
        if unit in (_ALL, None) or units[unit] in doubt.units
        if kind in (_ALL, doubt.kind)
        if grave in (_ALL, SEVERITIES[doubt.severity])
        if state == _ALL or (doubt.key in rulings) == (state == _SETTLED)
    ]


def doubt_cards(doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> None:
    """One card a kind: how many are open, of how many."""
    with card_row():
        for kind, words in KINDS.items():
            of_kind = [doubt for doubt in doubts if doubt.kind == kind]
            waiting = sum(doubt.key not in rulings for doubt in of_kind)
            with st.container(border=True, width=_CARD, height="stretch", gap=None):
                st.markdown(f"{kind} **{waiting}**")
                done = len(of_kind) - waiting
                st.caption(f"{words}；已处理 {done}" if done else words)


def open_elsewhere(key: cached.Edition, doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> None:
    """Questions of earlier quarters that nobody has answered."""
    here = {doubt.key for doubt in doubts}
    waiting = [
        doubt for doubt in questions_of_year(key) if doubt.key not in rulings and doubt.key not in here
    ]
    if waiting:
        quarters = sorted({place.period for doubt in waiting for place in doubt.where})
        labels = "、".join(parse_period(quarter).label for quarter in quarters)
        st.caption(f":violet-badge[待认定 {len(waiting)}] 今年前几期还没有认定：{labels}。请换到那一期处理。")


def rows_left_out(key: cached.Edition) -> None:
    """How many rows do not count because of what was decided."""
    gone = cached.dataset(key).ruled_out
    if len(gone):
        st.caption(f"按已有认定，{len(gone)} 行协办（重复）的台账行留底但不计入得分和各项数字。")


def doubts_view(key: cached.Edition, doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> None:
    """Counts, filters and the doubts themselves."""
    doubt_cards(doubts, rulings)
    open_elsewhere(key, doubts, rulings)
    if not doubts:
        st.success("没有发现疑问：各单位、各表、各期的数据能互相对上。", icon=":material/check_circle:")
        return
    rows_left_out(key)
    chosen = filtered_doubts(doubts, rulings)
    units = {place.unit for doubt in chosen for place in doubt.where}
    offer_made(
        "下载清单（Excel）",
        lambda: _doubts_file(chosen, f"{key.period.label}数据质量疑问清单", rulings),
        file_name("数据质量疑问清单", key.period.code),
        "疑问清单",
        lambda: [("rule", ""), *(("see-submission", unit) for unit in units)],
        key="quality-list",
    )
    if not chosen:
        st.info("没有符合筛选条件的疑问。" + _where_the_rest_is(doubts, rulings))
    _draw_doubts(chosen, rulings)


def _doubts_file(doubts: Sequence[Doubt], title: str, rulings: Mapping[str, Ruling]) -> bytes:
    """The list to take away, each doubt with what was decided about it."""
    names = account_names()
    decisions = {key: decision_words(ruling, names) for key, ruling in rulings.items()}
    return write_doubts(cached.framework(), doubts, title, decisions)


def _where_the_rest_is(doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> str:
    settled = sum(doubt.key in rulings for doubt in doubts)
    return f"本期已处理 {settled} 条，未处理 {len(doubts) - settled} 条。"


def _draw_doubts(doubts: Sequence[Doubt], rulings: Mapping[str, Ruling]) -> None:
    shown = _PAGE * (1 + st.session_state.get("quality-more", 0))
    for place, doubt in enumerate(doubts[:shown]):
        panel = st.expander(
            _doubt_label(doubt, settled=doubt.key in rulings),
            expanded=place == 0 and doubt.severity == "question",
            key=f"doubt-{short_key(doubt.key)}",
            on_change="rerun",
        )
        if panel.open:
            with panel:
                doubt_case(doubt, rulings.get(doubt.key))
    if len(doubts) > shown:
        st.button(f"再看 {min(_PAGE, len(doubts) - shown)} 条（共 {len(doubts)} 条）", on_click=_show_more)


def _doubt_label(doubt: Doubt, *, settled: bool) -> str:
    badge = f":{DOUBT_COLOURS[doubt.severity]}-badge[{SEVERITIES[doubt.severity]}]"
    done = " :green-badge[已处理]" if settled else ""
    names = unit_names(cached.framework(), doubt)
    whose = "、".join(names[:2]) + (f"等 {len(names)} 家" if len(names) > 2 else "")
    return f"{badge}{done} **{plain(doubt.title)}**　{plain(whose)}　{plain(_which(doubt))}"


def _which(doubt: Doubt) -> str:
    """What tells a doubt from its neighbours: the cell and what stands there, or how many cells."""
    if len(doubt.where) == 1:
        return f"{doubt.where[0].cell}：{doubt.found}"
    if doubt.decision == "twice":
        return f"“{doubt.found.split(' / ')[0]}”"
    return doubt.found


def _show_more() -> None:
    st.session_state["quality-more"] = st.session_state.get("quality-more", 0) + 1
