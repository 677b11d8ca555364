"""`restore`: a backup back into an empty place."""

from pathlib import Path

import click

from metrics.commands.common import FILE_IN, db_option
from metrics.store.care import restore


@click.command("restore", help="把备份恢复到一个空的地方；本系统正在运行时拒绝恢复。")
@click.argument("source", type=FILE_IN, metavar="FILE")
@click.option("--replace", is_flag=True, help="SQLite 数据库文件已存在时替换它（原文件改名保留）。")
@db_option
def command(source: Path, replace: bool, db: str) -> None:
    """Restore whole or not at all."""
    done = restore(db, source, replace=replace)
    kept = f"原来的数据库改名为 {done.before}。" if done.before else ""
    click.echo(f"已恢复到 {done.place}。{kept}请运行 python -m metrics doctor 检查一遍。", err=True)


COMMANDS = (command,)
