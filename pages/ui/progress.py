"""Who has reported: cards, the board as a table, reminders to copy, due dates."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from metrics.county import SubmissionInfo
from metrics.framework import Period, parse_period, rights
from metrics.store import StoreError
from metrics.store.database import today
from metrics.store.people import Account
from metrics.words import STATES, Owed, owed, reminder, reminder_to_all, reported_late
from pages import cached
from pages.account import current_account
from pages.ui.shared import day, keep_result, lines, plain, state_badge, still_may, unbroken

#: States in the order in which the office looks after them.
_ORDER = ("late", "returned", "submitted", "missing", "approved", "published")
_CARD = 108
_EVERYONE = "全部（发工作群）"
#: Where the address of the system is kept, and hosts that nobody else understands.
_ADDRESS, _HERE = "address", ("localhost", "127.0.0.1", "::1")


def late_reports(infos: Sequence[SubmissionInfo]) -> frozenset[tuple[str, str]]:
    """Unit and quarter of what came in after its due date."""
    return reported_late(infos, {info.code: info.due_on for info in cached.periods()}, cached.extended())


def state_cards(board: pd.DataFrame, infos: Sequence[SubmissionInfo]) -> None:
    """How many reports are in which state, and how much of the whole is through."""
    approved, due = int(board["approved"].sum()), len(board)
    late = len(late_reports(infos))
    with st.container(horizontal=True, gap="xsmall"):
        st.metric(STATES["approved"], f"{approved}/{due}", border=True, width=_CARD)
        for state in ("submitted", "returned", "late", "missing"):
            st.metric(STATES[state], int(board["state"].eq(state).sum()), border=True, width=_CARD)
        st.metric(
            "迟报", late, border=True, width=_CARD, help="已经报送，但晚于截止日期；和“逾期未报”不是一回事。"
        )
    st.progress(approved / due if due else 0.0)


def units_table(account: Account, board: pd.DataFrame, infos: Sequence[SubmissionInfo]) -> None:
    """A line a unit and quarter, those that need care first; why one was returned is for who sees reports."""
    latest = {(info.unit, info.period): info for info in infos if info.state != "withdrawn"}
    ranks = board["state"].map({state: rank for rank, state in enumerate(_ORDER)})
    due = board["due_on"].dt.strftime("%Y-%m-%d").fillna("")
    extended = board[["unit", "period"]].apply(tuple, axis=1).isin(cached.extended())
    due += extended.map({True: "（延期）", False: ""})
    late = late_reports(infos)
    # What is not known yet is an empty cell; a record of pandas would say None.
    known = {name: board[name].astype("string").fillna("") for name in ("findings", "rows")}
    ordered = board.assign(rank=ranks, due_text=due, **known).sort_values(["rank", "period", "unit"])
    many = board["period"].nunique() > 1
    correcting = {
        report
        for quarter in board["period"].unique()
        for report, said in cached.may_report_all(parse_period(quarter), account.code).items()
        if said.correcting
    }
    zeros = Counter(
        (one.unit, one.period)
        for quarter in board["period"].unique()
        for one in cached.zero_declarations(parse_period(quarter))
    )
    columns: dict[str, list[str]] = {"单位": [], "状态": [], "报送": [], "问题": [], "行数": []}
    for row in ordered.to_dict("records"):
        report = (row["unit"], row["period"])
        mark = " :red-badge[迟报]" if report in late else ""
        mark += " :orange-badge[更正中]" if report in correcting else ""
        mark += f" :blue-badge[零报送 {zeros[report]} 张]" if report in zeros else ""
        quarter = f"　{parse_period(row['period']).label}" if many else ""
        columns["单位"].append(f"{plain(row['name'])}{quarter}")
        columns["状态"].append(state_badge(row["state"]) + mark)
        columns["报送"].append(_report_words(account, row["due_text"], latest.get(report)))
        columns["问题"].append(row["findings"])
        columns["行数"].append(row["rows"])
    panel = st.expander(
        f"逐单位查看　{len(board)} 份", expanded=not many, key="progress-units", on_change="rerun"
    )
    if panel.open:
        lines({unbroken(name): texts for name, texts in columns.items()}, panel)


def _report_words(account: Account, due: str, info: SubmissionInfo | None) -> str:
    if info is None:
        return f":small[截止 {due}]" if due else ""
    told = info.state == "returned" and info.note and rights.may(account, "see-submission", info.unit)
    why = f"　:small[{plain(info.note)}]" if told else ""
    # In a narrow table a line may end only between revision and time.
    return f"第\u00a0{info.revision}\u00a0版 {info.submitted_at:%m\u2011%d\u00a0%H:%M}{why}"


def owed_elsewhere(period: Period) -> None:
    """Other quarters in which reports are still owed."""
    owing = []
    for info in cached.periods():
        quarter = parse_period(info.code)
        if quarter not in period:
            answers = cached.may_report_all(quarter, current_account().code)
            units = cached.board(info.code)["unit"]
            count = sum(answers[unit, info.code].owes for unit in units if (unit, info.code) in answers)
            owing += [f"{info.label} {count} 份"] if count else []
    if owing:
        st.caption(f"其他报告期还没有报齐：{'、'.join(owing)}。在上面换一期查看。")


def reminders(board: pd.DataFrame, infos: Sequence[SubmissionInfo]) -> None:
    """The texts; nothing when nobody owes anything."""
    st.subheader("催报", anchor=False)
    reasons = {(info.unit, info.period): info.note for info in infos if info.state == "returned"}
    debts = tuple(debt for debt in owed(board, reasons) if _can_still_report(debt.unit, debt.period))
    if not debts:
        st.success("各单位都报了，没有要催的。", icon=":material/check_circle:")
        return
    by_unit: dict[str, list[Owed]] = {}
    for debt in debts:
        by_unit.setdefault(debt.name, []).append(debt)
    with st.container(border=True):
        whom = st.selectbox(
            f"发给谁（{len(by_unit)} 家单位要催）",
            [_EVERYONE, *by_unit],
            key="remind",
            bind="query-params",
            width=320,
        )
        address = _ask_address()
        text = (
            reminder_to_all(debts, today(), address)
            if whom == _EVERYONE
            else reminder(whom, by_unit[whom], today(), address)
        )
        st.code(text, language=None, wrap_lines=True)
        st.caption("把鼠标移到文字上，右上角有复制按钮；复制后可以直接发到工作群或短信。")
    if whom == _EVERYONE:
        _each_reminder(by_unit, address)


def _ask_address() -> str:
    """The address that the messages name: kept by the office, else the one this page came from."""
    kept = cached.store().office.remembered(_ADDRESS) or address_for_others(st.context.url or "")
    return st.text_input(
        "系统地址（写进催报文字）",
        str(kept),
        key="remind-address",
        width=320,
        placeholder="例如 https://10.20.30.40:8501",
        on_change=_keep_address,
        args=(current_account().code,),
    ).strip()


def address_for_others(url: str) -> str:
    """Scheme and host of a page's address; empty for one that only this machine understands."""
    parts = urlsplit(url)
    return "" if parts.hostname in _HERE or not parts.hostname else f"{parts.scheme}://{parts.netloc}"


def _keep_address(account: str) -> None:
    if still_may(account, "due", "remind"):
        try:
            cached.store().office.remember(_ADDRESS, st.session_state["remind-address"].strip(), account)
        except StoreError as error:
            keep_result("due", refused=str(error))


def _can_still_report(unit: str, period: str) -> bool:
    """Nobody is urged to report for a quarter that takes no report of the unit any more."""
    return cached.may_report(unit, period, current_account().code).owes


def _each_reminder(by_unit: dict[str, list[Owed]], address: str) -> None:
    """Every unit's own message, one below the other."""
    panel = st.expander(f"逐单位的催报文字　{len(by_unit)} 家", key="remind-each", on_change="rerun")
    if panel.open:
        with panel:
            for name, debts in by_unit.items():
                st.markdown(f"**{plain(name)}**")
                st.code(reminder(name, debts, today(), address), language=None, wrap_lines=True)


def due_dates(account: Account) -> None:
    """A form that sets the last day for submitting a quarter."""
    st.subheader("截止日期", anchor=False)
    infos = {info.label: info for info in cached.store().reporting.periods()[::-1]}
    with st.container(border=True, horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = infos[st.selectbox("季度", list(infos), key="due-quarter", width=200)]
        due = st.date_input("最后一天", chosen.due_on, key=f"due-{chosen.code}", width=200)
        st.button(
            "改截止日期",
            key="due-save",
            disabled=due in (None, chosen.due_on),
            on_click=_save_due,
            args=(chosen.code, due, account.code),
        )


def _save_due(code: str, due: date, account: str) -> None:
    period = parse_period(code)
    if not still_may(account, "due", "due-date"):
        return
    try:
        cached.store().reporting.ensure_period(period, due, account)
    except StoreError as error:
        keep_result("due", refused=str(error))
    else:
        keep_result("due", said=f"{period.label}的截止日期已改为{day(due)}。")
