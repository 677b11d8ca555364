"""`zero`: declare that a quarter, or some ledgers, have nothing; `last-report`, `slip`: papers of a unit."""

from datetime import datetime
from pathlib import Path

import click

from metrics.commands.common import (
    FILE_OUT,
    UNIT,
    db_option,
    hand_over,
    opened,
    period_option,
    write_file,
)
from metrics.framework import SHANGHAI, Period, UnitSpec
from metrics.reports.print import slip_of, slip_pdf
from metrics.store.people import Handout
from metrics.store.reporting import report_nothing

unit_option = click.option("--unit", type=UNIT, required=True, help="成员单位（代码或名称）。")
account_option = click.option("--as", "account", required=True, help="谁来做（账号）。")
out_option = click.option("--out", type=FILE_OUT, required=True, help="写到哪个文件。")


@click.group("zero", help="零报送：声明本期（或某几张台账）没有发生；审核通过后按 0 计，不是未报。")
def zero() -> None:
    """Declared zeros."""


@zero.command("declare", help="零报送；不写 --ledger 就是整期。")
@unit_option
@period_option
@click.option("--ledger", "ledgers", multiple=True, help="台账代码，如 L05，可写多次。")
@account_option
@db_option
def declare(unit: UnitSpec, period: Period, ledgers: tuple[str, ...], account: str, db: str) -> None:
    """Declare; prints the report, or one declaration a line."""
    store, framework = opened(db)
    if not ledgers:
        info = report_nothing(store.reporting, framework, unit.code, period, account)
        click.echo(f"{info.id}\t{info.unit}\t{info.period}\t第{info.revision}版\t{info.state}\t{info.file}")
        return
    for one in store.reporting.declare_zero(unit.code, period, ledgers, account):
        click.echo(f"{one.id}\t{one.unit}\t{one.period}\t{one.ledger}\t{one.account}")


@zero.command("withdraw", help="撤销单独作的零报送。")
@click.argument("number", type=int, metavar="编号")
@account_option
@db_option
def withdraw(number: int, account: str, db: str) -> None:
    """Take one back."""
    one = opened(db)[0].reporting.withdraw_zero(number, account)
    click.echo(f"已撤销：{one.unit} {one.period} {one.ledger}。", err=True)


@zero.command("list", help="列出现有的零报送：编号、季度、单位、台账、谁、何时。")
@period_option
@db_option
def listing(period: Period, db: str) -> None:
    """One a line."""
    for one in opened(db)[0].reporting.zero_declarations(period):
        click.echo(
            f"{one.id}\t{one.period}\t{one.unit}\t{one.ledger}\t{one.account}\t{one.at:%Y-%m-%d %H:%M}"
        )


@click.command("last-report", help="下载上次报送：带编号，审核意见写在对应的格里；本期没有就给以前的作样子。")
@unit_option
@period_option
@account_option
@out_option
@db_option
def last_report(unit: UnitSpec, period: Period, account: str, out: Path, db: str) -> None:
    """Write the marked copy of the unit's last report."""
    name, content = opened(db)[0].reporting.last_report_file(unit.code, period, account)
    write_file(out, content)
    click.echo(f"已写 {out}（{name}）。", err=True)


@click.command("slip", help="报送单：一页 PDF，打印签字盖章用。")
@click.argument("number", type=int, metavar="报送编号")
@account_option
@out_option
@db_option
def slip(number: int, account: str, out: Path, db: str) -> None:
    """Write the slip of a report, by the number that `submit` prints."""
    store, framework = opened(db)
    book = store.reporting.checked(number, account)
    info = next(one for one in store.reporting.submissions(book.period, book.unit) if one.id == number)
    zeros = [one.ledger for one in store.reporting.zero_declarations(book.period, book.unit)]
    now = datetime.now(SHANGHAI)
    made = slip_pdf(slip_of(framework, info, book, zeros, store.people.names(), now), now)
    given = Handout("报送单", out.name, (("see-submission", info.unit),), str(number))
    hand_over(store, given, account, {out: made})
    click.echo(f"已写 {out}。", err=True)


COMMANDS = (zero, last_report, slip)
