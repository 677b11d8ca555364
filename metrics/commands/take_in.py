"""`take-in`: what the office above answers about a publication."""

from pathlib import Path

import click

from metrics.commands.common import FILE_IN, db_option, opened
from metrics.county import UNKNOWN
from metrics.framework import parse_period
from metrics.province import public_text, received_answer, sha256

issuer_key = click.option(
    "--key", "key_file", type=FILE_IN, required=True, help="上级的公钥（.pub 文件，当面取得）。"
)


@click.command("take-in", help="接收上级的反馈（.kdf）：核对签名，名次记下，待认定的事项列入数据质量。")
@click.argument("file", type=FILE_IN)
@issuer_key
@click.option("--as", "account", required=True, help="谁来接收（账号）。")
@db_option
def command(file: Path, key_file: Path, account: str, db: str) -> None:
    """Keep the answer; it stands among the doubts of its period afterwards."""
    store, framework = opened(db)
    given = received_answer(file, public_text(key_file), framework.county)
    new = store.office.take_in(given, account, sha256=sha256(file.read_bytes()), file=file.name)
    period = parse_period(given.period)
    click.echo(f"{given.issuer}：{period.label}，{given.standing.words}。")
    for one in given.findings:
        state = "请补正" if one.kind == UNKNOWN else "待认定"
        click.echo(f"{state}\t{one.words}{one.verdict}")
    counts = f"{len(given.findings)} 条，在页面“数据质量”里处理" if given.findings else "没有要处理的"
    click.echo(f"第 {given.number} 次反馈{'' if new else '，以前收过'}：{counts}。", err=True)
    made = len(store.office.publications(period))
    if made > given.revision:
        click.echo(f"说的是第 {given.revision} 次发布，本县现在是第 {made} 次。", err=True)


COMMANDS = (command,)
