"""审核: what awaits a decision, oldest first; look at one, approve or return it, go on to the next."""

import streamlit as st

from pages import cached
from pages.ui.corrections import corrections_view
from pages.ui.history import waiting_erasures
from pages.ui.review import (
    bulk_approval,
    choose_case,
    draw_case,
    label_after,
    queue_table,
    waiting_submissions,
)
from pages.ui.shared import only_for, say_no_period, say_result, title_line

only_for(__file__)
title_line("审核")
if not cached.store().reporting.periods():
    say_no_period()
    st.stop()
say_result("review")
waiting_erasures()
corrections_view()
queue = waiting_submissions()
if not queue:
    st.success("没有待审核的报送。还没有报的单位可以在“报送进度”里催报。", icon=":material/task_alt:")
    st.stop()
chosen = choose_case(queue)
queue_table(queue)
bulk_approval(queue)
draw_case(chosen, label_after(queue, chosen))
