"""Making a report and handing it out: preview, files with the data they were made from, what was sent."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from metrics.framework import parse_period
from metrics.reports import CHINA, SCHEDULED
from metrics.reports.write import ReportError
from metrics.reports.write.kinds import KINDS
from metrics.store.office import Export
from pages import cached
from pages.account import current_account
from pages.ui.briefing.choose import Choice, choice_record
from pages.ui.briefing.final import finish, show_checklist
from pages.ui.briefing.in_work import papers_in_work
from pages.ui.briefing.queueing import MADE, make_words, queue_and_wait, subject
from pages.ui.briefing.words import FORMATS
from pages.ui.shared import grid, offer_stored

#: Pages a preview shows; a whole table book is read in its file.
_MOST_PAGES = 12
CHECK, PREVIEW, FINAL = "核对单", "预览", "定稿"


def preview_pages(key: cached.Edition, chosen: Choice) -> None:
    """The pages as the present choice would give them."""
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with st.spinner("正在排版 …", show_time=True):
            record, account = choice_record(chosen), current_account().code
            pages = cached.pages_of(key, chosen["kind"], record, today.isoformat(), account)
    except ReportError as error:
        st.error(str(error))
        return
    cut = f"，这里显示前 {_MOST_PAGES} 页" if len(pages) > _MOST_PAGES else ""
    st.caption(f"共 {len(pages)} 页{cut}；生成时间以生成那一刻为准。")
    for number, picture in enumerate(pages[:_MOST_PAGES], 1):
        with st.container(border=True):
            st.image(picture, caption=f"第 {number} 页", width="stretch")


def make_and_preview(key: cached.Edition, chosen: Choice, refused: int, *, writes: bool) -> None:
    """Buttons for the formats of the kind, the file made last, the pages as pictures, and how it goes out.

    `refused` is how many edited paragraphs cannot be taken: until then nothing is made. Who `writes`
    briefings sees the 核对单 first and makes the 定稿.
    """
    if refused:
        st.warning(f"有 {refused} 段文字改得不对，左边写了原因。改好或恢复原文以后才能生成。")
    steps = [CHECK, PREVIEW, FINAL] if writes and KINDS[chosen["kind"]].texts else []
    if steps:
        step = st.segmented_control(
            "做到哪一步",
            steps,
            default=None,
            key="briefing-step",
            bind="query-params",
            label_visibility="collapsed",
        )
        if step in (CHECK, FINAL) and not refused:
            (show_checklist if step == CHECK else finish)(key, chosen)
            return
    with st.container(horizontal=True, gap="xsmall"):
        pressed = [
            form
            for form in KINDS[chosen["kind"]].formats
            if st.button(make_words(form), key=f"briefing-{form}", disabled=refused > 0)
        ]
    for form in pressed:
        queue_and_wait(key, chosen, form)
    papers_in_work(key, but=_offer_file(key, chosen))
    if refused:
        return
    if (steps and step == PREVIEW) or st.toggle("预览", key="briefing-preview", bind="query-params"):
        preview_pages(key, chosen)
    else:
        st.caption("这里生成的是草稿；打开“预览”，逐页看版面，第一次要画图，约几秒钟。")


_TITLES = {name: kind.title for name, kind in KINDS.items()} | {"check": "核对单"}


def _offer_file(key: cached.Edition, chosen: Choice) -> int:
    """The file made last of this report, to be saved, and its number; 0 without one."""
    about, number, name, notes = st.session_state.get(MADE, ((), 0, "", ()))
    if about != subject(key, chosen):
        return 0
    store = cached.store()
    with st.container(border=True):
        st.markdown("**已生成**，可以下载；以后在“发出过的”里还能再取，内容一字不差。")
        offer_stored(
            f"下载 {name}",
            lambda account: store.office.export_content(number, account),
            name,
            type="primary",
            key="briefing-file",
            icon=None,
        )
        for note in notes:
            st.caption(note)
    return int(number)


def _how(export: Export) -> str:
    if export.options.get("final"):
        return "定稿"
    return "定时" if export.options.get(SCHEDULED) else ""


def sent_files(exports: Sequence[Export]) -> None:
    """A table of the exports, newest first, and one of them to save."""
    if not exports:
        st.info("还没有生成过。到“写一份”里选好种类，生成的文件都会留在这里。")
        return
    table = [
        {
            "时间": f"{export.at:%Y-%m-%d %H:%M}",
            "种类": _TITLES.get(export.kind, export.kind),
            "定稿": _how(export),
            "报告期": parse_period(export.period).label,
            "对象": "" if export.scope == "county" else export.scope,
            "格式": FORMATS.get(export.format, export.format),
            "文件": export.file,
            "校验码": export.sha256[:12],
            "数据版本": export.data_version[:8],
            "指标版本": export.framework_version[:8],
            "谁": export.account,
        }
        for export in exports
    ]
    grid(table, alt=f"生成过的{len(table)}份文件")
    labels = {f"{export.id}　{export.at:%m-%d %H:%M}　{export.file}": export.id for export in exports}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = labels[st.selectbox("再取一次", list(labels), key="briefing-again", width=520)]
        store = cached.store()
        file = next(export.file for export in exports if export.id == chosen)
        offer_stored(
            "下载",
            lambda account: store.office.export_content(chosen, account),
            file,
            key="briefing-again-file",
            icon=None,
        )
