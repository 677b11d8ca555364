"""What an assumption does: who moves how far, how sure ranks are, which item decides, scenarios compared."""

import streamlit as st

from metrics.charts import table_twin
from metrics.county import Table
from metrics.framework import LEVEL_NAMES
from metrics.scoring.index import DataProblem, FrameworkProblem
from metrics.scoring.whatif import SHARE_DRAWS, UNSCALED, Scenario, as_text, scenario_of
from metrics.store import StoreError
from metrics.store.office import SavedScenario
from metrics.tables import whatif
from pages import cached
from pages.account import current_account, has_act
from pages.ui.shared import (
    CARD_WIDTH,
    camera_settings,
    card_row,
    fold_behind,
    grid,
    is_dark,
    keep_result,
    say_result,
    show_figure,
    still_may,
)
from pages.ui.weights.assumptions import restore_scenario

_TOP = (5, 10, 20, 50)
_SAVED = "assumed-schemes"


def shift_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Cards and the table of both ranks."""
    book, assumed = cached.book(key, level), cached.compared(key, level, scenario.parameters)
    with card_row():
        for name, figure, note in whatif.summary(book, assumed):
            # Not `plain_card`: in a column on a phone stretched cards run over what follows.
            st.metric(
                name, figure, delta=note, delta_color="off", delta_arrow="off", border=True, width=CARD_WIDTH
            )
    if scenario.official:
        st.caption("还没有改动：移动滑块试试。下面是正式名次，和名次区间（仅权重上下浮动）。")
    k = st.selectbox(
        "进前几名的把握", _TOP, index=1, key="assumed-top", bind="query-params", width=CARD_WIDTH
    )
    table = whatif.shift_table(book, assumed, k)
    decimals = "%.2f" if scenario.normalise in UNSCALED else "%.1f"
    grid(
        table,
        height=38 + 35 * min(len(table), 16),
        alt=f"{LEVEL_NAMES[level]}正式名次与假设名次对照表，共{len(table)}行",
        file=f"{LEVEL_NAMES[level]}正式名次与假设名次",
        column_config={
            "编号": None,
            "名称": st.column_config.TextColumn(width=200),
            "升降": st.column_config.NumberColumn(width=56, help="正数是名次上升，负数是下降"),
            **dict.fromkeys(("正式名次", "假设名次"), st.column_config.NumberColumn(width=72)),
            "正式得分": st.column_config.NumberColumn(width=72, format="%.1f"),
            "假设得分": st.column_config.NumberColumn(width=72, format=decimals),
            "名次区间": st.column_config.TextColumn(
                width=72, help=f"随机变动（{whatif.varied_words(scenario)}）时，九成情形落在这些名次"
            ),
            f"进前{k}": st.column_config.NumberColumn(
                width=72, format="%d%%", help=f"随机变动里排进前{k}名的比重"
            ),
        },
    )
    st.caption(whatif.basis(cached.framework_of(key), assumed))


def bands_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Rank bands as a chart, where their width comes from, and how likely one is ahead of another."""
    assumed, book = cached.compared(key, level, scenario.parameters), cached.book(key, level)
    first = st.selectbox(
        "画出前几名", (10, 20, 50), index=1, key="assumed-first", bind="query-params", width=CARD_WIDTH
    )
    figure, alt = cached.bands(key, level, scenario.parameters, first, is_dark())
    st.plotly_chart(figure, theme=None, key="assumed-bands", alt=alt, config=camera_settings("名次区间"))
    _sources_chart(key, level, scenario)
    scored, names = assumed.table["score"].notna(), book.entities["name"]
    codes = [code for code in whatif.ordered(assumed) if scored[code]]
    if len(codes) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one, other = (
            st.selectbox(
                word,
                codes,
                index=at,
                format_func=lambda code: names[code],
                key=f"assumed-{which}-{level}",
                width=260,
            )
            for at, (word, which) in enumerate((("甲", "one"), ("乙", "other")))
        )
        share = assumed.ahead(one, other) if one != other else 0.0
        st.metric("甲排在乙前面的把握", f"{share:.0%}", border=True, width=200)
    st.caption(whatif.basis(cached.framework_of(key), assumed))


def _sources_chart(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """The share of each source that varies; one source alone has it all."""
    if not (scenario.method or scenario.data):
        st.caption("名次区间仅权重：左边“名次区间：什么在变动”里，可以让方法和数据也变动。")
        return
    figure, alt = cached.sources(key, level, scenario.parameters, is_dark())
    show_figure(figure, "sources", alt, f"assumed-sources-{level}")

    def twin() -> Table:
        book, assumed = cached.book(key, level), cached.compared(key, level, scenario.parameters)
        shares = cached.source_shares(key, level, scenario.parameters)
        return table_twin("sources", cached.framework_of(key), book, assumed, shares)

    fold_behind(
        lambda: cached.sources(key, level, scenario.parameters, False)[0],
        f"{LEVEL_NAMES[level]}名次波动的来源",
        alt,
        f"assumed-sources-{level}",
        twin,
    )
    st.caption(
        "Sobol 一阶份额：名次的方差里，只由这一样引起的比重；几样合在一起才引起的算“共同作用”。"
        f"按 {SHARE_DRAWS} 对随机样本估计，有几个百分点的误差。"
    )


def influence_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """One row an item: what ranks do without it, Sobol shares, and both for one entity."""
    assumed, book = cached.compared(key, level, scenario.parameters), cached.book(key, level)
    out, shares = cached.influence(key, level, scenario.parameters)
    names, codes = book.entities["name"], list(whatif.ordered(assumed))
    code = st.selectbox(
        "看谁", codes, format_func=lambda code: names[code], key=f"assumed-whose-{level}", width=320
    )
    table = whatif.influence_table(cached.framework(), out, shares, code)
    grid(
        table,
        height="content",
        alt=f"12个项目对名次的影响；第一位是{table['项目'].iat[0]}",
        column_config={
            "平均变动": st.column_config.NumberColumn(format="%.1f 位", help="去掉这一项，名次平均变动几位"),
            "最大变动": st.column_config.NumberColumn(format="%d 位"),
            "权重影响": st.column_config.ProgressColumn(
                format="%d%%",
                min_value=0,
                max_value=100,
                help="权重浮动引起的得分波动里，由这一项权重引起的比重",
            ),
            "它的名次变动": st.column_config.NumberColumn(help="去掉这一项，它上升（正）或下降（负）几位"),
            "它的权重影响": st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100),
        },
    )
    st.caption(
        "平均变动：去掉这一项重新排名，各对象名次平均移动几位。权重影响：Sobol 总效应，"
        "只在 12 项的权重随机浮动时算，各项相加约为 100%。"
    )
    st.caption(whatif.basis(cached.framework_of(key), assumed))


def saved_scenarios(key: cached.Edition, scenario: Scenario) -> None:
    """Save what is assumed now, or load what was saved."""
    with st.expander("保存的方案", key="assumed-saved"):
        with st.form("assumed-save", border=False):
            name = st.text_input("方案名称", placeholder="例如：突出典型", max_chars=64)
            if st.form_submit_button("保存现在的假设"):
                _save_scenario(name, key, scenario)
        known = {kept.name: kept for kept in cached.store().office.scenarios()}
        if not known:
            st.caption("还没有保存过方案。")
            return
        chosen = st.selectbox("已保存", list(known), key="assumed-named")
        kept = known[chosen]
        st.caption(f"{kept.account} {kept.at:%Y-%m-%d %H:%M}：{as_text(_scenario_of(kept)) or '与正式相同'}")
        with st.container(horizontal=True):
            st.button("载入", on_click=restore_scenario, args=(_scenario_of(kept),))
            if _may_remove(kept):
                st.button("删除", on_click=_remove_scenario, args=(current_account().code, chosen))
        say_result(_SAVED)


def _may_remove(kept: SavedScenario) -> bool:
    """Whether it is one's own, or one looks after everybody's; the store asks again."""
    account = current_account()
    return kept.account.casefold() == account.code.casefold() or has_act(account, "others-work")


def _save_scenario(name: str, key: cached.Edition, scenario: Scenario) -> None:
    try:
        kept = cached.store().office.save_scenario(
            name, scenario.parameters, key.framework, current_account().code
        )
    except StoreError as error:
        st.error(str(error))
        return
    st.success(f"已保存“{kept.name}”。")


def _remove_scenario(account: str, name: str) -> None:
    if not still_may(account, _SAVED, "scenario"):
        return
    try:
        cached.store().office.remove_scenario(name, account)
    except StoreError as error:
        keep_result(_SAVED, refused=str(error))
    else:
        keep_result(_SAVED, said=f"已删除“{name}”。")


def _scenario_of(kept: SavedScenario) -> Scenario:
    try:
        return scenario_of(kept.name, kept.parameters)
    except FrameworkProblem:
        return Scenario(kept.name)


def compare_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Ranks under several saved scenarios and the present one."""
    known = {kept.name: _scenario_of(kept) for kept in cached.store().office.scenarios()}
    if not known:
        st.info("先在左边把假设存成方案，再来这里并排比较。")
        return
    chosen = st.multiselect("比较哪些方案", list(known), default=list(known)[:4], key="assumed-compared")
    runs = {}
    for name, assumption in {"现在的假设": scenario, **{name: known[name] for name in chosen}}.items():
        try:
            runs[name] = cached.compared(key, level, assumption.parameters)
        except (FrameworkProblem, DataProblem) as problem:
            st.error(f"“{name}”算不出来：{problem}")
    table = whatif.comparison_table(cached.book(key, level), runs)
    alt = f"{LEVEL_NAMES[level]}在{len(runs)}个方案下的名次"
    height = 38 + 35 * min(len(table), 16)
    grid(table, height=height, alt=alt, column_config={"编号": None})
    st.caption("每一列是一个方案下的名次；“相差”是最好与最差名次之差，越小越站得住。")
    st.caption(whatif.UNTOUCHED)
