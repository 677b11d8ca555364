"""The doubts of a unit, a kind, a gravity and a state, as the address has them."""

import streamlit as st

from metrics.doubts import KINDS, SEVERITIES, Doubt
from pages.ui.quality_desk import Desk

ALL = "全部"
OPEN, SETTLED = "未处理", "已处理"


def filtered(desk: Desk) -> list[Doubt]:
    """Draw the four filters and give the doubts that pass them."""
    units = {unit.name: unit.code for unit in desk.framework.units}
    with st.container(horizontal=True, gap="small", vertical_alignment="top"):
        unit = st.selectbox("单位", [ALL, *units], key="quality-unit", bind="query-params", width=240)
        kind = st.selectbox("类别", [ALL, *KINDS], key="quality-kind", bind="query-params", width=150)
        grave = st.selectbox(
            "程度", [ALL, *SEVERITIES.values()], key="quality-severity", bind="query-params", width=120
        )
        state = st.segmented_control(
            "处理",
            [OPEN, SETTLED, ALL],
            default=OPEN,
            required=True,
            key="quality-state",
            bind="query-params",
        )
    return [
        doubt
        for doubt in desk.doubts
        if unit in (ALL, None) or units[unit] in doubt.units
        if kind in (ALL, doubt.kind)
        if grave in (ALL, SEVERITIES[doubt.severity])
        if state == ALL or (desk.ruling(doubt) is None) == (state == OPEN)
    ]
