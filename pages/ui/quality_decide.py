"""Deciding a doubt: who leads, not the same, verified."""

import streamlit as st

from metrics.ingest.quality import Doubt, Place
from metrics.store import Store, StoreError
from metrics.store.people import Account
from metrics.store.reporting import DIFFERENT, SAME, VERIFIED, RuledRow, Ruling
from pages.ui.quality_desk import Desk, short
from pages.ui.quality_said import done, refuse, say_refused
from pages.ui.upload_words import plain


def decide(desk: Desk, doubt: Doubt) -> None:
    """The form of one doubt; the note is read when a button is pressed."""
    place = short(doubt.key)
    twice = doubt.decision == "twice"
    with st.form(f"decide-{place}", border=False):
        st.text_input(
            "说明（选填）" if twice else "理由（必填）",
            key=f"note-{place}",
            max_chars=200,
            placeholder="例如：园区协助组织" if twice else "例如：已向单位核实，含线上观看",
        )
        with st.container(horizontal=True, gap="small"):
            if twice:
                _twice_buttons(desk, doubt, place)
            else:
                _button(
                    "已核实无误", f"verified-{place}", desk, doubt, Ruling(doubt.code, doubt.key, VERIFIED)
                )
    say_refused(place)


def _twice_buttons(desk: Desk, doubt: Doubt, place: str) -> None:
    rows = tuple(_ruled(desk, one) for one in doubt.where)
    several = len({one.unit for one in doubt.where}) > 1
    for letter, one in zip("AB", doubt.where, strict=True):
        unit = desk.framework.unit[one.unit]
        label = (
            f"{letter} 主办：{unit.short_name or unit.name}"
            if several
            else f"保留 {letter}（第 {one.row} 行）"
        )
        _button(
            label, f"lead-{letter}-{place}", desk, doubt, Ruling(doubt.code, doubt.key, SAME, one.id, rows)
        )
    different = Ruling(doubt.code, doubt.key, DIFFERENT, rows=rows)
    _button("不是同一件", f"different-{place}", desk, doubt, different)


def _ruled(desk: Desk, place: Place) -> RuledRow:
    """A register's row is the same in every quarter."""
    flow = desk.framework.ledgers[place.ledger].kind == "flow"
    return RuledRow(place.ledger, place.unit, place.period if flow else "", place.id)


def _button(label: str, key: str, desk: Desk, doubt: Doubt, ruling: Ruling) -> None:
    st.form_submit_button(
        plain(label), key=key, on_click=_keep, args=(desk.store, desk.account, short(doubt.key), ruling)
    )


def _keep(store: Store, account: Account, place: str, ruling: Ruling) -> None:
    """Runs before the page is drawn again, so that all of it shows the new state."""
    note = st.session_state.get(f"note-{place}", "")
    given = Ruling(ruling.kind, ruling.key, ruling.verdict, ruling.keep, ruling.rows, note)
    try:
        kept = store.reporting.rule(given, account.code)
    except StoreError as error:
        refuse(place, error)
    else:
        done(kept.verdict)
