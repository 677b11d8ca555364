"""`retention`: how long things are kept, and taking away what is over."""

import click

from metrics.commands.common import db_option, opened
from metrics.framework import manager
from metrics.store.reporting import KEEP_RULES


@click.command(
    "retention", help="保存期：不带参数列出；--set 设定；--apply 现在就清理到期的（启动时也会清理）。"
)
@click.option(
    "--set",
    "what",
    type=click.Choice([rule.what for rule in KEEP_RULES if not rule.fixed]),
    help="设定哪一项。",
)
@click.option("--days", type=click.IntRange(0), help="保存多少天；0 表示一直保存。")
@click.option("--as", "account", default="", help=f"谁来设定（{manager().name}账号）。")
@click.option("--apply", "now", is_flag=True, help="清理到期的，每一类都写进审计。")
@db_option
def command(what: str | None, days: int | None, account: str, now: bool, db: str) -> None:
    """Print the periods; set one; expire."""
    store, _ = opened(db)
    if (what is None) != (days is None):
        raise click.UsageError("--set 和 --days 要一起写。")
    if what is not None and days is not None:
        store.reporting.keep_for(what, days, account)
    if now:
        gone = store.reporting.expire()
        click.echo(f"已清理：{gone.words}。" if not gone.nothing else "没有到期的。", err=True)
    chosen = store.reporting.retention()
    for rule in KEEP_RULES:
        kept = f"{chosen[rule.what]} 天" if chosen[rule.what] else "一直保存"
        click.echo(f"{rule.what}\t{rule.name}\t{kept}\t{rule.reason}")


COMMANDS = (command,)
