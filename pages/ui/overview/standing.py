"""Who has reported, the county in figures, who is ahead and who needs help."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from metrics import charts
from metrics.framework import FactSpec, parse_period
from metrics.reports.print import onscreen
from metrics.scoring import graded_for
from metrics.store.office import correcting_words
from metrics.tables import ordered
from metrics.words import STATES, amount, graded, short
from pages import cached
from pages.account import current_account
from pages.ui.shared import (
    fold_behind,
    is_dark,
    literal,
    note_table,
    plain,
    profile_view,
    show_figure,
    show_rows,
)

_OPEN_STATES = {"late": "red", "missing": "gray", "returned": "orange", "submitted": "blue"}
_MOST = 3


def submission_state(key: cached.Edition, board: pd.DataFrame) -> None:
    """Counts and names for the period, and the board of every unit behind a fold."""
    approved, due = int(board["approved"].sum()), len(board)
    with st.container(border=True):
        st.markdown(f"**报送情况**　{approved}/{due} 份通过")
        st.progress(approved / due if due else 0.0)
        for state, colour in _OPEN_STATES.items():
            names = _unit_names(board[board["state"].eq(state)], many=board["period"].nunique() > 1)
            if names:
                st.markdown(f":{colour}-badge[{STATES[state]} {len(names)}] {'、'.join(names)}")
        told = cached.store().office.correcting(key.period)
        if words := correcting_words(told, lambda code: plain(_unit_name(key, code))):
            st.markdown(f":orange-badge[更正中] {words}")
    panel = st.expander("逐单位查看", on_change="rerun", key="board-panel")
    if panel.open:
        with panel:
            _draw_board(key, board)


def _unit_names(part: pd.DataFrame, *, many: bool) -> list[str]:
    """Names of units, with the quarter where there are several."""
    pairs = zip(part["name"], part["period"], strict=True)
    return [f"{name}（{parse_period(quarter).label}）" if many else name for name, quarter in pairs]


def _unit_name(key: cached.Edition, code: str) -> str:
    unit = cached.framework_of(key).unit.get(code)
    return unit.name if unit else code


def year_board(key: cached.Edition) -> None:
    """The board of all opened quarters of the period's year."""
    board = cached.board(str(key.period.start.year))
    opened = [info.code for info in cached.periods()]
    st.subheader("全年一览", anchor=False)
    _draw_board(key, board[board["period"].isin(opened)])


def _draw_board(key: cached.Edition, board: pd.DataFrame) -> None:
    figure = charts.draw("board", board, key.version)
    alt = charts.alt_text("board", board)
    show_figure(charts.on_dark(figure) if is_dark() else figure, "board", alt, "board")
    title = onscreen.title_of(figure, charts.CHARTS["board"].title)
    fold_behind(lambda: figure, title, alt, "board", partial(charts.table_twin, "board", board))


def fact_chips(key: cached.Edition, facts: Sequence[FactSpec]) -> None:
    """A chip a fact: its figure and what it counts; a click shows the rows behind it."""
    values = cached.facts(key)
    rows = [(fact.label, amount(values.get(fact.id), fact.unit)) for fact in facts]
    note_table("关键数字", pd.DataFrame(rows, columns=["内容", "数字"]))
    with st.container(horizontal=True, gap="xsmall"):
        for fact in facts:
            words = f"**{amount(values.get(fact.id), fact.unit)}**　{fact.label}"
            if st.button(words, key=f"fact-{fact.id}", help="点开看这个数字由哪些行得来"):
                _fact_dialog(key, fact)


def _fact_dialog(key: cached.Edition, fact: FactSpec) -> None:
    title = f"{fact.label}：{amount(cached.facts(key).get(fact.id), fact.unit)}"
    rows = cached.fact_sources(key, fact.id, current_account().code)
    st.dialog(title, width="large")(show_rows)(key, rows)


def ahead_and_behind(key: cached.Edition, board: pd.DataFrame) -> None:
    """Enterprises, brands and the state of submissions side by side."""
    places = st.columns(3, gap="small")
    with places[0]:
        leaders(key, "enterprise", "企业", "enterprises.py")
    with places[1]:
        leaders(key, "brand", "品牌", "brands.py")
    with places[2]:
        submission_state(key, board)


def leaders(key: cached.Edition, level: str, word: str, file: str) -> None:
    """Three ahead and three that need help, each a link to its profile."""
    book, root = cached.book(key, level), cached.framework_of(key).root.id
    scored = [code for code in ordered(book, root) if book.scores.loc[code, root] >= 0]
    with st.container(border=True, gap=None):
        st.markdown(f"**{word}走在前面**")
        _profile_links(key, level, file, scored[:_MOST])
        st.markdown(f"**{word}需要帮一把**")
        _profile_links(key, level, file, scored[_MOST:][-_MOST:])
        if not scored:
            st.caption("还没有得分。")


def _profile_links(key: cached.Edition, level: str, file: str, codes: list[str]) -> None:
    book = cached.book(key, level)
    framework = graded_for(cached.framework_of(key), book)
    scores, ranks = book.scores[framework.root.id], book.ranks[framework.root.id]
    for code in codes:
        name = str(book.entities.loc[code, "name"])
        words = f"{int(ranks[code])}. {literal(short(name))}　{graded(framework, scores[code])}"
        st.page_link(file, label=words, query_params=profile_view(key, level, code))
