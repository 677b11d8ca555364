"""The rows of a submission, a tab a ledger."""

import streamlit as st

from metrics.ingest import CheckedWorkbook
from metrics.ingest.write import readable_ledger
from pages.ui.grid import grid
from pages.ui.review_desk import Desk
from pages.ui.upload_words import plain


def rows(desk: Desk, book: CheckedWorkbook, number: int, *, unfolded: bool) -> None:
    """Behind a fold; empty ledgers are named below."""
    filled = {code: part for code, part in book.ledgers.items() if len(part.frame)}
    panel = st.expander(
        f"报送内容　{len(filled)} 张台账，{sum(book.rows.values())} 行",
        unfolded,
        key=f"review-rows-{number}",
        icon=":material/table_view:",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        if filled:
            tabs = st.tabs([f"{plain(part.sheet)} {len(part.frame)}" for part in filled.values()])
            for tab, (code, part) in zip(tabs, filled.items(), strict=True):
                shown = readable_ledger(desk.framework.ledgers[code], part.frame)
                with tab:
                    grid(shown, hide_index=True, alt=f"{part.sheet}：{len(part.frame)} 行")
        blank = [plain(part.sheet) for part in book.ledgers.values() if not len(part.frame)]
        if blank:
            st.caption(f"没有填数据的表：{'、'.join(blank)}。")
