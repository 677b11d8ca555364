"""The list of uploads that were not handed in yet: open one, delete one or all."""

from collections.abc import Callable, Collection

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.reporting import UploadDraft
from pages.account import ADMIN, REVIEWER, STAFF
from pages.ui.office_only import keep, say, still
from pages.ui.upload_choice import go_to
from pages.ui.upload_desk import Desk
from pages.ui.upload_opened import close_draft, delete_drafts, open_draft, open_of, waiting
from pages.ui.upload_words import moment, plain

_PLACE = "drafts"
_SHOWN = 4


def draw_kept(desk: Desk, uploaded: Collection[str]) -> None:
    """The account's own uploads that wait; nothing without any."""
    say(_PLACE)
    drafts = waiting(desk, uploaded)
    if not drafts:
        return
    with st.container(border=True, key="drafts", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**还没有报送的上传**　{len(drafts)} 份", width="stretch")
            if len(drafts) > 1:
                with st.popover("全部删除", key="drafts-delete"):
                    sure = f"确定删除这 {len(drafts)} 份"
                    _button(sure, "drafts-delete-all", _delete, desk, [one.id for one in drafts])
        st.caption("传上来的文件一到就存下，刷新、断线、重新登录都不会丢；在页面上改过的，存的是改过的。")
        for draft in drafts[:_SHOWN]:
            _line(desk, draft)
        older = drafts[_SHOWN:]
        if older:
            panel = st.expander(f"其余 {len(older)} 份", key="drafts-older", on_change="rerun")
            if panel.open:
                with panel:
                    for draft in older:
                        _line(desk, draft)


def _line(desk: Desk, draft: UploadDraft) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"draft-{draft.id}"):
        st.markdown(f"{plain(draft.file)}  \n:small[{_words(desk, draft)}]", width="stretch")
        sha256 = open_of(draft)
        if sha256:
            _button("收起", f"draft-close-{draft.id}", _close, desk, sha256)
        else:
            _button("打开", f"draft-open-{draft.id}", _open, desk, draft.id)
        _button("删除", f"draft-delete-{draft.id}", _delete, desk, [draft.id])


def _button(label: str, key: str, act: Callable[..., None], *what: object) -> None:
    st.button(label, key=key, on_click=act, args=what)


def _words(desk: Desk, draft: UploadDraft) -> str:
    """Whose, of when, how large, since when; and whether something newer was handed in meanwhile."""
    unit = desk.framework.unit.get(draft.unit)
    period = parse_period(draft.period) if draft.period else None
    words = [plain(unit.short_name) if unit else "", period.label if period else ""]
    words += [f"{max(1, round(draft.size / 1024)):,} KB", f"{moment(draft.at)} 上传"]
    latest = desk.latest(draft.unit, period)
    if latest and latest.submitted_at > draft.at:
        words.append(f"之后报过第 {latest.revision} 版")
    return "　".join(filter(None, words))


def _allowed(desk: Desk) -> bool:
    return still(desk.account.code, _PLACE, STAFF, REVIEWER, ADMIN)


def _open(desk: Desk, number: int) -> None:
    if _allowed(desk):
        try:
            draft = open_draft(desk, number)
        except StoreError as error:
            keep(_PLACE, refused=str(error))
        else:
            go_to(desk, draft.unit, draft.period)


def _close(desk: Desk, sha256: str) -> None:
    if _allowed(desk):
        close_draft(sha256)


def _delete(desk: Desk, numbers: list[int]) -> None:
    if _allowed(desk):
        try:
            delete_drafts(desk, numbers)
        except StoreError as error:
            keep(_PLACE, refused=str(error))
        else:
            keep(_PLACE, said=f"已删除 {len(numbers)} 份上传。")
