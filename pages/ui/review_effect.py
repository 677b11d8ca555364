"""What the scores of the county and of the unit become when a submission is approved."""

from math import isnan

import streamlit as st

from metrics.charts.words import score
from metrics.scoring import prepare, score_book
from metrics.store.reporting import what_if
from pages import cached
from pages.edition import COUNTY
from pages.ui.review_desk import Desk
from pages.ui.review_waiting import Waiting
from pages.ui.upload_desk import Desk as UploadDesk
from pages.ui.upload_desk import remembered
from pages.ui.upload_effect import draw_effect

#: A smaller difference does not show in one decimal.
_SAME = 0.05


def draw_effects(desk: Desk, waiting: Waiting) -> None:
    """The county's total in a line, the unit's figures behind a fold."""
    book, period = desk.book(waiting.info), desk.periods[waiting.info.period]
    key = ("review-county", waiting.info.id, desk.store.reporting.data_version(book.period))
    before, after = remembered(key, lambda: _county(desk, waiting))
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


def _county(desk: Desk, waiting: Waiting) -> tuple[float, float]:
    """The county's total now and then."""
    book = desk.book(waiting.info)
    now = cached.edition(book.period)
    framework = cached.framework_of(now)
    data = what_if(desk.store.reporting, framework, book)
    books = (cached.book(now, COUNTY), score_book(framework, data, COUNTY, prepare(framework, data)))
    first, then = (one.scores[framework.root.id].iloc[0] for one in books)
    return float(first), float(then)
