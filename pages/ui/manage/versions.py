"""Versions of the framework: which there are, what each changed, two of them side by side."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from metrics.framework.editing import difference_words, place_name
from metrics.store.office import FrameworkVersion
from pages import cached
from pages.ui.manage.effect import effect_view
from pages.ui.shared import grid


def version_label(version: FrameworkVersion) -> str:
    """A version in a choice: its name, since when, and its hash."""
    since = "" if version.starts_on == date.min else f"，{version.starts_on:%Y-%m-%d} 起"
    return f"{version.version}（{version.hash[:8]}{since}）"


def ask_version(
    words: str,
    versions: Sequence[FrameworkVersion],
    key: cached.Edition,
    place: str,
    first: int | None = None,
) -> FrameworkVersion:
    """Let a version be chosen: at first the one in force for the period, or that at a place of the list."""
    labels = {version_label(version): version for version in versions}
    in_force = cached.store().office.framework_in_force(key.period)
    at = list(labels).index(version_label(in_force)) if first is None else first % len(labels)
    return labels[st.selectbox(words, list(labels), index=at, key=place, width=420)]


def compare_view(key: cached.Edition, versions: Sequence[FrameworkVersion]) -> None:
    """Two versions on the same data."""
    with st.container(horizontal=True, gap="small"):
        first = ask_version("版本甲", versions, key, "admin-one", 0)
        second = ask_version("版本乙", versions, key, "admin-other", -1)
    office = cached.store().office
    effect_view(key, office.framework(first.id), office.framework(second.id))


def versions_table(versions: Sequence[FrameworkVersion]) -> None:
    """One row a version, newest first, and the changes of the one chosen."""
    newest = list(reversed(versions))
    grid(
        [
            {
                "版本": version.version,
                "起用": "—" if version.starts_on == date.min else f"{version.starts_on:%Y-%m-%d}",
                "改了几处": len(version.changes),
                "理由": version.reason,
                "保存人": version.account or "—",
                "保存时间": f"{version.at:%Y-%m-%d %H:%M}" if version.at else "—",
                "版本号": version.hash[:8],
                "改自": version.parent[:8] or "—",
            }
            for version in newest
        ],
        alt=f"指标框架的{len(newest)}个版本",
    )
    saved = [version for version in newest if version.changes]
    if not saved:
        st.caption("目前只有程序自带的版本。")
        return
    labels = {version_label(version): version for version in saved}
    version = labels[st.selectbox("看哪个版本改了什么", list(labels), key="admin-history", width=420)]
    _changes(version, {one.hash: one.id for one in versions})


def _changes(version: FrameworkVersion, numbers: dict[str, int]) -> None:
    """Every place that a version changed; what it no longer has is named by the version before it."""
    office = cached.store().office
    after = office.framework(version.id)
    before = office.framework(numbers[version.parent]) if version.parent in numbers else after
    grid(
        [
            {
                "改动": place_name(before if new is None else after, name),
                "原来": difference_words(old),
                "改为": difference_words(new),
            }
            for name, (old, new) in version.changes.items()
        ],
        alt=f"版本{version.version}的改动",
    )
