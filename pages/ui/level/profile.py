"""Profile of one entity: scores, trend, what would help, what happened, why it changed, its measures."""

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from metrics import charts
from metrics.framework import LEVEL_NAMES, Period
from metrics.host import selectors
from metrics.scoring.why import ScoreChange, sentence
from metrics.tables import (
    ATTRIBUTES,
    cards,
    change_table,
    evidence_table,
    measure_table,
    ordered,
    rank_bands,
    three_way,
    three_ways_words,
)
from metrics.words import COUNTER, STATUS, amount, covered, placed, score, short
from pages import cached
from pages.account import current_account
from pages.ui.level.reach import came_words, reach_links
from pages.ui.shared import (
    FILES,
    RANKING,
    Origin,
    addressed_choice,
    against_words,
    by_label,
    card_row,
    draw_chart,
    draw_crumbs,
    edition_before,
    forget_way,
    grid,
    literal,
    note_words,
    openable_table,
    origin,
    period_label,
    period_options,
    photos_beside,
    plain,
    plain_card,
    profile_view,
    quarter_before,
    quarters_until,
    row_view,
    rows_for_me,
    say_left_out,
    score_cards,
    show_evidence,
    year_before,
)

_MOST, FULL = 5, 100.0
#: Levels that are made of enterprises.
GROUPING = ("town", "industry")
ALL = "全部"
NO_ITEM = "没有“{}”这一项：可能改了名称，或者网址抄错了。请重新选择。"
#: Parts of a change, with what causes them.
_PARTS = {"数值部分": "由数值变化引起的", "权重部分": "由指标开始或不再适用、报送引起的"}


def change_panel(key: cached.Edition, level: str, code: str, node: str | None = None) -> None:
    """A fold that explains how an entity's total (or a node or measure) differs from another period's.

    Nothing while no other period was opened.
    """
    others = [period for period in period_options() if period != key.period]
    if not others:
        return
    panel = st.expander("和另一期比，为什么变了", on_change="rerun", key=f"{level}-change")
    if not panel.open:
        return
    with panel:
        change = cached.change(key, _other_edition(key, others, level), level, code, node)
        st.markdown(f"**{sentence(change, most=3)}。**")
        table = change_table(change)
        if table.empty:
            st.caption("两期的数值和权重都一样。")
            return
        grid(
            table,
            height=38 + 35 * min(len(table), 12),
            alt=sentence(change),
            file="为什么变了",
            column_config={
                "id": None,
                **{
                    name: st.column_config.NumberColumn(help=words, format="%.2f")
                    for name, words in {
                        "影响": f"对{change.name}的影响（分），相加即它的变化",
                        **_PARTS,
                    }.items()
                },
            },
        )
        _moved_rows(change, table)


def _other_edition(key: cached.Edition, others: list[Period], level: str) -> cached.Edition:
    """The edition to compare with: of the period before unless another is chosen, by the same framework."""
    labels = by_label(others)
    before = edition_before(key, level)
    at = list(labels.values()).index(before.period) if before and before.period in others else 0
    chosen = st.selectbox(
        "和哪一期比", list(labels), index=at, key=f"{level}-change-{key.period.code}", width=200
    )
    return cached.at(key, labels[chosen])


def _moved_rows(change: ScoreChange, table: pd.DataFrame) -> None:
    measures = {measure.id: measure for measure in change.measures()}
    labels = {
        f"{row['项目']} · {row['指标']}（{row['影响']:+.2f} 分）": row["id"]
        for row in table.to_dict("records")
    }
    chosen = st.selectbox("看哪个指标的行", list(labels), key=f"change-{change.id}-measure")
    moves = measures[labels[chosen]].rows
    rows = cached.moved_rows(moves, current_account().code) if moves else None
    if rows is None or not len(rows) + rows.left_out:
        st.caption("没有新增、减少或改动的行：变的是分母、满分值或权重。")
        return
    say_left_out(rows)
    if len(rows):
        grid(rows.told(partial(evidence_table, cached.framework())), alt="新增、减少、改动的行")
    else:
        st.caption("本单位没有新增、减少或改动的行。")


def profile_more(key: cached.Edition, level: str, code: str) -> None:
    """What would raise the score most, what the total is made of, and what happened this year."""
    left, right = st.columns(2, gap="medium")
    with left:
        _gains(key, level, code)
        draw_chart(key, "contributions", level, codes=(code,))
    with right:
        draw_chart(key, "timeline", level, about=code)
        _row_by_row(key, level, code)
    reach_links(key, level, code)
    if level == "brand":
        draw_chart(key, "outline", level, about=code)


def _gains(key: cached.Edition, level: str, code: str) -> None:
    """The measures that hold back most points, in words."""
    framework, table = cached.framework_of(key), cached.gains(key, level, code).head(_MOST)
    st.subheader("怎样提分最快", anchor=False)
    if table.empty:
        st.caption("没有可以再提的指标，或者还没有得分。")
        return
    lines = [
        f"1. **{framework.node[row['item']].name} · {framework.measure[row['measure']].name}**："
        f"现在 {amount(row['value'], row['unit'])}，满分值 {amount(row['full_score'], row['unit'])}，"
        f"做到{'满分' if row['reachable'] >= FULL else '最好'}总分 **+{score(row['gain'])}**"
        + _where(key, level, code, row["measure"])
        for row in table.to_dict("records")
    ]
    st.markdown("\n".join(lines))


def _where(key: cached.Edition, level: str, code: str, measure: str) -> str:
    """The enterprises at which a measure has most to gain, in words; empty where it is not made of them."""
    names = cached.lifts(key, level, code, measure)["name"]
    return f"；差得最多的企业：{'、'.join(plain(short(name, 12)) for name in names)}" if len(names) else ""


def _row_by_row(key: cached.Edition, level: str, code: str) -> None:
    """What happened this year as rows that open, latest first; first those of whoever one came from."""
    events, came = cached.events(key, "timeline", level, code), origin(key, level)
    seen = rows_for_me(events.rows)
    if not len(seen):
        return
    photos_beside(seen, f"{level}-happened")
    words = f"大事记逐条（{len(seen)} 条），看每一条出自哪一格"
    was_open = f"{level}-rows-open"
    panel = st.expander(
        words,
        expanded=came is not None or st.session_state.get(was_open, False),
        key=f"{level}-rows",
        on_change="rerun",
    )
    # Back from one of its rows it is as it was left.
    st.session_state[was_open] = panel.open
    if not panel.open:
        return
    with panel:
        rows = seen.told(lambda frame: frame.iloc[::-1])
        if came:
            rows = rows.told(lambda frame: _theirs_first(key, frame, came))
        framework, height = cached.framework_of(key), 38 + 35 * min(len(rows), 10)

        def table(frame: pd.DataFrame) -> pd.DataFrame:
            return charts.table_twin("timeline", framework, replace(events, rows=frame))

        openable_table(table, rows, f"{level}-happened", height=height, alt=words, file="大事记逐条")


def _theirs_first(key: cached.Edition, rows: pd.DataFrame, came: Origin) -> pd.DataFrame:
    """Rows that the brand or unit one came from has as well stand first; how many they are is said."""
    at = ["ledger", "submission", "row"]
    theirs = cached.events(key, "timeline", came.level, came.code).rows[at]
    mine = rows.merge(theirs, "left", at, indicator="by")["by"].eq("both").to_numpy()
    st.caption(literal(f"其中 {mine.sum()} 条与 {came.label} 有关，排在最前。"))
    return rows.iloc[(~mine).argsort(kind="stable")]


def draw_profile(key: cached.Edition, level: str) -> None:
    """Draw the profile of the entity chosen in the address, the best ranked without one."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    root, names = framework.root.id, book.entities["name"]
    code = addressed_choice(
        "选择对象",
        f"{level}-entity",
        list(ordered(book, root)),
        lambda code: f"{code} {names[code]}",
        on_change=forget_way,
    )
    if code is None:
        return
    label = f"{code} {names[code]}"
    if row_view(key, level, label):
        _keep_item(level)
        return
    draw_crumbs(key, level, label)
    came_words(key, level, code)
    earlier = edition_before(key, level)
    known = cards(framework, book, code, cached.book(earlier, level) if earlier else None)
    with card_row():
        groups = [group.id for group in framework.groups]
        score_cards([known[id_] for id_ in (root, *groups)], against_words(key, level))
        plain_card(
            "名次", placed(book.ranks[root], code), f"共{book.ranks[root].notna().sum()}{COUNTER[level]}"
        )
        spread = f"区间 {score(book.low[code])}–{score(book.high[code])}"
        plain_card("数据覆盖", covered(known[root].coverage), spread)
    _known_of(key, level, code)
    left, right = st.columns(2, gap="medium")
    with left:
        draw_chart(key, "bullets", level, code=code)
    with right:
        draw_chart(key, "trend", level, quarters=quarters_until(key), code=code)
    three_way_view(key, level, code)
    profile_more(key, level, code)
    change_panel(key, level, code)
    measures_and_sources(key, level, code)


def _how_sure(key: cached.Edition, level: str, code: str) -> str:
    """Between which ranks it lies in nine of ten cases; empty where there are no ranks."""
    if len(cached.book(key, level).entities) < 2:  # the county has nobody beside it
        return ""
    band = rank_bands(cached.compared(key, level, {})).get(code)
    return f"名次有多稳：权重上下浮动时，九成在第 {band} 名。" if isinstance(band, str) and band else ""


def three_way_view(key: cached.Edition, level: str, code: str) -> None:
    """This period beside the last quarter and the same quarter of last year."""
    books = {"本期": cached.book(key, level)} | {
        heading: cached.book(edition, level) if edition else None
        for heading, edition in (("上季", quarter_before(key)), ("去年同季", year_before(key)))
    }
    framework = cached.framework_of(key)
    told = three_ways_words(framework, code, books)
    note_words(f"和上季、去年同季比：{told}")
    st.markdown(f"**和上季、去年同季比**　{literal(told + _how_sure(key, level, code))}")
    if all(book is None for heading, book in books.items() if heading != "本期"):
        return
    panel = st.expander("逐项比", on_change="rerun", key=f"{level}-three-way")
    if panel.open:
        with panel:
            grid(three_way(framework, code, books), height="content", alt=told, file="和上季、去年同季比")


def _known_of(key: cached.Edition, level: str, code: str) -> None:
    """What is known of an entity, with links to its town and industry, or to the enterprises in it."""
    own = cached.book(key, level).entities.loc[code]
    known_of = (f"{header} {own[name]}" for name, header in ATTRIBUTES.items() if name in own)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(literal(" · ".join(known_of)), width="content")
        for above in GROUPING if level == "enterprise" else ():
            names = cached.book(key, above).entities["name"]
            if own.get(above) in set(names):
                there = str(names[names.eq(own[above])].index[0])
                words = f"看{LEVEL_NAMES[above]}：{own[above]}"
                st.page_link(FILES[above], label=literal(words), query_params=profile_view(key, above, there))
        if level in GROUPING:
            among = {
                "period": period_label(key),
                "enterprise-view": RANKING,
                f"enterprise-{level}": str(own["name"]),
            }
            st.page_link(FILES["enterprise"], label=f"看它的 {own['enterprises']} 家企业", query_params=among)


def measures_and_sources(key: cached.Edition, level: str, code: str) -> None:
    """Measures of one item or all in a table, and the rows behind the one chosen."""
    framework, book = cached.framework_of(key), cached.book(key, level)
    st.subheader("指标与来源", anchor=False)
    name = _ask_item(level)
    table = measure_table(framework, book, code)
    title = f"{book.entities['name'][code]}的指标"
    of_item = table if name == ALL else table[table["项目"].eq(name)]
    grid(
        of_item,
        height="content",
        alt=title,
        file=title,
        column_config={
            "id": None,
            "数值": st.column_config.TextColumn(width=270),
            "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100),
            "贡献": st.column_config.NumberColumn(format="%.2f", help="对总分的贡献（分），相加即为总分"),
        },
    )
    labels = {
        f"{row['项目']} · {row['指标']}：{row['数值']}": row["id"] for row in of_item.to_dict("records")
    }
    if labels:
        counted = of_item["状态"].ne(STATUS["not_applicable"]).to_numpy()
        chosen = st.selectbox(
            "看哪个指标的来源行",
            list(labels),
            # Rows of a measure that does not apply count nowhere.
            index=int(counted.argmax()),
            key=f"{level}-measure-{name}",
            # Kept while one of its rows is open.
            persist_state="session",
        )
        if not counted[list(labels).index(chosen)]:
            st.caption("这个指标对它不适用，不计分；下面只是台账里与它有关的行。")
        show_evidence(key, level, code, labels[chosen], f"{level}-evidence")


def _ask_item(level: str) -> str:
    names = {ALL: ALL, **{item.id: item.name for item in cached.framework().items}}
    chosen = addressed_choice(
        "项目", f"{level}-item", list(names), lambda code: names.get(code, code), gone=NO_ITEM, width=200
    )
    return names[chosen or ALL]


def _keep_item(level: str) -> None:
    """Hold the chosen item in the address while a row is open: without its widget it would be taken out."""
    st.html(f"<style>{selectors.keyed(f'{level}-kept')}{{display:none}}</style>")
    with st.container(key=f"{level}-kept"):
        _ask_item(level)
