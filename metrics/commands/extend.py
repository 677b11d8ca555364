"""`extend`: a later last day for one unit and quarter; the list of those that hold."""

from datetime import datetime

import click

from metrics.commands.common import UNIT, db_option, opened, period_option
from metrics.framework import Period, UnitSpec


@click.command("extend", help="延期：给一个单位某季度更晚的截止日期；--take-back 取消。")
@click.option("--unit", type=UNIT, required=True, help="成员单位（代码或名称）。")
@period_option
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="延到哪一天，如 2024-01-31。")
@click.option("--why", default="", help="原因。")
@click.option("--take-back", is_flag=True, help="取消延期，仍按季度的截止日期。")
@click.option("--as", "account", required=True, help="谁来做（账号）。")
@db_option
def extend(
    unit: UnitSpec, period: Period, until: datetime | None, why: str, take_back: bool, account: str, db: str
) -> None:
    """Grant or take back."""
    store, _ = opened(db)
    if take_back:
        store.reporting.take_back_extension(unit.code, period, account)
        click.echo(f"已取消：{unit.name}的{period.label}仍按季度的截止日期。", err=True)
        return
    if until is None:
        raise click.UsageError("要写明延到哪一天（--until 2024-01-31），或用 --take-back 取消。")
    done = store.reporting.extend(unit.code, period, until.date(), why, account)
    click.echo(f"已延期：{unit.name}的{period.label}延到 {done.due_on:%Y-%m-%d}。", err=True)


@click.command("extensions", help="列出延期：季度、单位、延到哪一天、原因、谁办的。")
@db_option
def extensions(db: str) -> None:
    """One a line."""
    store, _ = opened(db)
    for one in store.reporting.extensions():
        click.echo(f"{one.period}\t{one.unit}\t{one.due_on:%Y-%m-%d}\t{one.why}\t{one.account}")


COMMANDS = (extend, extensions)
