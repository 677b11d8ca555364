"""`status`: the submission board of a period."""

import click

from metrics.commands.common import db_option, json_option, opened_for, period_option, print_json
from metrics.framework import Period
from metrics.store.reporting import SUBMISSION_STATE_NAMES


@click.command("status", help="报送进度：哪些单位已报、退回、通过、逾期、未报。")
@period_option
@json_option
@db_option
def command(period: Period, as_json: bool, db: str) -> None:
    """Print one line a unit and quarter."""
    store, framework = opened_for(db, period, "")
    board = store.reporting.board(framework, period)
    if as_json:
        print_json(board.astype(object).where(board.notna(), None).map(_plain).to_dict("records"))
        return
    columns = ["period", "unit", "name", "state", "revision"]
    for quarter, unit, name, state, number in board[columns].itertuples(index=False, name=None):
        revision = f"第{number}版" if state not in ("missing", "late") else "-"
        click.echo(f"{quarter}\t{unit}\t{name}\t{SUBMISSION_STATE_NAMES[state]}\t{revision}")
    counts = board["state"].map(SUBMISSION_STATE_NAMES).value_counts()
    click.echo("合计：" + "，".join(f"{word} {count}" for word, count in counts.items()), err=True)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


COMMANDS = (command,)
