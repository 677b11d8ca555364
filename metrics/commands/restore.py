"""`restore`: a backup back into an empty place, or in place of the database that is there."""

import sys
from pathlib import Path

import click

from metrics.commands.common import FILE_IN, db_option
from metrics.store.care import FINE, Outlook, Wish, key_of, restore


@click.command("restore", help="检查备份，列出会变的账号，再恢复；本系统正在运行时拒绝恢复。")
@click.argument("source", type=FILE_IN, metavar="FILE")
@click.option("--replace", is_flag=True, help="SQLite 数据库文件已存在时替换它（原文件改名保留）。")
@click.option("--without-list", "unlisted", is_flag=True, help="备份没有清单（早先的版本）也恢复。")
@click.option("--compare", default="", help="和哪个数据库比账号（地址）；不写则和被替换的比。")
@click.option("--yes", is_flag=True, help="不再询问。")
@db_option
def command(source: Path, replace: bool, unlisted: bool, compare: str, yes: bool, db: str) -> None:
    """Restore whole or not at all."""
    wish = Wish(replace, unlisted, compare, lambda outlook: _agree(outlook, asks=replace and not yes))
    done = restore(db, source, wish)
    kept = f"原来的数据库改名为 {done.before}。" if done.before else ""
    click.echo(
        f"已恢复到 {done.place}。{kept}{done.sessions} 处登录已全部退出，各人要重新登录。"
        "请运行 python -m metrics doctor 检查一遍。",
        err=True,
    )
    if (key := key_of(db)).state != FINE:
        click.echo(f"注意：{key.text}。", err=True)


def _agree(outlook: Outlook, *, asks: bool) -> None:
    """Say what would change; a person at the keyboard is asked, a script has to say --yes."""
    for note in outlook.notes:
        click.echo(f"注意：{note}。", err=True)
    if outlook.accounts:
        click.echo(f"恢复以后有 {len(outlook.accounts)} 个账号和现在不同：", err=True)
    for one in outlook.accounts:
        click.echo(f"  {one.code} {one.name}：{one.words}", err=True)
    if not asks or not (outlook.accounts or outlook.notes):
        return
    if not sys.stdin.isatty():
        raise click.ClickException("恢复会改变上面列出的内容。核对以后加 --yes 再执行；这次没有改动。")
    click.confirm("照这样恢复吗？", abort=True, err=True)


COMMANDS = (command,)
