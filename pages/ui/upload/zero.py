"""零报送: declaring on the page that the quarter, or some ledgers, have nothing; and taking it back."""

from collections.abc import Callable, Sequence

import streamlit as st

from metrics.framework import Period, UnitSpec, rights
from metrics.ingest import CheckedWorkbook
from metrics.store import StoreError
from metrics.store.reporting import ZeroDeclaration, declarable, empty_ledgers, report_nothing
from pages import cached
from pages.account import current_account
from pages.ui.shared import account_names, keep_result, moment, plain, say_result, still_may

_PLACE = "zero"


def zero_panel(unit: UnitSpec, period: Period) -> None:
    """What was declared, and behind a fold the declaration itself where the answer lets it."""
    say_result(_PLACE)
    account = current_account()
    said = cached.may_report(unit.code, period.code, account.code)
    declared = cached.zero_declarations(period, unit.code)
    if declared:
        _draw_declared(declared)
    if not (said.may and said.zero):
        return
    sheets = {
        cached.framework().ledgers[code].sheet: code for code in declarable(cached.framework(), unit.code)
    }
    if not sheets:
        return
    panel = st.expander(
        "本期没有可报的？零报送", key="zero-panel", icon=":material/exposure_zero:", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        st.caption(
            "零报送是一份正式的报送：写明谁在什么时候确认没有发生，审核通过后按 0 计，不再是“未报”。"
            "登记类台账（名册、队伍、品牌等）照上次带入。"
        )
        chosen = st.multiselect(
            "哪些台账没有发生", list(sheets), list(sheets), key=f"zero-ledgers-{unit.code}-{period.code}"
        )
        whole = len(chosen) == len(sheets)
        sure = st.checkbox(
            f"我确认本单位{period.label}以上台账没有发生", key=f"zero-sure-{unit.code}-{period.code}"
        )
        st.button(
            "整期零报送" if whole else f"这 {len(chosen)} 张零报送",
            key="zero-go",
            type="primary",
            disabled=not (sure and chosen),
            on_click=_declare,
            args=(account.code, unit, period, [] if whole else [sheets[name] for name in chosen]),
        )


def _draw_declared(declared: Sequence[ZeroDeclaration]) -> None:
    names, account = account_names(), current_account()
    sheets = "、".join(plain(cached.framework().ledgers[one.ledger].sheet) for one in declared)
    last = declared[-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":blue-badge[零报送]　{sheets}　:small[{plain(names.get(last.account, last.account))} "
            f"{moment(last.at)} 确认没有发生；之后报来这些台账的行，零报送自动撤销]"
        )
        alone = [one.id for one in declared if one.number is None]
        if alone and rights.may(account, "submit", last.unit):
            st.button("撤销零报送", key="zero-back", on_click=_withdraw, args=(account.code, alone))


def _declare(account: str, unit: UnitSpec, period: Period, ledgers: list[str]) -> None:
    """Without ledgers the whole quarter."""
    store = cached.store().reporting
    if ledgers:
        _do(account, lambda: store.declare_zero(unit.code, period, ledgers, account), "已作零报送。")
    else:
        work = lambda: report_nothing(store, cached.framework(), unit.code, period, account)  # noqa: E731
        _do(account, work, f"{period.label}已零报送，等产改办审核。")


def _withdraw(account: str, numbers: list[int]) -> None:
    def work() -> None:
        for number in numbers:
            cached.store().reporting.withdraw_zero(number, account)

    _do(account, work, "零报送已撤销。")


def _do(account: str, work: Callable[[], object], said: str) -> None:
    if not still_may(account, _PLACE, "submit"):
        return
    try:
        work()
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
    else:
        keep_result(_PLACE, said=said)


def zero_tick(book: CheckedWorkbook, key: str) -> None:
    """A tick that declares the empty ledgers of a file to have nothing, before it is handed in."""
    empty = empty_ledgers(cached.framework(), book)
    if empty and book.accepted:
        names = "、".join(plain(cached.framework().ledgers[code].sheet) for code in empty)
        st.checkbox(f"空着的 {len(empty)} 张表本期确实没有发生，一并零报送：{names}", key=f"zero-{key}")


def ticked_zero(book: CheckedWorkbook, key: str) -> tuple[str, ...]:
    """The ledgers that were ticked for a file; of a callback."""
    return empty_ledgers(cached.framework(), book) if st.session_state.get(f"zero-{key}") else ()
