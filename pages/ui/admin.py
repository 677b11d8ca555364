"""Versions of the framework: which there are, editing numbers, what that does, saving as a new one."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from metrics.framework import (
    CHECKED,
    FORMULA_LEVELS,
    LEVEL_NAMES,
    CheckupVerdict,
    Framework,
    FrameworkError,
    Period,
    parse_period,
)
from metrics.framework.editing import differing, number_edits
from metrics.scoring import prepare, score_book
from metrics.store import StoreError
from metrics.store.office import FrameworkDraft, FrameworkVersion
from metrics.tables import TARGETS, changed, effect_table, left_as_it_was, number_table
from pages import cached
from pages.account import current_account
from pages.ui.checkup import checkup_of_draft
from pages.ui.shared import grid, opened_quarters

#: Numbers that a comparison of versions names.
_MOST_NUMBERS = 12


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
    framework = cached.store().office.framework(version.id)
    grid(
        [
            {"改动": number_name(framework, name), "原来": old, "改为": new}
            for name, (old, new) in version.changes.items()
        ],
        alt=f"版本{version.version}的改动",
    )


def number_name(framework: Framework, name: str) -> str:
    """`K2a.full_score.E` in words."""
    part, _, what = name.partition(".")
    spec = framework.node.get(part) or framework.measure.get(part)
    if spec is None:
        return f"{part}：这个版本没有"
    words = "权重" if what == "weight" else f"{FORMULA_LEVELS[what[-1]]}满分值"
    return f"{part} {spec.name}：{words}"


def _moved_words(before: Framework, after: Framework) -> str:
    """The numbers that differ, the first of them by name, and how many there are where they are many."""
    moved, told = differing(before, after), []
    for name, (old, new) in list(moved.items())[:_MOST_NUMBERS]:
        named = number_name(after if old is None else before, name)
        told.append(f"{named} {_number_words(old)} → {_number_words(new)}")
    more = f"；等 {len(moved)} 处" if len(moved) > _MOST_NUMBERS else ""
    return "；".join(told) + more


def effect_view(key: cached.Edition, before: Framework, after: Framework) -> None:
    """Both versions side by side on the same data."""
    moved = differing(before, after)
    st.subheader("影响预览", anchor=False)
    if not moved:
        st.info("两个版本的权重和满分值完全一样。")
        return
    st.caption(_moved_words(before, after))
    data = cached.dataset(key)
    if not data.submissions:
        st.info("本期还没有审核通过的报送，看不到影响。")
        return
    levels = {word: level for level, word in LEVEL_NAMES.items()}
    chosen = st.segmented_control(
        "层级", list(levels), default="企业", key="admin-level", bind="query-params", required=True
    )
    level = levels[chosen]
    books = [score_book(prepare(version, data), level) for version in (before, after)]
    table = effect_table(*books)
    shift = table["升降"].dropna()
    with st.container(horizontal=True, gap="xsmall"):
        st.metric("名次变了的", f"{int((shift != 0).sum())} / {len(shift)}", border=True, width=156)
        st.metric("总分平均变动", f"{table['变化'].mean():+.2f}", border=True, width=156)
        st.metric("最大变动", f"{table['变化'].abs().max():.1f} 分", border=True, width=156)
    grid(
        table,
        height=38 + 35 * min(len(table), 12),
        alt=f"{LEVEL_NAMES[level]}在两个版本下的总分和名次",
        column_config={
            "编号": None,
            "名称": st.column_config.TextColumn(width=240),
            **dict.fromkeys(("原总分", "新总分", "变化"), st.column_config.NumberColumn(format="%.1f")),
            "升降": st.column_config.NumberColumn(help="正数是名次上升，负数是下降"),
        },
    )
    hashes = " → ".join(book.framework_version[:8] for book in books)
    st.caption(f"同一份数据（数据版本 {data.short_version}）在两个指标版本（{hashes}）下的结果。")


def _number_words(number: float | None) -> str:
    return "无" if number is None else f"{number:g}"


def numbers_editor(framework: Framework, base: FrameworkVersion) -> dict[str, float]:
    """Draw the table; number → new value of those that were changed."""
    table = number_table(framework)
    edited = st.data_editor(
        table,
        hide_index=True,
        height=38 + 35 * 14,
        key=f"admin-numbers-{base.id}",
        disabled=["编号", "名称", "单位"],
        placeholder="—",
        alt="各组、各项、各指标的权重和满分值，可以直接改",
        column_config={
            "编号": st.column_config.TextColumn(width=64, pinned=True),
            "名称": st.column_config.TextColumn(width=150, pinned=True),
            "权重": st.column_config.NumberColumn(width=80, required=True, min_value=0.0, format="%g"),
            **dict.fromkeys(TARGETS, st.column_config.NumberColumn(width=104, min_value=0.0, format="%g")),
            "单位": st.column_config.TextColumn(width=150),
        },
    )
    for sentence in left_as_it_was(table, edited):
        st.warning(sentence)
    return changed(table, edited)


def save_form(
    key: cached.Edition, base: FrameworkVersion, changes: dict[str, float], verdict: CheckupVerdict
) -> None:
    """Ask for the rest and save what has passed its check-up."""
    account = current_account()
    with st.form("admin-save"):
        st.markdown(f"**保存为新版本**（{len(changes)} 处改动，保存人：{account.name}）")
        with st.container(horizontal=True, gap="small"):
            version = st.text_input("版本名称", placeholder="例如 2024.1", max_chars=32, width=200)
            starts = st.selectbox("自哪一季度起用", [quarter.code for quarter in first_quarters()], width=200)
        reason = st.text_area("理由", placeholder="谁定的、为什么改", max_chars=500, height=80)
        if st.form_submit_button("保存新版本", type="primary"):
            draft = FrameworkDraft(base.id, number_edits(changes), version, parse_period(starts), reason)
            _save_version(draft, verdict, key, account.code)


def first_quarters() -> list[Period]:
    """Quarters a version may begin with: the next one first, then the opened ones, newest first."""
    known = opened_quarters()
    end = known[-1].end
    year, quarter = (end.year + 1, 1) if end.month == 12 else (end.year, end.month // 3 + 1)
    return [parse_period(f"{year}Q{quarter}"), *reversed(known)]


def _save_version(draft: FrameworkDraft, verdict: CheckupVerdict, key: cached.Edition, account: str) -> None:
    try:
        kept = cached.store().office.save_framework(draft, verdict, account)
    except (StoreError, FrameworkError) as error:
        st.error(str(error))
        return
    now = " 所选报告期的得分从现在起按新版本计算。" if kept.starts_on <= key.period.start else ""
    st.success(
        f"已保存版本 {kept.version}（{kept.hash[:8]}），{kept.starts_on:%Y-%m-%d} 起的报告期使用。{now}"
    )


def edit_view(key: cached.Edition, base: FrameworkVersion) -> None:
    """The table of numbers; once one is changed, the effect and the form to save it."""
    framework = cached.store().office.framework(base.id)
    changes = numbers_editor(framework, base)
    if not changes:
        st.info("在表里改数，下面就会显示对得分和名次的影响；保存以前什么都不会变。")
        return
    try:
        draft = cached.store().office.preview_framework(base.id, number_edits(changes), CHECKED)
    except FrameworkError as error:
        st.error(str(error))
        return
    effect_view(key, framework, draft)
    verdict = checkup_of_draft(draft)
    if verdict is not None and verdict.passed:
        save_form(key, base, changes, verdict)
