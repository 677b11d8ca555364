"""`python -m metrics index`: the general scoring engine on any table of indicators."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import NoReturn

import click

from metrics.ingest.write import csv_text
from metrics.scoring.index import (
    DataProblem,
    FrameworkProblem,
    Tree,
    by_key,
    columns_of,
    load_tree,
    prepared,
    rank_bands,
    read_table,
    read_weights,
    result_table,
    score,
    shown,
    simulate,
    weight_sets,
    with_weights,
)

OWN_COLUMNS = ("rank", "coverage")
FILE = click.Path(path_type=Path)


class Refused(click.ClickException):
    """Unreadable input or a result that cannot be written: one line, exit code 2."""

    exit_code = 2


@click.command("index", help="按任意指标框架给一张指标表打分、排名。")
@click.option("--framework", type=FILE, required=True, help="指标框架 TOML 文件")
@click.option("--data", type=FILE, required=True, help="指标数据 CSV 文件（UTF-8）")
@click.option("--key", required=True, help="数据文件中作为键的列")
@click.option("--out", type=FILE, help="结果 CSV 文件；不写则输出到屏幕")
@click.option("--weights", type=FILE, help="权重 CSV 文件（id、weight 两列），覆盖框架中的权重")
@click.option("--simulate", "count", type=int, help="模拟的权重组数")
@click.option("--noise", type=float, default=0.25, show_default=True, help="权重扰动幅度 r：w·(1+U(−r, r))")
@click.option("--seed", type=int, default=1, show_default=True, help="随机种子")
@click.option("--bands", type=FILE, help="名次区间 CSV 文件，与 --simulate 一起使用")
@click.option("--prepared", "before", type=FILE, help="补缺、处理之后，标准化之前的值写入这个 CSV 文件")
def index(  # noqa: PLR0913, PLR0917 - one parameter for each option
    framework: Path,
    data: Path,
    key: str,
    out: Path | None,
    weights: Path | None,
    count: int | None,
    noise: float,
    seed: int,
    bands: Path | None,
    before: Path | None,
) -> None:
    """Read everything, score, then write all files or none."""
    if (count is None) != (bands is None):
        refuse("--simulate 与 --bands 必须同时使用")
    _check_apart({"--out": out, "--bands": bands, "--prepared": before})
    try:
        tree = load_tree(framework)
        if weights is not None:
            tree = with_weights(tree, read_weights(weights))
        _check_names(tree, key)
        table = read_table(data, key, *columns_of(tree), time=tree.time)
        scores = score(tree, table)
        tables = {out: result_table(tree, scores)}
        if before is not None:
            tables[before] = by_key(tree, prepared(tree, table))
        if bands is not None and count is not None:
            simulation = simulate(tree, scores, weight_sets(tree, count, noise, seed))
            tables[bands] = by_key(tree, rank_bands(simulation))
    except (FrameworkProblem, DataProblem) as problem:
        refuse(str(problem))
    _write({path: csv_text(one) for path, one in tables.items()})


def refuse(message: str) -> NoReturn:
    """Stop with one line on stderr and exit code 2."""
    raise Refused(message)


def _check_apart(paths: Mapping[str, Path | None]) -> None:
    """No two results go into one file."""
    given = {option: path.resolve() for option, path in paths.items() if path is not None}
    for one, other in combinations(given, 2):
        if given[one] == given[other]:
            refuse(f"{one} 与 {other} 不能是同一个文件")


def _check_names(tree: Tree, key: str) -> None:
    if tree.time in (key, *OWN_COLUMNS):
        refuse(f"[score] time：{shown(tree.time)} 与结果文件的列名冲突（键列、rank、coverage）")
    for name in [*(node.id for node in tree.nodes), *(leaf.id for leaf in tree.leaves)]:
        if name == key or name in OWN_COLUMNS:
            refuse(f"id {shown(name)} 与结果文件的列名冲突（键列、rank、coverage）")


def _write(texts: Mapping[Path | None, str]) -> None:
    """All files or none: written beside their targets first, then put in place."""
    drafts = {path: path.with_name(path.name + ".part") for path in texts if path is not None}
    try:
        for path, draft in drafts.items():
            if path.is_dir():
                refuse(f"写不出文件 {path}：是一个文件夹")
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(texts[path], encoding="utf-8", newline="\n")
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        refuse(f"写不出文件 {'、'.join(map(str, drafts))}：{error.strerror or error}")
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    if None in texts:
        click.echo(texts[None], nl=False)


COMMANDS = (index,)
