"""What a file changes against the unit's last revision of the quarter."""

import streamlit as st

from metrics.ingest.diff import diff
from metrics.ingest.diff_listing import changed_cells, diff_counts, dropped_rows
from metrics.store.reporting import Upload
from pages.ui.grid import grid
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_words import plain, unbroken

#: Dropped rows named in the warning.
_NAMED = 10


def draw_diff(desk: Desk, upload: Upload, key: str) -> None:
    """Rows added, changed, dropped and kept, cell by cell; of a first revision only that it is one."""
    book = upload.checked
    if not book.accepted:
        return
    if not upload.context.previous:
        st.caption("本期第一次报送，没有可比的上一版。")
        return
    diffs = remembered(
        ("diff", book.sha256, desk.asked, desk.version),
        lambda: diff(desk.framework, upload.context.previous, book),
    )
    counted = diff_counts(desk.framework, diffs)
    gone = dropped_rows(desk.framework, diffs)
    sums = "，".join(f"{name} {int(counted[name].sum())} 行" for name in ("新增", "修改", "删除", "不变"))
    if gone:
        more = f" 等 {len(gone)} 行" if len(gone) > _NAMED else ""
        st.warning(
            f"和上一版比，这份里少了 {len(gone)} 行：{'；'.join(map(plain, gone[:_NAMED]))}{more}。"
            "如果不是有意删除，请补回后再报。"
        )
    panel = st.expander(
        f"和上一版比　{sums}", key=f"{key}-diff", icon=":material/difference:", on_change="rerun"
    )
    if panel.open:
        with panel:
            _tables(counted, changed_cells(desk.framework, book, diffs))


def _tables(counted, cells) -> None:
    columns = {unbroken(name): list(map(str, counted[name].tolist())) for name in counted}
    st.table(columns, border="horizontal")
    if len(cells):
        st.markdown(f"改了 {len(cells)} 个单元格：")
        grid(cells, hide_index=True, alt=f"改动的单元格：{len(cells)} 个")
