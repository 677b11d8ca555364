"""Which report, about whom, and which of its sections, charts and tables."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.reports.write import LISTS, sentences
from metrics.reports.write.kinds import KINDS, LEVELS_TOLD
from metrics.tables import ordered
from pages import cached
from pages.account import current_account

_KIND_NOTES = {
    "special": "按来源报告的体例：版头、三部分正文、图、排名表、版记。",
    "leaders": "一页纸，给领导看。",
    "enterprise": "一家企业的成绩、长短板和每个数字的来源。",
    "brand": "一个品牌的成绩、长短板和每个数字的来源。",
    "unit": "一个成员单位自己的报告。",
    "town": "一个乡镇街道的成绩和它的试点企业。",
    "case": "一个典型案例：写的什么、推广到哪一级、出自哪一行。",
    "carrier": "一个载体：在哪里、开放和服务多少、出自哪一行。",
    "book": "企业、品牌、单位、乡镇、行业的十二项全表；Excel 另附每个数字的取数依据。",
    "charts": "各层级的图，2 倍清晰度，打成一个包。",
}
_WORDS = {"sections": "章节", "charts": "图", "tables": "表"}
#: Between ids in the address: nothing that would have to be escaped there.
_BETWEEN = "."


#: What a report is made with, field by field; it is kept as JSON beside the file, so values are of any type.
Choice = Mapping[str, Any]


def choice_record(chosen: Choice) -> str:
    """What was chosen as one text, the same for the same choice."""
    return json.dumps(chosen, ensure_ascii=False, sort_keys=True)


def ask_kind(key: cached.Edition) -> Choice:
    """Kind of report and its entity, both in the address."""
    titles = {KINDS[name].title: name for name in (*_KIND_NOTES, *(set(KINDS) - set(_KIND_NOTES)))}
    name = titles[st.selectbox("种类", list(titles), key="briefing-kind", bind="query-params")]
    st.caption(_KIND_NOTES.get(name, ""))
    level, ledger = KINDS[name].level, KINDS[name].ledger
    entity = _ask_entity(key, level) if level else _ask_row(key, ledger) if ledger else ""
    return {"kind": name, "entity": entity}


def _ask_row(key: cached.Edition, ledger: str) -> str:
    """Which row of a ledger: a case, a carrier."""
    names = cached.rows_to_report(key, ledger, current_account().code)
    sheet = cached.framework_of(key).ledgers[ledger].sheet
    if not names:
        st.info(f"{key.period.label}的{sheet}里还没有审核通过的行。")
    return (
        st.selectbox(
            sheet.removesuffix("台账"),
            list(names),
            format_func=lambda code: f"{code} {names[code]}",
            key=f"briefing-{ledger}",
            bind="query-params",
        )
        or ""
    )


def _ask_entity(key: cached.Edition, level: str) -> str:
    book = cached.book(key, level)
    names = book.entities["name"]
    return st.selectbox(
        LEVEL_NAMES[level],
        list(ordered(book, cached.framework_of(key).root.id)),
        format_func=lambda code: f"{code} {names[code]}",
        key=f"briefing-{level}",
        bind="query-params",
    )


def ask_parts(kind: str) -> dict[str, list[str] | None]:
    """Sections, charts and tables that are wanted, None for all of them, as at first; annexes asked for."""
    known = {what: parts for what, parts in _parts_of(kind).items() if parts}
    if not known:
        return {}
    with st.expander("要哪些部分"):
        st.caption("点一下去掉，再点一下放回；去掉了什么，会印在每页下方。")
        wanted = {what: _pills(kind, what, parts) for what, parts in known.items()}
        if kind == "special" and st.checkbox(
            "后附清单（品牌、项目、队伍、社会组织）", key="briefing-lists", bind="query-params"
        ):
            wanted["annexes"] = [LISTS]
        return wanted


def _parts_of(kind: str) -> dict[str, dict[str, str]]:
    """What the report is made of: field of `BriefOptions` → label → id."""
    if kind == "book":
        return {"tables": {LEVEL_NAMES[level]: level for level in LEVELS_TOLD}}
    if not KINDS[kind].texts:
        return {}
    sections = sentences.load(KINDS[kind].texts, cached.framework().texts).sections
    return {
        "sections": {section.heading or "开头": section.id for section in sections},
        "charts": {
            chart.get("label", chart["id"]): chart["id"] for section in sections for chart in section.charts
        },
        "tables": {
            table.get("title", table["id"]): table["id"] for section in sections for table in section.tables
        },
    }


def _pills(kind: str, what: str, known: Mapping[str, str]) -> list[str] | None:
    key = f"briefing-{kind}-{_WORDS[what]}"
    _follow_the_address(key, what, known)
    wanted = st.pills(
        _WORDS[what],
        list(known),
        selection_mode="multi",
        key=key,
        on_change=_write_address,
        args=(key, what, known),
    )
    return None if len(wanted) == len(known) else [part for label, part in known.items() if label in wanted]


def _follow_the_address(key: str, what: str, known: Mapping[str, str]) -> None:
    """Put the pills as the address has them, when they are new or it was changed from outside (a step back).

    Ids that are unknown, perhaps those of another kind of report, are passed over.
    """
    written, followed = st.query_params.get(_parameter(what), ""), f"{key}-followed"
    if key not in st.session_state or st.session_state.get(followed) != written:
        gone = written.split(_BETWEEN)
        st.session_state[key] = [label for label, part in known.items() if part not in gone]
        st.session_state[followed] = written


def _write_address(key: str, what: str, known: Mapping[str, str]) -> None:
    """Write what is left out into the address (a callback)."""
    gone = _BETWEEN.join(part for label, part in known.items() if label not in st.session_state[key])
    st.session_state[f"{key}-followed"] = gone
    if gone:
        st.query_params[_parameter(what)] = gone
    else:
        st.query_params.pop(_parameter(what), None)


def _parameter(what: str) -> str:
    return f"without-{what}"
