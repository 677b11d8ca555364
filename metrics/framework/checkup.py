"""What the check-up of a framework tries and excuses, as data (`checkup.toml`), and what it came to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from metrics.framework.build import build_all, refuse_unknown
from metrics.framework.model import EMPTY, Framework, FrameworkError

FILE = "checkup.toml"
#: What a version to be is called while it is checked: its name is chosen last, and makes another hash.
CHECKED = "体检中的草稿"
_HOME = Path(__file__).parent
_TABLES = ("exception", "ledger", "way")


@dataclass(frozen=True)
class CheckupException:
    """Rows of a ledger that may lower a score, or raise one when they are taken away.

    `when` picks rows as a measure's filter does; `later` maps fields of a register to their states from low
    to high: a code's later row of a lower state is meant. Without either it is every row.
    """

    ledger: str
    words: str
    when: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    later: Mapping[str, Any] = field(default_factory=lambda: EMPTY)

    @property
    def whole(self) -> bool:
        """Whether it is the whole ledger."""
        return not self.when and not self.later


@dataclass(frozen=True)
class RowKind:
    """A good row of a kind: its name, and the cells that differ from a typical row (blank: empty text)."""

    name: str
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class LedgerTrial:
    """How a ledger's rows are tried (see `checkup.toml`)."""

    code: str
    good: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    apart: tuple[str, ...] = ()
    divide: tuple[str, ...] = ()
    least: float = 0.0
    kinds: tuple[RowKind, ...] = ()
    size: str = ""
    fresh: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()


@dataclass(frozen=True)
class GainWay:
    """A way to gain points by rows, and the quality rules that would notice many of them."""

    ledger: str
    name: str
    rules: tuple[str, ...]
    cells: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    turn: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    spread: bool = False
    levels: tuple[str, ...] = ("E", "B", "U")


@dataclass(frozen=True)
class CheckupPlan:
    """Everything of `checkup.toml`."""

    exceptions: tuple[CheckupException, ...]
    ledgers: tuple[LedgerTrial, ...]
    ways: tuple[GainWay, ...]

    def excused(self, ledger: str) -> tuple[CheckupException, ...]:
        """The exceptions of a ledger."""
        return tuple(one for one in self.exceptions if one.ledger == ledger)


@dataclass(frozen=True)
class CheckupVerdict:
    """What a check-up came to, for whoever decides by it.

    Args:
        framework: hash of the framework that was checked.
        period: code of the period whose rows were used; empty without one.
        data_version: of these rows.
        trials: how many changes of the rows were tried; 0 when there were no rows.
        violations: a sentence for everything that was found.
    """

    framework: str
    period: str
    data_version: str
    trials: int
    violations: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.violations


@lru_cache(maxsize=4)
def load_checkup(folder: Path = _HOME) -> CheckupPlan:
    """Read `checkup.toml` of a folder; FrameworkError names table and key of what is wrong."""
    try:
        table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FrameworkError(FILE, "文件", "语法", f"读不了（{error}）") from None
    refuse_unknown(table, _TABLES, FILE, "顶层")
    return CheckupPlan(
        tuple(build_all(CheckupException, table, "exception", FILE)),
        tuple(build_all(LedgerTrial, table, "ledger", FILE)),
        tuple(build_all(GainWay, table, "way", FILE)),
    )


def check_plan(plan: CheckupPlan, framework: Framework) -> None:
    """Every ledger and field that the plan names is one of the framework's; FrameworkError otherwise."""
    for table, code, fields in _named(plan):
        if code not in framework.ledgers:
            raise FrameworkError(FILE, table, "ledger", f"没有台账“{code}”")
        for name in fields:
            if name != "any" and name not in framework.ledgers[code].by_id:
                raise FrameworkError(FILE, f"{table} {code}", name, "没有这一列")


def _named(plan: CheckupPlan) -> list[tuple[str, str, tuple[str, ...]]]:
    """Table, ledger and fields of everything in the plan."""
    found = [("exception", one.ledger, (*_fields(one.when), *one.later)) for one in plan.exceptions]
    for trial in plan.ledgers:
        cells = tuple(name for kind in trial.kinds for name in kind.cells)
        size = (trial.size,) if trial.size else ()
        own = (*trial.apart, *trial.divide, *trial.fresh, *trial.clear)
        found.append(("ledger", trial.code, (*_fields(trial.good), *own, *size, *cells)))
    return found + [("way", one.ledger, (*one.cells, *one.turn)) for one in plan.ways]


def _fields(rule: Mapping[str, Any]) -> tuple[str, ...]:
    inner = tuple(name for one in rule.get("any", ()) for name in one)
    return (*(name for name in rule if name != "any"), *inner)
