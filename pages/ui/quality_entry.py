"""The figures of a report as rows: read from a file, typed or pasted."""

import streamlit as st

from metrics.doubts import ClaimFileError, for_editing, read_claim_file
from metrics.ingest.write import tamed, untamed
from pages.ui.choose_file import in_chinese
from pages.ui.upload_words import plain

_COLUMNS = {
    "id": "编号",
    "subject": "事项",
    "value": "数值",
    "qualifier": "修饰词",
    "unit": "单位",
    "when": "时间",
}
_QUALIFIERS = ["=", "余", "多", "近", "约", "以上", "以下"]


def uploaded():
    """The rows of an uploaded file; None without one, or when it cannot be read, which is said."""
    in_chinese("claims-file")
    file = st.file_uploader(
        "上传数字表（.csv 或 .tsv，列名：编号、事项、数值、修饰词、单位、时间），或在下面填写",
        ("csv", "tsv", "txt"),
        key="claims-file",
    )
    if file is None:
        return None
    try:
        rows, unread = for_editing(read_claim_file(file.getvalue()))
    except ClaimFileError as error:
        st.error(f"“{plain(file.name)}”{error}")
        return None
    if unread:
        st.warning(f"这些行的数值不是数字，没有读入：{'、'.join(map(plain, unread))}。请在表里补填。")
    return rows


def edited_rows(rows):
    """Rows as they were typed into the table that shows some."""
    edited = st.data_editor(
        tamed(rows),
        num_rows="dynamic",
        hide_index=True,
        height=320,
        key=f"claims-{len(rows)}-{rows['value'].notna().sum()}",
        column_config={
            "id": st.column_config.TextColumn(_COLUMNS["id"], width="small", pinned=True),
            "subject": st.column_config.TextColumn(_COLUMNS["subject"], width="large"),
            "value": st.column_config.NumberColumn(_COLUMNS["value"], width="small"),
            "qualifier": st.column_config.TextColumn(
                _COLUMNS["qualifier"], width="small", help="、".join(_QUALIFIERS)
            ),
            "unit": st.column_config.TextColumn(_COLUMNS["unit"], width="small"),
            "when": st.column_config.TextColumn(_COLUMNS["when"], width="medium"),
        },
    )
    texts = [name for name in edited.columns if name != "value"]
    return edited.assign(**{name: edited[name].map(untamed, na_action="ignore") for name in texts})
