"""省专报 as files, made by the very function that the verb `province brief` calls."""

from datetime import datetime
from functools import partial

import streamlit as st

from metrics.framework import safe_file_name
from metrics.province import Province
from metrics.reports import CHINA, province_paper
from metrics.store.people import Account
from pages import cached
from pages.account import has_act
from pages.ui.shared import offer_made

_FORMS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}


def offer_papers(account: Account, mine: Province, key: cached.Collected) -> None:
    """A button for each form, where the account may export."""
    if not has_act(account, "export"):
        return
    st.subheader("省专报", anchor=False)
    st.caption("总体、各市、各县排名、跨县核对、复算差异；每次下载都记进审计。")
    # A press runs outside of the page, where the queue is not known.
    queue = cached.paper_queue(cached.SHORT)

    def make(form: str) -> bytes:
        at = datetime.now(CHINA).replace(microsecond=0)
        return queue.printed(province_paper(mine, key.period, at), form, account.code)

    asks = {("see-province", ""), ("export", "")}
    with st.container(horizontal=True, gap="small"):
        for form, word in _FORMS.items():
            name = safe_file_name(f"{mine.called}_省专报_{key.period.label}", f".{form}")
            offer_made(word, partial(make, form), name, "省专报", lambda: asks, key=f"province-paper-{form}")
