"""The whole check-up of a framework on the rows of a period."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import numpy as np

from metrics.county import Dataset
from metrics.framework import (
    LEVEL_NAMES,
    LEVELS,
    CheckupPlan,
    CheckupVerdict,
    MeasureSpec,
    check_plan,
    load_checkup,
)
from metrics.scoring.checkup.alike import shuffled
from metrics.scoring.checkup.model import (
    ADD,
    FORBIDDEN,
    ORDER,
    TAKE,
    CheapWay,
    Checkup,
    Price,
    Trial,
    Tried,
    Violation,
    missing_to_none,
)
from metrics.scoring.checkup.prices import PRICED, Till, cheapest, prices
from metrics.scoring.checkup.sheet import TrialSheet, sheets
from metrics.scoring.checkup.spread import spreads
from metrics.scoring.checkup.standing import Move, Standing, moves, names, readers, standing
from metrics.scoring.checkup.trials import trials
from metrics.scoring.measures import Prepared, check_countable, level_of, prepare
from metrics.scoring.scorebook import ScoreBook, score_book

SEED = 2024
#: Acts whose first trial on many rows is compared by whole scores, not by measures alone: one a ledger, in
#: turn.
_WHOLE = (ADD, TAKE)

#: Called with the share that is done and what is being tried.
Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Bench:
    """What trials are compared with."""

    prepared: Prepared
    readers: dict[str, tuple[MeasureSpec, ...]]
    before: Standing
    totals: Standing
    levels: Sequence[str]

    def moves(self, trial: Trial, *, whole: bool) -> Iterator[Move]:
        """What moves in a trial as it must not; with `whole` the totals too."""
        forbidden = FORBIDDEN[trial.act]
        if not trial.ledger:
            now = prepare(self.prepared.framework, self._shuffled())
            yield from moves(
                self.before, standing(now, self.prepared.framework.measures, self.levels), forbidden
            )
            return
        now = self.prepared.with_rows(trial.ledger, trial.make())
        yield from moves(
            self.before, standing(now, self.readers.get(trial.ledger, ()), self.levels), forbidden
        )
        if whole:
            books = {level: score_book(now, level) for level in self.levels}
            yield from moves(self.totals, _totals(books), forbidden)

    def _shuffled(self) -> Dataset:
        """Every ledger's rows in another order."""
        data, chance = cast("Dataset", self.prepared.data), np.random.default_rng(SEED)
        ledgers = {code: shuffled(frame, chance) for code, frame in data.ledgers.items()}
        return replace(data, ledgers=ledgers)


def check_up(prepared: Prepared, progress: Progress | None = None, seed: int = SEED) -> Checkup:
    """Try a framework on the rows of a period.

    Args:
        prepared: the framework and all approved rows up to the period's end.
        progress: told how far it is.
        seed: of the sampling.

    Raises:
        FrameworkError: `checkup.toml` names a ledger or field that the framework does not have, or this
            names a way of counting that the program does not have.
    """
    plan, say = load_checkup(), progress or (lambda _share, _words: None)
    check_plan(plan, prepared.framework)
    check_countable(prepared.framework)
    books = {level: score_book(prepared, level) for level in LEVELS}
    papers = sheets(prepared, plan)
    tried, violations = _violations(prepared, papers, books, seed, partial(_part, say, 0.0, 0.8))
    price_list, ways = _price_list(prepared, papers, books, plan, partial(_part, say, 0.8, 0.2))
    say(1.0, "完成")
    verdict = CheckupVerdict(
        prepared.framework.hash,
        prepared.period.code,
        prepared.data.version,
        sum(one.trials for one in tried),
        tuple(one.sentence for one in violations),
    )
    return Checkup(
        verdict,
        prepared.framework.version,
        prepared.scope.label,
        seed,
        tried,
        plan.exceptions,
        violations,
        price_list,
        ways,
        tuple(one for book in books.values() for one in spreads(prepared.framework, book)) if papers else (),
    )


def _price_list(
    prepared: Prepared,
    papers: Sequence[TrialSheet],
    books: dict[str, ScoreBook],
    plan: CheckupPlan,
    say: Progress,
) -> tuple[tuple[Price, ...], tuple[CheapWay, ...]]:
    """What rows are worth to a typical entity of each level that has scores."""
    price_list: list[Price] = []
    ways: list[CheapWay] = []
    for number, level in enumerate(PRICED if papers else ()):
        say(number / len(PRICED), f"{LEVEL_NAMES[level]}的价目")
        if books[level].scores[prepared.framework.root.id].notna().any():
            till = Till(prepared, books[level], readers(prepared, (level,)))
            price_list += list(prices(till, papers))
            ways += list(cheapest(till, papers, plan))
    return tuple(price_list), tuple(ways)


def _part(say: Progress, start: float, length: float, share: float, words: str) -> None:
    say(start + length * share, words)


def _violations(
    prepared: Prepared, papers: Sequence[TrialSheet], books: dict[str, ScoreBook], seed: int, say: Progress
) -> tuple[tuple[Tried, ...], tuple[Violation, ...]]:
    """Everything that is tried with the rows, and what it shows."""
    if not papers:
        return (), ()
    levels, chance = tuple(LEVELS), np.random.default_rng(seed)
    before = standing(prepared, prepared.framework.measures, levels)
    bench = Bench(prepared, readers(prepared, levels), before, _totals(books), levels)
    found: dict[tuple[str, ...], Violation] = {}
    rows: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    for number, sheet in enumerate(papers):
        say(number / len(papers), sheet.name)
        act = _WHOLE[number % len(_WHOLE)]
        for trial in trials(sheet, chance):
            first = trial.act == act and trial.rows > 1
            _note(found, prepared, trial, bench.moves(trial, whole=first))
            act = "" if first else act
            times[trial.act, trial.ledger] += 1
            rows[trial.act, trial.ledger] += trial.rows
    count = sum(len(sheet.frame) for sheet in papers)
    every = Trial(ORDER, "", "把全部台账的行打乱次序", count, lambda: papers[0].frame)
    _note(found, prepared, every, bench.moves(every, whole=False))
    tried = [Tried(act, ledger, times[act, ledger], rows[act, ledger]) for act, ledger in times]
    return (*tried, Tried(ORDER, "", 1, every.rows)), tuple(found.values())


def _note(
    found: dict[tuple[str, ...], Violation], prepared: Prepared, trial: Trial, moved: Iterator[Move]
) -> None:
    """Keep the first trial that shows each measure of each level to move, its greatest move, and how many."""
    by_measure: dict[tuple[str, str], list[Move]] = {}
    for move in moved:
        by_measure.setdefault((move.level, move.measure), []).append(move)
    for (level, measure), several in by_measure.items():
        key = (trial.act, trial.ledger, level, measure)
        if key not in found:
            worst = max(several, key=_size)
            found[key] = _violation(prepared, trial, worst, len(several))


def _size(move: Move) -> float:
    """How far a score moved; one that came or went counts least, for it says less."""
    return float(np.nan_to_num(abs(move.after - move.before)))


def _violation(prepared: Prepared, trial: Trial, move: Move, entities: int) -> Violation:
    known = level_of(prepared, move.level).entities
    return Violation(
        trial.act,
        trial.ledger,
        trial.words,
        move.level,
        str(known.index[move.entity]),
        str(known["name"].iloc[move.entity]),
        move.measure,
        names(prepared.framework, move.measure),
        missing_to_none(move.before),
        missing_to_none(move.after),
        entities,
    )


def _totals(books: dict[str, ScoreBook]) -> Standing:
    """The nodes of the tree, total, groups and items, as measures are."""
    return {
        level: {str(node): book.scores[node].to_numpy(dtype=float) for node in book.scores}
        for level, book in books.items()
    }
