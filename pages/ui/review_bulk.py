"""Approving at once all those in which checking found nothing."""

from collections.abc import Sequence

import streamlit as st

from metrics.store import StoreError
from pages.account import ADMIN, REVIEWER
from pages.ui.office_only import keep, still
from pages.ui.review_desk import Desk
from pages.ui.review_doubts import open_doubts
from pages.ui.review_waiting import Waiting
from pages.ui.upload_words import plain, unbroken


def bulk(desk: Desk) -> None:
    """A button, when there are several that are clean and not the reviewer's own."""
    clean = [one for one in desk.queue if one.clean and not desk.own(one)]
    if len(clean) > 1 and st.button(
        f"检查无问题的 {len(clean)} 份一次通过…", key="review-bulk", icon=":material/done_all:"
    ):
        with st.spinner("正在和其他单位、其他期比对…"):
            doubtful = [one for one in clean if open_doubts(desk, one)]
        _ask(desk, [one for one in clean if one not in doubtful], doubtful)


@st.dialog("一次通过", width="large")
def _ask(desk: Desk, clean: Sequence[Waiting], doubtful: Sequence[Waiting]) -> None:
    """List them once more; what raises a doubt against other units or periods is left to be looked at."""
    if doubtful:
        names = "、".join(plain(one.unit) for one in doubtful)
        st.info(f"{names}和其他单位或其他期比有疑问，不在其中，请单独审核。")
    if clean:
        _list(desk, clean)


def _list(desk: Desk, clean: Sequence[Waiting]) -> None:
    st.markdown(
        f"下面 {len(clean)} 份没有发现任何问题。通过后计入得分，**不能撤销**；要更正须由填报单位再报一版。"
    )
    table = {
        "单位": [plain(one.unit) for one in clean],
        "报告期": [f"{one.info.period}　第 {one.info.revision} 版" for one in clean],
        "报送": [f"{one.info.submitted_at:%Y-%m-%d %H:%M}" for one in clean],
        "文件": [plain(one.info.file) for one in clean],
    }
    st.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")
    words = f"通过这 {len(clean)} 份"
    if st.button(words, key="review-bulk-sure", type="primary", on_click=_approve, args=(desk, clean)):
        st.rerun()


def _approve(desk: Desk, clean: Sequence[Waiting]) -> None:
    if not still(desk.account.code, "review", REVIEWER, ADMIN):
        return
    refused = []
    for one in clean:
        try:
            desk.store.reporting.approve(one.info.id, desk.account.code, seen=one.seen)
        except StoreError as error:
            refused.append(f"{one.unit}：{error}")
    done = len(clean) - len(refused)
    keep("review", said=f"已通过 {done} 份。" if done else "", refused="；".join(refused))
