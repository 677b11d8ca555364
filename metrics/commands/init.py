"""`init`: create or migrate the database; `--demo` loads the sample county the way an upload would."""

import sys

import click

from metrics.commands.application import SAMPLE
from metrics.commands.common import db_option, opened
from metrics.commands.retention import expired_words
from metrics.commands.sample import load_demo
from metrics.store.database import sweep


@click.command("init", help="建立或升级数据库；--demo 同时装载样例县数据。")
@db_option
@click.option("--demo", is_flag=True, help="装载样例县（可重复执行，已有的不再装载）。")
def command(db: str, demo: bool) -> None:
    """Create or migrate, then load."""
    prepare(db, demo=demo)


def prepare(db: str, *, demo: bool) -> None:
    """Create or migrate a database, sweep it, and load the sample county where it is wanted.

    Raises:
        StoreError: the database cannot be opened, written or brought to today's structure.
    """
    store, framework = opened(db)
    swept = sweep(db)
    if swept.originals or swept.files:
        click.echo(
            f"已清理：{len(swept.originals)} 份没有报送的文件、{len(swept.files)} 个临时文件。", err=True
        )
    gone = store.reporting.expire()
    if not gone.nothing:
        click.echo(f"已按保存期清理：{expired_words(gone)}。", err=True)
    if not demo:
        click.echo("数据库已就绪。", err=True)
        return
    with click.progressbar(length=1, label="装载样例县", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        loaded = load_demo(store, framework, SAMPLE, progress)
    click.echo(f"样例县已就绪：本次装载 {loaded.stored} 份，原有 {loaded.present} 份。", err=True)


COMMANDS = (command,)
