"""`template`: a unit's prefilled workbook for a period."""

from pathlib import Path

import click

from metrics.commands.common import FILE_OUT, UNIT, as_option, db_option, opened, period_option, write_file
from metrics.framework import Period, UnitSpec
from metrics.ingest.write import write_template


@click.command("template", help="生成一个成员单位某季度的填报模板（已预填上期的品牌、载体、队伍、项目）。")
@click.option("--unit", type=UNIT, required=True, help="成员单位代码或名称。")
@period_option
@click.option("--out", type=FILE_OUT, required=True, help="写到哪个 .xlsx 文件。")
@as_option
@db_option
def command(unit: UnitSpec, period: Period, out: Path, account: str, db: str) -> None:
    """Write the workbook."""
    if period.kind != "Q":
        raise click.BadParameter(
            f"模板按季度生成，{period.code} 不是季度；请写 2023Q4 这样的季度。", param_hint="--period"
        )
    store, _ = opened(db)
    framework = store.reporting.collecting(store.office.framework(on=period), period)
    if unit.code not in framework.unit:
        raise click.BadParameter(f"{period.label}没有成员单位“{unit.name}”。", param_hint="--unit")
    unit = framework.unit[unit.code]
    if not (unit.holds(period.start) or unit.holds(period.end)):
        raise click.BadParameter(_when(unit), param_hint="--unit")
    context = store.reporting.context(framework, unit.code, period, account)
    content = write_template(framework, unit.code, period, context)
    write_file(out, content)
    click.echo(f"{unit.name} {period.label}的填报模板已写到 {out}。", err=True)


def _when(unit: UnitSpec) -> str:
    """From when and until when somebody is a member unit."""
    begins = f"从 {unit.valid_from} 起" if unit.valid_from else ""
    ends = f"到 {unit.valid_to} 为止" if unit.valid_to else ""
    return f"“{unit.name}”{begins}{ends}是成员单位，这一期没有它的模板。"


COMMANDS = (command,)
