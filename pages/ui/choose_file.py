"""Streamlit's own words on a file uploader are English and cannot be set: a style says them in Chinese."""

import streamlit as st


def in_chinese(key: str) -> None:
    """Style the file uploader of a key."""
    st.html(
        f"""<style>
.st-key-{key} [data-testid="stFileUploaderDropzoneInstructions"] {{display: none}}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button p {{font-size: 0}}
.st-key-{key} [data-testid="stFileUploaderDropzone"] button p::after {{
    content: "选择文件"; font-size: 0.875rem}}
</style>"""
    )
