"""A sheet nobody knows: 这张表是 …, and what its columns mean; remembered for the unit."""

import streamlit as st

from metrics.framework import LedgerSpec, UnitSpec
from metrics.ingest.find import StrangeSheet, likely_ledger, proposed_fields
from metrics.store import StoreError
from metrics.store.reporting import strange_sheets_of
from pages import cached
from pages.account import current_account
from pages.ui.shared import keep_result, plain, remembered, say_result, still_may
from pages.ui.upload.choice import submissions_version
from pages.ui.upload.findings import FileOnPage

_NONE, _UNREAD = "（先选）", "（不用这一列）"
_MOST_SHEETS = 6
_WIDTH = 250


def draw_strange_sheets(item: FileOnPage) -> None:
    """For each sheet that was taken for no ledger: which one it is, column by column; nothing without any."""
    book = item.upload.checked
    say_result(f"strange-{book.sha256}")
    key = ("strange", book.sha256, book.file, book.unit, submissions_version(), tuple(book.ledgers))
    sheets = remembered(key, lambda: strange_sheets_of(item.upload))
    if not sheets or not book.unit:
        return
    unit = cached.framework().unit[book.unit]
    for sheet in sheets[:_MOST_SHEETS]:
        _draw_sheet(item, unit, sheet)


def _draw_sheet(item: FileOnPage, unit: UnitSpec, sheet: StrangeSheet) -> None:
    framework = cached.store().reporting.collecting(cached.framework(), item.upload.checked.period)
    ledgers = {code: framework.ledgers[code] for code in unit.ledgers if code in framework.ledgers}
    key = f"strange-{item.upload.checked.sha256[:16]}-{sheet.name}"
    likely = likely_ledger(sheet, ledgers.values())
    with st.container(border=True, key=key):
        st.markdown(f"**“{plain(sheet.name)}”没有认出是哪张台账**　列名在第 {sheet.header} 行")
        options = ["", *ledgers]
        code = st.selectbox(
            "这张表是：",
            options,
            options.index(likely.code) if likely else 0,
            format_func=lambda one: ledgers[one].sheet if one else _NONE,
            key=f"{key}-ledger",
            width=320,
        )
        if not code:
            st.caption("选好是哪张台账，再对一遍列名。不是台账的表不用管，不会读它。")
            return
        meant = _ask_columns(sheet, ledgers[code], f"{key}-{code}")
        st.caption("记住以后，本单位下次传同样的表就不用再对。少的必填列，读出来后在表格里补。")
        table = (unit.code, code, sheet.name)
        st.button(
            "按这样读取，以后照此",
            key=f"{key}-take",
            type="primary",
            on_click=_remember,
            args=(current_account().code, item.upload.checked.sha256, table, meant),
        )


def _ask_columns(sheet: StrangeSheet, ledger: LedgerSpec, key: str) -> dict[str, str]:
    """Heading → field, empty for one that is not used."""
    proposed = proposed_fields(sheet, ledger)
    fields = {column.id: column for column in ledger.columns if column.id != ledger.key}
    meant: dict[str, str] = {}
    with st.container(horizontal=True, key=f"{key}-columns"):
        for at, heading in sheet.columns.items():
            options = ["", *fields]
            sample = sheet.samples.get(at, "")
            field = st.selectbox(
                f"“{plain(heading)}”" + (f"（如 {plain(sample)}）" if sample else ""),
                options,
                options.index(proposed[at]) if proposed.get(at) in fields else 0,
                format_func=lambda one: (
                    _heading(fields[one].header, required=fields[one].required) if one else _UNREAD
                ),
                key=f"{key}-{at}",
                width=_WIDTH,
            )
            meant[heading] = field
    left = [
        column.header for name, column in fields.items() if column.required and name not in meant.values()
    ]
    if left:
        st.caption(f"必填而没有对上的列：{'、'.join(map(plain, left))}。")
    return meant


def _heading(header: str, *, required: bool) -> str:
    return f"{header} *" if required else header


def _remember(account: str, sha256: str, table: tuple[str, str, str], meant: dict[str, str]) -> None:
    """Keep what the sheet is (a callback, so that the file is read anew at once)."""
    place = f"strange-{sha256}"
    if not still_may(account, place, "confirm-name"):
        return
    store, framework = cached.store(), cached.framework()
    try:
        store.reporting.remember_table(store.reporting.collecting(framework), table, meant, account)
    except StoreError as error:
        keep_result(place, refused=str(error))
    else:
        keep_result(place, said=f"记住了：“{table[2]}”是{framework.ledgers[table[1]].sheet}。")
