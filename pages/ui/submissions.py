"""Who has reported, who is late, who is missing: counts, names, board."""

from functools import partial

import streamlit as st

from metrics import charts
from metrics.framework import parse_period
from metrics.reports.print import onscreen
from metrics.words import STATES
from pages import cached
from pages.ui.draw import behind, is_dark, show

_OPEN = {"late": "red", "missing": "gray", "returned": "orange", "submitted": "blue"}


def submission_state(key: cached.Edition, board) -> None:
    """Counts and names for the period, and the board of every unit behind a fold."""
    approved, due = int(board["approved"].sum()), len(board)
    with st.container(border=True):
        st.markdown(f"**报送情况**　{approved}/{due} 份通过")
        st.progress(approved / due if due else 0.0)
        for state, colour in _OPEN.items():
            names = _names(board[board["state"].eq(state)], many=board["period"].nunique() > 1)
            if names:
                st.markdown(f":{colour}-badge[{STATES[state]} {len(names)}] {'、'.join(names)}")
    panel = st.expander("逐单位查看", on_change="rerun", key="board-panel")
    if panel.open:
        with panel:
            _board(key, board)


def _names(part, *, many: bool) -> list[str]:
    """Names of units, with the quarter where there are several."""
    pairs = zip(part["name"], part["period"], strict=True)
    return [f"{name}（{parse_period(quarter).label}）" if many else name for name, quarter in pairs]


def year_board(key: cached.Edition) -> None:
    """The board of all opened quarters of the period's year."""
    board = cached.board(str(parse_period(key.period).start.year))
    opened = [info.code for info in cached.periods()]
    st.subheader("全年一览", anchor=False)
    _board(key, board[board["period"].isin(opened)])


def _board(key: cached.Edition, board) -> None:
    figure = charts.draw("board", board, cached.dataset(key).version)
    alt = charts.alt_text("board", board)
    show(charts.on_dark(figure) if is_dark() else figure, "board", alt, "board")
    title = onscreen.title_of(figure, charts.CHARTS["board"].title)
    behind(lambda: figure, title, alt, "board", partial(charts.table_twin, "board", board))
