"""审计: who did what, when and from where; search it, take it away."""

import streamlit as st

from pages.ui.audit import ask_search, chain_line, draw_rows, matching_rows, who_saw
from pages.ui.shared import only_for, title_line

only_for(__file__)
title_line("审计", "每一次登录、报送、决定、发布和账号改动都在这里，只增不改，谁也不能删。")
chain_line()
who_saw()
search = ask_search()
rows = matching_rows(search)
if rows.empty:
    st.info("没有符合条件的记录。请放宽条件。")
    st.stop()
draw_rows(rows, search)
