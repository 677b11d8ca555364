"""Words of the upload page: days, states, file names; texts of other people's files shown as they are."""

import re
from datetime import date, datetime

from metrics.charts.words import STATES
from metrics.framework import Period, UnitSpec, load_framework
from metrics.ingest import SubmissionInfo
from metrics.store.reporting import SUBMISSION_STATE_NAMES

_COLOURS = {
    "late": "red",
    "submitted": "blue",
    "returned": "orange",
    "approved": "green",
    "published": "green",
}

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def plain(text: str) -> str:
    """A text for Markdown in which nothing is markup: names of files and sheets, cells, reasons."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def unbroken(heading: str) -> str:
    """A heading that stays on one line in a narrow table: Chinese may else break after every character."""
    return "\u2060".join(heading)


def state_badge(state: str) -> str:
    """A state as a coloured word."""
    return f":{_COLOURS.get(state, 'gray')}-badge[{STATES.get(state) or SUBMISSION_STATE_NAMES[state]}]"


def file_name(*parts: str, suffix: str = ".xlsx") -> str:
    """A file name of several parts without signs that Windows refuses."""
    return "_".join(_UNSAFE.sub("", part) for part in parts) + suffix


def template_name(unit: UnitSpec, period: Period) -> str:
    """The name under which a template is downloaded."""
    return file_name(f"{load_framework().county}产改台账", unit.code, unit.name, period.code)


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime | None) -> str:
    return f"{day(at)} {at:%H:%M}" if at else ""


def due_words(due_on: date | None, today: date, *, done: bool) -> str:
    """When a quarter is due, counted in days as long as it matters."""
    if due_on is None:
        return "未设截止日期"
    days = (due_on - today).days
    if done:
        left = ""
    elif days < 0:
        left = f"，已逾期 {-days} 天"
    else:
        left = f"，还有 {days} 天" if days else "，就是今天"
    return f"{day(due_on)}截止{left}"


def state_words(latest: SubmissionInfo | None) -> str:
    """Where a unit's reporting for a quarter stands, and what comes next."""
    if latest is None:
        return "本期还没有报送。"
    edition, sent = f"第 {latest.revision} 版", moment(latest.submitted_at)
    if latest.state == "returned":
        why = plain(latest.note) or "没有写明原因"
        return f"{edition}被退回。**退回原因：{why}** 改好后在下面重新上传。"
    if latest.state in ("approved", "published"):
        return f"{edition}已审核通过。要更正可以再传，会成为第 {latest.revision + 1} 版，重新审核。"
    return f"{edition}已于 {sent} 报送，正等产改办审核；审核前还可以再传更正的一版。"
