"""The list of rules: one function a rule, its words and parameters in quality.toml."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, cast

import pandas as pd

from metrics.doubts.model import SEVERITIES, CountyRows, Doubt, Place

_FILE = Path(__file__).with_name("quality.toml")
#: Code → words that stand beside the rule itself.
_BESIDE: dict[str, "RuleSpec"] = {}
#: Names written out in a sentence; the rest is counted.
MOST_NAMED = 8


@dataclass(frozen=True)
class RuleSpec:
    """One rule's words (`message`, `expected`, `hint` are templates) and its parameters `limits`.

    `scope` is county for what is said of the whole county: it hangs on no unit's report.
    """

    code: str
    kind: str
    title: str
    severity: str
    decision: str
    message: str
    expected: str
    hint: str
    limits: Mapping[str, Any]
    scope: str = "unit"

    def doubt(
        self,
        where: Iterable[Place] = (),
        *,
        key: str,
        found: str = "",
        severity: str = "",
        units: Iterable[str] = (),
        **words: object,
    ) -> Doubt:
        """Make a doubt of this rule.

        Args:
            where: its cells.
            key: what tells it from others of the rule, and changes when something else is found.
            found: what stands there.
            severity: another one than the rule's own.
            units: whom it concerns; without them the units of its cells.
            **words: placeholders of the templates.
        """
        places = tuple(where)
        given = {"found": found, **{name: str(word) for name, word in words.items()}}
        expected = _filled(self.expected, given)
        given["expected"] = expected
        return Doubt(
            code=self.code,
            title=self.title,
            severity=severity or self.severity,
            where=places,
            found=found,
            expected=expected,
            message=_filled(self.message, given),
            hint=_filled(self.hint, given),
            key=f"{self.code}|{key}",
            kind=self.kind,
            scope=self.scope,
            decision=self.decision,
            units=tuple(dict.fromkeys(units)) or tuple(dict.fromkeys(place.unit for place in places)),
        )


Rule = Callable[[CountyRows, RuleSpec], Iterable[Doubt]]
#: Code → rule, in the order of the files.
RULES: dict[str, Rule] = {}


def rule(code: str, **table: object) -> Callable[[Rule], Rule]:
    """Enter a rule.

    Its words are those of its code in quality.toml, or stand beside it: `table` then holds the fields of
    `RuleSpec` but the code. Raises KeyError for a code without words, ValueError for one that has them twice.
    """
    if table and code in specs():
        raise ValueError(f"rule {code} has its words twice")
    if table:
        _BESIDE[code] = _spec(code, table)
    elif code not in specs():
        raise KeyError(f"no table {code} in {_FILE.name}, and no words beside the rule")

    def enter(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return enter


def specs() -> Mapping[str, RuleSpec]:
    """Every rule's words and parameters by code: those of the file in its order, then those beside a rule."""
    return {**_written(), **_BESIDE}


@cache
def _written() -> Mapping[str, RuleSpec]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: _spec(code, table) for code, table in tables.items()}


def _spec(code: str, table: Mapping[str, Any]) -> RuleSpec:
    return RuleSpec(code, **{"limits": {}, **table})


def check_county(county: CountyRows, codes: Iterable[str] | None = None) -> tuple[Doubt, ...]:
    """Apply the rules to a county.

    Args:
        county: the rows, and what they are compared with.
        codes: of the rules wanted; all without it.

    Returns:
        What was found: questions first, then doubts, then hints; within these by code.
    """
    wanted = specs() if codes is None else list(codes)
    found = [doubt for code in wanted if code in RULES for doubt in RULES[code](county, specs()[code])]
    ranks = list(SEVERITIES)
    return tuple(sorted(found, key=lambda doubt: (ranks.index(doubt.severity), doubt.code)))


def number(value: object) -> str:
    """A number as people write it: `1,752`, `6.3`; a missing one says 空."""
    # A place holds cells of columns of every type; those said as numbers are of number columns.
    figure = cast("float | None", value)
    if pd.isna(figure):
        return "空"
    rounded = round(float(figure), 1)
    return f"{rounded:,.0f}" if rounded.is_integer() else f"{rounded:,.1f}"


def names(texts: Iterable[str], most: int = MOST_NAMED) -> str:
    """A list in a sentence: the first few, and how many there are."""
    every = [text for text in texts if text]
    few = "、".join(every[:most])
    return few if len(every) <= most else f"{few}等 {len(every)} 个"


def columns_of(spec: RuleSpec) -> Iterator[Mapping[str, Any]]:
    """The entries of a rule that looks at several columns."""
    yield from spec.limits["columns"]


def key_of(places: Sequence[Place], *found: object) -> str:
    """A key of rows and of what was found in them."""
    rows = "||".join(sorted({place.id for place in places}))
    return "|".join((rows, *(str(one) for one in found)))


def _filled(template: str, words: Mapping[str, str]) -> str:
    return Formatter().vformat(template, (), words)
