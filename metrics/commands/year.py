"""`year`: the year turns: its quarters are opened; roster, brands, duties and targets go on."""

import click

from metrics.commands.common import db_option, opened
from metrics.framework import parse_period
from metrics.store.database import SYSTEM


@click.command("year", help="新年度：开放一年的四个季度，截止日期照旧；名册、品牌、责任面、目标自动延续。")
@click.argument("year", type=click.IntRange(2000, 2099), metavar="年份")
@click.option("--as", "account", default=SYSTEM, help="谁来做；不写则记为能登录服务器的人。")
@db_option
def command(year: int, account: str, db: str) -> None:
    """Open the quarters and say when each is due."""
    store, _ = opened(db)
    fresh = store.reporting.open_year(year, account)
    for info in store.reporting.periods():
        if info.code in fresh:
            click.echo(f"{info.code}\t{info.due_on}\t{parse_period(info.code).label}")


COMMANDS = (command,)
