"""Profile of one entity: scores, radar against the median, trend, make-up of the total, measures."""

import streamlit as st

from metrics.charts.tables import ATTRIBUTES, cards, measure_table
from metrics.charts.views import ordered
from metrics.charts.words import COUNTER, placed
from metrics.host import selectors
from pages import cached
from pages.ui import page
from pages.ui.activity import activity
from pages.ui.cards import plain_card, row, score_cards
from pages.ui.change_panel import change_panel
from pages.ui.crumbs import crumbs
from pages.ui.draw import chart
from pages.ui.evidence import evidence
from pages.ui.grid import grid
from pages.ui.profile_more import more
from pages.ui.way import forget, plain

ALL = "全部"


def profile(key: cached.Edition, level: str) -> None:
    """Draw the profile of the entity chosen in the address, the best ranked without one."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    root, names = framework.root.id, book.entities["name"]
    code = st.selectbox(
        "选择对象",
        list(ordered(book, root)),
        format_func=lambda one: f"{one} {names[one]}",
        key=f"{level}-entity",
        bind="query-params",
        on_change=forget,
    )
    label = f"{code} {names[code]}"
    if activity(key, level, label):
        _keep_item(level)
        return
    crumbs(key, level, label)
    earlier = page.before(key)
    known = cards(framework, book, code, cached.book(earlier, level) if earlier else None)
    with row():
        groups = [group.id for group in framework.groups]
        score_cards([known[id_] for id_ in (root, *groups)], page.against(key))
        plain_card(
            "名次", placed(book.ranks[root], code), f"共{book.ranks[root].notna().sum()}{COUNTER[level]}"
        )
        spread = f"区间 {book.low[code]:.1f}–{book.high[code]:.1f}"
        plain_card("数据覆盖", f"{known[root].coverage:.0%}", spread)
    own = book.entities.loc[code]
    known_of = (f"{header} {own[name]}" for name, header in ATTRIBUTES.items() if name in own)
    st.caption(plain(" · ".join(known_of)))
    left, right = st.columns(2, gap="medium")
    with left:
        chart(key, "radar", level, code=code, best=True)
    with right:
        chart(key, "trend", level, quarters=page.quarters_until(key), code=code)
    more(key, level, code)
    change_panel(key, level, code)
    measures(key, level, code)


def measures(key: cached.Edition, level: str, code: str) -> None:
    """Measures of one item or all in a table, and the rows behind the one chosen."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    st.subheader("指标与来源", anchor=False)
    name = _item(level)
    table = measure_table(framework, book, code)
    shown = table if name == ALL else table[table["项目"].eq(name)]
    grid(
        shown,
        hide_index=True,
        height="content",
        alt=f"{book.entities.loc[code, 'name']}的指标",
        file=f"{book.entities.loc[code, 'name']}的指标",
        column_config={
            "id": None,
            "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100),
            "贡献": st.column_config.NumberColumn(format="%.2f", help="对总分的贡献（分），相加即为总分"),
        },
    )
    labels = {f"{row.项目} · {row.指标}：{row.数值}": row.id for row in shown.itertuples()}
    if labels:
        # Kept while one of its rows is open.
        kept = {"key": f"{level}-measure-{name}", "persist_state": "session"}
        chosen = st.selectbox("看哪个指标的来源行", list(labels), **kept)
        evidence(key, level, code, labels[chosen], f"{level}-evidence")


def _item(level: str) -> str:
    names = [ALL, *(item.name for item in cached.framework().items)]
    return st.selectbox("项目", names, key=f"{level}-item", bind="query-params", width=200)


def _keep_item(level: str) -> None:
    """Hold the chosen item in the address while a row is open: without its widget it would be taken out."""
    st.html(f"<style>{selectors.keyed(f'{level}-kept')}{{display:none}}</style>")
    with st.container(key=f"{level}-kept"):
        _item(level)
