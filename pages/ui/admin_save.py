"""Save edited numbers as a new version: name, first quarter, reason."""

import streamlit as st

from metrics.framework import FrameworkError, Period, parse_period
from metrics.store import StoreError
from metrics.store.office import FrameworkDraft, FrameworkVersion
from pages import cached
from pages.account import current_account
from pages.ui.page import opened


def save_form(key: cached.Edition, base: FrameworkVersion, changes: dict[str, float]) -> None:
    """Ask for the rest and save."""
    account = current_account()
    with st.form("admin-save"):
        st.markdown(f"**保存为新版本**（{len(changes)} 处改动，保存人：{account.name}）")
        with st.container(horizontal=True, gap="small"):
            version = st.text_input("版本名称", placeholder="例如 2024.1", max_chars=32, width=200)
            starts = st.selectbox("自哪一季度起用", [one.code for one in quarters()], width=200)
        reason = st.text_area("理由", placeholder="谁定的、为什么改", max_chars=500, height=80)
        if st.form_submit_button("保存新版本", type="primary"):
            _save(FrameworkDraft(base.id, changes, version, parse_period(starts), reason), key, account.code)


def quarters() -> list[Period]:
    """Quarters a version may begin with: the next one first, then the opened ones, newest first."""
    known = opened()
    end = known[-1].end
    year, quarter = (end.year + 1, 1) if end.month == 12 else (end.year, end.month // 3 + 1)
    return [parse_period(f"{year}Q{quarter}"), *reversed(known)]


def _save(draft: FrameworkDraft, key: cached.Edition, account: str) -> None:
    try:
        kept = cached.store().office.save_framework(draft, account)
    except (StoreError, FrameworkError) as error:
        st.error(str(error))
        return
    now = (
        " 所选报告期的得分从现在起按新版本计算。" if kept.starts_on <= parse_period(key.period).start else ""
    )
    st.success(
        f"已保存版本 {kept.version}（{kept.hash[:8]}），{kept.starts_on:%Y-%m-%d} 起的报告期使用。{now}"
    )
