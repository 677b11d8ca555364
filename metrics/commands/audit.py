"""`audit`: the audit as a file for another machine, whether such a file still holds; and, of a period, the
check-up of the framework (指标体检)."""

from pathlib import Path

import click

from metrics.commands.check_up import run_check_up
from metrics.commands.common import (
    FILE_IN,
    FILE_OUT,
    PERIOD,
    db_option,
    json_option,
    opened,
    write_or_print,
)
from metrics.framework import Period
from metrics.store.care import verify_lines
from metrics.store.database import SYSTEM


@click.group(
    "audit",
    invoke_without_command=True,
    help="审计：导出到另一台机器，核对导出的文件。写 --period 时做指标体检：有问题时逐条说明，退出码为 1。",
)
@click.option("--period", type=PERIOD, help="指标体检按哪一期的数据：2023、2023Q4。")
@click.option("--version", default="", help="体检哪个指标版本（名称）；不写则是该期在用的版本。")
@json_option
@db_option
@click.pass_context
def audit(context: click.Context, period: Period | None, version: str, as_json: bool, db: str) -> None:
    """Group of the verbs about the audit; without one of them the check-up of a period."""
    if context.invoked_subcommand is None:
        if period is None:
            raise click.MissingParameter(param_hint="--period", param_type="option", ctx=context)
        run_check_up(db, period, version, as_json=as_json)
    elif period is not None:
        raise click.UsageError("--period 是指标体检用的，不能和 export、verify 一起写。", ctx=context)


@audit.command("export", help="导出全部审计，一行一条 JSON，带散列；存到另一台机器上。")
@click.option("--out", type=FILE_OUT, help="存成文件；不写则输出到屏幕。")
@db_option
def export(out: Path | None, db: str) -> None:
    """The lines go to stdout or a file, the head of the chain to stderr."""
    store, _ = opened(db)
    lines = store.care.audit_lines(SYSTEM)
    write_or_print("".join(lines), out)
    head = verify_lines(lines).head
    click.echo(f"已导出 {len(lines)} 行。审计链头 第 {head.id} 行 {head.hash}", err=True)


@audit.command("verify", help="核对导出的审计；有断开的地方时说明第几行，退出码为 1。")
@click.argument("file", type=FILE_IN, metavar="FILE")
@click.option("--compare", is_flag=True, help="再和数据库比：导出的每一行是否仍在里面。")
@db_option
def verify(file: Path, compare: bool, db: str) -> None:
    """Exit 1 when the file or the database was changed."""
    # What is no text is no line of the audit: the chain says so.
    with file.open(encoding="utf-8", errors="replace") as lines:
        chain = verify_lines(lines)
    if chain.broken:
        click.echo(f"第 {chain.broken.id} 行{chain.broken.why}。它前面的 {chain.count} 行接得上。")
        raise SystemExit(1)
    if compare:
        store, _ = opened(db)
        if contradiction := store.care.compare_audit(SYSTEM, chain.head):
            click.echo(f"{contradiction}。")
            raise SystemExit(1)
    there = "，数据库里的审计接着它" if compare else ""
    click.echo(f"{chain.count} 行接得上{there}。审计链头 第 {chain.head.id} 行 {chain.head.hash}")


COMMANDS = (audit,)
