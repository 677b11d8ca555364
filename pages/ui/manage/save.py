"""Saving what was changed as a version: name, first quarter, reason, after a passed check-up."""

import streamlit as st

from metrics.framework import CheckupVerdict, FrameworkError, Period, parse_period
from metrics.framework.editing import Edit
from metrics.store import StoreError
from metrics.store.office import FrameworkDraft
from pages import cached
from pages.account import current_account
from pages.ui.checkup import checkup_of_draft
from pages.ui.manage.draft import draft_of, keep, unsaved
from pages.ui.shared import keep_result, opened_quarters


def save_step(key: cached.Edition, base: int) -> None:
    """The check-up of what was changed and, once it is passed, the form."""
    edits = unsaved(base)
    verdict = checkup_of_draft(draft_of(base, edits))
    if verdict is not None and verdict.passed:
        _form(key, base, edits, verdict)


def _form(key: cached.Edition, base: int, edits: tuple[Edit, ...], verdict: CheckupVerdict) -> None:
    account = current_account()
    with st.form("admin-save"):
        st.markdown(f"**保存为新版本**（{len(edits)} 处改动，保存人：{account.name}）")
        with st.container(horizontal=True, gap="small"):
            version = st.text_input("版本名称", placeholder="例如 2024.1", max_chars=32, width=200)
            starts = st.selectbox("自哪一季度起用", [quarter.code for quarter in first_quarters()], width=200)
        reason = st.text_area("理由", placeholder="谁定的、为什么改", max_chars=500, height=80)
        if st.form_submit_button("保存新版本", type="primary"):
            _save(
                FrameworkDraft(base, edits, version, parse_period(starts), reason), verdict, key, account.code
            )


def first_quarters() -> list[Period]:
    """Quarters a version may begin with: the next one first, then the opened ones, newest first."""
    known = opened_quarters()
    end = known[-1].end
    year, quarter = (end.year + 1, 1) if end.month == 12 else (end.year, end.month // 3 + 1)
    return [parse_period(f"{year}Q{quarter}"), *reversed(known)]


def _save(draft: FrameworkDraft, verdict: CheckupVerdict, key: cached.Edition, account: str) -> None:
    try:
        kept = cached.store().office.save_framework(draft, verdict, account)
    except (StoreError, FrameworkError) as error:
        st.error(str(error))
        return
    now = " 所选报告期的得分从现在起按新版本计算。" if kept.starts_on <= key.period.start else ""
    starts = f"{kept.starts_on:%Y-%m-%d} 起的报告期使用"
    keep(draft.parent, ())
    keep_result("manage", said=f"已保存版本 {kept.version}（{kept.hash[:8]}），{starts}。{now}")
    st.rerun()
