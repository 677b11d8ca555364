"""总览: the county on one screen: scores, what moved and why, facts, who leads, who has reported."""

import streamlit as st

from metrics.tables import cards
from metrics.words import score
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.level import change_panel
from pages.ui.overview import ahead_and_behind, fact_chips, item_tiles, movers, submission_state, todo, tour
from pages.ui.shared import (
    against_words,
    card_row,
    data_line,
    draw_chart,
    edition_before,
    nothing_approved,
    only_for,
    period_header,
    period_label,
    plain_card,
    quarters_until,
    reported_code,
    say_no_period,
    score_cards,
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
with st.container(gap="xsmall"):
    with card_row():
        score_cards(
            [known[id_] for id_ in (root, *(g.id for g in framework.groups))], against_words(key, COUNTY)
        )
        spread = f"区间 {score(book.low[county])}–{score(book.high[county])}"
        plain_card("数据覆盖", f"{known[root].coverage:.0%}", spread)
        approved = board["approved"].sum()
        plain_card("报送通过", f"{approved}/{len(board)}", f"缺 {len(board) - approved} 份")
    item_tiles(framework, known, against_words(key, COUNTY), {"period": period_label(key)})
    movers(key, COUNTY, county)
    fact_chips(key, [fact for fact in framework.facts if fact.headline])
    if has_act(current_account(), "see-entities"):
        ahead_and_behind(key, board)
    else:
        submission_state(key, board)
left, right = st.columns(2, gap="medium")
with left:
    draw_chart(key, "trend", COUNTY, quarters=quarters_until(key), code=county)
with right:
    draw_chart(key, "sunburst", COUNTY, code=county)
change_panel(key, COUNTY, county)
st.caption("区间：未报的部分按 0 分计是下限，按 100 分计是上限。")
version_line(key)
