"""`province …`: what goes back to counties, and what is found between them."""

from datetime import datetime
from pathlib import Path

import click

from metrics.commands.collect import province_option
from metrics.commands.common import json_option, period_option, print_json, write_file
from metrics.framework import Period
from metrics.ingest.write import csv_text
from metrics.province import (
    BY_COUNTY,
    CrossFinding,
    Province,
    asked,
    compact,
    crossing,
    framework_of,
    issued_framework,
    private_key,
    province_rulings,
    read_province,
    rule,
    ruling_words,
    write_answers,
)
from metrics.reports import CHINA, export, province_paper

#: Signs of a finding's number.
_SIGNS = 8
key_option = click.option(
    "--key", "key_file", type=click.Path(path_type=Path), required=True, help="省里的私钥文件（keys 做的）。"
)


@click.command("duplicates", help="跨县：同一家企业、同一件事报在两个县的，和认不出来的企业；各有一个编号。")
@period_option
@province_option
@json_option
def duplicates(period: Period, home: Path, as_json: bool) -> None:
    """One finding a line; exit 1 while something is neither ruled nor put right."""
    known = read_province(home)
    found, ruled = crossing(known, framework_of(known), period), province_rulings(known)
    if as_json:
        print_json([_record(known, one) for one in found])
    for one in () if as_json else found:
        said = ruling_words(known, ruled[one.key]) if one.key in ruled else "待认定"
        click.echo(f"{one.number}\t{one.words}\t{said}")
        for row in one.rows[:_SIGNS]:
            click.echo(
                f"\t{known.counties[row.county].name}\t{row.unit}\t{row.ledger} 第 {row.row} 行\t{row.text}"
            )
    still = sum(one.key not in ruled for one in found)
    click.echo(f"{period.label}：{len(found)} 条，待认定和待补正 {still} 条。", err=True)
    if still:
        raise SystemExit(1)


@click.command("rule", help="认定一条跨县重复计在哪个县；写进下一次反馈。")
@click.argument("number")
@click.option("--keep", default="", help="计在哪个县（代码）；不写则认定是两件事，都计。")
@click.option("--reason", required=True, help="为什么。")
@click.option("--as", "by", required=True, help="谁认定的（姓名）。")
@period_option
@province_option
def rule_on(number: str, keep: str, reason: str, by: str, period: Period, home: Path) -> None:
    """Keep the decision."""
    known = read_province(home)
    found = next((one for one in crossing(known, framework_of(known), period) if one.number == number), None)
    if found is None:
        raise click.BadParameter(
            f"{period.label}没有编号为 {number} 的。先看 duplicates。", param_hint="NUMBER"
        )
    click.echo(ruling_words(known, rule(known, found, keep, why=reason, by=by)))


@click.command(
    "return", help="给每个报了的县做一个签名的反馈（.kdf）：名次、待认定的重复、要补正的企业、得分差异。"
)
@period_option
@key_option
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="放哪里。"
)
@province_option
def return_to(period: Period, key_file: Path, folder: Path, home: Path) -> None:
    """One line a county."""
    for made, file in write_answers(read_province(home), period, private_key(key_file), folder):
        click.echo(f"{made.county}\t第 {made.number} 次反馈\t{len(made.findings)} 条\t{file}")


@click.command("issue", help="把省里的指标做成签名文件（.kdf），下发给各县。")
@key_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="写到哪个文件。")
@province_option
def issue(key_file: Path, out: Path, home: Path) -> None:
    """Write the letter."""
    known = read_province(home)
    write_file(out, issued_framework(known, private_key(key_file)))
    click.echo(f"{known.name}指标 {framework_of(known).version}：{out}")


@click.command("compact", help="把一期的台账行按市并成少数几个文件，查起来快；可以随时做。")
@period_option
@province_option
def compact_lake(period: Period, home: Path) -> None:
    """Say how many files went."""
    click.echo(f"{period.label}：并掉 {compact(read_province(home), period)} 个文件。", err=True)


@click.command(
    "rows", help="查全省的台账行：一句 SELECT，表名 rows，另有 county、city 两列；不写则各县有几行。"
)
@period_option
@click.option("--ledger", required=True, help="台账代码，如 L05。")
@click.option("--sql", "question", default=BY_COUNTY, help="问什么。")
@province_option
def rows(period: Period, ledger: str, question: str, home: Path) -> None:
    """The answer as CSV."""
    known = read_province(home)
    if ledger not in framework_of(known).ledgers:
        raise click.BadParameter(f"没有台账“{ledger}”。", param_hint="--ledger")
    found = asked(known, period, ledger, question)
    click.echo(csv_text(found.set_index(found.columns[0])), nl=False)


@click.command("brief", help="省专报：总体、各市、各县排名、跨县核对、复算差异。")
@period_option
@click.option(
    "--format", "form", type=click.Choice(["docx", "pdf", "xlsx"]), default="docx", show_default=True
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="写到哪个文件。")
@province_option
def brief(period: Period, form: str, out: Path, home: Path) -> None:
    """Write the paper."""
    made = province_paper(read_province(home), period, datetime.now(CHINA).replace(microsecond=0))
    write_file(out, export(made, form))
    click.echo(str(out))


def _record(known: Province, one: CrossFinding) -> dict[str, object]:
    ruling = province_rulings(known).get(one.key)
    return {
        "number": one.number,
        "kind": one.kind,
        "words": one.words,
        "ruling": vars(ruling) if ruling else None,
        "rows": [vars(row) for row in one.rows],
    }
