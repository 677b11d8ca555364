"""What approving a submission would bring: doubts across units and periods, other scores."""

from collections.abc import Sequence
from math import isnan
from typing import cast

import streamlit as st

from metrics.county import Dataset, SubmissionInfo, with_submission
from metrics.doubts import SEVERITIES, CountyRows, Doubt, check_county, specs, unit_names
from metrics.framework import parse_period
from metrics.scoring import score_book
from metrics.words import change, score
from pages import cached
from pages.account import current_account
from pages.edition import COUNTY
from pages.ui.history import stored_book
from pages.ui.quality import DOUBT_COLOURS
from pages.ui.shared import plain, remembered
from pages.ui.upload import as_approved, draw_effect

_MOST_CELLS = 6
#: A smaller difference does not show in one decimal.
_SAME = 0.05


def open_doubts(info: SubmissionInfo) -> tuple[Doubt, ...]:
    """Doubts that touch a submission's rows, if it were approved, and were not ruled on yet.

    What is said of the whole county hangs on nobody's report; it stands on the page of doubts.
    """
    store = cached.store()
    states = hash(tuple((other.id, other.state) for other in cached.submissions()))
    key = ("review-doubts", info.id, states, store.reporting.data_version(parse_period(info.period)))
    ruled = {ruling.key for ruling in store.rulings.holding()}
    found = remembered(key, lambda: _doubts_touching(info))
    doubts = store.reporting.doubts_for(current_account().code, found)
    return tuple(doubt for doubt in doubts if doubt.key not in ruled)


def _doubts_touching(info: SubmissionInfo) -> tuple[Doubt, ...]:
    book, period, store = stored_book(info), parse_period(info.period), cached.store()
    ready = as_approved(book, period)
    # The data are what the store gave, whatever scoring asks of them.
    framework, after = ready.framework, cast("Dataset", ready.data)
    reported = None
    if len(after.ruled_out):
        every = store.reporting.dataset(framework, period, ruled=False)
        reported = with_submission(every, book, framework, info.revision)
    county = CountyRows(framework, after, reported, store.reporting.revisions(framework, period))
    of_units = [code for code, rule in specs().items() if rule.scope == "unit"]
    return tuple(
        doubt
        for doubt in check_county(county, of_units)
        if any((place.unit, place.period) == (info.unit, info.period) for place in doubt.where)
    )


def draw_doubts(doubts: Sequence[Doubt], number: int) -> None:
    """A fold with a paragraph a doubt; nothing without any."""
    if not doubts:
        st.caption("没有和其他单位、其他期对不上的地方。")
        return
    panel = st.expander(
        f"和其他单位、其他期比的疑问　{len(doubts)} 条",
        expanded=any(doubt.severity != "hint" for doubt in doubts),
        key=f"review-doubts-{number}",
        icon=":material/compare_arrows:",
        on_change="rerun",
    )
    if panel.open:
        with panel:
            for doubt in doubts:
                _draw_doubt(doubt)
            st.caption("重复的由谁主办、是否核实无误，通过后在“数据质量”页认定。")


def _draw_doubt(doubt: Doubt) -> None:
    cells = "；".join(
        plain(f"{place.cell}（{place.unit} {place.period}）") for place in doubt.where[:_MOST_CELLS]
    )
    more = f" 等 {len(doubt.where)} 处" if len(doubt.where) > _MOST_CELLS else ""
    whose = "、".join(unit_names(cached.framework(), doubt)[:3])
    st.markdown(
        f":{DOUBT_COLOURS[doubt.severity]}-badge[{SEVERITIES[doubt.severity]}] **{plain(doubt.title)}**"
        f"　{plain(whose)}  \n{plain(doubt.message)}  \n:small[{cells}{more}]"
    )


def draw_effects(info: SubmissionInfo) -> None:
    """The county's total in a line, the unit's figures behind a fold."""
    key = ("review-county", info.id, cached.store().reporting.data_version(parse_period(info.period)))
    before, after = remembered(key, lambda: _county_totals(info))
    st.markdown(_county_words(before, after))
    draw_effect(stored_book(info), f"review-{info.id}")


def _county_words(before: float, after: float) -> str:
    if isnan(before) and isnan(after):
        return "通过后全县仍未评分：本期的报送还不够。"
    moved = change(after, before)
    said = "" if moved is None else "（不变）" if abs(after - before) < _SAME else f"（{moved:+.1f}）"
    return f"通过后全县总分 **{score(before)} → {score(after)}**{said}"


def _county_totals(info: SubmissionInfo) -> tuple[float, float]:
    """The county's total now and then."""
    period = parse_period(info.period)
    now = cached.edition_of(period)
    books = (cached.book(now, COUNTY), score_book(as_approved(stored_book(info), period), COUNTY))
    root = cached.framework_of(now).root.id
    before, after = (book.scores[root].iloc[0] for book in books)
    return float(before), float(after)
