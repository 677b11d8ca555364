"""Optional columns that a county adds to a ledger, with the burden a sheet has then."""

import streamlit as st

from metrics.framework import ADDED_TYPES, MOST_TYPED, ColumnSpec, Framework, added_columns, typed_columns
from metrics.framework.editing import AddColumn, DropColumn
from pages import cached
from pages.ui.manage.draft import add, turn
from pages.ui.shared import grid, plain


def columns_panel(base: int, framework: Framework) -> None:
    """The sheets with their burden, the own columns, and a form for one more."""
    st.markdown(
        f"给台账加一列：只能是**选填**，从下一次模板起；一张表最多 {MOST_TYPED} 列手填。"
        "先想一想：现有的列够不够，由谁填，填了给谁看。"
    )
    grid(
        [
            {
                "台账": f"{ledger.sheet}（{ledger.code}）",
                "手填": typed_columns(ledger),
                "从词里选": sum(one.type in ("enum", "bool", "reference") for one in ledger.columns),
                "还能加手填": max(0, MOST_TYPED - typed_columns(ledger)),
                "几家单位填": len(framework.owners(ledger.code)),
            }
            for ledger in framework.ledgers.values()
        ],
        height=300,
        alt="各台账要填多少列",
    )
    for code, column in added_columns(framework):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(
                f"{framework.ledgers[code].sheet}：**{plain(column.header)}**"
                f"（{ADDED_TYPES[column.type]}，模板 {column.since} 起）"
            )
            if st.button("去掉", key=f"manage-column-{code}-{column.id}"):
                add(base, DropColumn(code, column.id))
    _new_column(base, framework)


def _new_column(base: int, framework: Framework) -> None:
    place = f"manage-column-{turn()}"
    codes = list(framework.ledgers)
    with st.container(border=True):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            code = st.selectbox(
                "台账",
                codes,
                index=codes.index("L05"),
                format_func=lambda one: framework.ledgers[one].sheet,
                key=f"{place}-ledger",
                width=220,
            )
            header = st.text_input("列名", key=f"{place}-header", max_chars=20, width=180)
            kind = st.selectbox(
                "填什么",
                list(ADDED_TYPES),
                format_func=ADDED_TYPES.__getitem__,
                key=f"{place}-type",
                width=150,
            )
            unit = (
                st.text_input("单位", key=f"{place}-unit", max_chars=8, width=90)
                if kind in ("int", "decimal")
                else ""
            )
        words = st.text_input("可选的词，用顿号分开", key=f"{place}-choices") if kind == "enum" else ""
        with st.container(horizontal=True, gap="small"):
            example = st.text_input("例子", key=f"{place}-example", max_chars=40, width=220)
            note = st.text_input("填写说明", key=f"{place}-note", max_chars=60, width=420)
        ledger = framework.ledgers[code]
        more = typed_columns(ledger) + (kind in ("text", "int", "decimal", "date"))
        st.caption(
            f"{ledger.sheet}现在要手填 {typed_columns(ledger)} 列，加后 {more} 列；"
            f"{len(framework.owners(code))} 家单位每季度要看到它。"
        )
        if st.button("加这一列", key=f"{place}-add", type="primary", disabled=not header.strip()):
            choices = tuple(one.strip() for one in words.replace("，", "、").split("、") if one.strip())
            least = 0.0 if kind in ("int", "decimal") else None
            column = ColumnSpec(
                _free_id(framework, code),
                header.strip(),
                kind,
                unit=unit,
                choices=choices,
                minimum=least,
                example=example,
                note=note,
            )
            add(base, AddColumn(code, column))


def _free_id(framework: Framework, ledger: str) -> str:
    """An id that no column ever had: by the ledger and a number."""
    known = {*framework.ledgers[ledger].by_id, *cached.framework().ledgers[ledger].by_id}
    return next(name for n in range(1, 99) if (name := f"x_{ledger.lower()}_{n}") not in known)
