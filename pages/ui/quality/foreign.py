"""Rows that other units typed under a brand, and what the brand's side says of them: 不是我们的."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from metrics.county import VisibleRows
from metrics.doubts import foreign_rows
from metrics.store import StoreError
from metrics.store.reporting import NOT_OURS, RuledRow, Ruling, not_ours
from metrics.tables import unit_names
from pages import cached
from pages.account import current_account
from pages.ui.quality.ruling import keep_refusal, keep_verdict, say_refusal, say_verdict
from pages.ui.shared import grid, rows_for_me, still_may

_PLACE = "foreign"
_NOTE = (
    "别的单位报在这个品牌下的，计给品牌和它的牵头单位。牵头单位说不是自己的，在这里认定：这一行留给企业和全县，"
    "不再计给品牌和任何单位；报送单位改了品牌编号重报，就按新写的计。"
)


def foreign_view(key: cached.Edition) -> None:
    """The rows under one brand, and the form that rules some of them not to be the brand's."""
    say_verdict()
    framework = cached.framework_of(key)
    every = foreign_rows(framework, cached.store().reporting.dataset(framework, key.period, ruled=False))
    ruled = {one.key for one in cached.store().rulings.holding()}
    seen = rows_for_me(every).told(lambda rows: rows[~_keys(rows).isin(ruled)])
    if not len(seen):
        st.info("这一期没有别的单位报在某个品牌下的行，或者都认定过了。")
        return
    brands = dict(zip(seen.frame["brand"], seen.frame["brand_name"], strict=True))
    brand = st.selectbox(
        "品牌",
        sorted(brands),
        format_func=lambda code: f"{code} {brands[code]}",
        key="foreign-brand",
        bind="query-params",
        width=360,
    )
    st.caption(_NOTE)
    own = seen.told(lambda rows: rows[rows["brand"].eq(brand)])
    names = unit_names(framework)
    table = own.told(lambda rows: _table(rows, names))
    grid(table, alt=f"别的单位报在{brand}下的行，共{len(own)}行", file=f"别的单位报在{brand}下的行")
    _form(own)


def _keys(rows: pd.DataFrame) -> pd.Series:
    return pd.Series([_ruling_of(row).key for row in rows.to_dict("records")], rows.index, dtype="object")


def _ruling_of(row: Mapping[Any, Any], why: str = "") -> Ruling:
    return not_ours(row["brand"], RuledRow(row["ledger"], row["unit"], row["quarter"], row["id"]), why)


def _table(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "台账": rows["sheet"],
            "编号": rows["code"],
            "名称": rows["name"],
            "日期": pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d").fillna(""),
            "企业": rows["enterprise"],
            "报送单位": [names.get(unit, unit) for unit in rows["unit"]],
            "牵头单位": [names.get(unit, unit) for unit in rows["lead"]],
        }
    ).reset_index(drop=True)


def _form(rows: VisibleRows) -> None:
    by_id = {row["id"]: row for row in rows.frame.to_dict("records")}
    with st.form("foreign-form", border=False, clear_on_submit=True):
        st.multiselect(
            "哪几行不是我们的",
            list(by_id),
            format_func=lambda one: f"{by_id[one]['code']} {by_id[one]['name']}",
            key="foreign-rows",
            placeholder="输入编号或名称",
        )
        st.text_input(
            "理由（必填）", key="foreign-why", max_chars=200, placeholder="例如：人社局来电，是工信局自己办的"
        )
        st.form_submit_button(
            "不是我们的", key="foreign-rule", on_click=_rule, args=(current_account().code, by_id)
        )
    say_refusal(_PLACE)


def _rule(account: str, rows: Mapping[str, Mapping[Any, Any]]) -> None:
    """Keep what was said of the chosen rows, all of it or nothing (a callback)."""
    if not still_may(account, f"quality-refused-{_PLACE}", "rule"):
        return
    why, chosen = st.session_state["foreign-why"], st.session_state["foreign-rows"]
    try:
        with cached.store().whole() as store:
            for one in chosen:
                store.rulings.rule(_ruling_of(rows[one], why), account)
    except StoreError as error:
        keep_refusal(_PLACE, error)
    else:
        if chosen:
            cached.begin_ahead()
            keep_verdict(NOT_OURS)
