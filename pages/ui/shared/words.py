"""Words on pages: days, states, badges, file names; other people's texts shown as they are."""

import re
from datetime import date, datetime

import streamlit as st

from metrics.framework import Period, UnitSpec, safe_file_name
from metrics.host import selectors
from metrics.ingest import SEVERITIES, CheckedWorkbook
from metrics.store.setting_up import template_name as name_of_template
from metrics.words import STATES
from pages import cached

_STATE_COLOURS = {
    "late": "red",
    "submitted": "blue",
    "returned": "orange",
    "approved": "green",
    "published": "green",
}
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
SEVERITY_COLOURS = {"error": "red", "confirm": "orange", "hint": "blue"}


def literal(text: str) -> str:
    """A text of a user's as Streamlit's Markdown shows it letter by letter: no link, no colour."""
    return _SPECIAL.sub(r"\\\1", text)


def erased_words(sha256: str) -> str:
    """What stands where the file of a checksum was, when it was erased; empty while it is there."""
    gone = cached.store().reporting.erased().get(sha256)
    return plain(str(gone)) if gone else ""


def plain(text: str) -> str:
    """A text for Markdown in which nothing is markup: names of files and sheets, cells, reasons."""
    return literal(" ".join(text.split()))


def unbroken(heading: str) -> str:
    """A heading that stays on one line in a narrow table: Chinese may else break after every character."""
    return "\u2060".join(heading)


def state_badge(state: str) -> str:
    """A state as a coloured word."""
    return f":{_STATE_COLOURS.get(state, 'gray')}-badge[{STATES[state]}]"


def file_name(*parts: str, suffix: str = ".xlsx") -> str:
    """A file name of several parts without spaces and signs that Windows refuses."""
    return safe_file_name("_".join(_UNSAFE.sub("", part) for part in parts), suffix)


def template_name(unit: UnitSpec, period: Period) -> str:
    """The name under which a template is downloaded."""
    return name_of_template(cached.framework().county, unit, period)


def day(on: date) -> str:
    """`2024年1月15日`."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime | None) -> str:
    """`2024年1月15日 09:00`; empty without one."""
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


def chinese_file_chooser(key: str) -> None:
    """Style the uploader of a key: Streamlit's own words on it are English and cannot be set."""
    st.html(
        f"""<style>
{selectors.keyed(key)} {selectors.DROPZONE_HINT} {{display: none}}
{selectors.keyed(key)} {selectors.DROPZONE} button p {{font-size: 0}}
{selectors.keyed(key)} {selectors.DROPZONE} button p::after {{
    content: "选择文件"; font-size: 0.875rem}}
</style>"""
    )


def account_names() -> dict[str, str]:
    """Account code → name."""
    return cached.store().people.names()


def finding_badges(checked: CheckedWorkbook) -> str:
    """How many findings of each severity, as coloured badges; one green word without any."""
    counts = {severity: len(checked.of_severity(severity)) for severity in SEVERITIES}
    badges = [f":{SEVERITY_COLOURS[s]}-badge[{SEVERITIES[s]} {n}]" for s, n in counts.items() if n]
    return " ".join(badges) or ":green-badge[没有问题]"
