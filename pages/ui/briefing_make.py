"""Previewing a report as pictures, and handing it out: each file is kept with the data it was made from."""

import json
from datetime import datetime

import streamlit as st

from metrics.reports.export import exported
from metrics.reports.filenames import file_name
from metrics.reports.kinds import KINDS
from metrics.reports.options import ReportError
from metrics.store import StoreError
from metrics.store.exports import Parcel
from pages import cached
from pages.account import current_account

#: Format → what the button says.
FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "png": "图片", "zip": "图集（ZIP）"}
_MADE = "briefing-made"


def make_and_preview(key: cached.Edition, chosen: dict[str, object]) -> None:
    """Buttons for the formats of the kind, the file made last, and the pages as pictures."""
    record = json.dumps(chosen, ensure_ascii=False, sort_keys=True)
    with st.container(horizontal=True, gap="xsmall"):
        for form in KINDS[chosen["kind"]].formats:
            if st.button(f"生成 {FORMATS[form]}", key=f"briefing-{form}"):
                _make(key, chosen, record, form)
    _hand_out()
    if st.toggle("预览", key="briefing-preview", bind="query-params"):
        _preview(key, chosen["kind"], record)
    else:
        st.caption("打开“预览”，逐页看版面；第一次要画图，约几秒钟。")


def _make(key: cached.Edition, chosen: dict[str, object], record: str, form: str) -> None:
    at = datetime.now().astimezone().replace(microsecond=0)
    try:
        with st.spinner(f"正在生成{FORMATS[form]} …"):
            report = cached.report(key, chosen["kind"], record, at.isoformat())
            made = exported(report, form)
            parcel = Parcel(
                kind=chosen["kind"],
                period=key.period,
                scope=chosen["entity"] or "county",
                format=form,
                file=file_name(report, form),
                content=made.content,
                options=chosen,
                data_version=key.version,
                framework_version=key.framework,
            )
            kept = cached.store().keep_export(parcel, current_account().code, at)
    except (ReportError, StoreError) as error:
        st.error(str(error))
        return
    st.session_state[_MADE] = (kept.id, made.notes)


def _hand_out() -> None:
    """The file made last, to be saved; it can be fetched again from the history."""
    if _MADE not in st.session_state:
        return
    number, notes = st.session_state[_MADE]
    name, content = cached.store().export_content(number)
    with st.container(border=True):
        st.markdown("**已生成**，可以下载；以后在“发出过的”里还能再取，内容一字不差。")
        st.download_button(
            f"下载 {name}", content, name, on_click="ignore", type="primary", key="briefing-file"
        )
        for note in notes:
            st.caption(note)


def _preview(key: cached.Edition, kind: str, record: str) -> None:
    try:
        with st.spinner("正在排版 …"):
            pages = cached.pages_of(key, kind, record)
    except ReportError as error:
        st.error(str(error))
        return
    st.caption(f"共 {len(pages)} 页")
    for number, picture in enumerate(pages, 1):
        st.image(picture, caption=f"第 {number} 页", width="stretch")
