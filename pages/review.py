"""审核: what awaits a decision, oldest first; look at one, approve or return it, go on to the next."""

import streamlit as st

from pages import cached
from pages.ui.review import bulk_approval, choose_case, draw_case, open_desk, queue_table
from pages.ui.shared import only_for, say_no_period, say_result, title_line

account = only_for(__file__)
title_line("审核")
if not cached.store().periods():
    say_no_period()
    st.stop()
say_result("review")
desk = open_desk(account)
if not desk.queue:
    st.success("没有待审核的报送。还没有报的单位可以在“报送进度”里催报。", icon=":material/task_alt:")
    st.stop()
chosen = choose_case(desk)
queue_table(desk)
bulk_approval(desk)
draw_case(desk, chosen)
