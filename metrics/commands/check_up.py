"""The check-up of a framework on the command line: what `audit --period` does."""

import math
from collections.abc import Iterable
from dataclasses import asdict

import click
import pandas as pd

from metrics.commands.common import opened_for, print_json
from metrics.doubts import specs
from metrics.framework import LEVEL_NAMES, Framework, Period
from metrics.scoring import prepare
from metrics.scoring.checkup import Checkup, check_up
from metrics.tables import price_table, spread_table, tried_table, way_table

#: No verb of its own; the group `audit` calls it.
COMMANDS = ()
#: Levels with enough entities to say how far a framework tells them apart.
_TOLD_APART = ("enterprise", "brand", "unit")


def run_check_up(db: str, period: Period, version: str, *, as_json: bool) -> None:
    """Check a version on the rows of a period and print what was found; exit 1 with a violation."""
    store, framework = opened_for(db, period, version)
    data = store.reporting.dataset(framework, period)
    found = check_up(prepare(framework, data), _say)
    if as_json:
        print_json(as_record(found))
    else:
        for line in lines(framework, found):
            click.echo(line)
    if found.violations:
        raise SystemExit(1)


def _say(share: float, words: str) -> None:
    click.echo(f"\r体检 {share:4.0%} {words}", err=True)


def as_record(found: Checkup) -> dict[str, object]:
    """A check-up as JSON says it; no number is NaN."""
    return {
        "version": found.version,
        "framework": found.verdict.framework,
        "period": found.verdict.period,
        "data_version": found.verdict.data_version,
        "passed": found.verdict.passed,
        "seed": found.seed,
        "trials": [asdict(one) for one in found.tried],
        "exceptions": [{"ledger": one.ledger, "words": one.words} for one in found.exceptions],
        "violations": [{**asdict(one), "sentence": one.sentence} for one in found.violations],
        "prices": [asdict(one) for one in found.prices],
        "ways": [asdict(one) for one in found.ways],
        "spread": [_without_nan({**asdict(one), "crowded": one.crowded}) for one in found.spreads],
    }


def _without_nan(record: dict[str, object]) -> dict[str, object]:
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in record.items()
    }


def lines(framework: Framework, found: Checkup) -> Iterable[str]:
    """A check-up as text: the verdict, then the tables."""
    head = f"指标版本 {found.version}，{found.label}的数据"
    if not found.verdict.trials:
        yield f"{head}：还没有可以试的行，体检没有试任何做法。"
        return
    wrong = len(found.violations)
    yield f"{head}：试了 {found.verdict.trials} 种改动，" + (
        f"发现 {wrong} 处问题。" if wrong else "没有发现问题。"
    )
    yield from (f"  {one.sentence}" for one in found.violations)
    yield from _titled("试了什么", tried_table(framework, found))
    yield "不算问题的（例外）："
    yield from (
        f"  {framework.ledgers[one.ledger].sheet}（{one.ledger}）：{one.words}" for one in found.exceptions
    )
    yield from _titled("多一行值几分", price_table(found))
    titles = {code: spec.title for code, spec in specs().items()}
    yield from _titled("最省事的办法", way_table(found, titles))
    for level in _TOLD_APART:
        own = tuple(one for one in found.spreads if one.level == level)
        for word, items in (("各项", True), ("各指标", False)):
            yield from _titled(f"{LEVEL_NAMES[level]}：{word}能不能分出高下", spread_table(own, items=items))


def _titled(title: str, table: pd.DataFrame) -> Iterable[str]:
    yield f"{title}："
    yield "  " + "\t".join(table.columns)
    for row in table.itertuples(index=False):
        yield "  " + "\t".join(_cell(value) for value in row)


def _cell(value: object) -> str:
    return "—" if isinstance(value, float) and math.isnan(value) else str(value)
