"""收报进度: who has handed up which revision, who is late, what was refused and why; the last runs."""

import streamlit as st

from pages import cached
from pages.ui.province import (
    last_runs,
    missing_words,
    progress_cards,
    progress_table,
    province_header,
    receiving_form,
)
from pages.ui.shared import offer_page, only_for

account = only_for(__file__)
found = province_header(account, "收报进度")
if found is None:
    # The first packages of all are brought here.
    receiving_form(account, cached.my_province(account.code))
    st.stop()
mine, key = found
progress_cards(mine, key)
missing_words(mine, key)
progress_table(mine, key)
receiving_form(account, mine)
last_runs(mine)
offer_page()
