"""Scenarios by name: save, load, remove, and several side by side."""

import streamlit as st

from metrics.charts import whatif
from metrics.framework.model import LEVEL_NAMES
from metrics.scoring.scenario import Scenario, as_text, scenario_of
from metrics.scoring.tree import DataProblem, FrameworkProblem
from metrics.store import StoreError
from pages import cached
from pages.account import current_account
from pages.ui.grid import grid
from pages.ui.weights_state import restore


def saved(key: cached.Edition, scenario: Scenario) -> None:
    """Save what is assumed now, or load what was saved."""
    with st.expander("保存的方案", key="assumed-saved"):
        with st.form("assumed-save", border=False):
            name = st.text_input("方案名称", placeholder="例如：突出典型", max_chars=64)
            if st.form_submit_button("保存现在的假设"):
                _save(name, key, scenario)
        known = {one.name: one for one in cached.store().office.scenarios()}
        if not known:
            st.caption("还没有保存过方案。")
            return
        chosen = st.selectbox("已保存", list(known), key="assumed-named")
        kept = known[chosen]
        st.caption(f"{kept.account} {kept.at:%Y-%m-%d %H:%M}：{as_text(_of(kept)) or '与正式相同'}")
        with st.container(horizontal=True):
            st.button("载入", on_click=restore, args=(_of(kept),))
            st.button("删除", on_click=_remove, args=(chosen,))


def _save(name: str, key: cached.Edition, scenario: Scenario) -> None:
    try:
        kept = cached.store().office.save_scenario(
            name, scenario.parameters, key.framework, current_account().code
        )
    except StoreError as error:
        st.error(str(error))
        return
    st.success(f"已保存“{kept.name}”。")


def _remove(name: str) -> None:
    cached.store().office.remove_scenario(name, current_account().code)


def _of(kept) -> Scenario:
    try:
        return scenario_of(kept.name, kept.parameters)
    except FrameworkProblem:
        return Scenario(kept.name)


def compare_view(key: cached.Edition, level: str, scenario: Scenario) -> None:
    """Ranks under several saved scenarios and the present one."""
    known = {one.name: _of(one) for one in cached.store().office.scenarios()}
    if not known:
        st.info("先在左边把假设存成方案，再来这里并排比较。")
        return
    chosen = st.multiselect("比较哪些方案", list(known), default=list(known)[:4], key="assumed-compared")
    runs, problems = {}, []
    for name, one in {"现在的假设": scenario, **{name: known[name] for name in chosen}}.items():
        try:
            runs[name] = cached.compared(key, level, one.parameters)
        except (FrameworkProblem, DataProblem) as problem:
            problems.append(f"“{name}”算不出来：{problem}")
    for problem in problems:
        st.error(problem)
    table = whatif.comparison_table(cached.book(key, level), runs)
    alt = f"{LEVEL_NAMES[level]}在{len(runs)}个方案下的名次"
    height = 38 + 35 * min(len(table), 16)
    grid(table, hide_index=True, height=height, alt=alt, column_config={"编号": None})
    st.caption("每一列是一个方案下的名次；“相差”是最好与最差名次之差，越小越站得住。")
    st.caption(whatif.UNTOUCHED)
