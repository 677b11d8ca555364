"""Editing a briefing: its sentences with every figure locked, its head and imprint."""

from datetime import date

import streamlit as st

from metrics.reports.write import EditError, Filled, sentences
from metrics.store import StoreError
from pages import cached
from pages.account import current_account
from pages.ui.briefing.choose import Choice
from pages.ui.shared import plain

_HEAD = "briefing-head"
_BLANK_HEAD: Choice = {
    "org": "",
    "issuer": "",
    "report_to": [],
    "send_to": [],
    "number": 1,
    "total_number": 1,
}


def edit_paragraphs(key: cached.Edition, chosen: Choice) -> tuple[dict[str, str], int]:
    """Paragraph id → text of those that were changed, and how many texts cannot be taken."""
    paragraphs = cached.paragraphs(key, chosen["kind"], chosen["entity"], current_account().code)
    if not paragraphs:
        return {}, 0
    place = f"briefing-text-{chosen['kind']}-{chosen['entity']}-{key.period.code}-{key.version[:8]}"
    wanted = chosen.get("sections")
    edited: dict[str, str] = {}
    refused = 0
    with st.expander("改文字（数字是锁定的）"):
        st.caption("文字随便改；{ } 里的数字来自台账，可以挪位置，不能改、不能少。")
        for name, heading, filled in paragraphs:
            # A paragraph's id begins with the id of its section.
            if wanted is not None and name.partition(".")[0] not in wanted:
                continue
            text, good = _ask_paragraph(f"{place}-{name}", heading, filled)
            refused += not good
            if good and text != sentences.editable(filled):
                edited[name] = text
    return edited, refused


def _ask_paragraph(place: str, heading: str, filled: Filled) -> tuple[str, bool]:
    """The text of one paragraph, and whether every figure is still in it."""
    generated = sentences.editable(filled)
    text = st.text_area(heading or "开头", generated, key=place, height="content")
    sources = "；".join(dict.fromkeys(f"{number.text}：{number.source}" for number in filled.numbers))
    if sources:
        st.caption(f"数字来源　{plain(sources)}")
    if text == generated:
        return text, True
    st.button(
        "恢复原文", key=f"{place}-back", on_click=_restore_paragraph, args=(place, generated), type="tertiary"
    )
    try:
        sentences.edited(text, filled)
    except EditError as error:
        st.error(plain(str(error)))
        return text, False
    return text, True


def _restore_paragraph(place: str, generated: str) -> None:
    st.session_state[place] = generated


def head_of(kind: str) -> dict[str, object]:
    """Sender and addressees as remembered, for those who do not write: the numbers are the office's."""
    kept = {**_BLANK_HEAD, **(cached.store().office.remembered(_HEAD) or {})}
    wanted = ("org", "issuer", "report_to", "send_to")
    return {name: kept[name] for name in wanted} if kind == "special" else {}


def ask_head(kind: str) -> dict[str, object]:
    """The fields of head and imprint; only the 专报 has them."""
    if kind != "special":
        return {}
    kept = {**_BLANK_HEAD, **(cached.store().office.remembered(_HEAD) or {})}
    with st.expander("版头和版记"):
        with st.container(horizontal=True, gap="small"):
            number = st.number_input("年度期号", 1, 999, kept["number"], key="briefing-number", width=120)
            total = st.number_input("总期号", 1, 9999, kept["total_number"], key="briefing-total", width=120)
            issued = st.date_input("印发日期", None, key="briefing-date", format="YYYY-MM-DD", width=160)
        org = st.text_input("版头机关", kept["org"], key="briefing-org", placeholder="不填则按县名自动生成")
        issuer = st.text_input(
            "印发单位", kept["issuer"], key="briefing-issuer", placeholder="不填则用机关办公室"
        )
        report_to, send_to = (
            st.text_area(word, "\n".join(kept[field]), key=f"briefing-{place}", height=80, help="一行一个")
            for word, field, place in (("报", "report_to", "report"), ("送", "send_to", "send"))
        )
        head = {
            "number": number,
            "total_number": total,
            "org": org.strip(),
            "issuer": issuer.strip(),
            "report_to": _lines(report_to),
            "send_to": _lines(send_to),
        }
        if st.button("记住，下次照填", key="briefing-remember"):
            # The next issue gets the next numbers.
            _remember_head({**head, "number": number + 1, "total_number": total + 1})
    return {**head, "issued_on": issued.isoformat() if isinstance(issued, date) else None}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _remember_head(head: dict[str, object]) -> None:
    """Keep the fields for next time."""
    try:
        cached.store().office.remember(_HEAD, head, current_account().code)
    except StoreError as error:
        st.error(str(error))
    else:
        st.toast("已记住；下一期期号自动加一。")
