"""The files of a submission, to take away: as it came, and with every problem marked."""

import streamlit as st

from metrics.ingest import SubmissionInfo
from metrics.ingest.marked import marked_name
from pages import cached
from pages.ui.upload_words import plain


def files(info: SubmissionInfo) -> None:
    """Two buttons. The right to the files is settled here, while drawing; they are made when clicked."""
    store, sha256, number = cached.store(), info.sha256, info.id
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "原文件",
            lambda: store.reporting.original(sha256)[1],
            info.file,
            key=f"original-{number}",
            on_click="ignore",
            icon=":material/download:",
            help=plain(info.file),
        )
        st.download_button(
            "标注过的副本",
            lambda: store.reporting.marked(number)[1],
            marked_name(info.file),
            key=f"marked-{number}",
            on_click="ignore",
            icon=":material/rate_review:",
            help="在原表里标出每一处问题",
        )
