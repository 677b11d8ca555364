"""总览: how the county stands, what changed and why, three things to settle, who is ahead."""

import streamlit as st

from metrics.tables import cards
from metrics.words import covered, score
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.level import change_panel, three_way_view
from pages.ui.overview import (
    ahead_and_behind,
    fact_chips,
    headline,
    item_tiles,
    movers,
    submission_state,
    three_things,
    todo,
    tour,
)
from pages.ui.shared import (
    data_line,
    edition_before,
    nothing_approved,
    only_for,
    period_header,
    reported_code,
    say_no_period,
    version_line,
)

only_for(__file__)
key = period_header("总览")
tour(current_account())
if key is None:
    say_no_period()
    st.stop()
with st.container(horizontal=True, gap="small", vertical_alignment="center"):
    todo()
    data_line(key)
#: Who has reported is asked of the quarter that is due, not of those gone by.
board = cached.board(reported_code(key))
if nothing_approved(key):
    submission_state(key, board)
    st.stop()

framework, book, earlier = cached.framework_of(key), cached.book(key, COUNTY), edition_before(key, COUNTY)
county, root = book.entities.index[0], framework.root.id
known = cards(framework, book, county, cached.book(earlier, COUNTY) if earlier else None)
headline(key, known)
if has_act(current_account(), "see-entities"):
    three_things(key, board)
item_tiles(key, known)
movers(key)
three_way_view(key, COUNTY, county)
fact_chips(key, [fact for fact in framework.facts if fact.headline])
if has_act(current_account(), "see-entities"):
    ahead_and_behind(key, board)
else:
    submission_state(key, board)
change_panel(key, COUNTY, county)
spread = f"{score(book.low[county])} 到 {score(book.high[county])}"
st.caption(
    f"数据覆盖 {covered(known[root].coverage)}；"
    f"总分在 {spread} 之间：未报的部分按 0 分计是下限，按 100 分计是上限。"
)
version_line(key)
