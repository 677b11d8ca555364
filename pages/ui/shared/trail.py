"""The way from the county to a cell: where one came from, crumbs, the rows behind a value, one row."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from metrics.county import Dataset, SubmissionInfo, VisibleRows
from metrics.framework import LEVEL_NAMES, parse_period
from metrics.tables import evidence_table
from metrics.words import short
from pages import cached
from pages.account import current_account, is_of_unit
from pages.ui.shared.address import code_in
from pages.ui.shared.export import XLSX, offer_stored
from pages.ui.shared.frame import period_label
from pages.ui.shared.photos import photos_beside
from pages.ui.shared.table import (
    ROW,
    LedgerRow,
    find_row,
    grid,
    openable_table,
    row_place,
    rows_for_me,
    ticked_rows,
)
from pages.ui.shared.words import erased_words, literal

#: Query parameter: the brand, unit or enterprise one came from.
FROM = "from"
FILES = {
    "enterprise": "enterprises.py",
    "brand": "brands.py",
    "unit": "units.py",
    "town": "towns.py",
    "industry": "industries.py",
}
RANKING, PROFILE = "排名", "画像"
#: Level → those from which one comes to it.
_ORIGINS = {"enterprise": ("brand", "unit"), "brand": ("enterprise",)}
_ROW_GONE = (
    "这一行不在这一期的数据里：可能已被更正或退回，或者属于别的报告期。换一个报告期，或从上面的路径返回。"
)


class Origin(NamedTuple):
    """The brand or unit whose profile led to an enterprise, or the enterprise that led to a brand."""

    level: str
    code: str
    label: str


def forget_way(*names: str) -> None:
    """Take these steps of the way out of the address."""
    for name in names or (FROM, ROW):
        st.query_params.pop(name, None)


def come_from(label: str) -> None:
    """Put into the address where the entity opened next was found; an empty label takes it out."""
    if label:
        forget_way(ROW)
        st.query_params[FROM] = code_in(label)
    else:
        forget_way()


def origin(key: cached.Edition, level: str) -> Origin | None:
    """Where the address says an entity was come to from; None without it or for one nobody knows."""
    code = st.query_params.get(FROM, "").partition(" ")[0]
    for source in _ORIGINS.get(level, ()) if code else ():
        names = cached.book(key, source).entities["name"]
        if code in names.index:
            return Origin(source, code, f"{code} {names[code]}")
    return None


def profile_view(key: cached.Edition, level: str, label: str, **more: str) -> dict[str, str]:
    """Query parameters of the profile of an entity; `label` is its code, maybe with its name behind it."""
    return {"period": period_label(key), f"{level}-view": PROFILE, f"{level}-entity": code_in(label), **more}


class Crumb(NamedTuple):
    """A step below the entity; `back` is called on a click, without it the step is no button."""

    label: str
    back: Callable[[], None] | None = None


def draw_crumbs(key: cached.Edition, level: str, label: str, *steps: Crumb) -> None:
    """The way to an entity and the steps below it; the last one is where one is."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.page_link("overview.py", label="全县", query_params={"period": period_label(key)})
        came = origin(key, level)
        _level_crumb(key, level, came)
        if came:
            st.markdown("›", width="content")
            view = profile_view(key, came.level, came.label)
            st.page_link(FILES[came.level], label=literal(short(came.label, 20)), query_params=view)
        way = [Crumb(short(label, 20), lambda: forget_way(ROW)), *steps]
        for number, step in enumerate(way):
            st.markdown("›", width="content")
            _draw_crumb(step, f"{level}-crumb-{number}", last=number == len(way) - 1)


def _level_crumb(key: cached.Edition, level: str, came: Origin | None) -> None:
    """The ranking that one set out from: another page, or this one's."""
    st.markdown("›", width="content")
    first = came.level if came else level
    if came:
        view = {"period": period_label(key), f"{first}-view": RANKING}
        st.page_link(FILES[first], label=LEVEL_NAMES[first], query_params=view)
    else:
        # A link to the page one is on would not move its widgets.
        st.button(
            LEVEL_NAMES[level], type="tertiary", key=f"{level}-crumb", on_click=_to_ranking, args=(level,)
        )


def _to_ranking(level: str) -> None:
    forget_way()
    st.session_state[f"{level}-view"] = RANKING


def _draw_crumb(step: Crumb, key: str, last: bool) -> None:
    text = literal(step.label)
    if last:
        st.markdown(f":small[**{text}**]", width="content")
    elif step.back:
        st.button(text, type="tertiary", key=key, on_click=step.back)
    else:
        st.markdown(f":small[{text}]", width="content")


def show_evidence(key: cached.Edition, level: str, code: str, measure: str, place: str = "") -> None:
    """Rows behind one measure of one entity; where the table has a `place`, each of them opens."""
    show_rows(key, cached.rows(key, level, code, measure, current_account().code), place)


def show_rows(key: cached.Edition, rows: VisibleRows, place: str = "") -> None:
    """Rows with their places, as far as whoever is signed in may see them."""
    say_left_out(rows)
    if not len(rows):
        st.info("没有台账行：已经报送的台账里没有与它有关的记录，或者还没有报送。")
        return
    amounts = rows.frame.get("amount")
    counted = len(rows) if amounts is None else int(amounts.ne(0).sum())
    st.caption(
        f"共 {len(rows)} 行，其中 {counted} 行计入；不计入的是重复的企业、月份或同一事项，或超出上限。"
    )
    table, name = partial(evidence_table, cached.framework()), "来源行"
    if place:
        openable_table(table, rows.told(_in_order), place, alt=name, file=name)
    else:
        grid(rows.told(table), alt=name, file=name)
    offer_originals(sorted(set(rows.frame["submission"])), cached.dataset(key))
    photos_beside(rows, place or "rows")


def say_left_out(rows: VisibleRows) -> None:
    """That rows of other units are not shown, to whoever sees their own unit's only."""
    if is_of_unit(current_account()):
        st.caption("这里只列出本单位报送的行。")
    elif rows.left_out:
        st.caption(f"另有 {rows.left_out} 行不对这个账号开放。")


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """In the order in which `evidence_table` shows them: those that count come first."""
    return rows.iloc[rows["amount"].eq(0).argsort(kind="stable")] if "amount" in rows else rows


def offer_originals(submissions: list[int], data: Dataset) -> None:
    """A button that hands out one of the original files, bytes as they were uploaded.

    Two units, or two quarters, may call their files the same; the choice is of submissions, not of names.
    """
    store, known = cached.store(), data.submissions
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        number = st.selectbox(
            "原始文件", submissions, format_func=lambda number: _original_label(known[number]), width=420
        )
        sha256 = known[number].sha256
        if words := erased_words(sha256):
            st.caption(words)
            return
        offer_stored(
            "下载原件",
            lambda account: store.reporting.original(sha256, account),
            known[number].file,
            mime=XLSX,
            icon=None,
        )


def _original_label(info: SubmissionInfo) -> str:
    """A file with what tells it from others of its name: unit, quarter, revision."""
    unit = cached.framework().unit.get(info.unit)
    whose = unit.short_name if unit else info.unit
    return f"{info.file}（{whose} {info.period} 第{info.revision}版）"


def row_view(key: cached.Edition, level: str, label: str) -> bool:
    """Draw the row in the address with the way to it; whether the address names one.

    `label` is the code and name of the entity below which it was opened.
    """
    wanted = st.query_params.get(ROW, "")
    if not wanted:
        return False
    row = find_row(key, wanted)
    if row is None:
        draw_crumbs(key, level, label, Crumb(short(wanted, 40)))
        st.info(_ROW_GONE)
    else:
        _show_row(key, level, label, row)
    return True


def _show_row(key: cached.Edition, level: str, label: str, row: LedgerRow) -> None:
    """The way, then the cells in a table, and beside it the chosen one and its file."""
    data, cell = cached.dataset(key), row.cells[row.field]
    info, go = data.submissions[row.submission], partial(_go_to_cell, row)
    steps = [Crumb(short(row.name, 20), go), Crumb(short(info.file, 40)), Crumb(cell.sheet)]
    draw_crumbs(key, level, label, *steps, Crumb(cell.address))
    st.subheader(literal(row.name), anchor=False)
    unit = cached.framework().unit[info.unit].name
    st.caption(
        literal(f"{unit} · {parse_period(info.period).label}报送，第{info.revision}版 · 第{row.row}行")
    )
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _cell_table(f"{level}-cells", row)
    with right:
        st.markdown(literal(f"{cell.address}　{row.spec.by_id[row.field].header}"))
        st.markdown(f"**{literal(row.contents[row.field]) or '（空）'}**")
        offer_originals([row.submission], data)
    this = pd.DataFrame([{"ledger": row.spec.code, "submission": row.submission, "row": row.row}])
    photos_beside(rows_for_me(this), f"{level}-row")


def _cell_table(place: str, row: LedgerRow) -> None:
    """A table of the cells; a tick puts one of them into the address."""
    st.caption("勾选一行（键盘：上下键移动，Shift+空格勾选），上面的路径就指到那一格。")
    columns = row.spec.columns
    cells = [
        {
            "填报项": column.header,
            "填的内容": row.contents[column.id],
            "单元格": row.cells[column.id].address,
            "submission": row.submission,
        }
        for column in columns
    ]
    grid(
        rows_for_me(pd.DataFrame(cells)).told(lambda frame: frame.drop(columns="submission")),
        height="content",
        key=place,
        on_select=lambda: _go_to_cell(row, *(columns[number].id for number in ticked_rows(place))),
        selection_mode="single-row",
        alt=f"{row.spec.sheet}第{row.row}行的每一格",
        file=f"{row.spec.sheet}第{row.row}行",
    )


def _go_to_cell(row: LedgerRow, field: str = "") -> None:
    """Look at a cell of the row, or at the row (a callback)."""
    st.query_params[ROW] = row_place(row.spec.code, row.submission, row.row, field)
