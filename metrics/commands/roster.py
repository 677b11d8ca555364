"""`roster`: bring in the roster of pilot enterprises, checked and stored as any report."""

from pathlib import Path

import click

from metrics.commands.check import as_text, optional_period
from metrics.commands.common import FILE_IN, db_option, opened
from metrics.commands.workflow import DECIDERS, require_role
from metrics.framework import Framework, Period, UnitSpec
from metrics.ingest import CheckedWorkbook
from metrics.store import Store
from metrics.store.intake import check_upload
from metrics.store.schema import ROSTER
from metrics.store.units import STAFF


@click.command("roster", help="导入试点企业名册（Excel），和报送一样检查、入库、留痕；通过后换用新名册。")
@click.argument("file", type=FILE_IN, metavar="FILE")
@optional_period
@click.option("--as", "account", required=True, help="导入人账号。")
@click.option("--approve-as", "approver", help="同时以另一个账号审核通过。")
@db_option
def command(file: Path, period: Period | None, account: str, approver: str | None, db: str) -> None:
    """Submit the file as the report of the unit that keeps the roster; exit 1 when it cannot be taken."""
    if approver and approver.strip().casefold() == account.strip().casefold():
        raise click.BadParameter("导入人不能审核自己的名册，请换一个账号。", param_hint="--approve-as")
    store, framework = opened(db)
    require_role(store, account, STAFF, *DECIDERS)
    keeper, content = _keeper(framework), file.read_bytes()
    checked = check_upload(store, framework, content, file.name, keeper, period)
    if problem := _problem(store, framework, keeper, checked):
        click.echo(problem, err=True)
        raise SystemExit(1)
    info = store.submit(checked, content, account)
    if approver and info.state == "submitted":
        require_role(store, approver, *DECIDERS)
        info = store.approve(info.id, approver)
    click.echo(f"{info.id}\t{info.unit}\t{info.period}\t第{info.revision}版\t{info.state}\t{file.name}")
    click.echo(f"名册 {len(checked.ledgers[ROSTER].frame)} 家企业。", err=True)


def _keeper(framework: Framework) -> UnitSpec:
    return next(unit for unit in framework.units if ROSTER in unit.ledgers)


def _problem(store: Store, framework: Framework, keeper: UnitSpec, checked: CheckedWorkbook) -> str:
    """Why the file cannot be taken, or an empty text."""
    if not checked.accepted:
        return as_text(checked)
    if ROSTER not in checked.ledgers or not len(checked.ledgers[ROSTER].frame):
        sheet = framework.ledgers[ROSTER].sheet
        return f"{checked.file} 里没有“{sheet}”的内容。请用{keeper.name}的模板填好名册再导入。"
    gone = _would_vanish(store, framework, keeper, checked)
    if not gone:
        return ""
    return (
        f"{keeper.name}{checked.period.label}已经报过{'、'.join(gone)}，这个文件里没有。"
        "导入会成为新的一版，把它们替换掉。请把名册填进该单位本期的完整工作簿再导入，"
        "或者用 --period 导入到还没有报送的季度。"
    )


def _would_vanish(
    store: Store, framework: Framework, keeper: UnitSpec, checked: CheckedWorkbook
) -> list[str]:
    """Ledgers of the unit's last revision of the quarter that the file would replace with nothing."""
    previous = store.context(framework, keeper.code, checked.period).previous
    return [
        f"{framework.ledgers[code].sheet} {len(rows)} 行"
        for code, rows in previous.items()
        if len(rows) and not (code in checked.ledgers and len(checked.ledgers[code].frame))
    ]


COMMANDS = (command,)
