"""The submissions, newest first: which are shown, one in full, taking one back."""

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.store.reporting import SUBMISSION_STATE_NAMES
from pages import cached
from pages.account import is_of_unit
from pages.ui.history.erasing import offer_erasure
from pages.ui.history.submission import (
    RevisionPair,
    draw_comments,
    draw_difference,
    list_findings,
    offer_files,
    stored_book,
)
from pages.ui.photos import draw_photos
from pages.ui.shared import (
    account_names,
    finding_badges,
    keep_result,
    moment,
    plain,
    state_badge,
    still_may,
)

_ALL = "全部"
_DECIDED = {
    "returned": "退回",
    "approved": "审核通过",
    "published": "审核通过",
    "withdrawn": "撤回",
}
_PAGE = 20


def choose_submissions(every: Sequence[SubmissionInfo], own: str) -> list[SubmissionInfo]:
    """Ask for unit, quarter and state; newest first. `own` is the one unit that may be seen, if only one."""
    units = {unit.name: unit.code for unit in cached.framework().units}
    quarters = {
        parse_period(code).label: code for code in sorted({info.period for info in every}, reverse=True)
    }
    states = {SUBMISSION_STATE_NAMES[state]: state for state in dict.fromkeys(info.state for info in every)}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if own:
            st.markdown(f"**{plain(cached.framework().unit[own].name)}**", width="content")
        unit = own or units.get(_ask_filter("单位", units, "history-unit", 240))
        quarter = quarters.get(_ask_filter("报告期", quarters, "history-quarter", 180))
        state = states.get(_ask_filter("状态", states, "history-state", 140))
    chosen = [
        info
        for info in every
        if unit in (None, info.unit) and quarter in (None, info.period) and state in (None, info.state)
    ]
    return sorted(chosen, key=lambda info: (info.submitted_at, info.id), reverse=True)


def _ask_filter(words: str, options: dict[str, str], key: str, width: int) -> str:
    return st.selectbox(words, [_ALL, *options], key=key, bind="query-params", width=width)


def draw_submission(
    account: Account, info: SubmissionInfo, every: Sequence[SubmissionInfo], names: Mapping[str, str]
) -> None:
    """Draw it; whoever gets here may see it."""
    book = stored_book(info)
    st.markdown(
        "  \n".join([f"{finding_badges(book)}　共 {sum(book.rows.values())} 行", *_story_lines(info, names)])
    )
    offer_files(info)
    before = revision_before(info, every)
    list_findings(book, f"found-{info.id}")
    earlier = stored_book(before) if before else None
    draw_difference(RevisionPair(before, earlier, book), f"diff-{info.id}")
    draw_photos(info, book, f"photos-{info.id}")
    draw_comments(info, names)
    offer_erasure(info)
    if may_withdraw(account, info):
        st.button(
            "撤回这一版",
            key=f"withdraw-{info.id}",
            icon=":material/undo:",
            help="还没有审核，可以撤回改好再报；撤回的一版留底，不计入得分。",
            on_click=_withdraw,
            args=(info, account),
        )


def may_withdraw(account: Account, info: SubmissionInfo) -> bool:
    """Whether it waits for a decision and is the account's own, or its unit's."""
    of_unit = is_of_unit(account) and account.unit == info.unit
    return info.state == "submitted" and (of_unit or account.code == info.submitted_by)


def revision_before(info: SubmissionInfo, every: Sequence[SubmissionInfo]) -> SubmissionInfo | None:
    """The revision just before that was not withdrawn."""
    earlier = [
        other
        for other in every
        if (other.unit, other.period) == (info.unit, info.period)
        and other.revision < info.revision
        and other.state != "withdrawn"
    ]
    return max(earlier, key=lambda other: other.revision, default=None)


def _story_lines(info: SubmissionInfo, names: Mapping[str, str]) -> list[str]:
    who = plain(names.get(info.submitted_by, info.submitted_by))
    lines = [f":small[{who} 报送于 {moment(info.submitted_at)}　文件：{plain(info.file)}]"]
    if info.decided_at:
        by = plain(names.get(info.decided_by, info.decided_by))
        lines.append(f":small[{by} {_DECIDED.get(info.state, '处理')}于 {moment(info.decided_at)}]")
    if info.note:
        lines.append(f"**{'退回原因' if info.state == 'returned' else '说明'}**　{plain(info.note)}")
    return lines


def _withdraw(info: SubmissionInfo, account: Account) -> None:
    if not still_may(account.code, "history", "withdraw"):
        return
    try:
        cached.store().reporting.withdraw(info.id, account.code)
    except StoreError as error:
        keep_result("history", refused=str(error))
    else:
        keep_result("history", said=f"第 {info.revision} 版已撤回。改好后在“填报”页重新上传。")


def submission_list(
    account: Account, chosen: Sequence[SubmissionInfo], every: Sequence[SubmissionInfo]
) -> None:
    """A fold a submission; what is inside is made when it is opened."""
    if not chosen:
        st.info("没有符合条件的报送。报送后，每一版都列在这里，可以取回原文件。")
        return
    names = account_names()
    shown = _PAGE * (1 + st.session_state.get("history-more", 0))
    st.caption(f"共 {len(chosen)} 份。原文件和每一次决定都留着，不会被后一版覆盖。")
    for place, info in enumerate(chosen[:shown]):
        label = (
            f"{state_badge(info.state)}　{_head_words(account, info)}　:small[{moment(info.submitted_at)}]"
        )
        panel = st.expander(
            label, expanded=len(chosen) == 1 and place == 0, key=f"history-{info.id}", on_change="rerun"
        )
        if panel.open:
            with panel:
                draw_submission(account, info, every, names)
    if len(chosen) > shown:
        st.button(f"再看 {min(_PAGE, len(chosen) - shown)} 份", key="history-next", on_click=_show_more)


def _head_words(account: Account, info: SubmissionInfo) -> str:
    unit = cached.framework().unit.get(info.unit)
    own = is_of_unit(account)
    whose = "" if own else f"**{plain(unit.short_name if unit else info.unit)}**　"
    return f"{whose}{parse_period(info.period).label}　第 {info.revision} 版"


def _show_more() -> None:
    st.session_state["history-more"] = st.session_state.get("history-more", 0) + 1
