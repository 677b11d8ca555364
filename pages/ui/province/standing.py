"""Counties and cities side by side: tiles, ranking with bands, map of squares."""

from functools import partial

import pandas as pd
import streamlit as st

from metrics import charts
from metrics.county import CLAIMED
from metrics.province import WHOLE, Province, province_rulings
from metrics.reports.print import onscreen
from metrics.scoring import graded_for
from metrics.words import grade_word, score, shown
from pages import cached
from pages.ui.province.frame import open_county
from pages.ui.shared import (
    card_row,
    clicked_mark,
    fold_behind,
    grid,
    is_dark,
    note_table,
    plain_card,
    show_figure,
    ticked_rows,
)

_RANKING, _BANDS, _MAP, _HEAT = "排名", "名次区间", "地图", "热力图"
#: View → chart, and the options it is drawn with.
_CHARTS = {_RANKING: "ranking", _BANDS: "bands", _MAP: "map", _HEAT: "heatmap"}
_FIRST = {"前20": 20, "前50": 50, "全部": None}
_BAND_HELP = "各项权重上下变动 25%，抽 1000 次，九成落在这些名次；区间越宽，名次越不稳"


def province_tiles(mine: Province, key: cached.Collected) -> None:
    """The score of the whole, how many have come, what waits."""
    framework, scores = cached.province_framework(key), cached.area_scores(key)
    whole = mine.city or WHOLE
    total = float(scores[framework.root.id].to_dict()[whole])
    came = cached.arrived(mine, key.period)
    there = sum(one.revision > 0 for one in came)
    found, ruled = cached.crossing(key), province_rulings(mine)
    claimed = [one for one in found if one.kind == CLAIMED]
    waiting = sum(one.key not in ruled for one in claimed)
    differing = sum(one.differences > 0 for one in came)
    tiles = [
        (
            "全市得分" if mine.city else "全省得分",
            score(total),
            grade_word(graded_for(framework, cached.counties_book(key)), total),
        ),
        ("已报", f"{there}/{len(came)}", f"缺 {len(came) - there} 个县" if there < len(came) else "都报了"),
        ("跨县重复", str(len(claimed)), f"待认定 {waiting} 条"),
        ("复算差异", str(differing), "个县，看差在哪里" if differing else "各县都相同"),
    ]
    with card_row():
        for name, value, note in tiles:
            plain_card(name, value, note)
    note_table(key.period.label, pd.DataFrame(tiles, columns=["项目", "数", "说明"]))


def area_table(mine: Province, key: cached.Collected) -> None:
    """The cities by score, each as if the rows of its counties lay together."""
    framework, scores = cached.province_framework(key), cached.area_scores(key)
    root = framework.root.id
    cities = scores.drop(WHOLE).sort_values(root, ascending=False)
    came = cached.arrived(mine, key.period)
    names = mine.cities
    rows = []
    # Two cities with one shown score have one rank, as counties have.
    places = shown(cities[root]).rank(method="min", ascending=False).astype("Int64")
    for place, (code, row) in zip(places.tolist(), cities.iterrows(), strict=True):
        own = [one for one in came if one.code.startswith(str(code))]
        there = sum(one.revision > 0 for one in own)
        rows.append(
            {
                "名次": place,
                "市": names[str(code)],
                "得分": shown(float(row[root])),
                "已报县": f"{there}/{len(own)}",
            }
            | {group.name: shown(float(row[group.id])) for group in framework.groups}
        )
    table = pd.DataFrame(rows)
    bars = st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100)
    grid(
        table,
        height="content",
        alt=f"各市得分，共{len(table)}个市",
        file="各市得分",
        column_config={
            "名次": st.column_config.NumberColumn(width=48),
            "得分": bars,
            **{group.name: st.column_config.NumberColumn(format="%.1f") for group in framework.groups},
        },
    )
    st.caption("市的得分是所属已报各县全部企业合在一起算的，不是各县得分的平均。")


def counties_view(mine: Province, key: cached.Collected) -> None:
    """The ranking as a table, beside it the chart that was chosen; a click opens the county."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        view = st.segmented_control(
            "看图", list(_CHARTS), default=_RANKING, required=True, key="province-chart", bind="query-params"
        )
        city = st.selectbox(
            "市",
            ["", *mine.cities],
            format_func=lambda code: mine.cities.get(code, "全部"),
            key="province-city",
            bind="query-params",
            width=160,
        )
        most = st.selectbox("图中显示", list(_FIRST), key="province-first", bind="query-params", width=120)
    table = _ranked(key, city)
    left, right = st.columns([6, 6], gap="medium")
    with left:
        _ranking_table(table)
    with right:
        codes = tuple(str(code) for code in table.index) if city else None
        _chart(key, str(view), codes, _FIRST[most])


def _ranked(key: cached.Collected, city: str) -> pd.DataFrame:
    table = cached.counties_ranking(key)
    return table[table.index.str.startswith(city)] if city else table


def _ranking_table(table: pd.DataFrame) -> None:
    told = pd.DataFrame(
        {
            "名次": table["rank"].astype("Int64").to_numpy(),
            "县": table["name"].to_numpy(),
            "市": table["city"].to_numpy(),
            "得分": shown(table["total"]).to_numpy(),
            "名次区间": [
                f"{low:.0f}–{high:.0f}" if pd.notna(low) else "—"
                for low, high in zip(table["rank_p5"], table["rank_p95"], strict=True)
            ],
        }
    )
    codes = [str(code) for code in table.index]
    grid(
        told,
        height=38 + 35 * min(max(len(told), 1), 17),
        key="province-table",
        on_select=lambda: open_county([codes[row] for row in ticked_rows("province-table")]),
        selection_mode="single-row",
        alt=f"各县得分排名表，共{len(told)}个县",
        file="各县得分排名",
        column_config={
            "名次": st.column_config.NumberColumn(width=48),
            "得分": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=100),
            "名次区间": st.column_config.TextColumn(help=_BAND_HELP, width=80),
        },
    )
    st.caption("勾选一行，或点图上的一个县，进到这个县，一直看到单元格。名次在这里列出的登记各县里排。")


def _chart(key: cached.Collected, view: str, codes: tuple[str, ...] | None, first: int | None) -> None:
    name, place = _CHARTS[view], f"province-{_CHARTS[view]}"
    options: dict[str, object] = {}
    if name == "map":
        options["ground"] = cached.county_squares(key)
    elif name == "bands":
        options["first"] = first or len(cached.counties_ranking(key))
    else:
        options["first"] = first
    if codes is not None and name != "bands":
        options["codes"] = codes
    told = tuple(options.items())
    figure, alt = cached.province_chart(key, name, told, dark=is_dark())
    # Bands have no place in the register of charts: the camera is named by the ranking's.
    name_of = "ranking" if name == "bands" else name
    show_figure(figure, name_of, alt, place, lambda: open_county(clicked_mark(place)))
    if name == "map":
        st.caption("一行是一个市，方格是示意图，不代表位置和面积。")
    title = onscreen.title_of(figure, charts.CHARTS[name_of].title)
    light = partial(cached.province_chart, key, name, told, dark=False)
    fold_behind(lambda: light()[0], title, alt, place, lambda: cached.province_chart_table(key, name, told))
