"""A filter built by choosing column, condition and values, with the number of rows it catches now."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from metrics.framework import ColumnSpec, Framework, rule_words
from metrics.scoring.measures import rows_caught
from pages import cached
from pages.ui.shared import plain

_NONE = "（不用）"
_CHOSEN, _COUNTED = ("enum", "bool"), ("int", "decimal")


def filter_editor(
    framework: Framework, sources: Sequence[str], rule: Mapping[str, Any], key: str
) -> dict[str, Any]:
    """One line a condition and an empty one below; gives the filter as it is chosen now."""
    known = {
        column.id: column
        for code in sources
        for column in framework.ledgers[code].columns
        if column.type in (*_CHOSEN, *_COUNTED) and not column.evidence
    }
    told = {name: one for name, one in rule.items() if name in known}
    kept = {name: one for name, one in rule.items() if name not in known}
    if kept:
        st.caption(f"另有条件照旧：{plain(rule_words(framework, sources, kept))}。")
    st.caption("只计这些行，几个条件都要满足；一个都不选就是全部行。")
    out: dict[str, Any] = {}
    for number, name in enumerate([*told, *[""] * 2]):
        column, allowed = _condition(framework, known, name, told.get(name), f"{key}-{number}")
        if column and allowed:
            out[column] = allowed
    return {**kept, **out}


def _condition(
    framework: Framework, known: Mapping[str, ColumnSpec], name: str, allowed: object, key: str
) -> tuple[str, Any]:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        options = ["", *known]
        column = st.selectbox(
            "列",
            options,
            index=options.index(name),
            format_func=lambda one: known[one].header if one else _NONE,
            key=f"{key}-column",
            width=190,
        )
        if not column:
            return "", None
        same = allowed if column == name else None
        if known[column].type in _CHOSEN:
            return column, _one_of(framework, known[column], same, f"{key}-{column}")
        return column, _between(same, f"{key}-{column}")


def _one_of(framework: Framework, column: ColumnSpec, allowed: object, key: str) -> tuple[Any, ...]:
    choices: list[Any] = [True, False] if column.type == "bool" else list(framework.choices(column))
    now = [one for one in (allowed if isinstance(allowed, tuple) else ()) if one in choices]
    picked = st.multiselect(
        "是其中之一",
        choices,
        default=now,
        format_func=lambda one: {True: "是", False: "否"}.get(one, one),
        key=key,
        placeholder="选一个或几个",
        width=420,
    )
    return tuple(picked)


def _between(allowed: object, key: str) -> dict[str, float]:
    ends = allowed if isinstance(allowed, Mapping) else {}
    words = {"min": "不少于", "max": "不多于"}
    typed = {
        end: st.number_input(
            word, value=ends.get(end), format="%g", key=f"{key}-{end}", width=150, placeholder="不限"
        )
        for end, word in words.items()
    }
    return {end: value for end, value in typed.items() if value is not None}


def say_caught(
    key: cached.Edition,
    sources: Sequence[str],
    rule: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> None:
    """How many of the rows that may count in the period the filter catches, by ledger."""
    framework = cached.framework_of(key)
    said = []
    for code in sources:
        columns = framework.ledgers[code].by_id
        mine = {name: allowed for name, allowed in rule.items() if name == "any" or name in columns}
        if set(mine) != set(rule) and len(sources) == 1:
            st.caption("这一列是刚加的，还没有人填过，抓不到行。")
            return
        caught, among = rows_caught(cached.prepared(key), code, mine, options)
        said.append(f"{framework.ledgers[code].sheet} {among:,} 行里抓到 **{caught:,}** 行")
    st.markdown(f"{key.period.label}：{'；'.join(said)}。")
