"""What was handed in so far, with the original files."""

import streamlit as st

from metrics.framework import parse_period
from metrics.ingest import SubmissionInfo
from pages.ui.upload_desk import Desk
from pages.ui.upload_words import moment, plain, state_badge

_SHOWN = 6


def history(desk: Desk) -> None:
    """Submissions, newest first; the older ones behind a fold."""
    st.subheader("报送记录" if desk.unit else f"{desk.period.label}的报送记录", anchor=False)
    newest_first = sorted(desk.history, key=lambda info: info.submitted_at, reverse=True)
    if not newest_first:
        st.caption("还没有报送过。报送后，这里列出每一版的状态，并可取回原文件。")
        return
    names = {account.code: account.name for account in desk.store.people.accounts()}
    for info in newest_first[:_SHOWN]:
        _line(desk, info, names)
    older = newest_first[_SHOWN:]
    if older:
        panel = st.expander(f"其余 {len(older)} 份", key="history-older", on_change="rerun")
        if panel.open:
            with panel:
                for info in older:
                    _line(desk, info, names)


def _line(desk: Desk, info: SubmissionInfo, names: dict[str, str]) -> None:
    store, sha256 = desk.store, info.sha256
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"history-{info.id}"):
        st.markdown(_words(desk, info, names), width="stretch")
        st.download_button(
            "原文件",
            lambda: store.reporting.original(sha256)[1],
            info.file,
            key=f"original-{info.id}",
            on_click="ignore",
            icon=":material/download:",
            help=plain(info.file),
        )


def _words(desk: Desk, info: SubmissionInfo, names: dict[str, str]) -> str:
    who = "" if desk.unit else f"{plain(desk.framework.unit[info.unit].name)}　"
    small = [f"{plain(names.get(info.submitted_by, info.submitted_by))} 报送于 {moment(info.submitted_at)}"]
    if info.decided_at:
        decider = plain(names.get(info.decided_by, info.decided_by))
        verb = "退回" if info.state == "returned" else "审核通过"
        small.append(f"{decider} {verb}于 {moment(info.decided_at)}")
    if info.note:
        small.append(f"{'退回原因' if info.state == 'returned' else '说明'}：{plain(info.note)}")
    head = f"{who}**{parse_period(info.period).label}**　第 {info.revision} 版　{state_badge(info.state)}"
    return "  \n".join([head, *(f":small[{line}]" for line in small)])
