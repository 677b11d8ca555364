"""审核: what awaits a decision, oldest first; look at one, approve or return it, go on to the next."""

import streamlit as st

from pages import cached
from pages.ui import empty
from pages.ui.office_only import head, only_for, say
from pages.ui.review_bulk import bulk
from pages.ui.review_case import case
from pages.ui.review_desk import open_desk
from pages.ui.review_queue import choose, queue_table

account = only_for(__file__)
head("审核")
if not cached.store().reporting.periods():
    empty.no_period()
    st.stop()
say("review")
desk = open_desk(account)
if not desk.queue:
    st.success("没有待审核的报送。还没有报的单位可以在“报送进度”里催报。", icon=":material/task_alt:")
    st.stop()
chosen = choose(desk)
queue_table(desk)
bulk(desk)
case(desk, chosen)
