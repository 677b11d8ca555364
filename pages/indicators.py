"""指标: what an item or a measure means, the county's own value, what is missing, who leads, which rows."""

import streamlit as st

from pages import cached
from pages.ui.indicator import ask_subject, at_level, county_value, meaning
from pages.ui.shared import nothing_approved, only_for, period_header, say_no_period, version_line

only_for(__file__)
key = period_header("指标")
subject = ask_subject(cached.framework_of(key) if key else cached.framework())
if subject is None:
    st.stop()
meaning(subject)
if key is None:
    say_no_period()
    st.stop()
if nothing_approved(key):
    st.stop()
county_value(key, subject)
at_level(key, subject)
version_line(key)
