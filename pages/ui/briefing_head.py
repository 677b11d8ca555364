"""Head and imprint of a briefing: numbers, sender, addressees, remembered from last time."""

from datetime import date

import streamlit as st

from metrics.store import StoreError
from pages import cached
from pages.account import current_account

_REMEMBERED = "briefing-head"
_PLAIN = {"org": "", "issuer": "", "report_to": [], "send_to": [], "number": 1, "total_number": 1}


def head_of(kind: str) -> dict[str, object]:
    """Sender and addressees as remembered, for those who do not write: the numbers are the office's."""
    kept = {**_PLAIN, **(cached.store().office.remembered(_REMEMBERED) or {})}
    wanted = ("org", "issuer", "report_to", "send_to")
    return {name: kept[name] for name in wanted} if kind == "special" else {}


def ask_head(kind: str) -> dict[str, object]:
    """The fields of head and imprint; only the 专报 has them."""
    if kind != "special":
        return {}
    kept = {**_PLAIN, **(cached.store().office.remembered(_REMEMBERED) or {})}
    with st.expander("版头和版记"):
        with st.container(horizontal=True, gap="small"):
            number = st.number_input("年度期号", 1, 999, kept["number"], key="briefing-number", width=120)
            total = st.number_input("总期号", 1, 9999, kept["total_number"], key="briefing-total", width=120)
            issued = st.date_input("印发日期", None, key="briefing-date", format="YYYY-MM-DD", width=160)
        org = st.text_input("版头机关", kept["org"], key="briefing-org", placeholder="不填则按县名自动生成")
        issuer = st.text_input(
            "印发单位", kept["issuer"], key="briefing-issuer", placeholder="不填则用机关办公室"
        )
        place = {"height": 80, "help": "一行一个"}
        report_to = st.text_area("报", "\n".join(kept["report_to"]), key="briefing-report", **place)
        send_to = st.text_area("送", "\n".join(kept["send_to"]), key="briefing-send", **place)
        head = {
            "number": number,
            "total_number": total,
            "org": org.strip(),
            "issuer": issuer.strip(),
            "report_to": _lines(report_to),
            "send_to": _lines(send_to),
        }
        if st.button("记住，下次照填", key="briefing-remember"):
            _remember(head)
    return {**head, "issued_on": issued.isoformat() if isinstance(issued, date) else None}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _remember(head: dict[str, object]) -> None:
    """Keep the fields; the next issue gets the next numbers."""
    following = {**head, "number": head["number"] + 1, "total_number": head["total_number"] + 1}
    try:
        cached.store().office.remember(_REMEMBERED, following, current_account().code)
    except StoreError as error:
        st.error(str(error))
    else:
        st.toast("已记住；下一期期号自动加一。")
