"""`move`: a whole database from SQLite to PostgreSQL or back, proven before it counts."""

import sys

import click

from metrics.commands.publish import score_all
from metrics.framework import LEVEL_NAMES, LEVELS, Period, parse_period
from metrics.ingest.write import csv_text
from metrics.scoring import score_table
from metrics.store import Store, StoreError
from metrics.store.care import Transferred, transfer
from metrics.store.database import Database


@click.command("move", help="把整个数据库搬到另一个空库（SQLite ↔ PostgreSQL），逐项核对；请先停止本系统。")
@click.option("--from", "source", required=True, help="原来的数据库地址；只读，不改动。")
@click.option(
    "--to", "target", required=True, help="新的数据库地址：还不存在的文件，或一个空的 PostgreSQL 库。"
)
def command(source: str, target: str) -> None:
    """Move whole or not at all."""
    click.echo("正在核对原库 …", err=True)
    done = transfer(source, target, _compare, _Told())
    _say(done)


class _Told:
    """Says on one line a table how far it is; a long one again and again where a person looks on."""

    def __call__(self, table: str, done: int, total: int) -> None:
        if total and (done == total or (sys.stderr.isatty() and done)):
            click.echo(f"\r  {table} {done}/{total} 行", err=True, nl=done == total)


def _compare(old: Database, new: Database) -> list[str]:
    """Scores of every published period, worked out anew from both, and those that were frozen."""
    before, after = Store(old), Store(new)
    published = {one.period: one.id for one in before.office.publications() if one.holds}
    for code, number in published.items():
        click.echo(f"  正在重新计分：{code} …", err=True)
        period = parse_period(code)
        _require_same(period, "重新计分", _scores(before, period), _scores(after, period))
        _require_same(period, "发布时定下的", _frozen(before, number), _frozen(after, number))
    if not published:
        return []
    return [f"已发布的 {len(published)} 期（{'、'.join(published)}）在两边重新计分，逐格相同"]


def _scores(store: Store, period: Period) -> dict[str, str]:
    """Level → its table to the last digit, as the version in force scores it."""
    framework = store.office.framework_for(period)
    books = score_all(store, framework, period)
    return {level: csv_text(score_table(framework, book)) for level, book in books.items()}


def _frozen(store: Store, publication: int) -> dict[str, str]:
    return {level: csv_text(store.office.published_scores(publication, level)) for level in LEVELS}


def _require_same(period: Period, words: str, old: dict[str, str], new: dict[str, str]) -> None:
    for level, table in old.items():
        if table != new[level]:
            raise StoreError(
                f"{period.label}{words}得分（{LEVEL_NAMES[level]}）两边不同，没有搬。"
                "请继续用原库，把这句话告诉维护程序的人。"
            )


def _say(done: Transferred) -> None:
    click.echo(f"已搬到 {done.place}：{len(done.tables)} 张表、{done.rows} 行。核对结果：", err=True)
    proofs = (
        "每张表的行数和内容的校验和两边相同",
        f"{done.originals} 份原始文件的内容与校验码一致",
        *done.proofs,
        f"审计链两边都接得上，新库从第 {done.head.id} 行（{done.head.hash[:12]}）接着记",
        "编号接着原库的往下排",
    )
    for proof in proofs:
        click.echo(f"  {proof}", err=True)
    if done.key:
        click.echo(f"动态口令的密钥文件已复制到 {done.key}；请另存一处，不要和备份放在一起。", err=True)
    for note in done.notes:
        click.echo(f"注意：{note}。", err=True)
    click.echo(
        "原库没有改动，但从现在起请只用新库：把 DATABASE_URL 改成新地址再启动，原库改名保存。", err=True
    )


COMMANDS = (command,)
