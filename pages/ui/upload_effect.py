"""What a file does to the unit's figures once it is approved."""

from math import isnan

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.scoring.effect import Effect, Figures, effect, figures
from metrics.store.reporting import what_if
from pages import cached
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_words import plain, unbroken

_MOST = 8
_SAME = 0.05


def draw_effect(desk: Desk, book: CheckedWorkbook, key: str) -> None:
    """The total now and then, the items, brands and facts that change."""
    if not book.accepted:
        return
    version = desk.store.reporting.data_version(book.period)
    found = remembered(("effect", book.sha256, desk.asked, version), lambda: _effect(desk, book))
    panel = st.expander(
        f"审核通过后　{_total(found)}", key=f"{key}-effect", icon=":material/trending_up:", on_change="rerun"
    )
    if panel.open:
        with panel:
            st.caption(f"按{book.period.label}全县已通过的数据试算，没有保存。")
            _draw(found)


def _effect(desk: Desk, book: CheckedWorkbook) -> Effect:
    framework, now = desk.framework, cached.edition(book.period)
    before = Figures(cached.book(now, "unit"), cached.book(now, "brand"), cached.facts(now))
    after = figures(framework, what_if(desk.store.reporting, framework, book))
    return effect(framework, book.unit, before, after)


def _total(found: Effect) -> str:
    before, after = found.total
    moved = "" if isnan(after - before) else f"（{_signed(after - before)}）"
    first, then = found.rank
    place = f"，排名 {first} → {then}" if first and then and first != then else ""
    return f"本单位总分 {_score(before)} → {_score(after)}{moved}{place}"


def _draw(found: Effect) -> None:
    if found.is_none:
        st.markdown("得分和统计数字都不变。")
    for title, frame in ((f"得分变化的指标（最多列 {_MOST} 项）", found.items), ("品牌总分", found.brands)):
        if len(frame):
            st.markdown(f"**{title}**　{len(frame)} 项有变化")
            _table(frame.head(_MOST), _score, change=True)
    if len(found.facts):
        st.markdown("**全县统计数字**")
        _table(found.facts, _number)


def _table(frame, words, *, change: bool = False) -> None:
    units = frame["unit"].tolist() if "unit" in frame else [""] * len(frame)
    table = {unbroken("名称"): list(map(plain, frame["name"].tolist()))}
    for heading, column in (("现在", "before"), ("通过后", "after")):
        table[unbroken(heading)] = [
            f"{words(v)} {u}" for v, u in zip(frame[column].tolist(), units, strict=True)
        ]
    if change:
        table[unbroken("变化")] = ["—" if isnan(v) else _signed(v) for v in frame["change"].tolist()]
    st.table(table, border="horizontal")


def _number(value: float | None) -> str:
    return "未报" if value is None or isnan(value) else f"{value:,.10g}"


def _score(value: float) -> str:
    return "无得分" if isnan(value) else f"{value:.1f}"


def _signed(value: float) -> str:
    return "不变" if abs(value) < 1e-9 else f"{value:+.1f}" if abs(value) >= _SAME else f"{value:+.2g}"
