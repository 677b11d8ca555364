"""`province`: what was collected from the counties, put together."""

from datetime import datetime
from pathlib import Path

import click

from metrics.commands.collect import province_option
from metrics.commands.common import FILE_IN, json_option, period_option, print_json
from metrics.commands.explain import as_lines, as_record
from metrics.commands.province_answers import brief, compact_lake, duplicates, issue, return_to, rows, rule_on
from metrics.commands.sample_province import is_sample_province, ready_province
from metrics.framework import LEVELS, Period
from metrics.ingest.write import csv_text
from metrics.province import (
    CAME_LATE,
    WHOLE,
    Province,
    ProvinceError,
    areas,
    arrivals,
    begin,
    explained,
    framework_of,
    progress_of,
    ranking,
    read_province,
    set_due,
)
from metrics.store.database import today


@click.group("province", help="省、市：各县上报包收来以后的登记、排名、汇总和逐层查看。")
def province() -> None:
    """Root of the province's verbs."""


@province.command("init", help="建省级文件夹，或更新登记的县：名单是有“代码、名称、市、公钥”的 CSV。")
@click.option("--name", required=True, help="省名。")
@click.option("--counties", type=FILE_IN, required=True, help="登记的县；公钥写 .pub 文件相对名单的位置。")
@click.option("--framework", type=FILE_IN, help="省里下发的指标（toml）；不写则用程序自带的。")
@click.option(
    "--province",
    "home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data/province"),
    show_default=True,
    help="省级文件夹。",
)
def init(name: str, counties: Path, framework: Path | None, home: Path) -> None:
    """Make it or bring its list up to date."""
    made = begin(home, name, counties, framework)
    version = framework_of(made).version
    click.echo(
        f"{made.name}：{len(made.counties)} 个县、{len(made.cities)} 个市，指标版本 {version}。", err=True
    )


@province.command("due", help="定一期的上报截止日期：收报进度按它说谁逾期、谁迟报。")
@period_option
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="最后一天。")
@province_option
def due(period: Period, on: datetime, home: Path) -> None:
    """Keep it beside the packages."""
    set_due(read_province(home), period, on.date())
    click.echo(f"{period.label}：{on:%Y-%m-%d} 截止。", err=True)


@province.command("sample", help="做一个样例省：用两个样例县的行做出若干县，签名、收报、重算；全部是虚构的。")
@click.option(
    "--out", "home", type=click.Path(file_okay=False, path_type=Path), required=True, help="放在哪个文件夹。"
)
@click.option("--cities", type=click.IntRange(1, 13), default=13, show_default=True, help="几个市。")
@click.option("--counties", type=click.IntRange(1, 120), default=95, show_default=True, help="几个县。")
def sample(home: Path, cities: int, counties: int) -> None:
    """Make it; one that is there is left as it is."""
    if counties < cities:
        raise click.BadParameter("县不能比市少。", param_hint="--counties")
    if home.exists() and any(home.iterdir()) and not is_sample_province(home):
        raise click.BadParameter(f"{home} 里已有别的东西，没有动它。", param_hint="--out")
    ready = ready_province(home, cities, counties)
    state = "已做好" if ready.made else "原来就有，没有重做"
    made = ready.province
    click.echo(f"{made.name}：{len(made.counties)} 个县、{len(made.cities)} 个市，{state}。", err=True)


@province.command("status", help="一期的收报进度：谁报了、第几次发布、重算有没有差异，谁逾期，谁的没收。")
@period_option
@province_option
@json_option
def status(period: Period, home: Path, as_json: bool) -> None:
    """One county a line."""
    found = progress_of(read_province(home), period, today())
    if as_json:
        print_json([{**vars(one), "at": one.at.isoformat() if one.at else None} for one in found])
    else:
        for one in found:
            state = f"第 {one.revision} 次发布\t差异 {one.differences} 处" if one.revision else one.state
            said = [f"没收：{one.refused}"] if one.refused else []
            late = [one.state] if one.state == CAME_LATE else []
            click.echo("\t".join([one.code, one.city, one.name, state, *late, *said]))
    came = sum(one.revision > 0 for one in found)
    click.echo(f"{period.label}：应报 {len(found)}，已报 {came}，缺 {len(found) - came}。", err=True)


@province.command("score", help="全省和各市的得分：所属各县全部企业合在一起算，不是各县得分的平均。")
@period_option
@province_option
def score(period: Period, home: Path) -> None:
    """The province first, then its cities, as CSV."""
    known = read_province(home)
    made, framework = areas(known, period), framework_of(known)
    nodes = [node.id for node in (*framework.items, *framework.groups)] + [framework.root.id]
    table = made.scores[nodes].rename(columns={framework.root.id: "total"})
    table.insert(0, "name", [_area(known, code) for code in table.index])
    click.echo(csv_text(table), nl=False)
    _say_missing(known, period)


@province.command("rank", help="各县排名，和换了权重以后名次的区间。")
@period_option
@province_option
def rank(period: Period, home: Path) -> None:
    """One county a line, the first first, as CSV."""
    known = read_province(home)
    click.echo(csv_text(ranking(known, period)), nl=False)
    _say_missing(known, period)


@province.command("explain", help="一个县的一个得分从哪里来，直到单位文件的工作表和单元格。")
@period_option
@click.option("--county", "code", required=True, help="县的代码或名称。")
@click.option("--by", "level", type=click.Choice(list(LEVELS)), default="county", help="看县里的哪一层。")
@click.option("--entity", default="", help="县里的哪个企业、品牌、单位……（代码或全称）。")
@click.option("--item", help="只看一项（代码，例如 J1 或 J1a）；不写则是总分。")
@click.option("--rows", is_flag=True, help="也列出台账行。")
@province_option
@json_option
def explain(  # noqa: PLR0913, PLR0917 - one parameter for each option
    period: Period,
    code: str,
    level: str,
    entity: str,
    item: str | None,
    rows: bool,
    home: Path,
    as_json: bool,
) -> None:
    """Print the tree of a score."""
    known = read_province(home)
    county = next((one for one in known.counties.values() if code in (one.code, one.name)), None)
    if county is None:
        raise click.BadParameter(f"登记名单里没有“{code}”。", param_hint="--county")
    parts = {part.id for part in framework_of(known).parts}
    if item is not None and item not in parts:
        raise click.BadParameter(f"没有“{item}”这一项。", param_hint="--item")
    told = explained(known, period, county.code, level, entity, item, rows=rows)
    if as_json:
        print_json(as_record(told))
        return
    for line in as_lines(told):
        click.echo(line)


def _area(known: Province, code: str) -> str:
    return known.name if code == WHOLE else known.cities[code]


def _say_missing(known: Province, period: Period) -> None:
    """A number that speaks for all says who is not in it."""
    if missing := [one.name for one in arrivals(known, period) if not one.revision]:
        click.echo(f"还缺 {len(missing)} 个县：{'、'.join(missing)}。", err=True)


for _verb in (brief, compact_lake, duplicates, issue, return_to, rows, rule_on):
    province.add_command(_verb)

ERRORS = (ProvinceError,)
COMMANDS = (province,)
