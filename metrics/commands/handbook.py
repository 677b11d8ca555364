"""`handbook`: 口径手册 as Markdown, written from the framework, with examples from approved rows."""

from functools import partial
from pathlib import Path

import click

from metrics.commands.common import FILE_OUT, PERIOD, as_option, db_option, write_or_print
from metrics.framework import Framework, Period, handbook, load_framework
from metrics.scoring import prepare
from metrics.scoring.why import examples, in_words
from metrics.store import Store


@click.command("handbook", help="口径手册：每项指标的公式、单位、满分值、来源，可附按某期数据算出的例子。")
@click.option("--period", type=PERIOD, help="按哪一期的数据举例；不写则不举例。")
@click.option("--out", type=FILE_OUT, help="写到文件；不写则输出到屏幕。")
@as_option
@db_option
def command(period: Period | None, out: Path | None, account: str, db: str) -> None:
    """Print or write the handbook."""
    if period is None:
        write_or_print(handbook(load_framework()), out)
        return
    with Store.open(db, migrate=False) as store:
        framework = store.office.framework_for(period)
        text = _with_examples(store, framework, period, account)
    write_or_print(text, out)


def _with_examples(store: Store, framework: Framework, period: Period, account: str) -> str:
    data = store.reporting.dataset(framework, period)
    sample = data.ledgers["L15"]["enterprise_name"].str.endswith("（示例）").any()
    found = examples(prepare(framework, data))
    told = in_words(found, partial(store.reporting.rows_for, account))
    return handbook(framework, told, f"{'样例县' if sample else framework.county}{period.label}的数据")


COMMANDS = (command,)
