"""Editing the sentences of a briefing: words are free, every figure stays locked and names its source."""

import streamlit as st

from metrics.reports.write import EditError, Filled, sentences
from pages import cached
from pages.ui.upload_words import plain


def edit_paragraphs(key: cached.Edition, chosen: dict) -> tuple[dict[str, str], int]:
    """Paragraph id → text of those that were changed, and how many texts cannot be taken."""
    told = cached.paragraphs(key, chosen["kind"], chosen["entity"])
    if not told:
        return {}, 0
    place = f"briefing-text-{chosen['kind']}-{chosen['entity']}-{key.period}-{key.version[:8]}"
    wanted = chosen.get("sections")
    edited: dict[str, str] = {}
    refused = 0
    with st.expander("改文字（数字是锁定的）"):
        st.caption("文字随便改；{ } 里的数字来自台账，可以挪位置，不能改、不能少。")
        for name, heading, filled in told:
            # A paragraph's id begins with the id of its section.
            if wanted is not None and name.partition(".")[0] not in wanted:
                continue
            text, good = _ask(f"{place}-{name}", heading, filled)
            refused += not good
            if good and text != sentences.editable(filled):
                edited[name] = text
    return edited, refused


def _ask(place: str, heading: str, filled: Filled) -> tuple[str, bool]:
    """The text of one paragraph, and whether every figure is still in it."""
    generated = sentences.editable(filled)
    text = st.text_area(heading or "开头", generated, key=place, height="content")
    sources = "；".join(dict.fromkeys(f"{one.text}：{one.source}" for one in filled.numbers))
    if sources:
        st.caption(f"数字来源　{plain(sources)}")
    if text == generated:
        return text, True
    st.button("恢复原文", key=f"{place}-back", on_click=_restore, args=(place, generated), type="tertiary")
    try:
        sentences.edited(text, filled)
    except EditError as error:
        st.error(plain(str(error)))
        return text, False
    return text, True


def _restore(place: str, generated: str) -> None:
    st.session_state[place] = generated
