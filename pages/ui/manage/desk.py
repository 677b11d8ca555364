"""The desk of 指标管理: what is looked at above, what was changed and what it does below."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import Framework, FrameworkError
from metrics.framework.editing import Edit
from metrics.store.office import FrameworkVersion
from pages import cached
from pages.ui.manage.draft import draft_of, keep, undo_list, unsaved
from pages.ui.manage.effect import effect_view
from pages.ui.manage.exchange import exchange_view
from pages.ui.manage.ledger_columns import columns_panel
from pages.ui.manage.library_view import library_panel
from pages.ui.manage.measure import measure_panel
from pages.ui.manage.node import node_panel
from pages.ui.manage.numbers import numbers_panel
from pages.ui.manage.save import save_step
from pages.ui.manage.tree import WHOLE, choose_part
from pages.ui.manage.versions import ask_version
from pages.ui.manage.whole import whole_panel
from pages.ui.shared import plain, say_result

EDIT, NUMBERS, LIBRARY, COLUMNS, EXCHANGE = "改指标", "批量改数", "指标库", "台账加列", "导入导出"
EDITING = (EDIT, NUMBERS, LIBRARY, COLUMNS, EXCHANGE)


def desk(key: cached.Edition, versions: Sequence[FrameworkVersion], view: str) -> None:
    """One view of the version that is changed, then everything that was changed so far."""
    base = ask_version("在哪个版本上改", versions, key, "admin-base")
    before = cached.store().office.framework(base.id)
    say_result("manage")
    draft = _draft(base.id)
    if draft is None:
        return
    part = ""
    if view == EDIT:
        part = _tree(key, base.id, draft)
    elif view == NUMBERS:
        numbers_panel(base.id, draft)
    elif view == LIBRARY:
        library_panel(base.id, draft)
    elif view == COLUMNS:
        columns_panel(base.id, draft)
    else:
        exchange_view(key, versions, base.id)
    undo_list(base.id, before)
    if unsaved(base.id):
        effect_view(key, before, draft, part or _last_part(unsaved(base.id)))
        save_step(key, base.id)


def _last_part(edits: Sequence[Edit]) -> str:
    """The part that the last edit is about; empty where it is about all."""
    for name in ("measure", "node", "part"):
        about = getattr(edits[-1], name, "")
        if about:
            return about if isinstance(about, str) else str(about.id)
    return ""


def _draft(base: int) -> Framework | None:
    """The framework with what was changed so far; None, and a sentence, where it does not fit any more."""
    try:
        return draft_of(base, unsaved(base))
    except FrameworkError as error:
        st.error(f"前面的改动现在用不上了：{plain(str(error))}")
        if st.button("全部放弃", key="manage-drop-all"):
            keep(base, ())
            st.rerun()
        return None


def _tree(key: cached.Edition, base: int, draft: Framework) -> str:
    """The tree on the left, what is chosen in it on the right; its id, empty for what holds for all."""
    left, right = st.columns([1, 2.6], gap="medium")
    with left:
        part = choose_part(draft)
    with right:
        if part == WHOLE:
            whole_panel(base, draft)
        elif part in draft.measure:
            measure_panel(key, base, draft, draft.measure[part])
        else:
            node_panel(base, draft, draft.node[part])
    return "" if part == WHOLE else part
