"""Which versions of the framework there are, and which one is meant."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from metrics.framework import Framework, parse_period
from metrics.framework.model import FORMULA_LEVELS
from metrics.store.office import FrameworkVersion
from pages import cached
from pages.ui.grid import grid


def label(version: FrameworkVersion) -> str:
    """A version in a choice: its name, since when, and its hash."""
    since = "" if version.starts_on == date.min else f"，{version.starts_on:%Y-%m-%d} 起"
    return f"{version.version}（{version.hash[:8]}{since}）"


def ask_base(
    words: str,
    versions: Sequence[FrameworkVersion],
    key: cached.Edition,
    place: str,
    first: int | None = None,
) -> FrameworkVersion:
    """Let a version be chosen: at first the one in force for the period, or that at a place of the list."""
    labels = {label(version): version for version in versions}
    in_force = cached.store().office.framework_in_force(parse_period(key.period))
    at = list(labels).index(label(in_force)) if first is None else first % len(labels)
    return labels[st.selectbox(words, list(labels), index=at, key=place, width=420)]


def versions_table(versions: Sequence[FrameworkVersion]) -> None:
    """One row a version, newest first, and the changes of the one chosen."""
    newest = list(reversed(versions))
    grid(
        [
            {
                "版本": one.version,
                "起用": "—" if one.starts_on == date.min else f"{one.starts_on:%Y-%m-%d}",
                "改了几处": len(one.changes),
                "理由": one.reason,
                "保存人": one.account or "—",
                "保存时间": f"{one.at:%Y-%m-%d %H:%M}" if one.at else "—",
                "版本号": one.hash[:8],
                "改自": one.parent[:8] or "—",
            }
            for one in newest
        ],
        hide_index=True,
        alt=f"指标框架的{len(newest)}个版本",
    )
    saved = [one for one in newest if one.changes]
    if not saved:
        st.caption("目前只有程序自带的版本。")
        return
    labels = {label(one): one for one in saved}
    one = labels[st.selectbox("看哪个版本改了什么", list(labels), key="admin-history", width=420)]
    framework = cached.store().office.framework(one.id)
    grid(
        [
            {"改动": name_of(framework, name), "原来": old, "改为": new}
            for name, (old, new) in one.changes.items()
        ],
        hide_index=True,
        alt=f"版本{one.version}的改动",
    )


def name_of(framework: Framework, name: str) -> str:
    """`K2a.full_score.E` in words."""
    part, _, what = name.partition(".")
    spec = framework.node.get(part) or framework.measure.get(part)
    words = "权重" if what == "weight" else f"{FORMULA_LEVELS[what[-1]]}满分值"
    return f"{part} {spec.name}：{words}"
