"""Which changes of the rows are tried, and on how many rows at once.

A row is tried alone, or together with rows of others: one for every enterprise, one under every brand, one by
every unit. There each of them has one new row only, so that such a trial is as good as one a row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import RowKind
from metrics.scoring.checkup import alike
from metrics.scoring.checkup.model import ADD, JOIN, MOVE, RIVAL, SPLIT, TAKE, Trial
from metrics.scoring.checkup.sheet import RowOwner, TrialSheet

#: Rows of each kind that are tried alone, and slices of a ledger that are taken away.
ALONE, SLICES = 3, 24
#: Rows that a rival gets typed under each of its brands.
_UNDER_A_BRAND = 10


@dataclass(frozen=True, eq=False)
class Targets:
    """Whom added rows may be about."""

    sheet: TrialSheet
    chance: np.random.Generator

    @cached_property
    def enterprises(self) -> list[str]:
        """Codes of the enterprises on the roster."""
        known = self.sheet.prepared.directory
        return [str(code) for code in known.enterprises[known.roster - 1]]

    @cached_property
    def brands(self) -> list[tuple[str, str]]:
        """Code and lead unit of every brand."""
        known = self.sheet.prepared.directory
        leads = ["", *known.units]
        return [
            (str(code), leads[lead]) for code, lead in zip(known.brands, known.lead[1:], strict=True) if lead
        ]

    @cached_property
    def units(self) -> list[str]:
        """Codes of the units."""
        framework, period = self.sheet.prepared.framework, self.sheet.prepared.period
        return [unit.code for unit in framework.units if unit.holds(period.end)]

    def enterprise(self) -> str:
        """One of the enterprises."""
        return str(self.chance.choice(self.enterprises))

    def of_enterprises(self) -> list[RowOwner]:
        """One row about every enterprise, by any unit, half of them under a brand."""
        return [self._by_somebody(code) for code in self.enterprises]

    def of_brands(self) -> list[RowOwner]:
        """One row under every brand, by its lead unit, at any enterprise."""
        return [RowOwner(self.enterprise(), brand, lead) for brand, lead in self.brands]

    def of_units(self) -> list[RowOwner]:
        """One row by every unit without a brand, at any enterprise."""
        return [RowOwner(self.enterprise(), "", unit) for unit in self.units]

    def of_rivals(self) -> list[RowOwner]:
        """Some rows under every brand, each by a unit that does not lead it."""
        return [
            RowOwner(self.enterprise(), brand, str(self.chance.choice([u for u in self.units if u != lead])))
            for brand, lead in self.brands
            for _ in range(_UNDER_A_BRAND)
        ]

    def any_one(self) -> RowOwner:
        """A row of anybody."""
        return self._by_somebody(self.enterprise())

    def _by_somebody(self, enterprise: str) -> RowOwner:
        if self.brands and self.chance.random() < 0.5:
            brand, lead = self.brands[self.chance.integers(len(self.brands))]
            return RowOwner(enterprise, brand, lead)
        return RowOwner(enterprise, "", str(self.chance.choice(self.units)))


def trials(sheet: TrialSheet, chance: np.random.Generator) -> Iterator[Trial]:
    """Everything that is tried with a ledger."""
    targets = Targets(sheet, chance)
    yield from _added(sheet, targets)
    if sheet.spec.kind == "register":
        yield from _again(sheet)
    yield from _taken(sheet, chance)
    yield from _said_otherwise(sheet, chance)
    if sheet.spec.refers_to("L01") and targets.brands:
        yield from _under_others(sheet, targets)


def _kinds(sheet: TrialSheet) -> tuple[RowKind, ...]:
    return (RowKind("", {}), *sheet.trial.kinds)


def _like(sheet: TrialSheet, kind: RowKind, count: int, chance: np.random.Generator) -> np.ndarray:
    """Rows that new ones are like: any good ones, of a kind of its own the typical one."""
    return np.full(count, sheet.typical) if kind.cells else chance.choice(sheet.good, count)


def _added(sheet: TrialSheet, targets: Targets) -> Iterator[Trial]:
    for kind in _kinds(sheet):
        what = f"（{kind.name}）" if kind.name else ""
        for _ in range(ALONE):
            words = f"在{sheet.name}里多一行{what}"
            yield _adding(ADD, sheet, words, kind, [targets.any_one()], targets.chance)
        for places, whom in (
            (targets.of_enterprises(), "每家企业"),
            (targets.of_brands(), "每个品牌"),
            (targets.of_units(), "每个单位"),
        ):
            if places:
                words = f"在{sheet.name}里给{whom}各多一行{what}"
                yield _adding(ADD, sheet, words, kind, places, targets.chance)


def _adding(
    act: str,
    sheet: TrialSheet,
    words: str,
    kind: RowKind,
    places: list[RowOwner],
    chance: np.random.Generator,
) -> Trial:
    rows = _like(sheet, kind, len(places), chance)
    return Trial(
        act, sheet.code, words, len(places), partial(sheet.with_added, rows, places, _cells(sheet, kind))
    )


def _again(sheet: TrialSheet) -> Iterator[Trial]:
    """What a register's codes reported last, reported once more without change."""
    rows = np.flatnonzero(sheet.table.rows.counts & ~sheet.excused)
    if len(rows):
        words = f"在{sheet.name}里把每个编号最近的一行照原样再报一次"
        yield Trial(ADD, sheet.code, words, len(rows), partial(sheet.with_repeated, rows))


def _cells(sheet: TrialSheet, kind: RowKind) -> Mapping[str, Any]:
    """The cells of a kind; the typical row is left as it is where it has no such column."""
    return {name: value for name, value in kind.cells.items() if name in sheet.frame}


def _under_others(sheet: TrialSheet, targets: Targets) -> Iterator[Trial]:
    for kind in _kinds(sheet):
        what = f"（{kind.name}）" if kind.name else ""
        words = f"别的单位在{sheet.name}里把 {_UNDER_A_BRAND} 行{what}写在每个品牌下"
        yield _adding(RIVAL, sheet, words, kind, targets.of_rivals(), targets.chance)


def _taken(sheet: TrialSheet, chance: np.random.Generator) -> Iterator[Trial]:
    rows = chance.permutation(sheet.counted[~sheet.excused[sheet.counted]])
    for row in rows[:ALONE]:
        yield _taking(sheet, f"在{sheet.name}里去掉一行", np.array([row]))
    table = sheet.table
    for whose, whom, most in (
        (table.enterprise, "每家企业", SLICES),
        (table.brand, "每个品牌", ALONE),
        (table.unit, "每个单位", ALONE),
    ):
        words = f"在{sheet.name}里去掉{whom}各一行"
        for part in _slices(rows, whose, chance)[:most]:
            yield _taking(sheet, words, part)
    if len(rows) > 1:
        yield _taking(sheet, f"在{sheet.name}里去掉一半的行", rows[: len(rows) // 2])


def _slices(rows: np.ndarray, whose: np.ndarray, chance: np.random.Generator) -> list[np.ndarray]:
    """The rows in parts that hold at most one row of anybody; rows of nobody stand by themselves."""
    owners = pd.Series(whose[rows])
    owners = owners.mask(owners == 0, -1 - np.arange(len(rows)) % max(1, len(set(owners))))
    turn = owners.groupby(owners).cumcount().to_numpy()
    parts = [rows[turn == at] for at in range(int(turn.max(initial=-1)) + 1)]
    return [parts[at] for at in chance.permutation(len(parts))]


def _taking(sheet: TrialSheet, words: str, rows: np.ndarray) -> Trial:
    return Trial(TAKE, sheet.code, words, len(rows), partial(sheet.without, rows))


def _as_made(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _said_otherwise(sheet: TrialSheet, chance: np.random.Generator) -> Iterator[Trial]:
    changes = []
    if sheet.trial.divide:
        changes = [
            (SPLIT, "把能拆的行都拆成两行", alike.split(sheet)),
            (JOIN, "把同一个月的同类行并成一行", alike.join(sheet)),
        ]
    if sheet.spec.date:
        changes.append((MOVE, "把日期都改到同一个月的另一天", alike.moved(sheet, chance)))
    for act, words, (frame, rows) in changes:
        if rows:
            yield Trial(act, sheet.code, f"在{sheet.name}里{words}", rows, partial(_as_made, frame))
