"""Erasing a file that should never have come: asked where the file stands, confirmed by somebody else."""

import re
from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import SHANGHAI, parse_period
from metrics.store import StoreError
from metrics.store.reporting import ERASURE_STATE_NAMES, Erasure, ErasureOutlook
from metrics.words import backups_words
from pages import cached
from pages.account import current_account, has_act
from pages.ui.shared import (
    account_names,
    erased_words,
    keep_result,
    lines,
    moment,
    plain,
    say_result,
    still_may,
    unbroken,
)

_PLACE = "erasing"
#: More cells than these are counted, not named.
_MOST_CELLS = 12
_LONGEST = 500
_BETWEEN = re.compile(r"[\s,，、;；]+")


def cells_of(text: str) -> tuple[str, ...]:
    """Cells as people type them, `活动台账！p3、活动台账!C4`, as they are stored: `活动台账!P3`."""
    parts = (part.replace("！", "!").rpartition("!") for part in _BETWEEN.split(text.strip()) if part)
    return tuple(dict.fromkeys(f"{sheet}!{cell.upper()}" if sheet else cell for sheet, _, cell in parts))


def offer_erasure(info: SubmissionInfo) -> None:
    """Behind a fold: ask that the file go; or how far that has come. Nothing for who may not ask."""
    account = current_account()
    if not has_act(account, "ask-erasure") or erased_words(info.sha256):
        return
    asked = cached.store().reporting.erasure_of(info.sha256, account.code)
    if asked and asked.waits:
        st.info(f"{_story(asked)}　等另一个人在“报送历史”最上面确认。", icon=":material/hourglass_top:")
        if asked.asked_by.casefold() == account.code.casefold():
            _withdraw_button(asked, f"own-{info.id}")
        return
    panel = st.expander(
        "清除这份文件", key=f"erase-{info.id}", icon=":material/delete_forever:", on_change="rerun"
    )
    if panel.open:
        with panel:
            _ask_form(info, asked)


def _ask_form(info: SubmissionInfo, before: Erasure | None) -> None:
    """Reason and further cells, what would go with them, and the button."""
    st.caption(
        "文件里有不该收的个人信息时用。要两个人：一人在这里提出，另一人确认；"
        "确认以前什么都不动，确认以后不能恢复。"
    )
    if before:
        st.caption(f"上一次：{_story(before)}　{ERASURE_STATE_NAMES[before.state]}。")
    cells, account = _ask_fields(info.id), current_account().code
    coming = cached.store().reporting.erasure_outlook(info.sha256, account, cells)
    draw_outlook(coming)
    st.button(
        "提出清除",
        key=f"erase-ask-{info.id}",
        icon=":material/delete_forever:",
        disabled=bool(coming.unknown),
        on_click=_ask,
        args=(info, cells, account),
    )


def _ask_fields(number: int) -> tuple[str, ...]:
    """The reason, read when the button is pressed, and the cells typed."""
    st.text_area(
        "为什么清除（不要写个人信息本身）",
        key=f"erase-why-{number}",
        max_chars=_LONGEST,
        height=80,
        placeholder="例如 误传了带身份证号的名单",
    )
    typed = st.text_input(
        "还要清掉哪些格（证件号、银行卡号、手机号会自己找出来）",
        key=f"erase-cells-{number}",
        placeholder="例如 活动台账!P3、活动台账!C7；没有就空着",
    )
    return cells_of(typed)


def _ask(info: SubmissionInfo, cells: Sequence[str], account: str) -> None:
    if not still_may(account, _PLACE, "ask-erasure"):
        return
    why = st.session_state.get(f"erase-why-{info.id}", "")
    try:
        asked = cached.store().reporting.ask_erasure(info.sha256, why, account, cells)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
    else:
        keep_result(_PLACE, said=f"已提出清除（第 {asked.id} 号）。文件还没有动，等另一个人确认。")


def draw_outlook(coming: ErasureOutlook) -> None:
    """What would go and what stays, without a word of what it says."""
    infos = {info.id: info for info in cached.submissions()}
    reports = "、".join(_report_words(infos[number]) for number in coming.submissions)
    rows = "没有认出证件号等，也没有指明单元格，不动"
    if coming.cells:
        named = "、".join(coming.cells[:_MOST_CELLS])
        more = f" 等 {len(coming.cells)} 格" if len(coming.cells) > _MOST_CELLS else ""
        rows = f"{plain(named)}{more}，改成“（已清除）”或遮去号码；这些行留着，照样计分"
    told = {
        "原文件": f"{plain(coming.file)}（{max(1, coming.size // 1024)} KB），连同标注过的副本",
        "报送": plain(reports) or "没有报送过",
        "草稿": f"{coming.drafts} 份" if coming.drafts else "没有",
        "台账行": rows,
        "照片": f"随这份文件来的 {coming.photos} 张" if coming.photos else "没有",
        "检查结果": f"{coming.findings} 处遮去" if coming.findings else "不动",
    }
    lines({unbroken("会清掉"): [unbroken(what) for what in told], unbroken("什么"): list(told.values())})
    if coming.unknown:
        st.warning(f"台账行里没有这些格：{plain('、'.join(coming.unknown))}。请写成 活动台账!P3 的样子。")
    st.caption(
        "留下的：校验码、原因、谁提出谁确认，审计照旧。已经生成的简报和全表册、已经下载的文件不会跟着变，请人工检查。"
    )


def _report_words(info: SubmissionInfo) -> str:
    unit = cached.framework().unit.get(info.unit)
    name = unit.short_name or unit.name if unit else info.unit
    return f"{name} {parse_period(info.period).label} 第 {info.revision} 版（编号 {info.id}）"


def erasure_requests() -> None:
    """What the last click did; for who may confirm what waits, with what would go, and what was decided."""
    say_result(_PLACE)
    account = current_account()
    if not has_act(account, "erase"):
        return
    every = cached.store().reporting.erasures(account.code)
    if not every:
        return
    waiting = [one for one in every if one.waits]
    label = f"清除申请　{f'{len(waiting)} 份等待确认' if waiting else '没有等待确认的'}"
    with st.expander(label, bool(waiting), icon=":material/delete_forever:"):
        for one in waiting:
            _draw_request(one)
        _decided_table([one for one in every if not one.waits])


def waiting_erasures() -> None:
    """What the last click did; for who may confirm one line that somebody waits for another person."""
    say_result(_PLACE)
    account = current_account()
    if has_act(account, "erase"):
        every = cached.store().reporting.erasures(account.code)
        if waiting := sum(one.waits for one in every):
            st.info(
                f"有 {waiting} 份清除申请等待确认，在“报送历史”最上面。", icon=":material/delete_forever:"
            )


def _draw_request(one: Erasure) -> None:
    account, number = current_account().code, one.id
    with st.container(border=True):
        st.markdown(f"**第 {number} 号**　{plain(one.file)}")
        st.markdown(f":small[{_story(one)}]")
        draw_outlook(cached.store().reporting.erasure_outlook(one.sha256, account, one.cells))
        if one.asked_by.casefold() == account.casefold():
            st.caption("这是你自己提出的，要由另一个人确认。")
            _withdraw_button(one, "list")
            return
        sure = st.checkbox("我看过上面的内容，知道确认以后不能恢复", key=f"erase-sure-{number}")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "确认清除",
                key=f"erase-confirm-{number}",
                type="primary",
                icon=":material/delete_forever:",
                disabled=not sure,
                on_click=_confirm,
                args=(number, account),
            )
            st.button(
                "不同意", key=f"erase-decline-{number}", on_click=_decline, args=(number, account, "erase")
            )


def _withdraw_button(asked: Erasure, place: str) -> None:
    st.button(
        "撤回申请",
        key=f"erase-withdraw-{place}-{asked.id}",
        icon=":material/undo:",
        on_click=_decline,
        args=(asked.id, current_account().code, "ask-erasure"),
    )


def _confirm(number: int, account: str) -> None:
    if not still_may(account, _PLACE, "erase"):
        return
    store = cached.store()
    try:
        done = store.reporting.confirm_erasure(number, account)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
        return
    days = store.reporting.retention()["backups"]
    left = backups_words(days, done.decided_at or datetime.now(SHANGHAI))
    keep_result(_PLACE, said=f"{plain(str(done))}。{left}谁下载过，在“审计”页的“谁经手过一份文件”里查。")


def _decline(number: int, account: str, act: str) -> None:
    if not still_may(account, _PLACE, act):
        return
    try:
        cached.store().reporting.decline_erasure(number, account)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
    else:
        keep_result(_PLACE, said=f"第 {number} 号申请已结束，文件没有动。")


def _story(one: Erasure) -> str:
    """Who asked, when and why."""
    who = plain(account_names().get(one.asked_by, one.asked_by))
    cells = f"；指明的格：{plain('、'.join(one.cells))}" if one.cells else ""
    return f"{who} 于 {moment(one.asked_at)} 提出清除，原因：{plain(one.why)}{cells}。"


def _decided_table(decided: Sequence[Erasure]) -> None:
    """What was decided so far, newest first."""
    if not decided:
        return
    names = account_names()
    table = {
        "编号": [str(one.id) for one in decided],
        "文件": [plain(one.file) for one in decided],
        "结果": [ERASURE_STATE_NAMES[one.state] for one in decided],
        "提出": [plain(names.get(one.asked_by, one.asked_by)) for one in decided],
        "决定": [
            f"{plain(names.get(one.decided_by, one.decided_by))} {one.decided_at or one.asked_at:%Y-%m-%d}"
            for one in decided
        ],
        "原因": [plain(one.why) for one in decided],
    }
    lines({unbroken(head): texts for head, texts in table.items()})
