"""`county`: set a county up with one workbook, and hand out templates and ways in."""

from datetime import date, datetime
from pathlib import Path

import click

from metrics.commands.check import as_record, as_text
from metrics.commands.common import (
    FILE_IN,
    FILE_OUT,
    PERIOD,
    as_option,
    db_option,
    json_option,
    opened,
    print_json,
    write_file,
)
from metrics.county.setup import SETUP_FILE, mark_setup, setup_rows, slips_sheet, write_setup
from metrics.framework import Period, parse_period
from metrics.store.database import SYSTEM, today
from metrics.store.setting_up import SetupPlan, apply_setup, invite_all, plan_setup, templates_zip

out_option = click.option("--out", type=FILE_OUT, required=True, help="写到哪个文件。")
by_option = click.option("--as", "account", default=SYSTEM, help="谁来做；不写则记为能登录服务器的人。")


@click.group("county", help="县情：一张 县情设置.xlsx 建县、改县情；全部模板和登录条。")
def county() -> None:
    """Group of the verbs about a county."""


@county.command("template", help=f"空白的 {SETUP_FILE}。")
@out_option
def template(out: Path) -> None:
    """Write the empty workbook."""
    write_file(out, write_setup(_quarter()))
    click.echo(f"已写到 {out}。填好后用 county check 检查，用 county apply 导入。", err=True)


@county.command("check", help=f"检查填好的 {SETUP_FILE}，说出导入会改什么，不入库。")
@click.argument("file", type=FILE_IN, metavar="FILE")
@click.option("--marked", type=FILE_OUT, help="把标注过的副本写到这个文件。")
@json_option
@db_option
def check(file: Path, marked: Path | None, as_json: bool, db: str) -> None:
    """Print findings and what would change; exit 1 with errors."""
    store, _ = opened(db)
    content = file.read_bytes()
    plan = plan_setup(store, content, file.name)
    if marked:
        write_file(marked, mark_setup(content, plan.checked).content)
    if as_json:
        print_json({**as_record(plan.checked), "changes": plan.changes, "enterprises": plan.enterprises})
    else:
        click.echo(as_text(plan.checked))
        if plan.checked.accepted:
            click.echo(plan_words(plan))
    raise SystemExit(0 if plan.checked.accepted else 1)


def plan_words(plan: SetupPlan) -> str:
    """What a workbook would do, in lines."""
    if plan.nothing:
        return "与现在的县情一样，没有要改的。"
    lines = [f"{name}：改 {len(changed)} 行" for name, changed in plan.changes.items()]
    lines += [f"新账号 {len(plan.accounts)} 个"] if plan.accounts else []
    lines += [f"开放 {code}，{due} 截止" for code, due in plan.quarters]
    lines += [f"企业名册 {plan.enterprises} 家"] if plan.enterprises else []
    return "导入会做的：\n" + "\n".join(f"  {line}" for line in lines)


@county.command("apply", help=f"导入 {SETUP_FILE}：整份成功，或者什么都不改。没写的保持原样。")
@click.argument("file", type=FILE_IN, metavar="FILE")
@click.option("--from", "starts", type=click.DateTime(["%Y-%m-%d"]), help="从哪一天起改；不写则为更正。")
@click.option("--why", default="", help="改动的理由；第一次建县可不写。")
@by_option
@db_option
def apply(file: Path, starts: datetime | None, why: str, account: str, db: str) -> None:
    """Apply the workbook in one transaction."""
    store, _ = opened(db)
    day = starts.date() if starts else None
    done = apply_setup(store, file.read_bytes(), file.name, account, day, why)
    name = store.office.framework().county
    click.echo(
        f"已导入：{name}，新账号 {len(done.accounts)} 个，开放 {'、'.join(done.quarters) or '无'}。", err=True
    )
    if done.roster:
        click.echo(f"企业名册已入库：报送 {done.roster.id}。", err=True)


@county.command("export", help=f"把现在的县情写成 {SETUP_FILE}。")
@out_option
@click.option("--at", "period", type=PERIOD, help="按哪一期时的县情；不写则按现在。")
@db_option
def export(out: Path, period: Period | None, db: str) -> None:
    """Write the county as it is."""
    store, framework = opened(db)
    package = store.office.county(period)
    if period:
        framework = store.office.framework(on=period)
    write_file(
        out,
        write_setup(period if period and period.kind == "Q" else _quarter(), setup_rows(package, framework)),
    )
    click.echo(f"已写到 {out}。", err=True)


@county.command("templates", help="某季度全部单位的模板，打成一个 ZIP。")
@click.option("--period", type=PERIOD, required=True, help="季度，如 2024Q1。")
@out_option
@as_option
@db_option
def templates(period: Period, out: Path, account: str, db: str) -> None:
    """Write the ZIP."""
    if period.kind != "Q":
        raise click.BadParameter(f"模板按季度生成，{period.code} 不是季度。", param_hint="--period")
    store, _ = opened(db)
    write_file(out, templates_zip(store, store.office.framework(on=period), period, account))
    click.echo(f"已写到 {out}。", err=True)


@county.command("slips", help="全部填报账号的一次性登录条（.xlsx），打印、裁开、分发。原有链接作废。")
@out_option
@click.option("--address", default="", help="系统网址，如 http://10.0.0.8:8501；不写则用县情里的。")
@click.option("--only", multiple=True, metavar="账号", help="只发这几个账号；不写则发还没有设过密码的。")
@by_option
@db_option
def slips(out: Path, address: str, only: tuple[str, ...], account: str, db: str) -> None:
    """Write the sheet of slips."""
    store, framework = opened(db)
    wanted = [one for one in store.people.accounts(SYSTEM) if one.active and not one.demo]
    chosen = (
        [one for one in wanted if one.code in only]
        if only
        else store.people.invitations.without_password(wanted)
    )
    made = invite_all(store, framework, chosen, address or framework.home.address, account)
    write_file(out, slips_sheet(made, framework.county))
    click.echo(f"{len(made)} 个账号的登录条已写到 {out}。", err=True)


def _quarter() -> Period:
    on: date = today()
    return parse_period(f"{on.year}Q{(on.month + 2) // 3}")


COMMANDS = (county,)
