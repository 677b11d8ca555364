"""Clauses: the smallest parts of a paper, each with the figures it rests on.

A clause in a TOML file is a text, or a table of `text`, `when` (conditions that must all hold) and `praise`.
Praise is what judges without a figure of its own: it rests on the figures told before it in its paragraph,
and falls with any of them, and in a period that is not complete. `words.toml` has the words of praise.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).with_name("texts")
HOLE = re.compile(r"\{(?P<id>[^{}|=]+)(?:\|(?P<style>[^{}=]+))?\}")
_CONDITION = re.compile(r"(?P<left>[^<>=!\s]+)\s*(?:(?P<sign><=|>=|!=|<|>|=)\s*(?P<right>[^<>=!\s]+))?")
_SIGNS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "=": lambda left, right: left == right,
        "!=": lambda left, right: left != right,
        "<": lambda left, right: left < right,
        ">": lambda left, right: left > right,
        "<=": lambda left, right: left <= right,
        ">=": lambda left, right: left >= right,
    }
)
#: What ends a sentence; a sentence without any of its figures goes as a whole.
ENDS = "。；！？"


class ClauseError(ValueError):
    """A clause that says nothing definite; one Chinese sentence."""


@dataclass(frozen=True)
class Clause:
    """A part of a paragraph.

    `when` are conditions such as `N36 = count:members` or `N09` (told, and not 0); `praise` judges.
    """

    text: str
    when: tuple[str, ...] = ()
    praise: bool = False

    @property
    def holes(self) -> tuple[str, ...]:
        """Ids of the figures and words in it."""
        return tuple(match["id"] for match in HOLE.finditer(self.text))


def clause_of(raw: str | Mapping[str, object]) -> Clause:
    """A clause as a file has it; one without `praise` is praise when it uses a word of praise and no figure.

    Raises:
        ClauseError: a table without a text, or with keys that mean nothing.
    """
    table: Mapping[str, object] = {"text": raw} if isinstance(raw, str) else raw
    unknown = set(table) - {"text", "when", "praise"}
    text, when = table.get("text"), table.get("when", [])
    if unknown or not isinstance(text, str) or not isinstance(when, list):
        raise ClauseError(f"分句 {dict(table)} 写得不对：要有 text，可有 when（列表）、praise。")
    praise = table.get("praise", praises(text) and not HOLE.search(text))
    return Clause(text, tuple(map(str, when)), bool(praise))


def praises(text: str) -> bool:
    """Whether a text uses a word of praise."""
    return any(word in text for word in words_of("praise"))


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """A list of `words.toml`: praise, growth."""
    table = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return tuple(table[kind])


def holds(condition: str, value: Callable[[str], float | None]) -> bool:
    """Whether a condition is met; never when one of its figures is unknown.

    Args:
        condition: `N09` (known and not 0), or `N36 = count:members`, with = != < > <= >=, figures or numbers.
        value: gives a figure by its id; None where nothing was reported.

    Raises:
        ClauseError: it is no condition.
    """
    match = _CONDITION.fullmatch(condition.strip())
    if match is None:
        raise ClauseError(f"条件“{condition}”看不懂，请写成 N09 或 N36 = count:members。")
    left = _side(match["left"], value)
    if match["sign"] is None:
        return bool(left)
    right = _side(match["right"], value)
    return left is not None and right is not None and _SIGNS[match["sign"]](left, right)


def _side(text: str, value: Callable[[str], float | None]) -> float | None:
    try:
        return float(text)
    except ValueError:
        return value(text)
