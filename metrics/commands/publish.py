"""`publish`, `lock`, `reopen`: freeze a period's scores, close it, open it again."""

import click

from metrics.commands.common import db_option, json_option, opened, period_option, print_json
from metrics.framework import LEVELS, Framework, Period, role_names
from metrics.scoring import ScoreBook, prepare, score_book, score_table
from metrics.store import Store
from metrics.store.office import PUBLICATION_STATE_NAMES, Publication

account_option = click.option("--as", "account", required=True, help="谁来做（账号）。")


@click.command("publish", help="发布一期：数据版本、指标版本和各级得分一起定下来，之后不再变动。")
@period_option
@click.option("--note", default="", help="发布说明。")
@account_option
@db_option
def publish(period: Period, note: str, account: str, db: str) -> None:
    """Score the period by the version in force and freeze all six levels."""
    store, _ = opened(db)
    framework = store.office.framework_for(period)
    books = score_all(store, framework, period)
    county = books["county"]
    done = store.office.publish(
        period,
        account,
        {level: score_table(framework, book) for level, book in books.items()},
        note,
        data_version=county.data_version,
        framework_version=county.framework_version,
    )
    click.echo(_line(done))
    click.echo(f"审计链头 第 {done.audit_id} 行 {done.audit_hash}", err=True)
    click.echo(f"已发布{period.label}：{len(done.submissions)} 份报送。", err=True)


def score_all(store: Store, framework: Framework, period: Period) -> dict[str, ScoreBook]:
    """Level → scores of the present data."""
    prepared = prepare(framework, store.reporting.dataset(framework, period))
    return {level: score_book(prepared, level) for level in LEVELS}


@click.command("lock", help=f"锁定已发布的一期，只有{role_names(['reopen'])}能重新打开。")
@period_option
@account_option
@db_option
def lock(period: Period, account: str, db: str) -> None:
    """Lock the publication that holds."""
    store, _ = opened(db)
    click.echo(_line(store.office.lock(period, account)))
    click.echo(f"已锁定{period.label}。", err=True)


@click.command("reopen", help="写明原因，重新打开已发布的一期；原来发布的数仍可查看。")
@period_option
@click.option("--why", required=True, help="重新打开的原因。")
@account_option
@db_option
def reopen(period: Period, why: str, account: str, db: str) -> None:
    """Open the period's quarters for submitting again."""
    store, _ = opened(db)
    for one in store.office.reopen(period, account, why):
        click.echo(_line(one))
    click.echo(f"已重新打开{period.label}，可以补报和审核。", err=True)


@click.command("publications", help="历次发布：哪一期、什么时候、谁、按哪一版数据和指标。")
@json_option
@db_option
def publications(as_json: bool, db: str) -> None:
    """One publication a line, oldest first."""
    store, _ = opened(db)
    found = store.office.publications()
    if as_json:
        print_json([_record(one) for one in found])
        return
    for one in found:
        click.echo(_line(one))


def _line(one: Publication) -> str:
    versions = f"数据 {one.data_version[:8]}\t指标 {one.framework_version[:8]}"
    when, state = f"{one.at:%Y-%m-%d %H:%M}", PUBLICATION_STATE_NAMES[one.state]
    head = f"审计 {one.audit_id}:{one.audit_hash}"
    return f"{one.id}\t{one.period}\t{state}\t{when}\t{one.account}\t{versions}\t{head}"


def _record(one: Publication) -> dict[str, object]:
    texts = ("id", "period", "state", "data_version", "framework_version", "account", "note", "why")
    record = {name: getattr(one, name) for name in texts}
    head = {"audit_id": one.audit_id, "audit_hash": one.audit_hash}
    return record | head | {"at": one.at.isoformat(), "submissions": list(one.submissions)}


COMMANDS = (publish, lock, reopen, publications)
