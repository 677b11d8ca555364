"""`facts`: the figures of the source report's kind."""

import click

from metrics.commands.common import db_option, json_option, opened, period_option, print_json
from metrics.commands.stamp import say_versions
from metrics.framework import Period
from metrics.scoring import facts, prepare


@click.command("facts", help="报告口径的数据（136家、140余场……），按引用编号输出。")
@period_option
@json_option
@db_option
def command(period: Period, as_json: bool, db: str) -> None:
    """Print each figure with its unit."""
    store, framework = opened(db)
    data = store.reporting.dataset(framework, period)
    figures = facts(prepare(framework, data))
    say_versions(framework, data.version)
    if as_json:
        print_json(figures)
        return
    for fact in framework.facts:
        figure = figures[fact.id]
        shown = (
            "未报送"
            if figure is None
            else f"{figure:,g}{fact.unit}"
            if figure < 1e6
            else f"{figure}{fact.unit}"
        )
        click.echo(f"{fact.id}\t{fact.label}\t{shown}")


COMMANDS = (command,)
