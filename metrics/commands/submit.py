"""`submit`: store workbooks, each whole or not at all."""

from pathlib import Path

import click

from metrics.commands.check import as_text, named, optional_period, unit_option
from metrics.commands.common import FILE_IN, db_option, opened
from metrics.framework import Framework, Period, UnitSpec
from metrics.store import Store, StoreError
from metrics.store.reporting import inspect_as_written


@click.command("submit", help="检查并报送工作簿；有错误的文件不入库，同一文件重复报送会被认出。")
@click.argument("files", nargs=-1, required=True, type=FILE_IN, metavar="FILE…")
@click.option("--as", "account", required=True, help="报送人账号。")
@click.option("--approve-as", "approver", help="同时以另一个账号审核通过。")
@unit_option
@optional_period
@db_option
def command(
    files: tuple[Path, ...],
    account: str,
    approver: str | None,
    unit: UnitSpec | None,
    period: Period | None,
    db: str,
) -> None:
    """Submit every file; exit 1 when one of them was not accepted."""
    if approver and approver.strip().casefold() == account.strip().casefold():
        raise click.BadParameter("报送人不能审核自己的报送，请换一个账号。", param_hint="--approve-as")
    store, framework = opened(db)
    stored = [_one(store, framework, path, account, approver, unit, period) for path in files]
    raise SystemExit(0 if all(stored) else 1)


def _one(
    store: Store,
    framework: Framework,
    path: Path,
    account: str,
    approver: str | None,
    unit: UnitSpec | None,
    period: Period | None,
) -> bool:
    content = path.read_bytes()
    upload = inspect_as_written(
        store.reporting, framework, content, path.name, unit, period, account=account, unit_leads=bool(unit)
    )
    checked = upload.checked
    if period and checked.period and period != checked.period:
        said_both = f"{path.name}：文件写的是{checked.period.label}，参数写的是{period.label}。"
        click.echo(f"{said_both}请改正其中一处再报，没有入库。", err=True)
        return False
    if checked.unit and checked.period and checked.period.kind == "Q":
        said = store.reporting.may_report(checked.unit, checked.period, account)
        if not said.may:
            raise StoreError(f"{path.name}：{said.sentence}")
    if not checked.accepted:
        click.echo(as_text(checked, named(store, framework, checked)), err=True)
        return False
    info = store.reporting.submit(checked, content, account)
    if approver and info.state == "submitted":
        info = store.reporting.approve(info.id, approver)
    click.echo(f"{info.id}\t{info.unit}\t{info.period}\t第{info.revision}版\t{info.state}\t{path.name}")
    return True


COMMANDS = (command,)
