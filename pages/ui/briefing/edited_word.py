"""A Word file that somebody edited, compared with the data; the office's own template, filled."""

from datetime import datetime

import streamlit as st

from metrics.reports import CHINA, differences
from metrics.reports.print import SlideTemplateError, TemplateError, filled, to_pptx
from metrics.reports.write import Draft, ReportError
from pages import cached
from pages.account import current_account
from pages.ui.briefing.choose import choice_record
from pages.ui.shared import grid, offer_made, plain


def check_edited(key: cached.Edition) -> None:
    """An edited 专报 compared with the data of the chosen period; below it, a template to fill."""
    st.caption("把改过的专报拖进来，逐个数字与现在的数据核对；文件不保存。")
    file = st.file_uploader("改过的专报（.docx）", ("docx",), key="briefing-edited")
    if file is not None:
        _compare(key, file.name, file.getvalue())
    with st.expander("用本单位自己的模板"):
        st.caption(
            "在 .docx 里写 {{标题}}、{{正文}}、{{日期}}、{{_N07}} 等；.pptx 用它的版式。认不出的会指出来。"
        )
        template = st.file_uploader("模板（.docx、.pptx）", ("docx", "pptx"), key="briefing-template")
        if template is not None:
            _fill(key, template.name, template.getvalue())


def _report(key: cached.Edition, **parts: list[str]) -> Draft:
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    record = choice_record({"kind": "special", "entity": "", **parts})
    return cached.draft(key, "special", record, today.isoformat(), current_account().code)


def _compare(key: cached.Edition, name: str, content: bytes) -> None:
    try:
        found = differences(content, _report(key, charts=[], tables=[]).paper)
    except ReportError as error:
        st.error(plain(str(error)))
        return
    if not found:
        st.success(f"{plain(name)}：数字都与{key.period.label}的数据对得上。")
        return
    st.warning(f"{plain(name)}：有 {len(found)} 处与{key.period.label}的数据对不上，或无法核对。")
    rows = [
        {"位置": one.place, "文字": one.near, "写的是": one.written, "问题": one.problem, "应为": one.due}
        for one in found
    ]
    grid(rows, alt=f"{len(found)}处数字")


def _fill(key: cached.Edition, name: str, content: bytes) -> None:
    slides = name.lower().endswith(".pptx")
    try:
        paper = _report(key, **({} if slides else {"charts": [], "tables": []})).paper
        made = to_pptx(paper, content) if slides else filled(content, paper)
    except (ReportError, TemplateError, SlideTemplateError) as error:
        st.error(plain(str(error)))
        return
    label = f"{paper.file_stem}{'.pptx' if slides else '.docx'}"
    offer_made(f"下载 {label}", lambda: made, label, "简报", lambda: [("export", "")], key="briefing-filled")
