"""The edits somebody has made and not saved yet: kept in the session, one version's apart from another's."""

import streamlit as st

from metrics.framework import CHECKED, Framework, FrameworkError
from metrics.framework.editing import Edit
from metrics.scoring.measures import check_countable
from pages import cached
from pages.ui.shared import plain, remembered

_HELD, _TURN = "manage-edits", "manage-turn"


def unsaved(base: int) -> tuple[Edit, ...]:
    """The edits of the version that is changed, in their order."""
    return st.session_state.get(_HELD, {}).get(base, ())


def keep(base: int, edits: tuple[Edit, ...]) -> None:
    """Put other edits in place; every control begins afresh."""
    st.session_state[_HELD] = {**st.session_state.get(_HELD, {}), base: edits}
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """Goes into the keys of controls, so that they show what is after each edit."""
    count: int = st.session_state.get(_TURN, 0)
    return count


def draft_of(base: int, edits: tuple[Edit, ...]) -> Framework:
    """The framework with some edits; FrameworkError where they do not fit."""

    def make() -> Framework:
        draft = cached.store().office.preview_framework(base, edits, CHECKED)
        check_countable(draft)
        return draft

    return remembered(("draft", cached.store().office.framework(base).hash, repr(edits)), make)


def add(base: int, *edits: Edit) -> None:
    """Take further edits in and draw the page anew; what does not fit is said and left out."""
    wanted = (*unsaved(base), *edits)
    try:
        draft_of(base, wanted)
    except FrameworkError as error:
        st.error(f"没有加进去：{plain(str(error))}")
        return
    keep(base, wanted)
    st.rerun()


def lay_on_desk(base: int, *edits: Edit) -> None:
    """Take further edits in, for a callback of another page; FrameworkError where they do not fit."""
    wanted = (*unsaved(base), *edits)
    draft_of(base, wanted)
    keep(base, wanted)


def undo_list(base: int, before: Framework) -> None:
    """What was changed so far, and the buttons to take back the last one or all."""
    edits = unsaved(base)
    st.subheader(f"还没有保存的改动（{len(edits)}）", anchor=False)
    if not edits:
        st.caption("还没有改动。在上面改好一处就会列在这里，保存以前什么都不会变。")
        return
    st.markdown("\n".join(f"{number}. {plain(edit.words(before))}" for number, edit in enumerate(edits, 1)))
    with st.container(horizontal=True, gap="small"):
        if st.button("撤销最后一处", key="manage-undo", icon=":material/undo:"):
            keep(base, edits[:-1])
            st.rerun()
        if st.button("全部放弃", key="manage-drop"):
            keep(base, ())
            st.rerun()
