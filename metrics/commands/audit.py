"""`audit`: the audit as a file for another machine, and whether such a file still holds."""

from pathlib import Path

import click

from metrics.commands.common import FILE_IN, FILE_OUT, db_option, opened, write_or_print
from metrics.store.care import verify_lines
from metrics.store.database import SYSTEM


@click.group("audit", help="审计：导出到另一台机器，核对导出的文件。")
def audit() -> None:
    """Group of the verbs about the audit."""


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
    with file.open(encoding="utf-8") as lines:
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
