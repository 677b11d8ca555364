"""报告期与发布: open quarters, freeze a period's scores, lock it, open it again with a reason."""

import streamlit as st

from pages import cached
from pages.ui.archive import archive_view
from pages.ui.extensions import extensions_view
from pages.ui.handing_up import handing_up_view
from pages.ui.new_year import new_year
from pages.ui.periods import publications_view, publish_view, quarters_table
from pages.ui.shared import only_for, say_no_period, say_result, title_line
from pages.ui.taking_in import taking_in_view
from pages.ui.upload import open_quarter

QUARTERS, PUBLISH, PUBLISHED, ABOVE = "报告期", "发布", "发布记录", "上报与反馈"

account = only_for(__file__)
title_line("报告期与发布", "发布把数据版本、指标版本和得分一起定下来，之后数据再有变化，发布的数也不会动。")
say_result("periods")
if not cached.store().reporting.periods():
    say_no_period()
    open_quarter(account)
    st.stop()
view = st.segmented_control(
    "查看",
    [QUARTERS, PUBLISH, PUBLISHED, ABOVE],
    default=QUARTERS,
    required=True,
    key="periods-view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == QUARTERS:
    quarters_table()
    open_quarter(account)
    new_year(account)
    extensions_view(account)
    archive_view(account)
elif view == PUBLISH:
    publish_view(account)
elif view == ABOVE:
    handing_up_view(account)
    taking_in_view(account)
else:
    publications_view(account)
