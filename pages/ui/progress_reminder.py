"""催报: a message to copy for everyone, and one for each unit."""

from collections.abc import Sequence

import streamlit as st

from metrics.ingest import SubmissionInfo
from metrics.store.database import today
from metrics.words.reminder import Owed, owed, reminder, reminder_to_all
from pages.ui.upload_words import plain

_ALL = "全部（发工作群）"


def reminders(board, infos: Sequence[SubmissionInfo]) -> None:
    """The texts; nothing when nobody owes anything."""
    st.subheader("催报", anchor=False)
    reasons = {(info.unit, info.period): info.note for info in infos if info.state == "returned"}
    debts = owed(board, reasons)
    if not debts:
        st.success("各单位都报了，没有要催的。", icon=":material/check_circle:")
        return
    by_unit: dict[str, list[Owed]] = {}
    for debt in debts:
        by_unit.setdefault(debt.name, []).append(debt)
    with st.container(border=True):
        whom = st.selectbox(
            f"发给谁（{len(by_unit)} 家单位要催）",
            [_ALL, *by_unit],
            key="remind",
            bind="query-params",
            width=320,
        )
        text = reminder_to_all(debts, today()) if whom == _ALL else reminder(whom, by_unit[whom], today())
        st.code(text, language=None, wrap_lines=True)
        st.caption("把鼠标移到文字上，右上角有复制按钮；复制后可以直接发到工作群或短信。")
    if whom == _ALL:
        _each(by_unit)


def _each(by_unit: dict[str, list[Owed]]) -> None:
    """Every unit's own message, one below the other."""
    panel = st.expander(f"逐单位的催报文字　{len(by_unit)} 家", key="remind-each", on_change="rerun")
    if panel.open:
        with panel:
            for name, debts in by_unit.items():
                st.markdown(f"**{plain(name)}**")
                st.code(reminder(name, debts, today()), language=None, wrap_lines=True)
