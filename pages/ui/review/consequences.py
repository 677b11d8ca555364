"""What approving a submission would bring: doubts across units and periods, other scores."""

from collections.abc import Sequence
from math import isnan

import streamlit as st

from metrics.charts.words import score
from metrics.framework import parse_period
from metrics.ingest.quality import SEVERITIES, County, Doubt, check_county
from metrics.ingest.quality.listing import unit_names
from metrics.ingest.whatif import with_submission
from metrics.scoring import prepare, score_book
from metrics.store.intake import what_if
from pages import cached
from pages.edition import COUNTY
from pages.ui.quality import DOUBT_COLOURS
from pages.ui.review.queue import ReviewDesk, WaitingSubmission
from pages.ui.shared import plain, remembered
from pages.ui.upload import UploadDesk, draw_effect

_MOST_CELLS = 6
#: A smaller difference does not show in one decimal.
_SAME = 0.05


def open_doubts(desk: ReviewDesk, waiting: WaitingSubmission) -> tuple[Doubt, ...]:
    """Those that touch its rows and were not ruled on yet."""
    period = parse_period(waiting.info.period)
    states = hash(tuple((one.id, one.state) for one in desk.every))
    key = ("review-doubts", waiting.info.id, states, desk.store.data_version(period))
    ruled = {ruling.key for ruling in desk.store.rulings()}
    return tuple(
        one for one in remembered(key, lambda: _doubts_touching(desk, waiting)) if one.key not in ruled
    )


def _doubts_touching(desk: ReviewDesk, waiting: WaitingSubmission) -> tuple[Doubt, ...]:
    info, book, framework = waiting.info, desk.book(waiting.info), desk.framework
    after = what_if(desk.store, framework, book)
    reported = None
    if len(after.ruled_out):
        every = desk.store.dataset(framework, book.period, ruled=False)
        reported = with_submission(every, book, framework, info.revision)
    county = County(framework, after, reported, desk.store.revisions(framework, book.period))
    return tuple(
        doubt
        for doubt in check_county(county)
        if any((place.unit, place.period) == (info.unit, info.period) for place in doubt.where)
    )


def draw_doubts(desk: ReviewDesk, doubts: Sequence[Doubt], number: int) -> None:
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
                _draw_doubt(desk, doubt)
            st.caption("重复的由谁主办、是否核实无误，通过后在“数据质量”页认定。")


def _draw_doubt(desk: ReviewDesk, doubt: Doubt) -> None:
    cells = "；".join(
        plain(f"{place.cell}（{place.unit} {place.period}）") for place in doubt.where[:_MOST_CELLS]
    )
    more = f" 等 {len(doubt.where)} 处" if len(doubt.where) > _MOST_CELLS else ""
    whose = "、".join(unit_names(desk.framework, doubt)[:3])
    st.markdown(
        f":{DOUBT_COLOURS[doubt.severity]}-badge[{SEVERITIES[doubt.severity]}] **{plain(doubt.title)}**"
        f"　{plain(whose)}  \n{plain(doubt.message)}  \n:small[{cells}{more}]"
    )


def draw_effects(desk: ReviewDesk, waiting: WaitingSubmission) -> None:
    """The county's total in a line, the unit's figures behind a fold."""
    book, period = desk.book(waiting.info), desk.periods[waiting.info.period]
    key = ("review-county", waiting.info.id, desk.store.data_version(book.period))
    before, after = remembered(key, lambda: _county_totals(desk, waiting))
    st.markdown(_county_words(before, after))
    unit = desk.framework.unit[book.unit]
    as_unit = UploadDesk(desk.store, desk.framework, desk.account, period, book.period, unit, desk.every)
    draw_effect(as_unit, book, f"review-{waiting.info.id}")


def _county_words(before: float, after: float) -> str:
    if isnan(before) and isnan(after):
        return "通过后全县仍未评分：本期的报送还不够。"
    moved = "" if isnan(after - before) else f"（{after - before:+.1f}）"
    if abs(after - before) < _SAME:
        moved = "（不变）"
    return f"通过后全县总分 **{score(before)} → {score(after)}**{moved}"


def _county_totals(desk: ReviewDesk, waiting: WaitingSubmission) -> tuple[float, float]:
    """The county's total now and then."""
    book = desk.book(waiting.info)
    now = cached.edition(book.period)
    framework = cached.framework_of(now)
    data = what_if(desk.store, framework, book)
    books = (cached.book(now, COUNTY), score_book(framework, data, COUNTY, prepare(framework, data)))
    first, then = (one.scores[framework.root.id].iloc[0] for one in books)
    return float(first), float(then)
