"""One list of the county at a time: rename, add, end, give another ledger, from a day on."""

from io import BytesIO
from typing import Any

import pandas as pd
import streamlit as st

from metrics.county.setup import SETUP_FILE, setup_framework, setup_rows, write_setup
from metrics.framework import ColumnSpec, LedgerSpec
from metrics.ingest.write import tamed, untamed
from metrics.store.people import Account
from metrics.store.setting_up import plan_setup
from pages import cached
from pages.ui.setup.workbook import apply_bytes, change_lines, this_quarter, when_and_why
from pages.ui.shared import SEVERITY_COLOURS, lines, plain, unbroken

#: Sheets that are edited here; roster, accounts and quarters have pages of their own.
_LISTS = ("S01", "S02", "S03", "S04", "S05", "S07")
_YES = "是"


def entries_view(account: Account) -> None:
    """Choose a list, edit it, see what would become other, keep it."""
    ledgers = setup_framework().ledgers
    names = {ledgers[code].sheet: code for code in _LISTS}
    chosen = st.pills("改哪一项", list(names), default=next(iter(names)), required=True, key="entries-list")
    spec = ledgers[names[chosen]]
    st.caption(
        f"{spec.note}。改名：直接改“名称”，编号不动，历次报送就还连得上；不再用的填停用日期，不要删行。"
    )
    rows = setup_rows(cached.store().office.county(), cached.framework())
    edited = _grid(spec, rows.get(spec.code, pd.DataFrame()))
    content = _book({**rows, spec.code: edited}) if len(edited) else b""
    if not content:
        return
    plan = plan_setup(cached.store(), content, SETUP_FILE)
    if not plan.checked.accepted:
        found = plan.checked.of_severity("error")
        lines(
            {
                unbroken("位置"): [plain(str(one.where)) for one in found],
                unbroken("问题"): [f":{SEVERITY_COLOURS['error']}[●] {plain(one.message)}" for one in found],
            }
        )
        return
    if plan.nothing:
        st.caption("还没有改动。")
        return
    lines(change_lines(plan.changes))
    when_and_why("entries", first=not cached.store().office.county_versions())
    st.button(
        "保存",
        type="primary",
        key="entries-save",
        on_click=apply_bytes,
        args=(account.code, content, SETUP_FILE, "entries"),
    )


def _grid(spec: LedgerSpec, rows: pd.DataFrame) -> pd.DataFrame:
    """The list as a table to type in; ticks as boxes, days as days."""
    frame = rows.reindex(columns=[column.id for column in spec.columns])
    for column in spec.columns:
        if column.type == "bool":
            frame[column.id] = frame[column.id].eq(_YES)
        elif column.type == "date":
            frame[column.id] = pd.to_datetime(frame[column.id])
        elif column.type == "int":
            frame[column.id] = pd.to_numeric(frame[column.id])
        else:
            frame[column.id] = frame[column.id].astype("object").where(frame[column.id].notna(), None)
    edited = st.data_editor(
        tamed(frame),
        key=f"entries-{spec.code}-{cached.store().database.mark()}",
        num_rows="dynamic" if spec.code != "S01" or frame.empty else "fixed",
        hide_index=True,
        column_config={column.id: _config(column) for column in spec.columns},
        height=min(38 + 35 * (len(frame) + 1), 640),
    )
    named = edited[edited[spec.name_field].fillna("").astype(str).str.strip() != ""]
    return _as_typed(spec, named)


def _config(column: ColumnSpec) -> Any:  # noqa: ANN401 - Streamlit gives its kinds of column no public name
    """How a column is typed in."""
    header, note = column.header, column.note or None
    if column.choices:
        return st.column_config.SelectboxColumn(header, options=list(column.choices), required=True)
    if column.type == "bool":
        return st.column_config.CheckboxColumn(header, help=note)
    if column.type == "date":
        return st.column_config.DateColumn(header, help=note)
    if column.type == "int":
        return st.column_config.NumberColumn(header, help=note)
    fixed, pinned = column.type == "code", column.id == "name"
    return st.column_config.TextColumn(header, help=note, disabled=fixed, pinned=pinned)


def _as_typed(spec: LedgerSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """The edited rows as people would type them into the workbook."""
    out = frame.copy().astype("object")
    for column in spec.columns:
        if column.type == "bool":
            out[column.id] = [_YES if value is True else None for value in frame[column.id]]
        elif column.type == "date":
            out[column.id] = [None if pd.isna(value) else value.date() for value in frame[column.id]]
        elif column.type != "int":
            out[column.id] = [untamed(each) if isinstance(each, str) else each for each in frame[column.id]]
    return out.where(out.notna(), None).reset_index(drop=True)


def _book(rows: dict[str, pd.DataFrame]) -> bytes:
    return BytesIO(write_setup(this_quarter(), rows)).getvalue()
