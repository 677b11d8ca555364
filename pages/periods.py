"""报告期与发布: open quarters, freeze a period's scores, lock it, open it again with a reason."""

import streamlit as st

from pages import cached
from pages.ui import empty
from pages.ui.office_only import head, only_for, say
from pages.ui.periods_list import quarters_table
from pages.ui.periods_publications import publications
from pages.ui.periods_publish import publish_view
from pages.ui.upload_open import open_quarter

QUARTERS, PUBLISH, PUBLISHED = "报告期", "发布", "发布记录"

account = only_for(__file__)
head("报告期与发布", "发布把数据版本、指标版本和得分一起定下来，之后数据再有变化，发布的数也不会动。")
say("periods")
if not cached.store().reporting.periods():
    empty.no_period()
    open_quarter(account)
    st.stop()
place = {"key": "periods-view", "bind": "query-params", "required": True, "label_visibility": "collapsed"}
view = st.segmented_control("查看", [QUARTERS, PUBLISH, PUBLISHED], default=QUARTERS, **place)
if view == QUARTERS:
    quarters_table()
    open_quarter(account)
elif view == PUBLISH:
    publish_view(account)
else:
    publications(account)
