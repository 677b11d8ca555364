"""Streamlit's own words on a file uploader are English and cannot be set: a style says them in Chinese."""

import streamlit as st

from metrics.host import selectors


def in_chinese(key: str) -> None:
    """Style the file uploader of a key."""
    st.html(
        f"""<style>
{selectors.keyed(key)} {selectors.DROPZONE_HINT} {{display: none}}
{selectors.keyed(key)} {selectors.DROPZONE} button p {{font-size: 0}}
{selectors.keyed(key)} {selectors.DROPZONE} button p::after {{
    content: "选择文件"; font-size: 0.875rem}}
</style>"""
    )
