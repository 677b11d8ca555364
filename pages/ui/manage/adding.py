"""A measure to be added: from the ways of counting, from the library, or like another one."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from metrics.framework import (
    Framework,
    LedgerMeasure,
    MeasureSpec,
    MeasureTerm,
    free_id,
    load_library,
    rule_words,
)
from metrics.framework.editing import WayColumn, fitting
from pages.ui.manage.conditions import filter_editor
from pages.ui.manage.rows import ask_ledger, term_editor
from pages.ui.shared import plain

_OWN, _SHARE, _RATIO, _LIBRARY, _COPY = (
    "一家企业做到多少",
    "占比（全县）",
    "两列之比（全县）",
    "从指标库取",
    "照另一个指标",
)
_NUMBER = WayColumn("", ("int", "decimal"))


def ask_measure(framework: Framework, parent: str, place: str) -> tuple[MeasureSpec | None, str]:
    """Let a new measure of an item be described; what it would be, and where it was taken from."""
    how = st.segmented_control(
        "从哪里来",
        [_OWN, _SHARE, _RATIO, _LIBRARY, _COPY],
        default=_OWN,
        required=True,
        key=f"{place}-how",
        wrap=True,
    )
    id_ = free_id(framework, parent)
    if how == _LIBRARY:
        return _from_library(parent, id_, place), "指标库"
    if how == _COPY:
        return _like(framework, parent, id_, place), "照另一个指标"
    name = st.text_input("指标名称", key=f"{place}-title", max_chars=20, width=250)
    formula = {_OWN: _own, _SHARE: _share, _RATIO: _ratio}[how](framework, place)
    if not name.strip() or formula is None:
        st.caption("写上名称就可以加。")
        return None, ""
    return MeasureSpec(id_, parent, name, _words(framework, formula), formula), "自建"


def _from_library(parent: str, id_: str, place: str) -> MeasureSpec:
    library = {entry.id: entry for entry in load_library()}
    best = [one for one, entry in library.items() if entry.measure.parent == parent]
    ids = [*best, *(one for one in library if one not in best)]
    chosen = library[
        st.selectbox(
            "指标库",
            ids,
            format_func=lambda one: library[one].measure.name,
            key=f"{place}-library",
            width=320,
        )
    ]
    st.caption(f"{plain(chosen.measure.words)}。{plain(chosen.why)}")
    return replace(chosen.measure, id=id_, parent=parent)


def _like(framework: Framework, parent: str, id_: str, place: str) -> MeasureSpec:
    known = framework.measure
    chosen = known[
        st.selectbox(
            "照哪一个",
            list(known),
            format_func=lambda one: f"{one} {known[one].name}",
            key=f"{place}-like",
            width=320,
        )
    ]
    return replace(chosen, id=id_, parent=parent, name=f"{chosen.name}（另）"[:20])


def _own(framework: Framework, place: str) -> LedgerMeasure | None:
    """Enterprise credits: one sum, its target, and whether brands and units answer for it."""
    term = term_editor(framework, MeasureTerm("items", "L05"), place)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        target = st.number_input(
            "一家企业全年做到多少得满分",
            min_value=0.0,
            value=1.0,
            format="%g",
            key=f"{place}-target",
            width=230,
        )
        unit = st.text_input("计量单位", "项", key=f"{place}-unit", max_chars=10, width=110)
        answer = st.checkbox("品牌、单位也计", key=f"{place}-answer")
        each = st.checkbox("按每百名职工", key=f"{place}-each")
    levels = ("E", "B", "U", "C") if answer else ("E", "C")
    if not target or not unit.strip():
        return None
    duty = dict.fromkeys(("B", "U"), target) if answer else {}
    return LedgerMeasure(
        "credit",
        (term.source,),
        levels,
        {"E": target, **duty},
        {"E": f"{unit}/百人" if each else unit, **dict.fromkeys(duty, "%"), "C": "%"},
        per={**dict.fromkeys(duty, "half_duty"), "C": "roster"},
        prorate=framework.ledgers[term.source].kind == "flow" and bool(framework.ledgers[term.source].date),
        term=(term,),
        each="hundred_employees" if each else "",
        weighted=each,
    )


def _share(framework: Framework, place: str) -> LedgerMeasure:
    """The share of rows that a filter lets through."""
    source = ask_ledger(framework, "L11", place)
    rule = filter_editor(framework, (source,), {}, f"{place}-{source}")
    return LedgerMeasure("share", (source,), ("C",), {"C": 95}, {"C": "%"}, filter=rule, options=_steady())


def _ratio(framework: Framework, place: str) -> LedgerMeasure | None:
    """One column over another."""
    source = ask_ledger(framework, "L16", place)
    known = {column.id: column.header for column in fitting(framework.ledgers[source], _NUMBER)}
    with st.container(horizontal=True, gap="small"):
        above = _column("分子", known, f"{place}-{source}-above")
        below = _column(
            "分母", {one: word for one, word in known.items() if one != above}, f"{place}-{source}-below"
        )
    if not above or not below:
        st.caption("这张台账没有两列数可以相除。")
        return None
    return LedgerMeasure(
        "ratio", (source,), ("C",), {"C": 95}, {"C": "%"}, columns=(above, below), options=_steady()
    )


def _column(word: str, known: Mapping[str, str], key: str) -> str | None:
    chosen: str | None = st.selectbox(
        word, list(known), format_func=lambda one: known[one], key=key, width=210
    )
    return chosen


def _steady() -> dict[str, object]:
    return {"percent": True, "shrink": {"prior": 0.9, "strength": 5}, "steady": True}


def _words(framework: Framework, formula: LedgerMeasure) -> str:
    """What a new measure counts, until somebody words it better."""
    source = formula.term[0].source if formula.term else formula.source[0]
    rule = formula.term[0].filter if formula.term else formula.filter
    sheet, only = framework.ledgers[source].sheet, rule_words(framework, (source,), rule)
    if formula.kind == "ratio":
        heads = [framework.ledgers[source].by_id[name].header for name in formula.columns]
        return f"{sheet}里{heads[0]} ÷ {heads[1]}"
    return (f"{sheet}里{only}的行" if only else f"{sheet}的行")[:120]
