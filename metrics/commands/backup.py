"""`backup`: the whole database into one file, while people work."""

from pathlib import Path

import click

from metrics.commands.common import db_option
from metrics.store.care import backup, list_of


@click.command("backup", help="把整个数据库备份成一个文件；系统不用停。SQLite 和 PostgreSQL 都可以。")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@db_option
def command(target: Path, db: str) -> None:
    """Write a backup and its list; an existing file is never overwritten."""
    done = backup(db, target)
    made = done.manifest
    click.echo(
        f"已备份：{target}（{made.size / 2**20:.1f} MB），清单 {list_of(target).name}。"
        "请把两个文件一起存到另一台机器上。",
        err=True,
    )
    click.echo(f"校验码 {made.sha256}", err=True)
    if made.head:
        click.echo(f"审计链头 第 {made.head.id} 行 {made.head.hash}", err=True)
    if done.key:
        click.echo(
            f"注意：备份里动态口令的密钥是加密的，打开它的密钥文件 {done.key} 不在备份里。"
            "请另存一处，不要和备份放在一起；丢了，各人只能用恢复码登录再重新绑定。",
            err=True,
        )
    if done.unrecorded:
        click.echo(f"注意：这次备份没有记进审计（{done.unrecorded}）。", err=True)


COMMANDS = (command,)
