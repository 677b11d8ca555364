"""The pages of a report as pictures."""

import json
from datetime import datetime

import streamlit as st

from metrics.reports.write import CHINA, ReportError
from pages import cached

#: Pages a preview shows; a whole table book is read in its file.
_MOST_PAGES = 12


def record(chosen: dict) -> str:
    """What was chosen as one text, the same for the same choice."""
    return json.dumps(chosen, ensure_ascii=False, sort_keys=True)


def preview(key: cached.Edition, chosen: dict) -> None:
    """The pages as the present choice would give them."""
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        with st.spinner("正在排版 …", show_time=True):
            pages = cached.pages_of(key, chosen["kind"], record(chosen), today.isoformat())
    except ReportError as error:
        st.error(str(error))
        return
    cut = f"，这里显示前 {_MOST_PAGES} 页" if len(pages) > _MOST_PAGES else ""
    st.caption(f"共 {len(pages)} 页{cut}；生成时间以生成那一刻为准。")
    for number, picture in enumerate(pages[:_MOST_PAGES], 1):
        with st.container(border=True):
            st.image(picture, caption=f"第 {number} 页", width="stretch")
