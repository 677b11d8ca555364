"""What was decided so far, newest first, with a button that takes back what still holds."""

import streamlit as st

from metrics.ingest.quality import specs
from metrics.store.people import Account
from metrics.store.reporting import UNDONE, VERDICTS, Ruling
from pages import cached
from pages.ui.quality_desk import account_names, decision_words
from pages.ui.quality_said import say_last
from pages.ui.quality_undo import undo_button
from pages.ui.upload_words import plain

_SHOWN = 40


def history_view(account: Account) -> None:
    """Every ruling; rulings are never changed, an undone one stays with who undid it."""
    store = cached.store()
    say_last()
    rulings, holding = store.reporting.ruling_history()[::-1], {one.id for one in store.reporting.rulings()}
    if not rulings:
        st.info("还没有认定。在“疑问”里认定主办、不是同一件或核实无误后，这里留下记录，随时可以撤销。")
        return
    names = account_names(store)
    st.caption(f"共 {len(rulings)} 条，其中 {len(holding)} 条有效。记录只增不改；撤销也是一条记录。")
    for ruling in rulings[:_SHOWN]:
        _line(account, ruling, names, holds=ruling.id in holding)
    if len(rulings) > _SHOWN:
        st.caption(f"这里列出最近 {_SHOWN} 条。")


def _line(account: Account, ruling: Ruling, names: dict[str, str], *, holds: bool) -> None:
    spec = specs().get(ruling.kind)
    if ruling.verdict == UNDONE:
        badge = f":gray-badge[{VERDICTS[UNDONE]}]"
    else:
        badge = ":green-badge[有效]" if holds else ":gray-badge[已不生效]"
    rows = "；".join(plain(row.id.split("#")[0].replace("/", " ")) for row in ruling.rows)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"ruling-{ruling.id}"):
        head = f"{badge} **{plain(spec.title if spec else ruling.kind)}**"
        words = plain(decision_words(cached.framework(), ruling, names))
        st.markdown(
            "  \n".join(filter(None, [head, words, f":small[{rows}]" if rows else ""])), width="stretch"
        )
        if holds:
            undo_button(cached.store(), account, ruling.key)
