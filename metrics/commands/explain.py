"""`explain`: where a score comes from, down to file, sheet, row and cell."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import click

from metrics.commands.common import (
    as_option,
    db_option,
    entity_code,
    json_option,
    opened_for,
    period_option,
    print_json,
    version_option,
)
from metrics.commands.stamp import say_versions, versions_record
from metrics.commands.tree import entity_option, item_option, level_option, require_item
from metrics.county import Gate
from metrics.framework import Period
from metrics.scoring import prepare, score_book
from metrics.scoring.why import Explanation, explain
from metrics.words import amount, number, score

_SIDES = ("numerator", "denominator", "open", "counted")
_OF_A_MEASURE = ("words", "value", "unit", *_SIDES, "full_score", "status")
STATUS_WORDS = {"observed": "", "zero": "已报，为 0", "not_reported": "未报送", "not_applicable": "不适用"}


@click.command("explain", help="一个得分从哪里来：指标、数值、权重、贡献，直到文件、工作表和单元格。")
@period_option
@level_option
@entity_option
@item_option
@click.option("--rows", "with_rows", is_flag=True, help="也列出每个数值的每一行台账。")
@json_option
@as_option
@version_option
@db_option
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    period: Period,
    level: str,
    entity: str | None,
    item: str | None,
    with_rows: bool,
    as_json: bool,
    account: str,
    version: str,
    db: str,
) -> None:
    """Print the whole tree, or one item of it; the ledger rows where they are asked for."""
    store, framework = opened_for(db, period, version)
    require_item(framework, item)
    prepared = prepare(framework, store.reporting.dataset(framework, period))
    book = score_book(prepared, level)
    code = entity_code(dict(book.entities["name"]), level, entity)
    told = explain(prepared, book, code, item, rows=with_rows)
    told = seen_by(told, partial(store.reporting.rows_for, account))
    if as_json:
        print_json(versions_record(framework, book.data_version) | as_record(told))
        return
    for line in as_lines(told):
        click.echo(line)
    say_versions(framework, book.data_version)


def seen_by(told: Explanation, gate: Gate) -> Explanation:
    """The explanation with the ledger rows that a gate lets through."""
    rows = None if told.rows is None else gate(told.rows).frame
    return replace(told, rows=rows, children=tuple(seen_by(child, gate) for child in told.children))


def as_record(told: Explanation) -> dict[str, object]:
    """An explanation as JSON says it; rows carry file, sheet, cell and what they add."""
    names = ("id", "name", "kind", "score", "weight", "effective_weight", "contribution", "coverage")
    record: dict[str, object] = {name: getattr(told, name) for name in names}
    if told.kind == "measure":
        record |= {name: getattr(told, name) for name in _OF_A_MEASURE}
    if told.kind == "measure" and told.rows is not None:
        rows = told.rows.assign(date=told.rows["date"].astype("str"))
        record["rows"] = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return record | {"children": [as_record(child) for child in told.children]}


def as_lines(told: Explanation, depth: int = 0) -> Iterator[str]:
    """An explanation as indented lines."""
    indent = "  " * depth
    yield f"{indent}{told.id} {told.name}：{_score(told)}{_value(told)}"
    for child in told.children:
        yield from as_lines(child, depth + 1)
    if told.rows is not None:
        for row in told.rows.itertuples():
            side = "分母" if row.role == "denominator" else "计入"
            place = f"{row.file} {row.sheet}!{row.cell}"
            yield f"{indent}  {side} {row.amount:g}\t{row.value}\t{row.name}\t{place}"


def _score(told: Explanation) -> str:
    if told.score is None:
        return STATUS_WORDS.get(told.status, "") or "没有得分"
    share = "" if told.effective_weight is None else f"，占总分 {told.effective_weight:.1%}"
    points = "" if told.contribution is None else f"，贡献 {told.contribution:.2f} 分"
    return f"{score(told.score)} 分{share}{points}"


def _value(told: Explanation) -> str:
    if told.value is None:
        return "" if told.counted is None else f"；还没有案件，计分值 {amount(told.counted, told.unit)}"
    sides = f"（{number(told.numerator)}/{number(told.denominator)}）" if told.denominator is not None else ""
    counted = "" if told.counted is None else f"，计分值 {amount(told.counted, told.unit)}"
    extra = f"，其中公共得分 {score(told.open)}" if told.open else ""
    value = f"；数值 {amount(told.value, told.unit)}{sides}{extra}{counted}"
    return f"{value}，满分值 {amount(told.full_score, told.unit)}；{told.words}"


COMMANDS = (command,)
