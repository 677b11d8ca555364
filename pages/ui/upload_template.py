"""The first step: the unit's prefilled workbook."""

import streamlit as st

from metrics.ingest import Context, write_template
from pages.ui.upload_desk import Desk, remembered
from pages.ui.upload_words import template_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_step(desk: Desk) -> None:
    """Step one: the prefilled workbook."""
    st.subheader("第一步　下载模板", anchor=False)
    store, framework, unit, period = desk.store, desk.framework, desk.unit, desk.period
    if unit is None:
        st.caption("在上面选定一个单位，就可以下载它的模板。")
        return
    context = context_of(desk)
    st.download_button(
        "下载本单位模板",
        # Made when it is clicked; the choice and the right to it are settled here, while drawing.
        lambda: write_template(
            framework, unit.code, period, store.reporting.context(framework, unit.code, period)
        ),
        template_name(unit, period),
        XLSX,
        key="template",
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(_prefilled_words(desk, context))


def context_of(desk: Desk) -> Context:
    """What the office knows for the unit and quarter chosen."""
    key = ("context", desk.unit.code, desk.period.code, desk.version)
    return remembered(key, lambda: desk.store.reporting.context(desk.framework, desk.unit.code, desk.period))


def _prefilled_words(desk: Desk, context: Context) -> str:
    ledgers = desk.framework.ledgers
    filled = [f"{ledgers[code].sheet} {len(rows)} 行" for code, rows in context.prefill.items() if len(rows)]
    known = context.known.get("L15")
    parts = [
        f"共 {len(desk.unit.ledgers)} 张台账，已填好单位和报告期",
        f"带入上次报送的{'、'.join(filled)}" if filled else "",
        f"下拉框里有 {len(known)} 家企业可选" if known is not None and len(known) else "",
    ]
    return "；".join(part for part in parts if part) + "。本期没有发生的表留空即可。"
