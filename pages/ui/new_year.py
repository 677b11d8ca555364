"""The year turns: what goes on by itself, and one button that opens the quarters."""

import streamlit as st

from metrics.framework import parse_period
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import has_act
from pages.ui.shared import keep_result, plain, still_may

_ACT = "open-period"


def new_year(account: Account) -> None:
    """Offer the year after the latest opened one, with what it takes over."""
    if not has_act(account, _ACT):
        return
    latest = parse_period(cached.periods()[-1].code)
    year = latest.start.year + (1 if latest.code.endswith("Q4") else 0)
    with st.expander(f"新年度：开放 {year} 年", icon=":material/event_repeat:"):
        st.markdown(_carried())
        st.caption(
            f"各季度的截止日期照最近一期顺延，以后可以改。{year} 年第一份报送通过以前，各页仍显示上年结果。"
        )
        st.button(
            f"开放 {year} 年的季度",
            key="new-year",
            type="primary",
            on_click=_open,
            args=(account.code, year),
        )


def _carried() -> str:
    """What goes on without anybody doing anything."""
    store, framework = cached.store(), cached.framework()
    version = store.office.framework_in_force(parse_period(cached.periods()[-1].code))
    enterprises = store.reporting.enterprises()
    there = int((enterprises["status"] != "退出").sum())
    own = len(framework.duty.own)
    return "\n".join(
        (
            f"- 试点企业名册 {there} 家，企业代码不变",
            "- 没有办完的品牌、项目、载体、队伍，预填在各单位第一季度的模板里",
            f"- 责任面 {own} 个单位和品牌的家数，其余按份额",
            f"- 目标和权重按指标版本 {plain(version.version)}",
            f"- 成员单位 {len(framework.units)} 个和全部账号",
        )
    )


def _open(account: str, year: int) -> None:
    if not still_may(account, "periods", _ACT):
        return
    try:
        fresh = cached.store().reporting.open_year(year, account)
    except StoreError as error:
        keep_result("periods", refused=str(error))
    else:
        keep_result("periods", said=f"已开放 {'、'.join(parse_period(code).label for code in fresh)}。")
