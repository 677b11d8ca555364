"""One submission in full: what became of it, its files, its findings, its difference, its comments."""

from collections.abc import Mapping, Sequence

import streamlit as st

from metrics.ingest import SubmissionInfo
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN, REVIEWER, STAFF
from pages.ui.history_comments import comments
from pages.ui.history_diff import Versions, draw_difference
from pages.ui.history_files import files
from pages.ui.history_findings import findings
from pages.ui.office_only import keep, still
from pages.ui.upload_desk import remembered
from pages.ui.upload_findings import counts
from pages.ui.upload_words import moment, plain

_DECIDED = {
    "returned": "退回",
    "approved": "审核通过",
    "published": "审核通过",
    "withdrawn": "撤回",
}


def draw_submission(
    account: Account, info: SubmissionInfo, every: Sequence[SubmissionInfo], names: Mapping[str, str]
) -> None:
    """Draw it; whoever gets here may see it."""
    store, framework = cached.store(), cached.framework()
    book = remembered(("checked", info.id), lambda: store.reporting.checked(info.id))
    st.markdown("  \n".join([f"{counts(book)}　共 {sum(book.rows.values())} 行", *_story(info, names)]))
    files(info)
    before = previous(info, every)
    findings(book, f"found-{info.id}")
    earlier = before and remembered(("checked", before.id), lambda: store.reporting.checked(before.id))
    draw_difference(framework, Versions(before, earlier, book), f"diff-{info.id}")
    comments(account, info, names)
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
    of_unit = account.role == STAFF and account.unit == info.unit
    return info.state == "submitted" and (of_unit or account.code == info.submitted_by)


def previous(info: SubmissionInfo, every: Sequence[SubmissionInfo]) -> SubmissionInfo | None:
    """The revision just before that was not withdrawn."""
    earlier = [
        one
        for one in every
        if (one.unit, one.period) == (info.unit, info.period)
        and one.revision < info.revision
        and one.state != "withdrawn"
    ]
    return max(earlier, key=lambda one: one.revision, default=None)


def _story(info: SubmissionInfo, names: Mapping[str, str]) -> list[str]:
    who = plain(names.get(info.submitted_by, info.submitted_by))
    lines = [f":small[{who} 报送于 {moment(info.submitted_at)}　文件：{plain(info.file)}]"]
    if info.decided_at:
        by = plain(names.get(info.decided_by, info.decided_by))
        lines.append(f":small[{by} {_DECIDED.get(info.state, '处理')}于 {moment(info.decided_at)}]")
    if info.note:
        lines.append(f"**{'退回原因' if info.state == 'returned' else '说明'}**　{plain(info.note)}")
    return lines


def _withdraw(info: SubmissionInfo, account: Account) -> None:
    if not still(account.code, "history", STAFF, REVIEWER, ADMIN):
        return
    try:
        cached.store().reporting.withdraw(info.id, account.code)
    except StoreError as error:
        keep("history", refused=str(error))
    else:
        keep("history", said=f"第 {info.revision} 版已撤回。改好后在“填报”页重新上传。")
