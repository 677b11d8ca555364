"""`score`: the 12 items, groups, total and rank of everyone at a level."""

from pathlib import Path

import click

from metrics.commands.common import (
    FILE_OUT,
    db_option,
    opened_for,
    period_option,
    version_option,
    write_or_print,
)
from metrics.commands.stamp import say_versions
from metrics.framework import LEVELS, Period
from metrics.ingest.write import csv_text
from metrics.scoring import prepare, score_book, score_table


@click.command("score", help="各企业、品牌、单位、全县、乡镇、行业的十二项得分。")
@period_option
@click.option("--by", "level", type=click.Choice(list(LEVELS)), required=True, help="按什么计分。")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="格式。"
)
@click.option("--out", type=FILE_OUT, help="写到文件；不写则输出到屏幕。")
@version_option
@db_option
def command(period: Period, level: str, kind: str, out: Path | None, version: str, db: str) -> None:
    """Print or write one row an entity; no score is an empty cell."""
    store, framework = opened_for(db, period, version)
    book = score_book(prepare(framework, store.reporting.dataset(framework, period)), level)
    table = score_table(framework, book)
    text = (
        csv_text(table) if kind == "csv" else table.reset_index().to_json(orient="records", force_ascii=False)
    )
    write_or_print(text, out)
    say_versions(framework, book.data_version)


COMMANDS = (command,)
