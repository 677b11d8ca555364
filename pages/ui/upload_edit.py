"""Correcting cells in place: a proposal accepted, or another content typed."""

from collections.abc import Callable, Mapping

import streamlit as st

from metrics.ingest import Finding
from metrics.ingest.corrections import accepted, correctable, place
from metrics.ingest.listing import FindingGroup, findings_frame

#: Takes texts for cells.
Take = Callable[[Mapping[tuple[str, int, int], str]], None]

_NEW, _OLD = "改为", "现在的内容"
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
    """A field a cell, filled with its proposal; the Enter key takes them."""
    items = [item for item in group.findings if correctable(item)]
    if not items:
        return
    form = st.form(f"{key}-form", border=False)
    with form.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-fields"):
        for number, item in enumerate(items):
            st.text_input(
                f"{item.where.address} 改为",
                item.proposal,
                placeholder=item.found[:40] or "空白",
                key=f"{key}-field-{number}",
                width=260,
            )
        st.form_submit_button("采用", on_click=_take_fields, args=(items, take, key))


def _take_fields(items: list[Finding], take: Take, key: str) -> None:
    texts = [st.session_state.get(f"{key}-field-{number}", "").strip() for number in range(len(items))]
    take({place(item): text for item, text in zip(items, texts, strict=True) if text})


def edit_table(group: FindingGroup, take: Take, key: str) -> None:
    """A long group as a table whose last column can be typed in."""
    frame = findings_frame(group.findings)[["单元格", "填的是", "建议值", "问题", "应为", "怎么改"]]
    frame = frame.rename(columns={"填的是": _OLD, "建议值": _NEW})
    shown = [name for name in frame if name in ("单元格", _NEW) or frame[name].ne("").any()]
    edited = st.data_editor(
        frame[shown],
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
    if st.button("采用“改为”一列", key=f"{key}-take"):
        texts = edited[_NEW].fillna("").str.strip().tolist()
        pairs = zip(group.findings, texts, strict=True)
        take({place(item): text for item, text in pairs if text and correctable(item)})
        st.rerun()
