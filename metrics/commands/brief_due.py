"""`brief-due`: the papers of the office's schedule, made once each and kept on the page 简报."""

from datetime import date, datetime

import click

from metrics.commands.common import db_option, opened
from metrics.reports import make_due, schedule_of
from metrics.reports.write import CHINA, ReportError


@click.command("brief-due", help="按“简报”页定的时间，做出到期的专报等，存档待看；每天运行一次。")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="当作这一天；不写则是今天。")
@db_option
def command(db: str, today: datetime | None) -> None:
    """Make what is due; nothing is sent anywhere."""
    at = datetime.now(CHINA).replace(microsecond=0)
    day: date = (today or at).date()
    store, _framework = opened(db)
    if not schedule_of(store).kinds:
        click.echo("没有定时要做的；请在“简报”页的“发出过的”里设定。", err=True)
        return
    try:
        made = make_due(store, day, at)
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    for one in made:
        click.echo(f"{one.period}\t{one.file}")
    if not made:
        click.echo("今天没有到期的。", err=True)


COMMANDS = (command,)
