"""`collect`: a folder of counties' packages into a province's."""

from contextlib import ExitStack
from pathlib import Path

import click

from metrics.commands.common import print_json
from metrics.framework import LEVEL_NAMES
from metrics.province import (
    REFUSED,
    Cluster,
    CollectingResult,
    ProvinceError,
    collect_noted,
    read_province,
    recomputed,
)

#: Differences that are listed of one package; all of them stay beside it.
MOST = 20

province_option = click.option(
    "--province",
    "home",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("data/province"),
    show_default=True,
    help="省级文件夹（province init 建的）。",
)


@click.command("collect", help="收一个文件夹里各县的上报包：核对签名和内容，重算得分，逐处指出差异。")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER")
@province_option
@click.option("--cluster", "address", help="在几台机器上算：调度进程的地址，如 tls://10.0.0.1:8786。")
@click.option("--tls", type=click.Path(exists=True, file_okay=False, path_type=Path), help="证书文件夹。")
@click.option("--as", "by", default="", help="谁收的（姓名），记在收报记录里。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def command(folder: Path, home: Path, address: str | None, tls: Path | None, by: str, as_json: bool) -> None:
    """One line a package; exit 1 when one was refused or its scores differ."""
    province, results = read_province(home), []
    with ExitStack() as held:
        engine = held.enter_context(Cluster(address, tls)) if address else recomputed
        for result in collect_noted(province, folder, engine, by=by):
            results.append(result)
            if not as_json:
                _say(result)
    if as_json:
        print_json([_record(one) for one in results])
    counts = {state: sum(one.state == state for one in results) for state in ("收下", "已有", "没收")}
    click.echo("，".join(f"{state} {count} 个" for state, count in counts.items()) + "。", err=True)
    if any(one.state == REFUSED or one.differences for one in results):
        raise SystemExit(1)


def _say(result: CollectingResult) -> None:
    click.echo(f"{result.state}\t{result.file}\t{result.words}")
    for one in result.differences[:MOST]:
        who = f"{LEVEL_NAMES[one.level]} {one.name or one.code}".strip()
        click.echo(f"\t差异\t{who}\t{one.column}\t县里发布 {one.published}\t重算 {one.recomputed}")
    if len(result.differences) > MOST:
        click.echo(f"\t差异\t还有 {len(result.differences) - MOST} 处，全部用 --json 看")


def _record(result: CollectingResult) -> dict[str, object]:
    differences = [vars(one) for one in result.differences]
    return {"file": result.file, "state": result.state, "words": result.words, "differences": differences}


ERRORS = (ProvinceError,)
COMMANDS = (command,)
