"""`init`: create or migrate the database; `--demo` loads the sample county the way an upload would."""

import sys
from pathlib import Path

import click

from metrics.commands.application import SAMPLE, SAMPLE_NAMES, SAMPLES, packages
from metrics.commands.common import DEFAULT_DB
from metrics.commands.databases import SAMPLE_DB, place, sample_db
from metrics.commands.sample import kind_of, load_demo, require_no_office
from metrics.store import Store
from metrics.store.care import contents_of, grant
from metrics.store.database import address_of, close_to_others, file_of, sweep


@click.command("init", help="建立或升级数据库；--demo 装载样例县，它有自己的库。")
@click.option(
    "--db",
    envvar="DATABASE_URL",
    help=f"数据库地址；也可用环境变量 DATABASE_URL。不写时是 {DEFAULT_DB}，--demo 时是 {SAMPLE_DB}。",
)
@click.option(
    "--demo",
    type=click.Choice(SAMPLE_NAMES),
    is_flag=False,
    flag_value=SAMPLE.name,
    help=f"装载样例县（可重复执行，已有的不再装载；有正式数据的库不装）；不写名字就是 {SAMPLE.name}。",
)
@click.option(
    "--application",
    default="",
    help="PostgreSQL：由表的主人执行，授权给程序用的账号；对审计表只给查和添加。",
)
def command(db: str | None, demo: str | None, application: str) -> None:
    """Create or migrate, then load."""
    wanted = db or (sample_db(demo) if demo else DEFAULT_DB)
    prepare(wanted, SAMPLES / demo if demo else None)
    if application:
        grant(wanted, application)
        click.echo(f"已授权给 {application}：对审计表只能查和添加。程序请用这个账号连接。", err=True)


def prepare(db: str, sample: Path | None) -> None:
    """Create or migrate a database, sweep it, and load a sample county where one is wanted.

    Args:
        db: the database's address.
        sample: the folder of the sample county, or None.

    Raises:
        StoreError: the database cannot be opened, written or brought to today's structure, or an office
            lives where the sample county is wanted. Nothing was changed in the last case.
    """
    file = file_of(address_of(db))
    if sample and (file is None or file.exists()):
        require_no_office(kind_of(contents_of(db), sample))
    with Store.open(db, counties=packages()) as store:
        if file and (closed := close_to_others(file)):
            click.echo(f"已收紧权限：{'、'.join(map(str, closed))} 只有本系统的账号能读。", err=True)
        _clean(store, db)
        if sample:
            _load(store, db, sample)
        else:
            click.echo("数据库已就绪。", err=True)


def _clean(store: Store, db: str) -> None:
    """Take away what nobody handed in and what is kept long enough; say so."""
    swept, gone = sweep(db), store.reporting.expire()
    if swept.originals or swept.files:
        click.echo(
            f"已清理：{len(swept.originals)} 份没有报送的文件、{len(swept.files)} 个临时文件。", err=True
        )
    if not gone.nothing:
        click.echo(f"已按保存期清理：{gone.words}。", err=True)


def _load(store: Store, db: str, sample: Path) -> None:
    with click.progressbar(length=1, label="装载样例县", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        loaded = load_demo(store, sample, progress)
    click.echo(
        f"样例县（{store.office.framework().county}）已就绪（{place(db)}）："
        f"本次装载 {loaded.stored} 份，原有 {loaded.present} 份。",
        err=True,
    )


COMMANDS = (command,)
