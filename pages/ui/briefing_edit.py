"""Editing the sentences of a briefing: words are free, every figure stays locked and names its source."""

import streamlit as st

from metrics.reports import sentences
from metrics.reports.sentences import EditError, Filled
from pages import cached


def edit_paragraphs(key: cached.Edition, chosen: dict[str, object]) -> dict[str, str]:
    """Paragraph id → text of those that were changed and still hold their figures."""
    told = cached.paragraphs(key, chosen["kind"], chosen["entity"])
    if not told:
        return {}
    edited: dict[str, str] = {}
    with st.expander("改文字（数字是锁定的）"):
        st.caption("文字随便改；{ } 里的数字来自台账，只能挪位置，不能改、不能少。")
        for name, heading, filled in told:
            text = _ask(key, chosen, name, heading, filled)
            if text is not None:
                edited[name] = text
    return edited


def _ask(
    key: cached.Edition, chosen: dict[str, object], name: str, heading: str, filled: Filled
) -> str | None:
    """The changed text of one paragraph; None where it is as generated or lost a figure."""
    generated = sentences.editable(filled)
    place = f"briefing-text-{chosen['kind']}-{chosen['entity']}-{key.period}-{key.version[:8]}-{name}"
    text = st.text_area(f"{heading} · {name}", generated, key=place, height=110)
    if text == generated:
        return None
    try:
        sentences.edited(text, filled, strict=False)
    except EditError as error:
        st.error(str(error))
        return None
    return text
