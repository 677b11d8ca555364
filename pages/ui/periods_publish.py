"""Publishing a period: which one, the note, and the button."""

import streamlit as st

from metrics.framework import Period
from metrics.framework.model import LEVELS
from metrics.scoring.tables import score_table
from metrics.store import StoreError
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN, REVIEWER
from pages.edition import COUNTY, Edition
from pages.ui.office_only import keep, still
from pages.ui.page import default_period, period_options
from pages.ui.periods_preview import blocked, missing, preview


def publish_view(account: Account) -> None:
    """Choose a period, look at the preview, publish."""
    periods = {period.label: period for period in period_options()}
    first = list(periods).index(default_period(list(periods.values())).label)
    chosen = st.selectbox(
        "发布哪一期", list(periods), first, key="publish-period", bind="query-params", width=240
    )
    period = periods[chosen]
    key, store = cached.edition(period), cached.store()
    board = store.reporting.board(cached.framework(), period)
    held = [one for one in store.office.publications(period) if one.state != "reopened"]
    if held:
        st.info(
            f"{period.label}已经发布（{held[-1].at:%Y-%m-%d %H:%M}）。"
            "要更正，请管理员在“发布记录”里重新打开。"
        )
        return
    if not cached.dataset(key).submissions or not board["approved"].any():
        st.info("这一期还没有审核通过的报送，没有可发布的数据。")
        return
    preview(key, board)
    missing(board)
    if blocked(board):
        return
    _form(account, period, key)


def _form(account: Account, period: Period, key: Edition) -> None:
    with st.form("publish", border=True):
        st.text_input(
            "发布说明（选填）", key="publish-note", max_chars=300, placeholder="例如：经联席会议审定"
        )
        st.caption(f"发布后，{period.label}不能再报送和审核；要更正须由管理员写明原因重新打开。")
        st.form_submit_button(
            f"发布{period.label}",
            type="primary",
            key="publish-go",
            on_click=_publish,
            args=(account, period, key),
        )


def _publish(account: Account, period: Period, key: Edition) -> None:
    """Freeze the very scores that were on the page; the store refuses when they are not the present ones."""
    if not still(account.code, "periods", REVIEWER, ADMIN):
        return
    framework = cached.framework_of(key)
    books = {level: cached.book(key, level) for level in LEVELS}
    try:
        cached.store().office.publish(
            period,
            account.code,
            {level: score_table(framework, book) for level, book in books.items()},
            st.session_state.get("publish-note", ""),
            data_version=books[COUNTY].data_version,
            framework_version=books[COUNTY].framework_version,
        )
    except StoreError as error:
        keep("periods", refused=str(error))
    else:
        keep("periods", said=f"{period.label}已发布。发布的得分在“发布记录”里，随时可以查看。")
