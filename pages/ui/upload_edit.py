"""Correcting cells in place: a proposal accepted, one of several chosen, another content typed, or none."""

from collections.abc import Callable, Mapping

import streamlit as st

from metrics.ingest import Finding
from metrics.ingest.patch import accepted, content_of, correctable, place
from metrics.ingest.write import FindingGroup

#: Takes texts for cells.
Take = Callable[[Mapping[tuple[str, int, int], str]], None]

_CLEARED = "（清空这一格）"
#: A group is written out up to this size, with a field a cell; a longer one is a table to type in.
WRITTEN_OUT = 12


def accept_all(findings: tuple[Finding, ...], take: Take, key: str, words: str) -> None:
    """A button that takes every proposal of some findings, when there is more than one."""
    proposed = accepted(findings)
    if len(proposed) > 1:
        st.button(
            f"{words}（{len(proposed)} 处）",
            key=f"{key}-accept",
            on_click=take,
            args=(proposed,),
            icon=":material/done_all:",
        )


def edit_fields(group: FindingGroup, take: Take, key: str) -> None:
    """A field a cell, filled with its proposal, else with what it holds; the Enter key takes them."""
    items = [item for item in group.findings if correctable(item)]
    if not items:
        return
    form = st.form(f"{key}-form", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-fields"):
        for number, item in enumerate(items):
            draw = _choice if item.choices or content_of(item) is None else _text
            draw(item, f"{key}-field-{number}")
        st.form_submit_button("采用", on_click=_take_fields, args=(items, take, key))


def _text(item: Finding, key: str) -> None:
    st.text_input(f"{item.where.address} 改为", first_text(item), placeholder="空白", key=key, width=260)


def _choice(item: Finding, key: str) -> None:
    """What would be right, to choose from; anything else can be typed."""
    options = list(dict.fromkeys(filter(None, (item.proposal, *item.choices, _CLEARED))))
    st.selectbox(
        f"{item.where.address} 改为",
        options,
        0 if item.proposal else None,
        key=key,
        placeholder=item.found[:40] or "空白",
        accept_new_options=True,
        width=320,
    )


def first_text(item: Finding) -> str:
    """What a field holds at first; left like that it changes nothing, unless it is a proposal."""
    return item.proposal or content_of(item) or ""


def _take_fields(items: list[Finding], take: Take, key: str) -> None:
    given = [st.session_state.get(f"{key}-field-{number}") for number in range(len(items))]
    take(changes_of(items, given))


def changes_of(items: list[Finding], given: list[str | None]) -> dict[tuple[str, int, int], str]:
    """The texts that differ from what the cells hold; a field that was emptied empties its cell."""
    changes = {}
    for item, text in zip(items, given, strict=True):
        new = "" if text == _CLEARED else (text or "").strip()
        differs = text == _CLEARED or new != (content_of(item) or "")
        if text is not None and differs and correctable(item):
            changes[place(item)] = new
    return changes
