"""What one cell says: its value, how sure it is, and what is wrong with it."""

import unicodedata
from datetime import date
from typing import NamedTuple

from metrics.framework import name_key, visible
from metrics.ingest.read import Raw
from metrics.ingest.values.displays import displayed

Value = str | int | float | bool | date | None


class Reading(NamedTuple):
    """The meaning of one distinct cell value in one column; made once a distinct cell, so it must be cheap.

    `bound` is lower, upper or about when the value is only that. `problem` is the finding's code, `proposal`
    the text that would be exact, `choices` several that may be, `detail` completes the finding's sentence. An
    error leaves `value` None.
    """

    value: Value = None
    bound: str = ""
    problem: str = ""
    proposal: str = ""
    detail: str = ""
    blank: bool = False
    choices: tuple[str, ...] = ()


BLANK = Reading(blank=True)
#: Signs of what may be a name or a word; likeness is not looked for in longer texts.
LONGEST_NAME = 200

#: Typed where there is nothing to say; a blank, not a zero.
NOTHING = frozenset(
    {"无", "没有", "暂无", "-", "--", "—", "——", "/", "\\", "n/a", "na", "null", "none", "空"}
)


#: Signs that look like another and that NFKC leaves: hyphens, a slash of fractions, a colon of ratios.
_LOOKALIKES = str.maketrans("\u2010\u2011\u2012\u02d7\u2044\u2215\u29f8\u2236", "----///:")


def nfkc(text: str) -> str:
    """Full-width forms as ASCII, without outer spaces and invisible signs; for parsing, never for display."""
    return unicodedata.normalize("NFKC", visible(text)).translate(_LOOKALIKES).strip()


def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing to say."""
    return name_key(text) in NOTHING


def shown(raw: Raw) -> str:
    """A cell as the person sees it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, tuple):
        return _shown_tuple(raw)
    return str(int(raw)) if float(raw).is_integer() and abs(raw) < 1e15 else repr(float(raw))


def _shown_tuple(raw: tuple) -> str:
    kind, *parts = raw
    if kind == "f":
        return displayed(parts[0], parts[1])
    if kind in ("i", "b"):
        return "（图片）" if kind == "i" else "是" if parts[0] else "否"
    if kind == "d":
        return "{:04d}-{:02d}-{:02d}".format(*parts)
    if kind == "dt":
        day, clock = _shown_tuple(("d", *parts[:3])), "{:02d}:{:02d}".format(*parts[3:5])
        return f"{day} {clock}" if any(parts[3:]) else day
    if kind == "t":
        return "{:02d}:{:02d}".format(*parts[:2])
    return f"{parts[0] / 3600:g}小时"
