"""What a check-up tries, finds and gives back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.framework import LEVEL_NAMES, CheckupException, CheckupVerdict

#: What is done to the rows, with what must not happen then: nothing lower, nothing higher, nothing other.
ADD, TAKE, SPLIT, JOIN, ORDER, MOVE, RIVAL = ACTS = (
    *("add", "take", "split", "join", "order", "move", "rival"),
)
NOT_LOWER, NOT_HIGHER, SAME = "不应降低", "不应升高", "不应变动"
FORBIDDEN = {ADD: NOT_LOWER, TAKE: NOT_HIGHER, RIVAL: NOT_LOWER} | dict.fromkeys(
    (SPLIT, JOIN, ORDER, MOVE), SAME
)
#: Act → what it is called in a list of what was tried.
ACT_NAMES = {
    ADD: "多一行好事",
    TAKE: "去掉一行",
    SPLIT: "拆分一行",
    JOIN: "合并同类行",
    ORDER: "打乱次序",
    MOVE: "月内改日期",
    RIVAL: "写在别人品牌下",
}


@dataclass(frozen=True, eq=False)
class Trial:
    """One change of one ledger's rows (of every ledger's with an empty `ledger`).

    `words` say what was done, as the beginning of a sentence. `make` gives the ledger's rows afterwards.
    """

    act: str
    ledger: str
    words: str
    rows: int
    make: Callable[[], pd.DataFrame]


@dataclass(frozen=True)
class Violation:
    """A score that moved as it must not. `before` and `after` are points of 100, None without a score.

    `measure` is the id of a measure, or of the total; `entities` how many of the level moved so in all.
    """

    act: str
    ledger: str
    done: str
    level: str
    entity: str
    entity_name: str
    measure: str
    measure_name: str
    before: float | None
    after: float | None
    entities: int = 1

    @property
    def sentence(self) -> str:
        """What was done, to whom, which measure, and the change."""
        more = f"，同样的还有 {self.entities - 1} 个" if self.entities > 1 else ""
        whose = f"{LEVEL_NAMES[self.level]}“{self.entity_name}”（{self.entity}）"
        change = f"从 {_points(self.before)} 变为 {_points(self.after)}"
        must = FORBIDDEN[self.act]
        return f"{self.done}：{whose}的 {self.measure} {self.measure_name}{change}，{must}{more}。"


def _points(points: float | None) -> str:
    return "没有得分" if points is None else f"{points:.4g} 分"


@dataclass(frozen=True)
class Tried:
    """How many trials of an act were made with a ledger's rows, how many rows they touched."""

    act: str
    ledger: str
    trials: int
    rows: int


@dataclass(frozen=True)
class Price:
    """What one more typical row of a ledger does for a typical entity of a level."""

    level: str
    entity: str
    entity_name: str
    ledger: str
    sheet: str
    row: str
    points: float


@dataclass(frozen=True)
class CheapWay:
    """A way to gain points: rows that are needed for `GAIN` points (None: not with the most that is tried),
    what that many gain, and the quality rules that would notice.
    """

    level: str
    entity: str
    entity_name: str
    ledger: str
    sheet: str
    way: str
    rows: int | None
    points: float
    rules: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Spread:
    """How far a measure or item tells the entities of a level apart.

    `full`, `none`: shares of those with a score that stand at 100 and at 0. `one_value`: the share at the
    most frequent value. `distinct`: different scores. `correlation` with the total, `weight` the mean
    effective weight, `influence` the share of the total's variance that comes from it (NaN where nothing
    varies).
    `target` is the present target, `proposed` the span of a better one; None where there is none.
    """

    level: str
    id: str
    name: str
    item: bool
    scored: int
    full: float
    none: float
    one_value: float
    distinct: int
    correlation: float
    weight: float
    influence: float
    target: float | None = None
    proposed: tuple[float, float] | None = None

    @property
    def crowded(self) -> bool:
        """Whether more than 60 % of the entities stand at one value, where there are enough to say so."""
        return self.scored >= ENOUGH and self.one_value > MOST_AT_ONE


#: The share of entities that may stand at one value, and of how many one can say that.
MOST_AT_ONE, ENOUGH = 0.6, 10


@dataclass(frozen=True, eq=False)
class Checkup:
    """What a check-up found.

    Args:
        verdict: whether it passed, of which framework, on which rows.
        version: name of the framework's version.
        label: the period in words.
        seed: of the sampling.
        tried: what was tried.
        exceptions: rows that were excused.
        violations: what must not be.
        prices: points a typical row.
        ways: the cheapest ways to gain points.
        spreads: how far measures and items tell entities apart.
    """

    verdict: CheckupVerdict
    version: str
    label: str
    seed: int
    tried: tuple[Tried, ...]
    exceptions: tuple[CheckupException, ...]
    violations: tuple[Violation, ...]
    prices: tuple[Price, ...]
    ways: tuple[CheapWay, ...]
    spreads: tuple[Spread, ...]


def missing_to_none(points: float) -> float | None:
    """None for NaN."""
    return None if np.isnan(points) else float(points)
