"""`bands`: how often the rank bands of a quarter's end held the rank of the whole year."""

from collections.abc import Iterator
from pathlib import Path

import click

from metrics.commands.common import FILE_OUT, db_option, opened, period_option, write_or_print
from metrics.framework import LEVEL_NAMES, Framework, Period, band_words, parse_period
from metrics.scoring import prepare, score_book
from metrics.scoring.whatif import BandCoverage, coverage_of
from metrics.store import Store

LEVELS = tuple(level for level in LEVEL_NAMES if level != "county")


@click.command("bands", help="名次区间有多准：各季度末算出的名次区间，有多少包住了全年的名次。")
@period_option
@click.option(
    "--by", "levels", type=click.Choice(LEVELS), multiple=True, help="只看哪一层；可以写几次，不写就是各层。"
)
@click.option("--out", type=FILE_OUT, help="写成口径手册用的文件（toml）；不写则输出到屏幕。")
@db_option
def command(period: Period, levels: tuple[str, ...], out: Path | None, db: str) -> None:
    """Hold every quarter's bands against the year, and print or write the shares."""
    if period.kind != "Y":
        raise click.BadParameter("要写一整年，例如 2023。", param_hint="--period")
    store, framework = opened(db)
    found = list(_found(store, framework, period, levels or LEVELS))
    if out is not None:
        write_or_print(as_toml(framework, period, found), out)
        return
    for one in found:
        click.echo(
            f"{parse_period(one.until).year_to_date.months_label}\t{LEVEL_NAMES[one.level]}\t{band_words(one.varied)}\t"
            f"{one.held:.1%}\t平均宽 {one.width:.1f} 位\t{one.counted}"
        )


def _found(
    store: Store, framework: Framework, year: Period, levels: tuple[str, ...]
) -> Iterator[BandCoverage]:
    whole = prepare(framework, store.reporting.dataset(framework, year))
    books = [score_book(whole, level) for level in levels]
    for quarter in year.quarters[:-1]:
        until = prepare(framework, store.reporting.dataset(framework, quarter))
        for book in books:
            yield from coverage_of(until, book)


def as_toml(framework: Framework, year: Period, found: list[BandCoverage]) -> str:
    """The figures as the handbook reads them."""
    lines = [
        "# Written by `python -m metrics bands --period 2023 --out metrics/framework/bands.toml`.",
        f'framework = "{framework.version}"',
        f'period = "{year.code}"',
    ]
    for one in found:
        lines += [
            "",
            "[[band]]",
            f'level = "{one.level}"',
            f'until = "{one.until}"',
            f'varied = "{one.varied}"',
            f"held = {one.held:.4f}",
            f"width = {one.width:.2f}",
            f"counted = {one.counted}",
        ]
    return "\n".join(lines) + "\n"


COMMANDS = (command,)
