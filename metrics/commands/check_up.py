"""The check-up of a framework on the command line: what `audit --period` does."""

import math
from dataclasses import asdict

import click

from metrics.commands.common import opened_for, print_json
from metrics.doubts import specs
from metrics.framework import Period
from metrics.scoring import prepare
from metrics.scoring.checkup import Checkup, check_up
from metrics.tables import checkup_lines

#: No verb of its own; the group `audit` calls it.
COMMANDS = ()


def run_check_up(db: str, period: Period, version: str, *, as_json: bool) -> None:
    """Check a version on the rows of a period and print what was found; exit 1 with a violation."""
    store, framework = opened_for(db, period, version)
    data = store.reporting.dataset(framework, period)
    found = check_up(prepare(framework, data), _say)
    if as_json:
        print_json(as_record(found))
    else:
        titles = {code: spec.title for code, spec in specs().items()}
        for line in checkup_lines(framework, found, titles):
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
