"""From the draft to what goes out: the 核对单 on the page, and 定稿 in two files that are kept."""

from datetime import datetime
from functools import partial

import streamlit as st

from metrics.reports import CHINA, Alert, FinalPaper, Heading, Note, TableBlock, finished
from metrics.reports.write import Draft, ReportError
from metrics.store import StoreError
from metrics.store.office import ExportedFile
from pages import cached
from pages.account import current_account
from pages.ui.briefing.choose import Choice, choice_record
from pages.ui.shared import grid, offer_stored, plain

_FORMS = {"PDF": "pdf", "Word": "docx", "OFD": "ofd"}
_DONE = "briefing-final-made"


def _draft(key: cached.Edition, chosen: Choice, at: datetime) -> Draft:
    account = current_account().code
    return cached.draft(key, chosen["kind"], choice_record(chosen), at.isoformat(), account)


def show_checklist(key: cached.Edition, chosen: Choice) -> None:
    """What has to be looked at before this paper goes out."""
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        draft = _draft(key, chosen, today)
    except ReportError as error:
        st.error(plain(str(error)))
        return
    for block in draft.checklist.blocks:
        if isinstance(block, Alert):
            st.error(plain(block.text))
        elif isinstance(block, Heading):
            st.markdown(f"**{block.text}**")
        elif isinstance(block, TableBlock):
            grid(block.frame, alt=f"{block.title}，{len(block.frame)}行")
        elif isinstance(block, Note):
            st.caption(plain(block.text))


def finish(key: cached.Edition, chosen: Choice) -> None:
    """Make the 定稿 and its 核对单, keep both, and hand them out."""
    st.markdown(
        "定稿出两个文件：**正文**不带疑点和版本号，**核对单**留在办公室。两份都存档，记下是谁、什么时候。"
    )
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        warning = _draft(key, chosen, today).warning
    except ReportError as error:
        st.error(plain(str(error)))
        return
    partly = False
    if warning:
        st.error(plain(warning))
        partly = st.checkbox("数据不完整，仍然发出（件上会印明）", key="briefing-partly")
    form = st.radio("格式", list(_FORMS), horizontal=True, key="briefing-final-form")
    seen = st.checkbox("核对单已看过", key="briefing-seen")
    ready = seen and (partly or not warning)
    if st.button("定稿", key="briefing-final", type="primary", disabled=not ready):
        _make_final(key, chosen, _FORMS[form], partly=partly)
    _offer_final(key, chosen)


def _make_final(key: cached.Edition, chosen: Choice, form: str, *, partly: bool) -> None:
    at = datetime.now(CHINA).replace(microsecond=0)
    try:
        with st.spinner("正在定稿 …", show_time=True):
            made = finished(_draft(key, chosen, at), form, partly=partly)
            numbers = _kept(key, chosen, form, made, at)
    except (ReportError, StoreError) as error:
        st.error(plain(str(error)))
        return
    st.session_state[_DONE] = (choice_record(chosen), key.version, numbers)


def _kept(
    key: cached.Edition, chosen: Choice, form: str, made: FinalPaper, at: datetime
) -> list[tuple[int, str]]:
    """Number and name of the two files in the archive."""
    kept = []
    for kind, name, content, said in (
        (chosen["kind"], made.name, made.paper.content, {"final": True, "numbers": made.numbers}),
        ("check", made.list_name, made.checklist.content, {"of": chosen["kind"]}),
    ):
        parcel = ExportedFile(
            kind=kind,
            period=key.period.code,
            scope=chosen["entity"] or "county",
            format=form,
            file=name,
            content=content,
            options={**chosen, **said},
            data_version=key.version,
            framework_version=key.framework,
        )
        export = cached.store().office.keep_export(parcel, current_account().code, at)
        kept.append((export.id, export.file))
    return kept


def _offer_final(key: cached.Edition, chosen: Choice) -> None:
    about, version, numbers = st.session_state.get(_DONE, ("", "", []))
    if (about, version) != (choice_record(chosen), key.version):
        return
    store = cached.store()
    with st.container(border=True):
        st.markdown("**已定稿并存档**；以后在“发出过的”里还能再取。")
        for number, name in numbers:
            offer_stored(
                f"下载 {name}",
                partial(store.office.export_content, number),
                name,
                key=f"briefing-final-{number}",
                icon=None,
            )
