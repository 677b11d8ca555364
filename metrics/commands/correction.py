"""`may-report`: who may hand in what now; `correction`: a closed quarter is opened for one unit."""

from datetime import date, datetime

import click

from metrics.commands.common import (
    UNIT,
    as_option,
    db_option,
    json_option,
    opened,
    period_option,
    print_json,
)
from metrics.framework import Period, UnitSpec
from metrics.store.database import today
from metrics.store.reporting import CORRECTION_STATE_NAMES, CORRECTION_TERM, Correction, ReportAnswer

unit_option = click.option("--unit", type=UNIT, required=True, help="成员单位（代码或名称）。")
number_argument = click.argument("number", type=int, metavar="申请编号")
account_option = click.option("--as", "account", required=True, help="谁来做（账号）。")


@click.command(
    "may-report", help="一个单位这一季度现在能不能报、为什么、接下来做什么（不能报时退出码为 1）。"
)
@unit_option
@period_option
@as_option
@json_option
@db_option
def may_report(unit: UnitSpec, period: Period, account: str, as_json: bool, db: str) -> None:
    """Print the one answer that pages and `submit` ask as well."""
    said = opened(db)[0].reporting.may_report(unit.code, period, account)
    if as_json:
        print_json(answer_record(said))
    else:
        click.echo(said.sentence)
    raise SystemExit(0 if said.may else 1)


def answer_record(said: ReportAnswer) -> dict[str, object]:
    """The answer as JSON says it."""
    texts = (
        "unit",
        "state",
        "may",
        "kind",
        "on_behalf",
        "why",
        "next",
        "revision",
        "asks",
        "zero",
        "correcting",
    )
    record: dict[str, object] = {name: getattr(said, name) for name in texts}
    record |= {"correcting": said.correcting}
    return record | {"period": said.period.code, "until": said.until.isoformat() if said.until else None}


@click.group("correction", help="更正已发布的一期：单位申请，产改办答复，只为这一个单位打开。")
def correction() -> None:
    """Requests to correct a closed quarter."""


@correction.command("ask", help="申请更正。")
@unit_option
@period_option
@click.option("--why", required=True, help="改什么、为什么。")
@account_option
@db_option
def ask(unit: UnitSpec, period: Period, why: str, account: str, db: str) -> None:
    """Ask; prints the request with its number."""
    click.echo(_line(opened(db)[0].reporting.ask_correction(unit.code, period, why, account)))


@correction.command("grant", help="同意更正，写明到哪一天。")
@number_argument
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="最后一天；不写为 7 天后。")
@account_option
@db_option
def grant(number: int, until: datetime | None, account: str, db: str) -> None:
    """Open the quarter for the one unit."""
    last: date = until.date() if until else today() + CORRECTION_TERM
    click.echo(_line(opened(db)[0].reporting.grant_correction(number, last, account)))


@correction.command("refuse", help="不同意更正，写明原因。")
@number_argument
@click.option("--why", required=True, help="原因，申请的单位会看到。")
@account_option
@db_option
def refuse(number: int, why: str, account: str, db: str) -> None:
    """Leave the quarter closed."""
    click.echo(_line(opened(db)[0].reporting.refuse_correction(number, why, account)))


@correction.command("withdraw", help="撤回还没有答复的申请。")
@number_argument
@account_option
@db_option
def withdraw(number: int, account: str, db: str) -> None:
    """Take a request back."""
    click.echo(_line(opened(db)[0].reporting.withdraw_correction(number, account)))


@correction.command("end", help="提前收回同意过的更正，写明原因。")
@number_argument
@click.option("--why", required=True, help="原因，申请的单位会看到。")
@account_option
@db_option
def end(number: int, why: str, account: str, db: str) -> None:
    """Close the quarter for the unit again."""
    click.echo(_line(opened(db)[0].reporting.end_correction(number, why, account)))


@correction.command("list", help="列出更正申请：编号、季度、单位、结果、期限、原因、答复。")
@as_option
@db_option
def listing(account: str, db: str) -> None:
    """One request a line, oldest first."""
    for one in opened(db)[0].reporting.corrections(account):
        click.echo(_line(one))


def _line(one: Correction) -> str:
    state = CORRECTION_STATE_NAMES[one.state_on(today())]
    until = one.until.isoformat() if one.until else "-"
    return f"{one.id}\t{one.period}\t{one.unit}\t{state}\t{until}\t{one.why}\t{one.answer or '-'}"


COMMANDS = (may_report, correction)
