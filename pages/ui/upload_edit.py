"""Correcting cells in place: a proposal accepted, one of several chosen, another content typed, or none."""

from collections.abc import Callable, Mapping

import streamlit as st

from metrics.ingest import Finding
from metrics.ingest.cells import tamed, untamed
from metrics.ingest.corrections import accepted, content_of, correctable, place
from metrics.ingest.listing import FindingGroup, findings_frame

#: Takes texts for cells.
Take = Callable[[Mapping[tuple[str, int, int], str]], None]

_NEW, _OLD = "改为", "现在的内容"
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
    st.text_input(f"{item.where.address} 改为", _first(item), placeholder="空白", key=key, width=260)


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


def _first(item: Finding) -> str:
    """What a field holds at first; left like that it changes nothing, unless it is a proposal."""
    return item.proposal or content_of(item) or ""


def _take_fields(items: list[Finding], take: Take, key: str) -> None:
    given = [st.session_state.get(f"{key}-field-{number}") for number in range(len(items))]
    take(_changes(items, given))


def _changes(items: list[Finding], given: list[str | None]) -> dict[tuple[str, int, int], str]:
    """The texts that differ from what the cells hold; a field that was emptied empties its cell."""
    changes = {}
    for item, text in zip(items, given, strict=True):
        new = "" if text == _CLEARED else (text or "").strip()
        differs = text == _CLEARED or new != (content_of(item) or "")
        if text is not None and differs and correctable(item):
            changes[place(item)] = new
    return changes


def edit_table(group: FindingGroup, take: Take, key: str) -> None:
    """A long group as a table whose last column can be typed in."""
    frame = findings_frame(group.findings)[["单元格", "填的是", "问题", "应为", "怎么改"]]
    frame = frame.rename(columns={"填的是": _OLD})
    frame.insert(2, _NEW, [_first(item) for item in group.findings])
    shown = [name for name in frame if name in ("单元格", _NEW) or frame[name].ne("").any()]
    edited = st.data_editor(
        tamed(frame[shown]),
        hide_index=True,
        height=320,
        num_rows="fixed",
        disabled=[name for name in shown if name != _NEW],
        column_config={
            "单元格": st.column_config.TextColumn(pinned=True, width="small"),
            _NEW: st.column_config.TextColumn(f"{_NEW} ✎", width="medium"),
        },
        key=f"{key}-table",
    )
    st.caption(f"“{_NEW}”里删成空白，就是把那一格清空；和现在的内容一样的不动。")
    if st.button(f"采用“{_NEW}”一列", key=f"{key}-take"):
        take(_changes(list(group.findings), [untamed(text) for text in edited[_NEW].fillna("")]))
        st.rerun()
