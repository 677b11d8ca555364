"""今天要您定的三件事: the worst item, who is late, the town furthest behind; each with the next step."""

import pandas as pd
import streamlit as st

from metrics.store.database import today
from metrics.tables import Decision, late_reports, town_behind, worst_item
from pages import cached
from pages.edition import COUNTY
from pages.ui.indicator import ITEM
from pages.ui.shared import FILES, literal, note_words, period_label, profile_view

_NUMBERS = "一二三"


def three_things(key: cached.Edition, board: pd.DataFrame) -> None:
    """Draw what is to be settled side by side; what is in order leaves its place to the others."""
    framework, county = cached.framework_of(key), cached.book(key, COUNTY)
    gains = cached.gains(key, COUNTY, str(county.entities.index[0]))
    known = (
        worst_item(framework, county, cached.book(key, "unit"), gains),
        late_reports(board, today()),
        town_behind(framework, cached.book(key, "town")),
    )
    things = [one for one in known if one is not None]
    st.subheader(f"今天要您定的{_word(len(things))}件事", anchor=False)
    if things:
        note_words(f"今天要您定的{_word(len(things))}件事", heading=True)
    else:
        st.caption("报送已齐，还没有可以比较的得分。")
        return
    for place, number, thing in zip(st.columns(len(things), gap="small"), _NUMBERS, things, strict=False):
        note_words(
            f"{number}、{thing.title} {thing.figure}。{thing.found}下一步：{thing.step}找谁：{thing.whom}。"
        )
        with place.container(border=True, gap="xsmall", height="stretch"):
            st.markdown(f"**{number}、{literal(thing.title)}**　**:red[{literal(thing.figure)}]**")
            st.markdown(literal(thing.found))
            st.markdown(f"下一步：{literal(thing.step)}")
            st.markdown(f"找谁：{literal(thing.whom)}")
            _way_on(key, thing)


def _word(count: int) -> str:
    return _NUMBERS[count - 1] if count else ""


def _way_on(key: cached.Edition, thing: Decision) -> None:
    """The link to what the figure rests on."""
    if thing.about == "item":
        view = {"period": period_label(key), ITEM: thing.code}
        st.page_link("indicators.py", label="看缺在哪里", query_params=view, icon=":material/arrow_forward:")
    elif thing.about == "town":
        view = profile_view(key, "town", thing.code)
        st.page_link(FILES["town"], label="看它的画像", query_params=view, icon=":material/arrow_forward:")
    else:
        st.page_link("progress.py", label="看报送进度", icon=":material/arrow_forward:")
