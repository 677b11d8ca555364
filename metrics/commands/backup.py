"""`backup`: the whole database into one file, while people work."""

from pathlib import Path

import click

from metrics.commands.common import db_option
from metrics.store.care import backup


@click.command("backup", help="把整个数据库备份成一个文件；系统不用停。SQLite 和 PostgreSQL 都可以。")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@db_option
def command(target: Path, db: str) -> None:
    """Write a backup; an existing file is never overwritten."""
    size = backup(db, target)
    click.echo(f"已备份：{target}（{size / 2**20:.1f} MB）。请把它存到另一台机器上。", err=True)


COMMANDS = (command,)
