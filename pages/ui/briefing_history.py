"""What was handed out: of which data, by whom, when; every file can be fetched again."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework import parse_period
from metrics.reports.kinds import KINDS
from metrics.store.office import Export
from pages import cached
from pages.ui.briefing_make import FORMATS
from pages.ui.grid import grid


def history(exports: Sequence[Export]) -> None:
    """A table of the exports, newest first, and one of them to save."""
    if not exports:
        st.info("还没有生成过。到“写一份”里选好种类，生成的文件都会留在这里。")
        return
    table = [
        {
            "时间": f"{one.at:%Y-%m-%d %H:%M}",
            "种类": KINDS[one.kind].title if one.kind in KINDS else one.kind,
            "报告期": parse_period(one.period).label,
            "对象": "" if one.scope == "county" else one.scope,
            "格式": FORMATS.get(one.format, one.format),
            "文件": one.file,
            "数据版本": one.data_version[:8],
            "指标版本": one.framework_version[:8],
            "谁": one.account,
        }
        for one in exports
    ]
    grid(table, hide_index=True, alt=f"生成过的{len(table)}份文件")
    labels = {f"{one.id}　{one.at:%m-%d %H:%M}　{one.file}": one.id for one in exports}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = labels[st.selectbox("再取一次", list(labels), key="briefing-again", width=520)]
        store, file = cached.store(), next(one.file for one in exports if one.id == chosen)
        st.download_button(
            "下载",
            data=lambda number=chosen: store.office.export_content(number)[1],
            file_name=file,
            on_click="ignore",
            key="briefing-again-file",
        )
