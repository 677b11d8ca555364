"""Wording that the office sends to units: who still owes a report, and why one comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.county import STATES, SubmissionInfo
from metrics.framework import parse_period
from metrics.ingest.write import WHOLE_FILE, FindingGroup

#: States in which a unit has to do something.
OWED = ("late", "returned", "missing")
#: Cells named in one line of a reason.
_CELLS = 6


@dataclass(frozen=True)
class Owed:
    """A report that a unit still owes: `state` is late, missing or returned, `why` the reason of a return."""

    unit: str
    name: str
    period: str
    state: str
    due_on: date | None
    revision: int = 0
    why: str = ""


def reported_late(
    submissions: Iterable[SubmissionInfo],
    due: Mapping[str, date | None],
    own: Mapping[tuple[str, str], date],
) -> frozenset[tuple[str, str]]:
    """Unit code and quarter of what first came in after its due date; a later correction is not late.

    Args:
        submissions: every revision of the quarters asked for.
        due: quarter → last day.
        own: unit and quarter → a later day that the unit was granted.
    """
    first: dict[tuple[str, str], date] = {}
    for info in submissions:
        if info.state != "withdrawn":
            key, on = (info.unit, info.period), info.submitted_at.date()
            first[key] = min(on, first.get(key, on))
    last = {key: own.get(key) or due.get(key[1]) or date.max for key in first}
    return frozenset(key for key, on in first.items() if last[key] < on)


def owed(board: pd.DataFrame, reasons: Mapping[tuple[str, str], str]) -> tuple[Owed, ...]:
    """What is owed, the longest due first.

    Args:
        board: as `ReportingStore.board` gives it.
        reasons: unit code and quarter → why its latest revision was returned.
    """
    rows = board[board["state"].isin(OWED)].sort_values(["due_on", "unit"], na_position="last")
    columns = ["unit", "name", "period", "state", "due_on", "revision"]
    return tuple(
        Owed(
            unit,
            name,
            period,
            state,
            None if pd.isna(due) else due.date(),
            0 if pd.isna(revision) else int(revision),
            reasons.get((unit, period), ""),
        )
        for unit, name, period, state, due, revision in rows[columns].itertuples(index=False, name=None)
    )


def reminder(name: str, debts: Sequence[Owed], today: date, address: str = "") -> str:
    """The message to one unit, ready to be sent.

    Args:
        name: the unit's.
        debts: what it owes, at least one.
        today: for the days it is late.
        address: of the system, as people type it; left out when it is not known.
    """
    lines = [f"{place}. {_debt(debt, today)}" for place, debt in enumerate(debts, 1)]
    if len(debts) == 1:
        lines = [_debt(debts[0], today)]
    return "\n".join(
        [
            f"{name}：",
            *lines,
            f"请登录“看得见”{_at(address)}，在“填报”页下载预填好的模板，填好后上传；没有发生的表留空即可。有疑问请与县产改办联系。",
            f"县产改办　{_day(today)}",
        ]
    )


def reminder_to_all(debts: Sequence[Owed], today: date, address: str = "") -> str:
    """One message for the group of all units: by quarter, who is late, who has to correct, who is missing."""
    if not debts:
        return ""
    parts = []
    for period in sorted({debt.period for debt in debts}):
        own = [debt for debt in debts if debt.period == period]
        title = f"【{parse_period(period).label}产改台账报送提醒】"
        parts += [f"{title}{_due(own[0].due_on, today)}", *_states(own)]
    closing = f"请以上单位尽快登录“看得见”{_at(address)}填报；被退回的，请按退回原因改好后重新上传。"
    return "\n".join([*parts, closing, f"县产改办　{_day(today)}"])


def _at(address: str) -> str:
    """`（https://…）`; nothing without an address."""
    return f"（{address}）" if address else ""


def _states(debts: Sequence[Owed]) -> list[str]:
    words = {state: STATES[state] for state in ("late", "missing", "returned")}
    words["returned"] += "，等待更正"
    lines = []
    for state, word in words.items():
        names = [debt.name for debt in debts if debt.state == state]
        if names:
            lines.append(f"{word}（{len(names)} 家）：{'、'.join(names)}")
    return lines


def _debt(debt: Owed, today: date) -> str:
    label = parse_period(debt.period).label
    if debt.state == "returned":
        why = f"原因：{debt.why}" if debt.why else "原因见“填报”页"
        return f"你单位{label}产改台账第 {debt.revision} 版已退回，{why.rstrip('。')}。请改好后重新上传。"
    return f"你单位{label}产改台账尚未报送。{_due(debt.due_on, today)}"


def _due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "请尽快报送。"
    days = (today - due_on).days
    if days > 0:
        return f"截止日期为{_day(due_on)}，已逾期 {days} 天。"
    return f"请于{_day(due_on)}前报送（{f'还有 {-days} 天' if days else '就是今天'}）。"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def problem_line(group: FindingGroup) -> str:
    """A group of findings as a line of a reason: `活动台账 F3、F7：人次写成文字。写成 400。`"""
    cells = [found.where.address for found in group.findings if found.where.address]
    more = f" 等 {len(cells)} 处" if len(cells) > _CELLS else ""
    where = f"{group.sheet if group.sheet != WHOLE_FILE else ''} {'、'.join(cells[:_CELLS])}{more}".strip()
    first = group.findings[0]
    what = first.message if len(group.findings) == 1 else group.title
    hint = f" {first.hint}" if first.hint else ""
    return f"{where + '：' if where else ''}{what}{hint}".strip()


def return_reason(lines: Iterable[str]) -> str:
    """The reason of a return, made of the lines that were chosen."""
    chosen = list(lines)
    if len(chosen) < 2:
        return "".join(chosen)
    return "\n".join(f"{place}. {line}" for place, line in enumerate(chosen, 1))
