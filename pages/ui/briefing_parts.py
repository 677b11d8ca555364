"""Which sections, charts and tables a report has; what is left out stands in the address by its short id.

Pills bound to the address would write the Chinese label of every part that stays into it.
"""

from collections.abc import Mapping

import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.reports.write import sentences
from metrics.reports.write.kinds import KINDS, LEVELS_TOLD

_WORDS = {"sections": "章节", "charts": "图", "tables": "表"}
#: Between ids in the address: nothing that would have to be escaped there.
_BETWEEN = "."


def ask_parts(kind: str) -> dict[str, list[str] | None]:
    """Sections, charts and tables that are wanted; None for all of them, as at first."""
    known = {what: found for what, found in _parts(kind).items() if found}
    if not known:
        return {}
    with st.expander("要哪些部分"):
        st.caption("点一下去掉，再点一下放回；去掉了什么，会印在每页下方。")
        return {what: _pills(kind, what, found) for what, found in known.items()}


def _parts(kind: str) -> dict[str, dict[str, str]]:
    """What the report is made of: field of `BriefOptions` → label → id."""
    if kind == "book":
        return {"tables": {LEVEL_NAMES[level]: level for level in LEVELS_TOLD}}
    if not KINDS[kind].texts:
        return {}
    sections = sentences.load(KINDS[kind].texts).sections
    return {
        "sections": {one.heading or "开头": one.id for one in sections},
        "charts": {one.get("label", one["id"]): one["id"] for part in sections for one in part.charts},
        "tables": {one.get("title", one["id"]): one["id"] for part in sections for one in part.tables},
    }


def _pills(kind: str, what: str, known: Mapping[str, str]) -> list[str] | None:
    key = f"briefing-{kind}-{_WORDS[what]}"
    _follow_the_address(key, what, known)
    place = {"selection_mode": "multi", "key": key, "on_change": _tell, "args": (key, what, known)}
    wanted = st.pills(_WORDS[what], list(known), **place)
    return None if len(wanted) == len(known) else [known[one] for one in known if one in wanted]


def _follow_the_address(key: str, what: str, known: Mapping[str, str]) -> None:
    """Put the pills as the address has them, when they are new or it was changed from outside (a step back).

    Ids that are unknown, perhaps those of another kind of report, are passed over.
    """
    told, followed = st.query_params.get(_parameter(what), ""), f"{key}-followed"
    if key not in st.session_state or st.session_state.get(followed) != told:
        gone = told.split(_BETWEEN)
        st.session_state[key] = [label for label, part in known.items() if part not in gone]
        st.session_state[followed] = told


def _tell(key: str, what: str, known: Mapping[str, str]) -> None:
    """Write what is left out into the address (a callback)."""
    gone = _BETWEEN.join(part for label, part in known.items() if label not in st.session_state[key])
    st.session_state[f"{key}-followed"] = gone
    if gone:
        st.query_params[_parameter(what)] = gone
    else:
        st.query_params.pop(_parameter(what), None)


def _parameter(what: str) -> str:
    return f"without-{what}"
