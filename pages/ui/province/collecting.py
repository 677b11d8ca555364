"""Who has handed up, and what the runs of collecting did; a run that goes on is looked at again and again."""

import pandas as pd
import streamlit as st

from metrics.province import (
    CAME_LATE,
    MISSING,
    NOT_TAKEN,
    OVERDUE,
    REFUSED,
    CollectingRun,
    Province,
    due_of,
    is_at_work,
    runs,
)
from pages import cached
from pages.ui.shared import grid, lines, plain, plain_card

#: States in the order in which the office looks after them.
_ORDER = (NOT_TAKEN, OVERDUE, MISSING, CAME_LATE)
_REVIEWED, _SHOWN_RUNS = "全部", 5
#: How often a run that goes on is looked at, in seconds.
_EVERY = 3


def progress_cards(mine: Province, key: cached.Collected) -> None:
    """How many have come, how many are late, how many files were refused."""
    found = cached.arrived(mine, key.period)
    there, due = sum(one.revision > 0 for one in found), due_of(mine, key.period)
    counts = {state: sum(one.state == state for one in found) for state in _ORDER}
    with st.container(horizontal=True, gap="xsmall"):
        plain_card("已报", f"{there}/{len(found)}", f"截止 {due:%m-%d}" if due else "没有定截止日")
        plain_card(CAME_LATE, str(counts[CAME_LATE]), "晚于截止日期")
        plain_card(OVERDUE, str(counts[OVERDUE]), "截止日期已过")
        plain_card(MISSING, str(counts[MISSING]), "未到截止日期")
        plain_card(NOT_TAKEN, str(counts[NOT_TAKEN]), "包没有收")
    st.progress(there / len(found) if found else 0.0)


def missing_words(mine: Province, key: cached.Collected) -> None:
    """Whom to ask, city by city, as a text to copy."""
    missing: dict[str, list[str]] = {}
    for one in cached.arrived(mine, key.period):
        if not one.revision:
            missing.setdefault(one.city, []).append(one.name)
    if not missing:
        st.success("登记的县都报了。", icon=":material/check_circle:")
        return
    told = "；".join(f"{city}：{'、'.join(names)}" for city, names in missing.items())
    st.warning(plain(f"还缺 {sum(map(len, missing.values()))} 个县。{told}。"))


def progress_table(mine: Province, key: cached.Collected) -> None:
    """A line a county, those that need care first."""
    found = cached.arrived(mine, key.period)
    states = [state for state in (*_ORDER, "已报") if any(one.state == state for one in found)]
    chosen = st.segmented_control(
        "状态",
        [_REVIEWED, *states],
        default=_REVIEWED,
        required=True,
        key="handups-state",
        bind="query-params",
    )
    rank = {state: at for at, state in enumerate(_ORDER)}
    kept = [one for one in found if chosen in (_REVIEWED, one.state)]
    kept.sort(key=lambda one: (rank.get(one.state, len(rank)), one.code))
    table = pd.DataFrame(
        {
            "市": [one.city for one in kept],
            "县": [one.name for one in kept],
            "状态": [one.state for one in kept],
            "第几次发布": [f"第 {one.revision} 次" if one.revision else "" for one in kept],
            "首次收到": [f"{one.at:%Y-%m-%d %H:%M}" if one.at else "" for one in kept],
            "复算差异": [f"{one.differences} 处" if one.differences else "" for one in kept],
            "没收的原因": [one.refused for one in kept],
        }
    )
    grid(
        table,
        height=38 + 35 * min(max(len(table), 1), 14),
        alt=f"收报进度，共{len(table)}个县",
        file="收报进度",
        key="handups-table",
        column_config={"没收的原因": st.column_config.TextColumn(width="large")},
    )


def last_runs(mine: Province) -> None:
    """What the last runs did, the newest open; one that goes on is drawn anew every few seconds."""
    st.subheader("收报记录", anchor=False)
    found = runs(mine)
    if not found:
        st.info("还没有收报记录：每收一次，这里就有一条。")
        return
    newest = found[0]
    if is_at_work(newest):
        st.fragment(run_every=_EVERY)(_newest_run)(mine)
    else:
        _draw_run(newest)
    for run in found[1:_SHOWN_RUNS]:
        panel = st.expander(plain(_heading(run)), key=f"run-{run.number}", on_change="rerun")
        if panel.open:
            with panel:
                _files(run)


def _newest_run(mine: Province) -> None:
    run = runs(mine)[0]
    _draw_run(run)
    if not is_at_work(run):
        st.rerun()


def _heading(run: CollectingRun) -> str:
    by = f"，{run.by}" if run.by else ""
    return f"第 {run.number} 次　{run.at:%Y-%m-%d %H:%M}{by}　{run.words}"


def _draw_run(run: CollectingRun) -> None:
    with st.container(border=True):
        st.markdown(plain(_heading(run)))
        if run.ended is None:
            done = len(run.files) - len(run.left)
            st.progress(done / len(run.files) if run.files else 0.0, f"看了 {done}/{len(run.files)} 个文件")
            if is_at_work(run):
                st.caption("正在收，每几秒更新一次。还没有看的：" + plain("、".join(run.left[:8])))
            else:
                st.warning("这一次没有收完就停了：把这些包再收一次，收下的不会重算。")
        refused = [one for one in run.results if one.state == REFUSED]
        if refused:
            lines(
                {
                    "没收的文件": [plain(one.file) for one in refused],
                    "原因": [plain(one.words) for one in refused],
                }
            )
        panel = st.expander("逐个文件", key=f"run-{run.number}-files", on_change="rerun")
        if panel.open:
            with panel:
                _files(run)


def _files(run: CollectingRun) -> None:
    table = pd.DataFrame(
        {
            "时间": [f"{one.at:%m-%d %H:%M}" for one in run.results],
            "结果": [one.state for one in run.results],
            "上报包": [one.file for one in run.results],
            "说明": [one.words for one in run.results],
            "复算差异": [f"{one.differences} 处" if one.differences else "" for one in run.results],
        }
    )
    grid(table, alt=f"第{run.number}次收报的每个文件", key=f"run-{run.number}-table")
