"""`erase`: taking out a file that should never have come, by two people; `seen`: who saw a file."""

from dataclasses import asdict
from datetime import datetime

import click

from metrics.commands.common import db_option, json_option, opened, print_json
from metrics.framework import SHANGHAI
from metrics.store import Store
from metrics.store.care import readable
from metrics.store.reporting import ERASURE_STATE_NAMES
from metrics.words import backups_words

file_argument = click.argument("file", metavar="报送编号或校验码")
number_argument = click.argument("number", type=int, metavar="申请编号")
account_option = click.option("--as", "account", required=True, help="谁来做。")


@click.group(
    "erase", help="清除不该收的文件：一人提出（ask），另一人确认（confirm）；list 列出，decline 不同意。"
)
def erase() -> None:
    """Group of the steps."""


@erase.command("ask", help="提出清除一份文件；什么都还不动，等另一人确认。")
@file_argument
@click.option("--why", required=True, help="原因；不要写个人信息本身。")
@click.option(
    "--cell", "cells", multiple=True, metavar="表!格", help="除证件号等之外还要清掉的单元格，如 活动台账!P3。"
)
@account_option
@db_option
def ask(file: str, why: str, cells: tuple[str, ...], account: str, db: str) -> None:
    """Ask; the number of the request goes to stdout."""
    store, _ = opened(db)
    asked = store.reporting.ask_erasure(_checksum(store, file), why, account, cells)
    click.echo(asked.id)
    click.echo(
        f"已提出清除“{asked.file}”（第 {asked.id} 号），等另一个人确认：erase confirm {asked.id}。", err=True
    )


@erase.command("confirm", help="确认清除别人提出的一份文件；不能恢复。")
@number_argument
@account_option
@db_option
def confirm(number: int, account: str, db: str) -> None:
    """Erase, and say where it may still lie."""
    store, _ = opened(db)
    done = store.reporting.confirm_erasure(number, account)
    click.echo(f"{done}。", err=True)
    days = store.reporting.retention()["backups"]
    click.echo(backups_words(days, done.decided_at or datetime.now(SHANGHAI)), err=True)
    click.echo("谁下载过这份文件：seen。", err=True)


@erase.command("decline", help="不同意或撤回一份清除申请。")
@number_argument
@account_option
@db_option
def decline(number: int, account: str, db: str) -> None:
    """Leave the file."""
    store, _ = opened(db)
    store.reporting.decline_erasure(number, account)
    click.echo(f"第 {number} 号申请已结束，文件没有动。", err=True)


@erase.command("list", help="列出清除申请和已清除的文件。")
@account_option
@json_option
@db_option
def every(account: str, as_json: bool, db: str) -> None:
    """One request a line."""
    store, _ = opened(db)
    found = store.reporting.erasures(account)
    if as_json:
        print_json(
            [
                {**asdict(one), "asked_at": str(one.asked_at), "decided_at": str(one.decided_at or "")}
                for one in found
            ]
        )
        return
    for one in found:
        people = (one.asked_by, one.decided_by or "-")
        parts = (one.id, ERASURE_STATE_NAMES[one.state], one.file, one.sha256[:12], *people, one.why)
        click.echo("\t".join(map(str, parts)))


@click.command("seen", help="谁看过、下载过、经手过一份文件：按时间列出审计里的每一条。")
@file_argument
@account_option
@json_option
@db_option
def seen(file: str, account: str, as_json: bool, db: str) -> None:
    """One audit row a line."""
    store, _ = opened(db)
    rows = store.care.who_saw(file, account)
    table = readable(rows, store.people.names(), {info.id: info for info in store.reporting.submissions()})
    if as_json:
        print_json(table.to_dict("records"))
        return
    for line in table.itertuples(index=False):
        click.echo("\t".join(map(str, line)))


def _checksum(store: Store, file: str) -> str:
    """The checksum of what was named by the number of its submission, or as it is."""
    by_number = {str(info.id): info.sha256 for info in store.reporting.submissions()}
    return by_number.get(file, file)


COMMANDS = (erase, seen)
