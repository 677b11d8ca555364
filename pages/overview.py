"""总览: the county on one screen: scores, what moved and why, facts, who leads, who has reported."""

import streamlit as st

from metrics.tables import cards
from pages import cached
from pages.account import current_account, own_unit
from pages.edition import COUNTY
from pages.ui import empty, page
from pages.ui.cards import plain_card, row, score_cards
from pages.ui.change_panel import change_panel
from pages.ui.draw import chart
from pages.ui.facts import fact_chips
from pages.ui.office_only import only_for
from pages.ui.standing import ahead_and_behind, movers
from pages.ui.submissions import submission_state
from pages.ui.tiles import tiles
from pages.ui.todo import todo
from pages.ui.tour import tour

only_for(__file__)
key = page.header("总览")
tour(current_account())
if key is None:
    empty.no_period()
    st.stop()
with st.container(horizontal=True, gap="small", vertical_alignment="center"):
    todo()
    page.stamp(key)
board = cached.board(key.period)
if empty.nothing_approved(key):
    submission_state(key, board)
    st.stop()

framework, book, earlier = cached.framework_of(key), cached.book(key, COUNTY), page.before(key)
county, root = book.entities.index[0], framework.root.id
known = cards(framework, book, county, cached.book(earlier, COUNTY) if earlier else None)
with st.container(gap="xsmall"):
    with row():
        score_cards([known[id_] for id_ in (root, *(g.id for g in framework.groups))], page.against(key))
        spread = f"区间 {book.low[county]:.1f}–{book.high[county]:.1f}"
        plain_card("数据覆盖", f"{known[root].coverage:.0%}", spread)
        approved = board["approved"].sum()
        plain_card("报送通过", f"{approved}/{len(board)}", f"缺 {len(board) - approved} 份")
    tiles(framework, known, page.against(key), {"period": page.label(key)})
    movers(key, COUNTY, county)
    fact_chips(key, [fact for fact in framework.facts if fact.headline])
    if own_unit():
        submission_state(key, board)
    else:
        ahead_and_behind(key, board)
left, right = st.columns(2, gap="medium")
with left:
    chart(key, "trend", COUNTY, quarters=page.quarters_until(key), code=county)
with right:
    chart(key, "sunburst", COUNTY, code=county)
change_panel(key, COUNTY, county)
st.caption("区间：未报的部分按 0 分计是下限，按 100 分计是上限。")
page.versions(key)
