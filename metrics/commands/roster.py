"""`roster`: bring in the roster of pilot enterprises, checked and stored as any report."""

from pathlib import Path

import click

from metrics.commands.check import as_text, optional_period
from metrics.commands.common import FILE_IN, db_option, opened
from metrics.framework import Framework, Period, UnitSpec
from metrics.ingest import AcceptedWorkbook, CheckedWorkbook
from metrics.store import Store
from metrics.store.database import ROSTER
from metrics.store.reporting import check_upload


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
    keeper, content = _keeper(framework), file.read_bytes()
    checked = check_upload(store.reporting, framework, content, file.name, keeper, period, account=account)
    problem = _problem(framework, keeper, checked) or _lost(store, framework, checked.accept(), account)
    if problem:
        click.echo(problem, err=True)
        raise SystemExit(1)
    info = store.reporting.submit(checked, content, account)
    if approver and info.state == "submitted":
        info = store.reporting.approve(info.id, approver)
    click.echo(f"{info.id}\t{info.unit}\t{info.period}\t第{info.revision}版\t{info.state}\t{file.name}")
    click.echo(f"名册 {len(checked.ledgers[ROSTER].frame)} 家企业。", err=True)


def _keeper(framework: Framework) -> UnitSpec:
    keeper = next((unit for unit in framework.units if ROSTER in unit.ledgers), None)
    if keeper is None:
        raise click.UsageError(
            "县情里还没有填报试点企业名册的成员单位。请先用 county apply 导入县情设置，再导入名册。"
        )
    return keeper


def _problem(framework: Framework, keeper: UnitSpec, checked: CheckedWorkbook) -> str:
    """Why the file cannot be taken, or an empty text."""
    if not checked.accepted:
        return as_text(checked)
    if ROSTER not in checked.ledgers or not len(checked.ledgers[ROSTER].frame):
        sheet = framework.ledgers[ROSTER].sheet
        return f"{checked.file} 里没有“{sheet}”的内容。请用{keeper.name}的模板填好名册再导入。"
    return ""


def _lost(store: Store, framework: Framework, accepted: AcceptedWorkbook, account: str) -> str:
    """What of the unit's last revision the file would replace with nothing, or an empty text."""
    previous = store.reporting.context(framework, accepted.unit, accepted.period, account).previous
    gone = [
        f"{framework.ledgers[code].sheet} {len(rows)} 行"
        for code, rows in previous.items()
        if len(rows) and not (code in accepted.ledgers and len(accepted.ledgers[code].frame))
    ]
    if not gone:
        return ""
    return (
        f"{framework.unit[accepted.unit].name}{accepted.period.label}已经报过{'、'.join(gone)}，这个文件里没有。"
        "导入会成为新的一版，把它们替换掉。请把名册填进该单位本期的完整工作簿再导入，"
        "或者用 --period 导入到还没有报送的季度。"
    )


COMMANDS = (command,)
