"""总览: the county's score, its groups and items, headline facts, who has reported."""

import streamlit as st

from metrics.charts.tables import cards
from metrics.framework import parse_period
from pages import cached
from pages.edition import COUNTY
from pages.ui import empty, page
from pages.ui.cards import fact_row, plain_card, row, score_cards
from pages.ui.change_panel import change_panel
from pages.ui.draw import chart
from pages.ui.facts import fact_sources
from pages.ui.submissions import submission_state

key = page.header("总览")
if key is None:
    empty.no_period()
    st.stop()
board = cached.store().board(cached.framework(), parse_period(key.period))
if empty.nothing_approved(key):
    submission_state(key, board)
    st.stop()

framework, book, earlier = cached.framework(), cached.book(key, COUNTY), page.before(key)
county, root = book.entities.index[0], framework.root.id
known = cards(framework, book, county, cached.book(earlier, COUNTY) if earlier else None)
approved = board["approved"].sum()
spread = f"区间 {book.low[county]:.1f}–{book.high[county]:.1f}"
with st.container(gap="xsmall"):
    with row():
        score_cards([known[id_] for id_ in (root, *(g.id for g in framework.groups))], page.against(key))
        plain_card("数据覆盖", f"{known[root].coverage:.0%}", spread)
        plain_card(
            "报送通过", f"{board['approved'].sum()}/{len(board)}", f"缺 {(~board['approved']).sum()} 份"
        )
    with row():
        score_cards([known[item.id] for item in framework.items], page.against(key))
st.caption("区间：未报的部分按 0 分计是下限，按 100 分计是上限。")

st.subheader("看得见的数字", anchor=False)
facts = [fact for fact in framework.facts if fact.headline]
fact_row(facts, cached.facts(key))
fact_sources(key, facts)

left, right = st.columns(2, gap="medium")
with left:
    submission_state(key, board)
    chart(key, "trend", COUNTY, quarters=page.quarters_until(key), code=county)
with right:
    chart(key, "sunburst", COUNTY, code=county)
change_panel(key, COUNTY, county)
page.versions(key)
