"""`close-enterprise`: an enterprise that closed leaves the roster at once, by a ruling of the office."""

import click

from metrics.commands.common import db_option, opened, period_option
from metrics.framework import Period


@click.command(
    "close-enterprise", help="企业已关闭：从某季度末起即时移出名册，要写明理由；--take-back 撤销。"
)
@click.option("--enterprise", "code", required=True, help="企业编号，例如 E017。")
@period_option
@click.option("--why", default="", help="理由，例如注销日期和文号。")
@click.option("--take-back", is_flag=True, help="撤销，企业仍按名册计入。")
@click.option("--as", "account", required=True, help="谁来认定（账号）。")
@db_option
def command(code: str, period: Period, why: str, take_back: bool, account: str, db: str) -> None:
    """Rule that an enterprise closed, or take that back; the audit keeps both."""
    store, _ = opened(db)
    if not take_back:
        store.rulings.close_enterprise(code, period, why, account)
        click.echo(f"已移出名册：{code}，从{period.label}末起不计入基数。", err=True)
        return
    store.rulings.reopen_enterprise(code, account, note=why)
    click.echo(f"已撤销：{code}仍按名册计入。", err=True)


COMMANDS = (command,)
