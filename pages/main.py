"""Entry script of every session: navigation."""

import streamlit as st

st.set_page_config(page_title="看得见", layout="wide")
st.title("看得见")
