"""The decision: approving one or all that are clean, or giving one back with its reason."""

from collections.abc import Sequence

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.doubts import Doubt
from metrics.framework import rights
from metrics.ingest import SEVERITIES
from metrics.ingest.write import grouped
from metrics.store import StoreError
from metrics.words import problem_line, return_reason
from pages import cached
from pages.account import current_account
from pages.ui.history import stored_book
from pages.ui.review.consequences import open_doubts
from pages.ui.review.queue import WaitingSubmission, go_on
from pages.ui.shared import keep_result, lines, plain, still_may, unbroken

_SHORT_LINE = 48


def return_form(waiting: WaitingSubmission, doubts: Sequence[Doubt], following: str) -> None:
    """The reason starts with what was chosen of the findings and can be edited."""
    number = waiting.info.id
    lines = _suggestions(waiting.info, doubts)
    if lines:
        st.multiselect(
            "从检查结果里选退回原因",
            list(lines),
            format_func=lambda line: line if len(line) <= _SHORT_LINE else f"{line[:_SHORT_LINE]}…",
            key=f"problems-{number}",
            placeholder="选一条或几条，自动写到下面",
            on_change=_compose,
            args=(number,),
        )
    st.text_area(
        "退回原因",
        key=f"why-{number}",
        height=130,
        max_chars=1000,
        placeholder="写明改哪里、怎么改，填报单位会看到",
    )
    st.button(
        "退回",
        key=f"return-{number}",
        icon=":material/undo:",
        width="stretch",
        on_click=_give_back,
        args=(current_account().code, waiting, following),
    )


def _suggestions(info: SubmissionInfo, doubts: Sequence[Doubt]) -> list[str]:
    """A line a kind of finding, then one a doubt; the grave ones first."""
    problems = [problem_line(group) for group in grouped(stored_book(info).findings)]
    questions = [f"{doubt.where[0].cell}：{doubt.message}" for doubt in doubts]
    return list(dict.fromkeys([*problems, *questions]))


def _compose(number: int) -> None:
    st.session_state[f"why-{number}"] = return_reason(st.session_state[f"problems-{number}"])


def _give_back(account: str, waiting: WaitingSubmission, following: str) -> None:
    """Runs before the page is drawn again, as approving does."""
    why = st.session_state.get(f"why-{waiting.info.id}", "")
    if not still_may(account, "review", "return"):
        return
    try:
        cached.store().reporting.give_back(waiting.info.id, account, why)
    except StoreError as error:
        keep_result("review", refused=str(error))
    else:
        go_on(following, f"已退回：{waiting.label}。填报单位会看到原因。")


def decision_panel(waiting: WaitingSubmission, doubts: Sequence[Doubt], following: str) -> None:
    """Both buttons; of one's own submission only the remark that someone else has to decide.

    Args:
        waiting: the submission.
        doubts: what it would raise.
        following: label of the one to go on to; empty without one.
    """
    st.markdown("**审核**")
    if _is_own(waiting):
        st.warning(f"这份是你自己报送的，要由另一位{rights.role_names(['approve'])}来审。")
        return
    open_points = [
        f"{waiting.severities[level]} 处{word}"
        for level, word in (("error", "错误"), ("confirm", "待确认"))
        if waiting.severities.get(level)
    ] + ([f"{len(doubts)} 条疑问"] if doubts else [])
    if open_points:
        st.caption(f"这份有 {'、'.join(open_points)}，通过前请看一看。")
    st.button(
        "通过",
        key=f"approve-{waiting.info.id}",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_approve_one,
        args=(current_account().code, waiting, following),
    )
    st.caption("通过后计入得分，**不能撤销**；以后要更正，由填报单位再报一版（发布以后要先申请更正）。")
    return_form(waiting, doubts, following)


def _is_own(waiting: WaitingSubmission) -> bool:
    """Whether the account handed it in itself, so that someone else has to decide."""
    account = current_account().code
    return waiting.info.submitted_by.strip().casefold() == account.strip().casefold()


def _approve_one(account: str, waiting: WaitingSubmission, following: str) -> None:
    """Runs before the page is drawn again, so that the next one stands there at once."""
    if not still_may(account, "review", "approve"):
        return
    try:
        cached.store().reporting.approve(waiting.info.id, account, seen=waiting.seen)
    except StoreError as error:
        keep_result("review", refused=str(error))
    else:
        cached.begin_ahead()
        go_on(following, f"已通过：{waiting.label}。")


def bulk_approval(queue: Sequence[WaitingSubmission]) -> None:
    """A button, when there are several that are clean and not the reviewer's own."""
    clean = [waiting for waiting in queue if waiting.clean and not _is_own(waiting)]
    if len(clean) > 1 and st.button(
        f"检查无问题的 {len(clean)} 份一次通过…", key="review-bulk", icon=":material/done_all:"
    ):
        with st.spinner("正在和其他单位、其他期比对…"):
            left_out = {waiting.label: _why_alone(waiting) for waiting in queue}
        _bulk_dialog(
            [waiting for waiting in clean if not left_out[waiting.label]],
            [(waiting, left_out[waiting.label]) for waiting in queue if left_out[waiting.label]],
        )


def _why_alone(waiting: WaitingSubmission) -> str:
    """Why one is not approved along with the others; empty when it is."""
    if _is_own(waiting):
        return "你自己报送的，要由别人审"
    found = [
        f"{waiting.severities[level]} 处{word}"
        for level, word in SEVERITIES.items()
        if waiting.severities.get(level)
    ]
    if found:
        return f"检查有 {'、'.join(found)}"
    doubts = open_doubts(waiting.info)
    more = f"等 {len(doubts)} 条" if len(doubts) > 1 else ""
    return f"和其他单位、其他期比：{doubts[0].title}{more}" if doubts else ""


@st.dialog("一次通过", width="large")
def _bulk_dialog(
    clean: Sequence[WaitingSubmission], left_out: Sequence[tuple[WaitingSubmission, str]]
) -> None:
    """List them once more; below, whom it leaves out and why."""
    if clean:
        _list_clean(clean)
    else:
        st.info("没有可以一次通过的，请逐份审核。")
    if left_out:
        st.markdown(f"**不在其中的 {len(left_out)} 份**，请单独审核：")
        lines(
            {
                unbroken("单位"): [plain(waiting.label) for waiting, _ in left_out],
                unbroken("为什么"): [plain(why) for _, why in left_out],
            }
        )


def _list_clean(clean: Sequence[WaitingSubmission]) -> None:
    st.markdown(
        f"下面 {len(clean)} 份没有发现任何问题。通过后计入得分，**不能撤销**；要更正须由填报单位再报一版。"
    )
    table = {
        "单位": [plain(waiting.unit) for waiting in clean],
        "报告期": [f"{waiting.info.period}　第 {waiting.info.revision} 版" for waiting in clean],
        "报送": [f"{waiting.info.submitted_at:%Y-%m-%d %H:%M}" for waiting in clean],
        "文件": [plain(waiting.info.file) for waiting in clean],
    }
    lines({unbroken(head): texts for head, texts in table.items()})
    words = f"通过这 {len(clean)} 份"
    who = current_account().code
    if st.button(words, key="review-bulk-sure", type="primary", on_click=_approve_all, args=(who, clean)):
        st.rerun()


def _approve_all(account: str, clean: Sequence[WaitingSubmission]) -> None:
    if not still_may(account, "review", "approve"):
        return
    refused = []
    for waiting in clean:
        try:
            cached.store().reporting.approve(waiting.info.id, account, seen=waiting.seen)
        except StoreError as error:
            refused.append(f"{waiting.unit}：{error}")
    done = len(clean) - len(refused)
    if done:
        cached.begin_ahead()
    keep_result("review", said=f"已通过 {done} 份。" if done else "", refused="；".join(refused))
