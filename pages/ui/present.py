"""汇报模式 on a page: what makes it large, where one is in the sequence, how the office arranges it."""

from html import escape

import pandas as pd
import streamlit as st

from metrics.ingest.write import tamed, untamed
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.words import PRESENT, USUAL, SlideError, checked_slides, place_of, shown_address, slides_of
from pages import cached
from pages.ui.shared import keep_result, lines, literal, still_may, unbroken

_KEPT, _PLACE, _ACT = "slides", "present", "edit-briefing"


def is_presenting() -> bool:
    """Whether the address asks for a page as it is shown in a meeting."""
    return st.query_params.get(PRESENT) == "1"


def stage(page: str) -> None:
    """Mark a page as shown in a meeting, with the ways on and back; app.css and app.js do the rest.

    Args:
        page: its name in addresses; empty for the first page.
    """
    slides = slides_of(cached.store().office.remembered(_KEPT))
    query = st.query_params.to_dict()
    at, period = place_of(slides, page, query), query.get("period", "")
    links = [
        f'<a rel="{rel}" target="_self" href="{escape(shown_address(slides[to], period))}">{word}</a>'
        for rel, to, word in (("prev", at - 1, "‹ 上一页"), ("next", at + 1, "下一页 ›"))
        if 0 <= to < len(slides)
    ]
    st.html(
        f'<nav class="kdj-present" aria-label="汇报">{escape(slides[at].name)}　{at + 1} / {len(slides)}　'
        f'{"　".join(links)}　<a rel="up" target="_self" href="/present">退出</a></nav>'
    )


def sequence_view() -> None:
    """The sequence, and the way to begin."""
    slides = slides_of(cached.store().office.remembered(_KEPT))
    first = escape(shown_address(slides[0]))
    words = f"开始汇报（{len(slides)} 页）"
    st.html(f'<p><a class="kdj-begin" target="_self" href="{first}">{words}</a></p>')
    lines(
        {
            unbroken("第几页"): [str(number) for number in range(1, len(slides) + 1)],
            unbroken("名称"): [literal(slide.name) for slide in slides],
            unbroken("网址"): [literal(slide.address) for slide in slides],
        }
    )


def arrange(account: Account) -> None:
    """Rows to type the sequence in, top to bottom."""
    slides = slides_of(cached.store().office.remembered(_KEPT))
    st.subheader("安排顺序", anchor=False)
    st.caption("打开要放的页面，选好筛选条件，把浏览器地址栏里的网址复制到这里；一行一页，从上到下放。")
    table = pd.DataFrame([(slide.name, slide.address) for slide in slides], columns=["名称", "网址"])
    edited = st.data_editor(
        tamed(table),
        num_rows="dynamic",
        hide_index=True,
        key=f"slides-{cached.store().database.mark()}",
        column_config={
            "名称": st.column_config.TextColumn(width=200),
            "网址": st.column_config.TextColumn(width=520),
        },
    )
    rows = [
        tuple(untamed(str(value or "")) for value in row) for row in edited.fillna("").itertuples(index=False)
    ]
    try:
        checked = checked_slides((str(name), str(address)) for name, address in rows)
    except SlideError as error:
        st.error(str(error))
        return
    kept = [[slide.name, slide.address] for slide in checked]
    with st.container(horizontal=True):
        st.button("保存顺序", key="slides-save", on_click=_keep, args=(account.code, kept))
        usual = [[slide.name, slide.address] for slide in USUAL]
        st.button(
            "恢复常用顺序", key="slides-usual", type="tertiary", on_click=_keep, args=(account.code, usual)
        )


def _keep(account: str, slides: list[list[str]]) -> None:
    """Keep the sequence (a callback)."""
    if not still_may(account, _PLACE, _ACT):
        return
    try:
        cached.store().office.remember(_KEPT, slides, account)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
        return
    keep_result(_PLACE, said="汇报顺序已保存。")
