"""申请更正: a unit asks to correct a closed quarter, the office answers; each sees what became of it."""

from collections.abc import Callable, Sequence

import streamlit as st

from metrics.framework import parse_period, rights
from metrics.store import StoreError
from metrics.store.database import today
from metrics.store.reporting import CORRECTION_STATE_NAMES, CORRECTION_TERM, Correction, ReportAnswer
from pages import cached
from pages.account import current_account, has_act
from pages.ui.shared import (
    account_names,
    day,
    keep_result,
    lines,
    moment,
    plain,
    say_result,
    still_may,
    unbroken,
)

#: Where results are said: beside the question, and above the answers.
ASKING, ANSWERING = "correction-asking", "correction-answering"
_COLOURS = {"asked": "blue", "granted": "orange", "done": "green", "refused": "red"}
_SHOWN = 8


def correction_panel(said: ReportAnswer, place: str = "") -> None:
    """A form to ask for a correction where the answer says so; the way back while nobody has answered.

    `place` tells it from another one on the same page.
    """
    say_result(ASKING)
    account, one = current_account().code, said.correction
    key = f"{said.unit}-{said.period}{place}"
    if said.asks:
        with st.form(f"correction-{key}", border=True):
            st.text_area(
                "申请更正：改什么、为什么",
                key=f"correction-why-{key}",
                max_chars=500,
                height=80,
                placeholder="例如：3 月漏报 2 场宣讲，补报",
            )
            st.form_submit_button(
                "申请更正",
                key=f"correction-ask-{key}",
                icon=":material/edit_note:",
                on_click=_ask,
                args=(account, said.unit, said.period.code, key),
            )
    elif one and one.state == "asked" and rights.may(current_account(), "ask-correction", one.unit):
        st.button("撤回更正申请", key=f"correction-withdraw-{key}", on_click=_withdraw, args=(account, one))


def _ask(account: str, unit: str, period: str, key: str) -> None:
    why = st.session_state.get(f"correction-why-{key}", "")
    _do(
        account,
        ASKING,
        "ask-correction",
        lambda: cached.store().reporting.ask_correction(unit, parse_period(period), why, account),
        "已申请更正，产改办答复后这里会写明。",
    )


def _withdraw(account: str, one: Correction) -> None:
    _do(
        account,
        ASKING,
        "ask-correction",
        lambda: cached.store().reporting.withdraw_correction(one.id, account),
        "更正申请已撤回。",
    )


def waiting_corrections() -> list[Correction]:
    """The requests that nobody has answered, oldest first."""
    return [one for one in cached.corrections(current_account().code) if one.state == "asked"]


def corrections_view() -> None:
    """For who may answer: a card a request, then what became of the others; nothing without any."""
    say_result(ANSWERING)
    if not has_act(current_account(), "decide-correction"):
        return
    every = cached.corrections(current_account().code)
    if not every:
        return
    names = account_names()
    for one in waiting_corrections():
        _waiting_card(one, names)
    others = [one for one in reversed(every) if one.state != "asked"]
    if others:
        panel = st.expander(f"更正申请记录　{len(others)} 份", key="corrections-list", on_change="rerun")
        if panel.open:
            with panel:
                _history(others, names)


def _waiting_card(one: Correction, names: dict[str, str]) -> None:
    account = current_account().code
    with st.container(border=True, key=f"correction-card-{one.id}"):
        who = plain(names.get(one.asked_by, one.asked_by))
        st.markdown(
            f":blue-badge[更正申请]　**{plain(_unit_name(one.unit))}**　{parse_period(one.period).label}  \n"
            f"{plain(one.why)}  \n"
            f":small[{who} 提出于 {moment(one.asked_at)}；同意后只为这一个单位打开，发布的数不变]"
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.date_input(
                "最后一天", today() + CORRECTION_TERM, today(), key=f"correction-until-{one.id}", width=180
            )
            st.button(
                "同意更正",
                key=f"correction-grant-{one.id}",
                type="primary",
                on_click=_grant,
                args=(account, one),
            )
            st.text_input("不同意的原因", key=f"correction-no-{one.id}", max_chars=300, width=280)
            st.button("不同意", key=f"correction-refuse-{one.id}", on_click=_refuse, args=(account, one))


def _grant(account: str, one: Correction) -> None:
    until = st.session_state.get(f"correction-until-{one.id}") or today() + CORRECTION_TERM
    _do(
        account,
        ANSWERING,
        "decide-correction",
        lambda: cached.store().reporting.grant_correction(one.id, until, account),
        f"已同意：{_unit_name(one.unit)}可以更正{parse_period(one.period).label}，到{day(until)}为止。",
    )


def _refuse(account: str, one: Correction) -> None:
    why = st.session_state.get(f"correction-no-{one.id}", "")
    _do(
        account,
        ANSWERING,
        "decide-correction",
        lambda: cached.store().reporting.refuse_correction(one.id, why, account),
        f"没有同意{_unit_name(one.unit)}的更正申请，它会看到原因。",
    )


def _history(every: Sequence[Correction], names: dict[str, str]) -> None:
    shown, on = every[:_SHOWN], today()
    states = [one.state_on(on) for one in shown]
    lines(
        {
            unbroken("单位"): [plain(_unit_name(one.unit)) for one in shown],
            unbroken("季度"): [unbroken(parse_period(one.period).label) for one in shown],
            unbroken("原因"): [plain(one.why) for one in shown],
            unbroken("结果"): [
                f":{_COLOURS.get(state, 'gray')}-badge[{CORRECTION_STATE_NAMES[state]}] {plain(one.answer)}"
                for one, state in zip(shown, states, strict=True)
            ],
            unbroken("谁答复的"): [plain(names.get(one.decided_by, one.decided_by)) for one in shown],
            unbroken("到哪一天"): [day(one.until) if one.until else "" for one in shown],
        }
    )
    for one, state in zip(shown, states, strict=True):
        if state == "granted":
            _end_line(one)


def _end_line(one: Correction) -> None:
    account = current_account().code
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            f"收回{plain(_unit_name(one.unit))}的更正，原因",
            key=f"correction-end-why-{one.id}",
            max_chars=300,
            width=360,
        )
        st.button("收回", key=f"correction-end-{one.id}", on_click=_end, args=(account, one))


def _end(account: str, one: Correction) -> None:
    why = st.session_state.get(f"correction-end-why-{one.id}", "")
    _do(
        account,
        ANSWERING,
        "decide-correction",
        lambda: cached.store().reporting.end_correction(one.id, why, account),
        f"已收回：{_unit_name(one.unit)}不能再更正{parse_period(one.period).label}。",
    )


def _do(account: str, place: str, act: str, work: Callable[[], object], said: str) -> None:
    """A callback's work: whoever clicked is asked for again; what came of it is said on the next drawing."""
    if not still_may(account, place, act):
        return
    try:
        work()
    except StoreError as error:
        keep_result(place, refused=str(error))
    else:
        keep_result(place, said=said)


def _unit_name(code: str) -> str:
    unit = cached.framework().unit.get(code)
    return unit.name if unit else code
