"""Where a county's published scores are not what its rows give, cell by cell."""

import pandas as pd
import streamlit as st

from metrics.framework import LEVEL_NAMES
from metrics.province import Province, latest
from pages import cached
from pages.ui.shared import grid


def differences_table(mine: Province, key: cached.Collected) -> None:
    """All differences of the newest packages of a period."""
    there = latest(mine, key.period)
    rows = [
        {
            "市": mine.counties[code].city,
            "县": mine.counties[code].name,
            "层级": LEVEL_NAMES[one.level],
            "对象": one.name or one.code,
            "哪一项": one.column,
            "县里发布": one.published,
            "省里重算": one.recomputed,
        }
        for code, package in sorted(there.items())
        for one in package.differences
    ]
    if not rows:
        st.success(
            f"已收 {len(there)} 个县，发布的得分和省里重算的逐格相同。", icon=":material/check_circle:"
        )
        return
    counties = len({row["县"] for row in rows})
    st.caption(
        f"已收 {len(there)} 个县，其中 {counties} 个县共 {len(rows)} 处不同。排名和汇总一律用重算的数；"
        "差异写进给县里的反馈，请县里核对两边程序的版本。"
    )
    grid(pd.DataFrame(rows), height="content" if len(rows) < 18 else 640, alt="复算差异", file="复算差异")
