"""`handup`: a published period as one signed package, for the office above."""

from pathlib import Path

import click

from metrics.commands.common import db_option, hand_over, opened, period_option
from metrics.commands.keys import code_option
from metrics.framework import Period
from metrics.province import KEYS, ProvinceError, private_key, sha256
from metrics.reports import signed_package, without_code

#: Enterprises without a code that are named.
MOST_NAMED = 8


@click.command("handup", help="把已发布的一期做成签名的上报包（.kdj），交给上级。")
@period_option
@code_option
@click.option(
    "--key", "key_file", type=click.Path(path_type=Path), help="私钥文件；不写则用 data/keys/代码.key。"
)
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="放上报包的文件夹；不写则是当前文件夹。",
)
@click.option("--with-originals", is_flag=True, help="连各单位的原文件一起报（上级要求时）。")
@click.option("--as", "account", required=True, help="谁来报（账号）。")
@db_option
def command(
    period: Period,
    code: str,
    key_file: Path | None,
    folder: Path,
    with_originals: bool,
    account: str,
    db: str,
) -> None:
    """Write the package of the publication that holds; the audit keeps who took it."""
    key = private_key(key_file or KEYS / f"{code}.key")
    store, _ = opened(db)
    made = signed_package(store, period, code, key, account, originals=with_originals)
    given, file = made.given, folder / made.given.file
    hand_over(store, made.handout, account, {file: made.content})
    click.echo(str(file))
    rows = sum(map(len, given.data.ledgers.values()))
    click.echo(
        f"{given.framework.county}{period.label}，第 {given.revision} 次发布，{rows} 行台账，"
        f"校验码 {sha256(made.content)[:12]}。",
        err=True,
    )
    if unknown := without_code(given.data):
        click.echo(
            f"{len(unknown)} 家企业没有统一社会信用代码，上级认不出来，请在试点企业名册里补上："
            f"{'、'.join(unknown[:MOST_NAMED])}{' 等' if len(unknown) > MOST_NAMED else ''}。",
            err=True,
        )


ERRORS = (ProvinceError,)
COMMANDS = (command,)
