"""Making a report and handing it out: each file is kept with the data it was made from."""

from datetime import datetime

import streamlit as st

from metrics.reports.briefing import CHINA
from metrics.reports.export import exported
from metrics.reports.filenames import file_name
from metrics.reports.kinds import KINDS
from metrics.reports.options import ReportError
from metrics.store import StoreError
from metrics.store.office import ExportedFile
from pages import cached
from pages.account import current_account
from pages.ui.briefing_preview import preview, record

#: Format → what the button says.
FORMATS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "png": "图片", "zip": "图集（ZIP）"}
_MADE = "briefing-made"


def make_and_preview(key: cached.Edition, chosen: dict, refused: int) -> None:
    """Buttons for the formats of the kind, the file made last, and the pages as pictures.

    `refused` is how many edited paragraphs cannot be taken: until then nothing is made.
    """
    if refused:
        st.warning(f"有 {refused} 段文字改得不对，左边写了原因。改好或恢复原文以后才能生成。")
    with st.container(horizontal=True, gap="xsmall"):
        place = {"disabled": refused > 0}
        forms = KINDS[chosen["kind"]].formats
        pressed = [form for form in forms if st.button(_make_words(form), key=f"briefing-{form}", **place)]
    for form in pressed:
        _make(key, chosen, form)
    _hand_out(key, chosen)
    if refused:
        return
    if st.toggle("预览", key="briefing-preview", bind="query-params"):
        preview(key, chosen)
    else:
        st.caption("打开“预览”，逐页看版面；第一次要画图，约几秒钟。")


def _make_words(form: str) -> str:
    return f"生成 {FORMATS[form]}" if FORMATS[form].isascii() else f"生成{FORMATS[form]}"


def _make(key: cached.Edition, chosen: dict, form: str) -> None:
    at = datetime.now(CHINA).replace(microsecond=0)
    wanted = {**chosen, "evidence": chosen["kind"] == "book" and form == "xlsx"}
    try:
        with st.status(f"正在{_make_words(form)} …", expanded=True) as state:
            st.write("取数、写文字")
            report = cached.report(key, chosen["kind"], record(wanted), at.isoformat())
            st.write("画图、排版（图多时要半分钟左右）")
            made = exported(report, form)
            st.write("存档")
            parcel = ExportedFile(
                kind=chosen["kind"],
                period=key.period,
                scope=chosen["entity"] or "county",
                format=form,
                file=file_name(report, made.form or form),
                content=made.content,
                options=wanted,
                data_version=key.version,
                framework_version=key.framework,
            )
            kept = cached.store().office.keep_export(parcel, current_account().code, at)
            state.update(label=f"{FORMATS[form]}生成好了", state="complete", expanded=False)
    except (ReportError, StoreError) as error:
        st.error(str(error))
        return
    st.session_state[_MADE] = (_about(key, chosen), kept.id, kept.file, made.notes)


def _about(key: cached.Edition, chosen: dict) -> tuple[str, ...]:
    return (key.period, key.version, chosen["kind"], chosen["entity"])


def _hand_out(key: cached.Edition, chosen: dict) -> None:
    """The file made last of this report, to be saved; it can be fetched again from the history."""
    about, number, name, notes = st.session_state.get(_MADE, ((), 0, "", ()))
    if about != _about(key, chosen):
        return
    store = cached.store()
    with st.container(border=True):
        st.markdown("**已生成**，可以下载；以后在“发出过的”里还能再取，内容一字不差。")
        st.download_button(
            f"下载 {name}",
            lambda: store.office.export_content(number)[1],
            name,
            on_click="ignore",
            type="primary",
            key="briefing-file",
        )
        for note in notes:
            st.caption(note)
