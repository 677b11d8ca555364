"""Ways in which rows count, as they are offered to people (`ways.toml`), and sums that do not fit theirs."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from metrics.framework.build import build_all
from metrics.framework.loader import VISIBLE
from metrics.framework.model import (
    ColumnSpec,
    Framework,
    FrameworkError,
    LedgerSpec,
    MeasureSpec,
    MeasureTerm,
)

FILE = "ways.toml"
#: Options of a sum, in words.
TERM_OPTIONS = {
    "minus": "减去哪一列",
    "offline": "只计线下",
    "points": "积分表",
    "blank": "空着的计几分",
    "most_per_level": "每级最多计几项",
    "most": "一家企业最多计几个",
    "trailing_months": "看期末前几个月（空着是当年）",
}


@dataclass(frozen=True)
class WayColumn:
    """A column that a way is told: what it is for, and the types it may have."""

    label: str
    types: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True)
class CountingWay:
    """A way in which a row counts (see `ways.toml`)."""

    id: str
    name: str
    words: str
    columns: tuple[WayColumn, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()

    def suits(self, ledger: LedgerSpec) -> bool:
        """Whether it makes sense for a ledger: it is meant for it, and it has the columns and a date."""
        if self.ledgers and ledger.code not in self.ledgers:
            return False
        if self.id == "months" and not ledger.date:
            return False
        return all(part.optional or fitting(ledger, part) for part in self.columns)


@lru_cache(maxsize=2)
def load_ways(folder: Path = Path(__file__).parent) -> tuple[CountingWay, ...]:
    """Every way that is offered, in the order of the file."""
    table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return tuple(build_all(CountingWay, table, "way", FILE))


def fitting(ledger: LedgerSpec, part: WayColumn) -> tuple[ColumnSpec, ...]:
    """The columns of a ledger that a way may be told: of its types, and no evidence."""
    return tuple(one for one in ledger.columns if one.type in part.types and not one.evidence)


def check_ways(framework: Framework) -> None:
    """Refuse sums that do not say what their way has to be told; FrameworkError naming measure and key.

    Ways that are not offered are left to whoever added them.
    """
    ways = {way.id: way for way in load_ways()}
    for measure in framework.measures:
        for number, term in enumerate(measure.ledger.term, 1):
            if term.value in ways:
                for problem in _problems(framework, measure, number, term, ways[term.value]):
                    raise problem


def _problems(
    framework: Framework, measure: MeasureSpec, number: int, term: MeasureTerm, way: CountingWay
) -> Iterator[FrameworkError]:
    ledger, where = framework.ledgers[term.source], f"measure {measure.id} term {number}"
    if way.ledgers and ledger.code not in way.ledgers:
        yield FrameworkError(VISIBLE, where, "value", f"“{way.name}”不能用于{ledger.sheet}")
    needed = sum(not part.optional for part in way.columns)
    if not needed <= len(term.columns) <= max(len(way.columns), needed):
        yield FrameworkError(
            VISIBLE, where, "columns", f"“{way.name}”要写 {needed} 列，现有 {len(term.columns)} 列"
        )
    for part, name in zip(way.columns, term.columns, strict=False):
        if name not in ledger.by_id:
            yield FrameworkError(VISIBLE, where, "columns", f"{ledger.sheet}没有“{name}”这一列")
        elif ledger.by_id[name].type not in part.types:
            header = ledger.by_id[name].header
            yield FrameworkError(VISIBLE, where, "columns", f"“{header}”不能用作{part.label}")
    for option in way.needs:
        if option not in term.options:
            yield FrameworkError(VISIBLE, where, option, f"“{way.name}”要写明{TERM_OPTIONS[option]}")
