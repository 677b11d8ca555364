"""One page for enterprises, brands and units alike: filters, ranking, heatmap, comparison."""

import pandas as pd
import streamlit as st

from metrics import charts
from metrics.charts import MOST
from metrics.framework import LEVEL_NAMES
from metrics.scoring import graded_for
from metrics.tables import (
    ATTRIBUTES,
    choices,
    entity_table,
    grade_words,
    matching,
    ordered,
    rank_bands,
    with_moves,
)
from metrics.words import COUNTER, short
from pages import cached
from pages.ui.level.profile import draw_profile
from pages.ui.level.reach import reach_view, reached_by_chosen
from pages.ui.shared import (
    CARD_WIDTH,
    PROFILE,
    RANKING,
    card_row,
    clicked_mark,
    come_from,
    draw_chart,
    edition_before,
    forget_way,
    grid,
    nobody_at,
    nothing_approved,
    period_header,
    say_no_match,
    say_no_period,
    version_line,
)

_FIRST = {"前20": 20, "前50": 50, "全部": None}
HEATMAP, COMPARE, REACH, MAP = "热力图", "对比", "品牌进企业", "地图"
#: Levels that the matrix of who reached whom is about.
_MET = ("enterprise", "brand")


def filtered_codes(key: cached.Edition, level: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Draw the filters; codes of the entities that pass them."""
    book = cached.book(key, level)
    place = f"{level}-search"
    text = st.text_input("搜索", placeholder="名称或编号", key=place, bind="query-params", width=CARD_WIDTH)
    chosen = {
        attribute: _filter_choice(level, attribute, ATTRIBUTES[attribute], choices(book, attribute))
        for attribute in attributes
        if attribute in book.entities
    }
    codes = matching(book, chosen, text)
    codes = _of_grade(key, level, codes)
    return reached_by_chosen(key, codes, _filter_choice) if level == "enterprise" else codes


def _filter_choice(level: str, name: str, label: str, known: list[str]) -> str:
    return st.selectbox(
        label,
        ["", *known],
        format_func=lambda value: value or "全部",
        key=f"{level}-{name}",
        bind="query-params",
        width=CARD_WIDTH,
    )


def _of_grade(key: cached.Edition, level: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    book = cached.book(key, level)
    framework = graded_for(cached.framework_of(key), book)
    words = grade_words(framework, book.scores[framework.root.id])
    known = [word for word in (*(grade.word for grade in framework.grades), "未评分") if words.eq(word).any()]
    chosen = _filter_choice(level, "grade", "等次", known)
    return tuple(code for code in codes if not chosen or words[code] == chosen)


def ranking_options(level: str) -> tuple[str, int | None]:
    """By which score to sort, and how many to draw."""
    names = {node.name: node.id for node in cached.framework().nodes}
    name = st.selectbox("排序依据", list(names), key=f"{level}-by", bind="query-params", width=CARD_WIDTH)
    shown = st.selectbox(
        "图中显示", list(_FIRST), key=f"{level}-first", bind="query-params", width=CARD_WIDTH
    )
    return names[name], _FIRST[shown]


def ranking_view(
    key: cached.Edition, level: str, *, codes: tuple[str, ...], node: str, first: int | None
) -> None:
    """Table first, chart beside it; a click opens the profile."""
    table = _ranked_table(key, level, node, codes)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        grid(
            table,
            height=38 + 35 * min(len(table), 17),
            key=f"{level}-table",
            on_select=lambda: _open_clicked_row(level, list(table["编号"])),
            selection_mode="single-cell",
            alt=f"得分排名表，共{len(table)}{COUNTER[level]}",
            file=f"{LEVEL_NAMES[level]}得分排名",
            column_config={
                "编号": None,
                "最低": None,
                "最高": None,
                "名次": st.column_config.NumberColumn(width=48),
                "升降": st.column_config.NumberColumn(
                    width=52, help="名次比上一期升了几位；降了的前面是减号，0 是没有变"
                ),
                "变化": st.column_config.NumberColumn(
                    width=56, format="%.1f", help="得分比上一期高几分；低了的前面是减号"
                ),
                "名次区间": st.column_config.TextColumn(
                    width=72,
                    help="仅权重上下浮动时，名次九成在这个区间里；区间越宽，名次越不稳。方法和数据的变动不在内",
                ),
                "名称": st.column_config.TextColumn(width=190),
                "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100, width=100),
                "等次": st.column_config.TextColumn(width=64),
                "覆盖": st.column_config.NumberColumn(format="%.1f%%", width=60),
            },
        )
        st.caption("点击任意一行，查看它的画像和每个数字的来源。")
    with right:
        _clickable_chart(key, "ranking", level, node=node, codes=codes, first=first)


def _ranked_table(key: cached.Edition, level: str, node: str, codes: tuple[str, ...]) -> pd.DataFrame:
    """The ranking with changes since the period before and, for the total, the rank bands."""
    framework, book, earlier = cached.framework_of(key), cached.book(key, level), edition_before(key, level)
    table = entity_table(framework, book, node, codes)
    table = with_moves(table, book, cached.book(earlier, level) if earlier else None, node)
    if node == framework.root.id:
        bands = rank_bands(cached.compared(key, level, {}))
        table.insert(list(table.columns).index("等次") + 1, "名次区间", bands.reindex(table["编号"]).array)
    return table


def heatmap_view(
    key: cached.Edition, level: str, *, codes: tuple[str, ...], node: str, first: int | None
) -> None:
    """Entities × 12 items; a click on a cell opens the profile at that item."""
    _clickable_chart(key, "heatmap", level, codes=codes, node=node, first=first)
    st.caption("点击任意一格，查看该项的指标和来源。")


def map_view(
    key: cached.Edition, level: str, *, codes: tuple[str, ...], node: str, first: int | None
) -> None:
    """Where the towns lie, coloured by grade; a click opens the profile."""
    del first
    place, ground = f"{level}-map", cached.ground(key)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        draw_chart(
            key,
            "map",
            level,
            on_select=lambda: _open_profile(level, clicked_mark(place)),
            place=place,
            codes=codes,
            node=node,
            ground=ground,
        )
        st.caption("点击任意一格，查看它的画像。" + ("" if ground.shapes else _SKETCH))
    with right:
        _clickable_chart(key, "ranking", level, codes=codes, node=node, first=None)


#: View → what draws it; the ranking without one.
_VIEWS = {HEATMAP: heatmap_view, MAP: map_view}
_SKETCH = "方格是示意图，位置在“建县 · 地图”里摆放；传了乡镇界（GeoJSON）就按实际边界画。"


def _clickable_chart(
    key: cached.Edition, name: str, level: str, *, codes: tuple[str, ...], node: str, first: int | None
) -> None:
    place = f"{level}-{name}"
    draw_chart(
        key,
        name,
        level,
        on_select=lambda: _open_profile(level, clicked_mark(place)),
        place=place,
        codes=codes,
        node=node,
        first=first,
    )


def _open_clicked_row(level: str, codes: list[str]) -> None:
    cells = st.session_state[f"{level}-table"]["selection"]["cells"]
    _open_profile(level, [codes[cells[0][0]]] if cells else [])


def _open_profile(level: str, mark: list[str]) -> None:
    """Show the profile of what was clicked: an entity, or an entity and an item.

    Among enterprises that a chosen brand or unit came to, the way leads from there.
    """
    if mark:
        chosen = (st.session_state.get(f"{level}-{by}") for by in ("brand", "unit"))
        come_from(next(filter(None, chosen), "") if level == "enterprise" else "")
        st.session_state[f"{level}-view"] = PROFILE
        st.session_state[f"{level}-entity"] = mark[0]
        node = cached.framework().node.get(mark[1]) if len(mark) > 1 else None
        if node and node.item:
            st.session_state[f"{level}-item"] = node.id


def compare_view(key: cached.Edition, level: str) -> None:
    """Let two to four be chosen, at first the three that lead, and draw them."""
    book, root = cached.book(key, level), cached.framework_of(key).root.id
    names, known = book.entities["name"], list(ordered(book, root))
    chosen = st.multiselect(
        f"比哪几个（2–{MOST} 个）",
        known,
        default=known[:3],
        format_func=lambda code: f"{code} {names[code]}",
        max_selections=MOST,
        key=f"{level}-compare",
        bind="query-params",
        placeholder="输入名称或编号",
    )
    if len(chosen) < 2:
        st.info("再选一个，就能并排比较。")
        return
    codes = tuple(chosen)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        draw_chart(key, "compare", level, codes=codes)
    with right:
        table = charts.table_twin("compare", cached.framework_of(key), book, codes)
        columns = {
            column: st.column_config.NumberColumn(
                short(column.partition(" ")[2], 7), help=column, format="%.1f", width=76
            )
            for column in table.columns[1:-1]
        }
        columns["差距"] = st.column_config.NumberColumn(format="%.1f", width=56)
        grid(table, alt="并排对比的得分表", file="并排对比", height="content", column_config=columns)


def entity_page(level: str, title: str, attributes: tuple[str, ...]) -> None:
    """Draw the page of a level.

    `attributes` are those of the entities that can be filtered by.
    """
    key = period_header(title)
    if key is None:
        say_no_period()
        return
    if nothing_approved(key) or nobody_at(key, level):
        return
    views = [
        RANKING,
        *([MAP] if level == "town" else []),
        HEATMAP,
        COMPARE,
        *([REACH] if level in _MET else []),
        PROFILE,
    ]
    view = st.segmented_control(
        "视图",
        views,
        default=RANKING,
        required=True,
        key=f"{level}-view",
        bind="query-params",
        label_visibility="collapsed",
        on_change=forget_way,
    )
    if view == PROFILE:
        draw_profile(key, level)
    elif view == COMPARE:
        compare_view(key, level)
    else:
        _among_all(key, level, attributes, view)
    version_line(key)


def _among_all(key: cached.Edition, level: str, attributes: tuple[str, ...], view: str) -> None:
    with card_row():
        codes = filtered_codes(key, level, attributes)
        ordering = None if view == REACH else ranking_options(level)
    st.caption(f"共 {len(codes)} {COUNTER[level]}")
    if not codes:
        say_no_match()
    elif ordering is None:
        reach_view(key, level, codes)
    else:
        draw = _VIEWS.get(view, ranking_view)
        draw(key, level, codes=codes, node=ordering[0], first=ordering[1])
