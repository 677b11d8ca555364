"""Doubts across units and periods that a submission would raise if it were approved."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.ingest.quality import SEVERITIES, County, Doubt, check_county
from metrics.ingest.quality.listing import unit_names
from metrics.ingest.whatif import with_submission
from metrics.store.reporting import what_if
from pages.ui.quality_list import COLOURS
from pages.ui.review_desk import Desk
from pages.ui.review_waiting import Waiting
from pages.ui.upload_desk import remembered
from pages.ui.upload_words import plain

_CELLS = 6


def open_doubts(desk: Desk, waiting: Waiting) -> tuple[Doubt, ...]:
    """Those that touch its rows and were not ruled on yet."""
    period = parse_period(waiting.info.period)
    states = hash(tuple((one.id, one.state) for one in desk.every))
    key = ("review-doubts", waiting.info.id, states, desk.store.reporting.data_version(period))
    ruled = {ruling.key for ruling in desk.store.reporting.rulings()}
    return tuple(one for one in remembered(key, lambda: _touching(desk, waiting)) if one.key not in ruled)


def _touching(desk: Desk, waiting: Waiting) -> tuple[Doubt, ...]:
    info, book, framework = waiting.info, desk.book(waiting.info), desk.framework
    after = what_if(desk.store.reporting, framework, book)
    reported = None
    if len(after.ruled_out):
        every = desk.store.reporting.dataset(framework, book.period, ruled=False)
        reported = with_submission(every, book, framework, info.revision)
    county = County(framework, after, reported, desk.store.reporting.revisions(framework, book.period))
    return tuple(
        doubt
        for doubt in check_county(county)
        if any((place.unit, place.period) == (info.unit, info.period) for place in doubt.where)
    )


def draw_doubts(desk: Desk, doubts: Sequence[Doubt], number: int) -> None:
    """A fold with a paragraph a doubt; nothing without any."""
    if not doubts:
        st.caption("没有和其他单位、其他期对不上的地方。")
        return
    panel = st.expander(
        f"和其他单位、其他期比的疑问　{len(doubts)} 条",
        expanded=any(one.severity != "hint" for one in doubts),
        key=f"review-doubts-{number}",
        icon=":material/compare_arrows:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            for doubt in doubts:
                _draw(desk, doubt)
            st.caption("重复的由谁主办、是否核实无误，通过后在“数据质量”页认定。")


def _draw(desk: Desk, doubt: Doubt) -> None:
    cells = "；".join(plain(f"{place.cell}（{place.unit} {place.period}）") for place in doubt.where[:_CELLS])
    more = f" 等 {len(doubt.where)} 处" if len(doubt.where) > _CELLS else ""
    whose = "、".join(unit_names(desk.framework, doubt)[:3])
    st.markdown(
        f":{COLOURS[doubt.severity]}-badge[{SEVERITIES[doubt.severity]}] **{plain(doubt.title)}**"
        f"　{plain(whose)}  \n{plain(doubt.message)}  \n:small[{cells}{more}]"
    )
