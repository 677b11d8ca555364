"""报送进度: who has reported, who is late, who is missing."""

import streamlit as st

from metrics.framework import parse_period
from pages import cached
from pages.ui import empty, page
from pages.ui.submissions import submission_state

key = page.header("报送进度")
if key is None:
    empty.no_period()
    st.stop()
board = cached.store().board(cached.framework(), parse_period(key.period))
submission_state(key, board, whole=True)
