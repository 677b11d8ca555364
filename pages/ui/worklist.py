"""What the county has taken on, as the office lists it: 任务 → 项目 → 品牌."""

from functools import partial

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.store import StoreError
from metrics.store.reporting import MergerWish
from metrics.tables import (
    ALIKE,
    EMPTY,
    OVERDUE,
    SAME,
    AlikePair,
    alike_pairs,
    aspect_matrix,
    brand_table,
    list_words,
    matrix_words,
    project_table,
    searched,
    unit_names,
    with_state,
)
from pages import cached
from pages.account import current_account, has_act
from pages.edition import COUNTY
from pages.ui.shared import (
    FILES,
    draw_chart,
    grid,
    keep_result,
    literal,
    profile_view,
    rows_for_me,
    still_may,
)

_ACT, _PLACE = "merge-projects", "worklist"
_ALL, _FIRST, _PAIRS, _OPENED = "全部", 40, 30, 12


def _projects(key: cached.Edition) -> VisibleRows:
    """The projects as far as whoever is signed in may see them, with their state at the period's end."""
    rows = cached.events(key, "gantt", COUNTY, "").rows
    after = pd.Timestamp(key.period.end) + pd.Timedelta(days=1)
    return rows_for_me(rows).told(lambda frame: with_state(frame, after))


def _brands(key: cached.Edition) -> VisibleRows:
    return rows_for_me(cached.events(key, "brands", COUNTY, "").rows)


def _units(key: cached.Edition) -> list[str]:
    return [str(code) for code in cached.book(key, "unit").entities.index]


def matrix_view(key: cached.Edition) -> None:
    """Four aspects × member units; a tick leads to what a unit has taken on."""
    framework, projects, brands = cached.framework_of(key), _projects(key), _brands(key)
    units = _units(key)
    table = aspect_matrix(framework, projects.frame, brands.frame, units)
    st.markdown(literal(matrix_words(table)))
    grid(
        table,
        height="content",
        key="worklist-matrix",
        alt=matrix_words(table),
        file="四个方面与成员单位",
        on_select=lambda: _choose_unit(units, list(table.columns)),
        selection_mode="single-cell",
    )
    st.caption(f"点一格，看这家单位承担的品牌和项目；“{EMPTY}”是这个方面还没有认领。")


def _choose_unit(units: list[str], columns: list[str]) -> None:
    """Show what the clicked unit has taken on, in the clicked aspect (a callback)."""
    cells = st.session_state["worklist-matrix"]["selection"]["cells"]
    if cells:
        row, column = cells[0]
        st.session_state["worklist-view"] = "项目和品牌"
        # What was searched for before would leave out what the cell counts.
        st.session_state["worklist-q"], st.session_state["worklist-state"] = "", _ALL
        st.session_state["worklist-unit"] = units[row]
        st.session_state["worklist-aspect"] = column if column not in ("成员单位", "合计") else _ALL
    del columns


def tree_view(key: cached.Edition) -> None:
    """Projects, the brands they became, and which of these are the county's; searched and filtered."""
    framework = cached.framework_of(key)
    projects, brands = _filtered(key, _projects(key), _brands(key))
    told = list_words(projects.frame, brands.frame)
    st.markdown(literal(told))
    own = brands.told(lambda frame: brand_table(framework, frame, projects.frame))
    grid(
        own, alt=f"重点工作品牌，共{len(own)}个", file="重点工作品牌清单", height=38 + 35 * min(len(own), 12)
    )
    lines = projects.told(lambda frame: project_table(framework, frame))
    grid(
        lines,
        alt=f"小切口项目，共{len(lines)}个",
        file="小切口项目清单",
        height=38 + 35 * min(len(lines), 16),
    )
    st.subheader("逐个品牌", anchor=False)
    if len(brands) > _OPENED:
        st.caption(f"用搜索、单位或方面缩小到 {_OPENED} 个品牌以内，就能逐个展开；现在有 {len(brands)} 个。")
        return
    for brand in brands.frame.to_dict("records"):
        mine = projects.told(partial(_of_brand, str(brand["code"])))
        star = "（产改品牌）" if brand["is_county"] else ""
        panel = st.expander(
            literal(f"{brand['code']} {brand['name']}{star}　{len(mine)} 个项目"),
            on_change="rerun",
            key=f"worklist-{brand['code']}",
        )
        if panel.open:
            with panel:
                st.page_link(
                    FILES["brand"],
                    label="打开品牌画像",
                    query_params=profile_view(key, "brand", brand["code"]),
                )
                grid(mine.told(lambda frame: project_table(framework, frame)), alt=f"{brand['name']}的项目")


def _of_brand(code: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["brand"].eq(code)]


def _filtered(
    key: cached.Edition, projects: VisibleRows, brands: VisibleRows
) -> tuple[VisibleRows, VisibleRows]:
    framework, names = cached.framework_of(key), unit_names(cached.framework_of(key))
    aspects = [_ALL, *(term.name for term in framework.vocabularies["reform_dimensions"].terms)]
    states = [_ALL, *dict.fromkeys(projects.frame["state"])]
    with st.container(horizontal=True, gap="small"):
        text = st.text_input(
            "搜索", placeholder="项目、品牌的名称或编号", key="worklist-q", bind="query-params", width=220
        )
        unit = st.selectbox(
            "单位", ["", *_units(key)], format_func=lambda code: names.get(code, _ALL), key="worklist-unit",
            bind="query-params", width=200,
        )  # fmt: skip
        aspect = st.selectbox("方面", aspects, key="worklist-aspect", bind="query-params", width=160)
        state = st.selectbox("项目状态", states, key="worklist-state", bind="query-params", width=140)

    def kept(frame: pd.DataFrame, of_state: str) -> pd.DataFrame:
        frame = frame[frame["unit"].eq(unit)] if unit else frame
        frame = frame[frame["aspect"].eq(aspect)] if aspect != _ALL else frame
        return frame if of_state == _ALL else frame[frame["state"].eq(of_state)]

    mine, own = searched(kept(projects.frame, state), kept(brands.frame, _ALL), text)
    return projects.told(lambda _: mine), brands.told(lambda _: own)


def due_view(key: cached.Edition) -> None:
    """What is due when; what is overdue stands first, with who answers for it."""
    names = unit_names(cached.framework_of(key))
    with st.container(horizontal=True, gap="small"):
        unit = st.selectbox(
            "单位", ["", *_units(key)], format_func=lambda code: names.get(code, _ALL), key="due-unit",
            bind="query-params", width=200,
        )  # fmt: skip
        count = st.selectbox(
            "图中显示", [_FIRST, 80, 200], format_func=lambda n: f"前{n}", key="due-first", width=120
        )
    draw_chart(key, "gantt", COUNTY, units=(unit,) if unit else None, first=count)
    projects = _projects(key)
    late = projects.told(
        lambda frame: frame[frame["state"].eq(OVERDUE) & (frame["unit"].eq(unit) if unit else True)]
    )
    st.subheader(f"已超期（{len(late)}）", anchor=False)
    if len(late):
        framework = cached.framework_of(key)
        by_day = late.told(lambda frame: project_table(framework, frame.sort_values("due_on", kind="stable")))
        grid(by_day, alt=f"超期的项目，共{len(late)}个", file="超期项目")
    else:
        st.caption("到这一期末没有超期的项目。")


def alike_view(key: cached.Edition) -> None:
    """Projects of different units that are alike; a person decides, the next template knows it."""
    projects = _projects(key).frame
    decided = {frozenset((one.kept, one.other)): one for one in cached.store().reporting.mergers()}
    least = st.slider("多像才列出来", 0.3, 0.95, ALIKE, 0.05, key="alike-least", width=320)
    st.caption(
        f"按名称里的字词比，各单位都用的说法不算数；{ALIKE:.2f} 以上建议看一看，{SAME:.2f} 以上几乎同名。"
        "由人决定；决定归并的，下次发给单位的模板里状态已写“已归并”，品牌已填好。"
    )
    pairs = [
        pair for pair in alike_pairs(projects, least) if frozenset((pair.first, pair.second)) not in decided
    ]
    st.subheader(f"可能是一回事（{len(pairs)} 对）", anchor=False)
    by_code = projects.set_index("code")
    for pair in pairs[:_PAIRS]:
        _pair(key, by_code, pair)
    if not pairs:
        st.caption("没有名称相近的项目。")
    elif len(pairs) > _PAIRS:
        st.caption(f"只列出最像的 {_PAIRS} 对，共 {len(pairs)} 对。")
    if decided:
        st.subheader(f"已经定的（{len(decided)} 对）", anchor=False)
        rows = [
            {
                "保留": one.kept,
                "另一个": one.other,
                "决定": "归并" if one.merged else "不归并",
                "品牌": one.brand,
                "时间": f"{one.at:%Y-%m-%d}",
            }
            for one in decided.values()
        ]
        grid(pd.DataFrame(rows), alt="已经定的归并", file="归并决定")


def _pair(key: cached.Edition, by_code: pd.DataFrame, pair: AlikePair) -> None:
    names = unit_names(cached.framework_of(key))
    with st.container(border=True, gap="xsmall"):
        word = "几乎同名" if pair.likeness >= SAME else "相近"
        st.markdown(f"**{word} {pair.likeness:.2f}**　{literal('、'.join(pair.shared))}")
        for code in (pair.first, pair.second):
            row = by_code.loc[code]
            who = names.get(str(row["unit"]), str(row["unit"]))
            st.markdown(
                literal(f"{code} {row['name']}　{who}　{row['brand']} {row['brand_name']}　{row['state']}")
            )
        if not has_act(current_account(), _ACT):
            return
        account, brand = (
            current_account().code,
            {code: str(by_code.loc[code, "brand"]) for code in (pair.first, pair.second)},
        )
        with st.container(horizontal=True, gap="small"):
            for kept, other in ((pair.first, pair.second), (pair.second, pair.first)):
                wish = MergerWish(kept, other, True, brand[kept], f"相似 {pair.likeness:.2f}")
                st.button(
                    f"{other} 归并到 {kept}",
                    key=f"merge-{kept}-{other}",
                    on_click=_decide,
                    args=(account, wish),
                )
            apart = MergerWish(pair.first, pair.second, False, "", f"相似 {pair.likeness:.2f}")
            st.button(
                "不是一回事",
                key=f"apart-{pair.first}-{pair.second}",
                type="tertiary",
                on_click=_decide,
                args=(account, apart),
            )


def _decide(account: str, wish: MergerWish) -> None:
    """Keep what was decided about a pair (a callback)."""
    if not still_may(account, _PLACE, _ACT):
        return
    try:
        cached.store().reporting.decide_merger(wish, account)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
        return
    said = f"{wish.other} 归并到 {wish.kept}，下次的模板里会写好。" if wish.merged else "记下了：不是一回事。"
    keep_result(_PLACE, said=said)
