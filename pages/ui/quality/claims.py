"""The figures of a report, read or typed in, compared with one another and with the ledgers."""

import pandas as pd
import streamlit as st

from metrics.doubts import (
    SEVERITIES,
    ClaimFileError,
    ClaimReport,
    blank_claims,
    check_claims,
    checks,
    for_editing,
    read_claim_file,
)
from metrics.ingest.write import tamed, untamed
from pages import cached
from pages.ui.shared import chinese_file_chooser, lines, plain, unbroken

_COLUMNS = {
    "id": "编号",
    "subject": "事项",
    "value": "数值",
    "qualifier": "修饰词",
    "unit": "单位",
    "when": "时间",
}
_QUALIFIERS = ["=", "余", "多", "近", "约", "以上", "以下"]


def uploaded_rows() -> pd.DataFrame | None:
    """The rows of an uploaded file; None without one, or when it cannot be read, which is said."""
    chinese_file_chooser("claims-file")
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


def edited_rows(rows: pd.DataFrame) -> pd.DataFrame:
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


def claims_view(key: cached.Edition) -> None:
    """Enter or upload the figures of a report; what contradicts is listed below."""
    st.caption(
        "把一份专报、总结里的数字填进来（可从 Excel 整列粘贴），看它们互相对不对得上、和台账对不对得上。"
        "这里填的数不保存，也不影响得分。"
    )
    file_rows = uploaded_rows()
    with st.expander("填写数字", expanded=file_rows is None, key="claims-table"):
        rows = edited_rows(file_rows if file_rows is not None else blank_claims(cached.framework()))
    against = st.checkbox(f"同时与{key.period.label}台账的数比对", key="claims-against")
    rows = rows[rows["value"].notna()]
    if rows.empty:
        st.info("还没有填数字。“220余人”填 220、修饰词“余”；“1.8万人次”填 1.8、单位“万人次”。")
        return
    counted = cached.facts(key) if against else None
    year = key.period.start.year
    _claim_results(check_claims(rows, cached.framework(), year, counted))


def _claim_results(report: ClaimReport) -> None:
    if report.doubts:
        st.markdown(f"**{len(report.doubts)} 处对不上或要说明**　另有 {len(report.passed)} 项核对通过")
        table = {
            "程度": [SEVERITIES[doubt.severity] for doubt in report.doubts],
            "核对": [f"**{plain(doubt.title)}**" for doubt in report.doubts],
            "说明": [f"{plain(doubt.message)} :gray[{plain(doubt.hint)}]" for doubt in report.doubts],
        }
        lines({unbroken(head): texts for head, texts in table.items()})
    elif report.passed:
        st.success(f"{len(report.passed)} 项核对全部通过。", icon=":material/check_circle:")
    if report.skipped:
        titles = {check.code: check.title for check in checks(cached.framework())}
        with st.expander(f"没有核对的 {len(report.skipped)} 项"):
            st.markdown(
                "\n".join(f"- {plain(titles[code])}：{plain(why)}" for code, why in report.skipped.items())
            )
