"""`framework`: a version of the framework as one TOML file, out and in."""

from pathlib import Path

import click

from metrics.commands.common import (
    FILE_IN,
    FILE_OUT,
    PERIOD,
    db_option,
    json_option,
    opened_for,
    print_json,
    write_or_print,
)
from metrics.commands.take_in import issuer_key
from metrics.framework import CHECKED, CheckupVerdict, Framework, Period, manager, parse_period
from metrics.framework.editing import Edit, ReplaceText, differing
from metrics.province import public_text, received_framework, sha256
from metrics.scoring import prepare
from metrics.scoring.checkup import check_up
from metrics.scoring.measures import check_countable
from metrics.store import Store
from metrics.store.database import SYSTEM, today
from metrics.store.office import FrameworkDraft, FrameworkVersion
from metrics.words import difference_lines

issued_option = click.option(
    "--issued-by", default="", help="上级下发：下发单位的名称；此后它的权重不能改，本县自己的项目另立一组。"
)
account_option = click.option("--as", "account", default=SYSTEM, help=f"以哪个账号（{manager().name}）做。")
version_name = click.option(
    "--framework-version", "version", default="", help="哪个版本（名称）；不写则是在用的。"
)


@click.group("framework", help="指标框架：整个导出、检查、导入，一个 TOML 文件。")
def command() -> None:
    """The verbs below."""


@command.command("export", help="把一个版本写成一个 TOML 文件。")
@version_name
@click.option("--out", type=FILE_OUT, help="写到文件；不写则输出到屏幕。")
@account_option
@db_option
def export(version: str, out: Path | None, account: str, db: str) -> None:
    """Write the text of a version."""
    store, _ = opened_for(db, _now(), version)
    found = _version(store, version)
    write_or_print(store.office.framework_text(found.id, account), out)


@command.command("check", help="检查一个框架文件能不能用，和在用的版本差在哪里；什么都不保存。")
@click.argument("file", type=FILE_IN)
@version_name
@issued_option
@json_option
@db_option
def check(file: Path, version: str, issued_by: str, as_json: bool, db: str) -> None:
    """Print what differs; exit 2 with one line where the file cannot be used."""
    store, base = opened_for(db, _now(), version)
    after = store.office.preview_framework(_version(store, version).id, _edits(file, issued_by), CHECKED)
    check_countable(after)
    moved = differing(base, after)
    if as_json:
        print_json({place: list(pair) for place, pair in moved.items()})
        return
    counts = f"{len(after.items)} 个项目、{len(after.measures)} 个指标"
    click.echo(f"可以用：{counts}；和 {base.version} 有 {len(moved)} 处不同。")
    for line in difference_lines(base, after):
        click.echo(f"  {line}")


@command.command("import", help="把一个框架文件存成新版本：先在数据上体检，没有通过的不存。")
@click.argument("file", type=FILE_IN)
@click.option("--name", required=True, help="新版本的名称，如 2024.2。")
@click.option("--from", "starts", type=PERIOD, required=True, help="自哪一季度起用，如 2024Q1。")
@click.option("--reason", required=True, help="谁定的、为什么改。")
@click.option("--as", "account", required=True, help=f"以哪个账号（{manager().name}）保存。")
@issued_option
@db_option
def bring_in(
    file: Path, name: str, starts: Period, reason: str, account: str, issued_by: str, db: str
) -> None:
    """Save the file as a version; exit 1 when its check-up finds something."""
    _save(starts, _edits(file, issued_by), name, reason, account, db)


def _save(starts: Period, edits: tuple[Edit, ...], name: str, reason: str, account: str, db: str) -> None:
    store, _ = opened_for(db, starts, "")
    base = store.office.framework_in_force(starts)
    verdict = checked(store, store.office.preview_framework(base.id, edits, CHECKED))
    if not verdict.passed:
        for sentence in verdict.violations:
            click.echo(sentence, err=True)
        raise SystemExit(1)
    kept = store.office.save_framework(FrameworkDraft(base.id, edits, name, starts, reason), verdict, account)
    click.echo(f"{kept.version}\t{kept.hash[:8]}\t{kept.starts_on} 起\t{len(kept.changes)} 处改动")


@command.command("receive", help="收上级下发的指标（签名文件 .kdf），核对以后照 import 存成新版本。")
@click.argument("file", type=FILE_IN)
@issuer_key
@click.option("--name", required=True, help="新版本的名称，如 2024.2。")
@click.option("--from", "starts", type=PERIOD, required=True, help="自哪一季度起用，如 2024Q1。")
@click.option("--as", "account", required=True, help=f"以哪个账号（{manager().name}）保存。")
@db_option
def receive(file: Path, key_file: Path, name: str, starts: Period, account: str, db: str) -> None:
    """Save what the office above issued as the county's version; nothing is saved of another's file."""
    issuer, text = received_framework(file, public_text(key_file))
    edits = (ReplaceText(text, issuer),)
    _save(starts, edits, name, f"{issuer}下发（{sha256(file.read_bytes())[:12]}）", account, db)


def checked(store: Store, draft: Framework) -> CheckupVerdict:
    """The check-up of a version to be on the rows there are; without rows nothing can be tried."""
    check_countable(draft)
    period = store.office.period_to_check()
    if period is None:
        return CheckupVerdict(draft.hash, "", "", 0)
    data = store.reporting.dataset(draft, period)
    return check_up(prepare(draft, data), _say).verdict


def _edits(file: Path, issued_by: str) -> tuple[Edit, ...]:
    try:
        content = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.BadParameter("不是 UTF-8 编码的文本文件。", param_hint="FILE") from None
    return (ReplaceText(content, issued_by),)


def _version(store: Store, name: str) -> FrameworkVersion:
    versions = store.office.framework_versions()
    return next((one for one in versions if one.version == name), store.office.framework_in_force(_now()))


def _now() -> Period:
    day = today()
    return parse_period(f"{day.year}Q{(day.month + 2) // 3}")


def _say(share: float, words: str) -> None:
    click.echo(f"\r体检 {share:4.0%} {words}", err=True)


COMMANDS = (command,)
