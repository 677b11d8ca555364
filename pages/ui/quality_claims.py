"""The figures of a report, compared with one another and with the ledgers."""

import streamlit as st

from metrics.doubts import SEVERITIES, ClaimReport, blank_claims, check_claims, checks
from metrics.framework import parse_period
from pages import cached
from pages.ui.quality_entry import edited_rows, uploaded
from pages.ui.upload_words import plain, unbroken


def claims_view(key: cached.Edition) -> None:
    """Enter or upload the figures of a report; what contradicts is listed below."""
    st.caption(
        "把一份专报、总结里的数字填进来（可从 Excel 整列粘贴），看它们互相对不对得上、和台账对不对得上。"
        "这里填的数不保存，也不影响得分。"
    )
    given = uploaded()
    with st.expander("填写数字", expanded=given is None, key="claims-table"):
        rows = edited_rows(given if given is not None else blank_claims(cached.framework()))
    against = st.checkbox(f"同时与{parse_period(key.period).label}台账的数比对", key="claims-against")
    rows = rows[rows["value"].notna()]
    if rows.empty:
        st.info("还没有填数字。“220余人”填 220、修饰词“余”；“1.8万人次”填 1.8、单位“万人次”。")
        return
    counted = cached.facts(key) if against else None
    year = parse_period(key.period).start.year
    _results(check_claims(rows, cached.framework(), year, counted))


def _results(report: ClaimReport) -> None:
    if report.doubts:
        st.markdown(f"**{len(report.doubts)} 处对不上或要说明**　另有 {len(report.passed)} 项核对通过")
        table = {
            "程度": [SEVERITIES[doubt.severity] for doubt in report.doubts],
            "核对": [f"**{plain(doubt.title)}**" for doubt in report.doubts],
            "说明": [f"{plain(doubt.message)} :gray[{plain(doubt.hint)}]" for doubt in report.doubts],
        }
        st.table({unbroken(head): texts for head, texts in table.items()}, border="horizontal")
    elif report.passed:
        st.success(f"{len(report.passed)} 项核对全部通过。", icon=":material/check_circle:")
    if report.skipped:
        titles = {check.code: check.title for check in checks()}
        with st.expander(f"没有核对的 {len(report.skipped)} 项"):
            st.markdown(
                "\n".join(f"- {plain(titles[code])}：{plain(why)}" for code, why in report.skipped.items())
            )
