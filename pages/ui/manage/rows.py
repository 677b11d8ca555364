"""Which rows count for a measure, and what each is worth: one sum at a time."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from metrics.framework import FORMULA_LEVELS, ColumnSpec, Framework, LedgerSpec, MeasureSpec, MeasureTerm
from metrics.framework.editing import (
    TERM_OPTIONS,
    CountingWay,
    DropTerm,
    SetFilter,
    SetPoints,
    SetTerm,
    WayColumn,
    fitting,
    load_ways,
)
from pages import cached
from pages.ui.manage.conditions import filter_editor, say_caught
from pages.ui.manage.draft import add, turn
from pages.ui.manage.records import edited_pairs

#: Options that cannot be left out → what they are until somebody says otherwise.
_LEAST = {"most_per_level": 2.0, "most": 1.0}
_WHOLE = ("most_per_level", "trailing_months")


def rows_panel(key: cached.Edition, base: int, framework: Framework, measure: MeasureSpec) -> None:
    """The filters of a measure and its sums, each with the rows it catches."""
    ledger, place = measure.ledger, f"manage-{measure.id}-{turn()}"
    if not ledger.of_credits:
        rule = filter_editor(framework, ledger.source, ledger.filter, f"{place}-own")
        say_caught(key, ledger.source, rule, ledger.options)
        if st.button("用这些条件", key=f"{place}-own-use"):
            add(base, SetFilter(measure.id, rule))
        return
    for position, term in enumerate(ledger.term):
        with st.container(border=True):
            _term(key, base, framework, measure, position, term, f"{place}-{position}")
    if st.button("再加一个合计", key=f"{place}-more", icon=":material/add:"):
        last = ledger.term[-1]
        add(base, SetTerm(measure.id, len(ledger.term), MeasureTerm("items", last.source)))


def _term(
    key: cached.Edition,
    base: int,
    framework: Framework,
    measure: MeasureSpec,
    position: int,
    term: MeasureTerm,
    place: str,
) -> None:
    st.markdown(f"**第 {position + 1} 个合计**")
    made = term_editor(framework, term, place)
    levels = st.multiselect(
        "在哪几层计",
        list(FORMULA_LEVELS),
        default=list(term.levels),
        format_func=FORMULA_LEVELS.__getitem__,
        key=f"{place}-levels",
        width=420,
    )
    made = replace(made, levels=tuple(one for one in FORMULA_LEVELS if one in levels))
    say_caught(key, (made.source,), made.filter, made.options)
    with st.container(horizontal=True, gap="small"):
        if st.button("用这样的算法", key=f"{place}-use", type="primary", disabled=made == term or not levels):
            add(base, SetTerm(measure.id, position, made))
        if len(measure.ledger.term) > 1 and st.button("去掉这个合计", key=f"{place}-drop"):
            add(base, DropTerm(measure.id, position))
    if "points" in term.options:
        points_editor(base, measure.id, position, term.options, place)


def term_editor(framework: Framework, term: MeasureTerm, place: str) -> MeasureTerm:
    """Ledger, way, columns, options and filter of a sum, as they are chosen now."""
    with st.container(horizontal=True, gap="small"):
        source = ask_ledger(framework, term.source, place)
        ledger = framework.ledgers[source]
        way = ask_way(ledger, term.value, place)
        times = st.number_input(
            "倍数", min_value=0.0, value=float(term.times), format="%g", key=f"{place}-times", width=110
        )
    st.caption(way.words + "。")
    same = source == term.source and way.id == term.value
    columns = _columns(ledger, way, term.columns if same else (), f"{place}-{source}-{way.id}")
    options = _options(ledger, way, dict(term.options) if same else {}, f"{place}-{source}-{way.id}", columns)
    rule = filter_editor(
        framework, (source,), term.filter if source == term.source else {}, f"{place}-{source}"
    )
    return MeasureTerm(way.id, source, columns, rule, term.levels, float(times), options)


def ask_ledger(framework: Framework, now: str, place: str) -> str:
    """Let a ledger that may be scored be chosen; its code."""
    codes = [code for code, ledger in framework.ledgers.items() if ledger.scored]
    return st.selectbox(
        "来自哪张台账",
        codes,
        index=codes.index(now) if now in codes else 0,
        format_func=lambda code: f"{framework.ledgers[code].sheet}（{code}）",
        key=f"{place}-source",
        width=250,
    )


def ask_way(ledger: LedgerSpec, now: str, place: str) -> CountingWay:
    """Let a way that suits a ledger be chosen."""
    ways = {way.id: way for way in load_ways() if way.suits(ledger) or way.id == now}
    ids = list(ways)
    at = ids.index(now) if now in ids else 0
    chosen = st.selectbox(
        "一行怎么计",
        ids,
        index=at,
        format_func=lambda one: ways[one].name,
        key=f"{place}-{ledger.code}-way",
        width=210,
    )
    return ways[chosen]


def _columns(ledger: LedgerSpec, way: CountingWay, now: tuple[str, ...], place: str) -> tuple[str, ...]:
    out: list[str] = []
    with st.container(horizontal=True, gap="small"):
        for number, part in enumerate(way.columns):
            wanted = now[number] if number < len(now) else ""
            chosen = _ask_column(ledger, part, wanted, f"{place}-column-{number}")
            if chosen:
                out.append(chosen)
    return tuple(out)


def _ask_column(ledger: LedgerSpec, part: WayColumn, wanted: str, key: str) -> str:
    known = {column.id: column for column in fitting(ledger, part)}
    options: list[str] = [*([""] if part.optional else []), *known]
    return st.selectbox(
        part.label,
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda one: _head(known, one),
        key=key,
        width=210,
    )


def _options(
    ledger: LedgerSpec, way: CountingWay, now: dict[str, Any], place: str, columns: tuple[str, ...]
) -> dict[str, Any]:
    """The options of a way; those nobody changes here are kept as they are."""
    out = dict(now)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for name in way.options:
            value = _option(ledger, name, now.get(name), f"{place}-{name}", columns)
            if value is None:
                out.pop(name, None)
            else:
                out[name] = value
    return {name: out[name] for name in (*now, *out) if name in out}


def _option(ledger: LedgerSpec, name: str, now: object, place: str, columns: tuple[str, ...]) -> object:
    """What is chosen for an option; None leaves it out."""
    word = TERM_OPTIONS[name]
    if name == "minus":
        return _minus(ledger, word, str(now or ""), place, columns)
    if name == "offline":
        return True if st.checkbox(word, value=bool(now), key=place) else None
    if name == "points":
        return now or _even_points(ledger, columns)
    known = float(now) if isinstance(now, int | float) else _LEAST.get(name)
    value = st.number_input(word, min_value=0.0, value=known, format="%g", key=place, width=200)
    if value is None:
        return _LEAST.get(name)
    return int(value) if name in _WHOLE else value


def _minus(ledger: LedgerSpec, word: str, now: str, place: str, columns: tuple[str, ...]) -> str | None:
    known = {
        one.id: one for one in ledger.columns if one.type in ("int", "decimal") and one.id not in columns
    }
    options = ["", *known]
    at = options.index(now) if now in options else 0
    chosen = st.selectbox(
        word, options, index=at, format_func=lambda one: _head(known, one), key=place, width=210
    )
    return chosen or None


def _head(known: dict[str, ColumnSpec], column: str) -> str:
    return known[column].header if column else "（不用）"


def _even_points(ledger: LedgerSpec, columns: tuple[str, ...]) -> dict[str, float]:
    """One point for each word, until somebody says otherwise."""
    words = cached.framework().choices(ledger.by_id[columns[0]]) if columns else ()
    return dict.fromkeys(words, 1.0)


def points_editor(base: int, measure: str, position: int, options: Mapping[str, Any], place: str) -> None:
    """The table of points of a sum, to be edited."""
    points = {str(word): float(value) for word, value in options["points"].items()}
    st.caption("积分表：每个词值几分。")
    new = edited_pairs(points, ("词", "分"), key=f"{place}-points", alt="积分表", fixed=True)
    if new != points and st.button("用这张积分表", key=f"{place}-points-use"):
        add(base, SetPoints(measure, new, position))
