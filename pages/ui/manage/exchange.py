"""A framework as one file: out, and in as edits that are looked at and checked like any others."""

from collections.abc import Sequence

import streamlit as st

from metrics.framework.editing import ReplaceText
from metrics.store.office import FrameworkVersion
from pages import cached
from pages.ui.manage.draft import add, unsaved
from pages.ui.manage.versions import ask_version
from pages.ui.shared import chinese_file_chooser, file_name, offer_stored, plain

#: Bytes; a framework of the program has 30 kB.
_MOST = 1_000_000


def exchange_view(key: cached.Edition, versions: Sequence[FrameworkVersion], base: int) -> None:
    """Export above, import below."""
    st.subheader("导出", anchor=False)
    version = ask_version("导出哪个版本", versions, key, "manage-export")
    name = file_name("指标框架", version.version, suffix=".toml")
    offer_stored(
        "导出为一个文件（.toml）",
        lambda account: (name, cached.store().office.framework_text(version.id, account)),
        name,
        key="manage-export-file",
        mime="application/toml",
    )
    st.caption("文件里是整个框架：项目、指标、权重、满分值、等次、本县加的列。别的县、上级可以直接导入。")
    st.subheader("导入", anchor=False)
    _import(base)


def _import(base: int) -> None:
    chinese_file_chooser("manage-import")
    file = st.file_uploader("选一个框架文件（.toml）", ("toml",), key="manage-import")
    issued = st.checkbox("上级下发：此后下发部分的权重不能改，本县自己的项目另立一组", key="manage-issued")
    by = st.text_input("下发单位", key="manage-issued-by", max_chars=40, width=320) if issued else ""
    if unsaved(base):
        st.caption("导入会替换全部内容，排在还没有保存的改动之后。")
    if file is None or not st.button("导入，先看影响", key="manage-import-go", type="primary"):
        return
    content = file.getvalue()
    if issued and not by.strip():
        st.error("写明是哪个单位下发的。")
    elif len(content) > _MOST:
        st.error("这个文件太大，不是指标框架。")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            st.error(f"“{plain(file.name)}”不是 UTF-8 编码的文本文件。")
            return
        add(base, ReplaceText(text, by.strip()))
