"""`archive`: 年度归档, one ZIP of a year with an index."""

import sys
from contextlib import suppress
from pathlib import Path

import click

from metrics.commands.common import FILE_OUT, db_option, opened, period_option
from metrics.framework import Period
from metrics.reports import archive
from metrics.store.database import make_private, moment
from metrics.store.people import Handout


@click.command("archive", help="年度归档：一年的原始文件、台账、得分、简报、审计和目录，打成一个 ZIP。")
@period_option
@click.option("--out", type=FILE_OUT, required=True, help="写到哪个文件（.zip）；已有的不覆盖。")
@click.option("--as", "account", required=True, help="谁来做（账号）。")
@db_option
def command(period: Period, out: Path, account: str, db: str) -> None:
    """Write it beside its place, into the audit, then into its place."""
    if out.exists():
        raise click.BadParameter(f"{out} 已经存在，不会覆盖。请换一个文件名。", param_hint="--out")
    store, _ = opened(db)
    given = Handout("年度归档", out.name, [("archive", "")], period.code)
    store.people.require_handout(given, account)
    part = out.with_name(f"{out.name}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        make_private(part)
        with part.open("wb") as stream:
            done = archive(store, period, account, stream, moment(None), _told)
        store.people.hand_out(given, account)
        part.rename(out)
    except OSError as error:
        raise click.FileError(str(out), hint=f"写不进去（{error.strerror}），请换一个位置") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    click.echo(f"\n已归档：{out}，{len(done.files)} 个文件，{out.stat().st_size / 2**20:.1f} MB。", err=True)
    for note in done.notes:
        click.echo(f"注意：{note}", err=True)


def _told(count: int, path: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{count} {path}", err=True, nl=False)


COMMANDS = (command,)
