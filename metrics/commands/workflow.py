"""`approve` and `return`: the office's decisions about a submission; `withdraw`: the unit's own."""

import click

from metrics.commands.common import db_option, opened

number_argument = click.argument("number", type=int, metavar="报送编号")
account_option = click.option("--as", "account", required=True, help="审核人账号。")


@click.command("approve", help="审核通过一份报送（报送人不能审核自己的）。")
@number_argument
@account_option
@db_option
def approve(number: int, account: str, db: str) -> None:
    """Approve by the number that `submit` and `status` print."""
    info = opened(db)[0].reporting.approve(number, account)
    click.echo(f"已通过：{info.unit} {info.period} 第{info.revision}版。", err=True)


@click.command("return", help="退回一份报送，写明原因。")
@number_argument
@click.option("--why", required=True, help="退回原因，填报单位会看到。")
@account_option
@db_option
def give_back(number: int, why: str, account: str, db: str) -> None:
    """Return for correction."""
    info = opened(db)[0].reporting.give_back(number, account, why)
    click.echo(f"已退回：{info.unit} {info.period} 第{info.revision}版。", err=True)


@click.command("withdraw", help="撤回自己单位还没有审核的一份报送。")
@number_argument
@click.option("--why", default="", help="撤回原因（选填）。")
@click.option("--as", "account", required=True, help="报送单位的账号。")
@db_option
def withdraw(number: int, why: str, account: str, db: str) -> None:
    """Take a submission back before it is decided on."""
    info = opened(db)[0].reporting.withdraw(number, account, why)
    click.echo(f"已撤回：{info.unit} {info.period} 第{info.revision}版。", err=True)


COMMANDS = (approve, give_back, withdraw)
