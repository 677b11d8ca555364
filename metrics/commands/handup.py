"""`handup`: a published period as one signed package, for the office above."""

from dataclasses import replace
from pathlib import Path

import click

from metrics import __version__
from metrics.commands.common import db_option, hand_over, opened, period_option
from metrics.commands.keys import FOLDER, code_option
from metrics.framework import LEVELS, Period
from metrics.province import Handover, ProvinceError, package_of, private_key, sha256
from metrics.store import Store, StoreError
from metrics.store.people import Handout

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
    key = private_key(key_file or FOLDER / f"{code}.key")
    store, _ = opened(db)
    given = handover_of(store, period, code)
    if with_originals:
        given = replace(given, originals=_originals(store, given, account))
    content = package_of(given, key)
    rows = sum(map(len, given.data.ledgers.values()))
    detail = {"sha256": sha256(content), "data_version": given.data.version, "revision": given.revision}
    handout = Handout("上报包", given.file, [("hand-up", "")], period.code, detail)
    hand_over(store, handout, account, {folder / given.file: content})
    click.echo(str(folder / given.file))
    click.echo(
        f"{given.framework.county}{period.label}，第 {given.revision} 次发布，{rows} 行台账，"
        f"校验码 {sha256(content)[:12]}。",
        err=True,
    )
    if unknown := _without_code(given):
        click.echo(
            f"{len(unknown)} 家企业没有统一社会信用代码，上级认不出来，请在试点企业名册里补上："
            f"{'、'.join(unknown[:MOST_NAMED])}{' 等' if len(unknown) > MOST_NAMED else ''}。",
            err=True,
        )


def _originals(store: Store, given: Handover, account: str) -> dict[str, bytes]:
    """The units' files behind the rows; each is asked for, and stands in the audit, as if taken singly."""
    wanted = sorted({info.sha256 for info in given.data.submissions.values()})
    return {sha: store.reporting.original(sha, account)[1] for sha in wanted}


def _without_code(given: Handover) -> list[str]:
    roster = given.data.ledgers["L15"].drop_duplicates("enterprise_code", keep="last")
    return [str(name) for name in roster.loc[roster["credit_code"].isna(), "enterprise_name"]]


def handover_of(store: Store, period: Period, code: str) -> Handover:
    """What a county hands up of a period.

    Raises:
        StoreError: the period is not published, or its data are others since.
    """
    every = store.office.publications(period)
    if not every or not every[-1].holds:
        raise StoreError(f"{period.label}没有发布，不能上报。请先发布，再做上报包。")
    last, before = every[-1], every[-2].audit_hash if len(every) > 1 else ""
    in_force, framework = store.office.framework_in_force(period), store.office.framework_for(period)
    data = store.reporting.dataset(framework, period)
    if (data.version, framework.hash) != (last.data_version, last.framework_version):
        raise StoreError(f"{period.label}发布以后数据、指标或县情又有变化。请重新发布，再做上报包。")
    return Handover(
        code=code,
        period=period,
        revision=len(every),
        chain=last.audit_hash,
        before=before,
        package=store.office.county(period),
        framework_text=store.office.framework_source(in_force.id),
        data=data,
        rulings=tuple(store.reporting.leading_rows(period)),
        tables={level: store.office.published_scores(last.id, level) for level in LEVELS},
        program=__version__,
    )


ERRORS = (ProvinceError,)
COMMANDS = (command,)
