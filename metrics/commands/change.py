"""`change`: why a score moved between two periods, down to the rows that came, went or changed."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import click

from metrics.commands.common import (
    PERIOD,
    as_option,
    db_option,
    entity_code,
    json_option,
    opened_for,
    period_option,
    print_json,
    version_option,
)
from metrics.commands.stamp import say_versions
from metrics.commands.tree import entity_option, item_option, level_option, require_item
from metrics.county import Gate
from metrics.framework import Period
from metrics.scoring import prepare, score_book
from metrics.scoring.why import RowChanges, Rows, ScoreChange, explain_change, sentence
from metrics.words import amount, score


@click.command("change", help="一个得分两期之间为什么变了：数值、权重各占多少，哪些行新增、减少、改动。")
@period_option
@click.option("--from", "earlier", type=PERIOD, help="和哪一期比；不写则是前一个同样长的报告期。")
@level_option
@entity_option
@item_option
@json_option
@as_option
@version_option
@db_option
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    period: Period,
    earlier: Period | None,
    level: str,
    entity: str | None,
    item: str | None,
    as_json: bool,
    account: str,
    version: str,
    db: str,
) -> None:
    """Print the sentence and the whole tree, or all of it as JSON."""
    store, framework = opened_for(db, period, version)
    require_item(framework, item)
    sides = []
    for one in (earlier or period.previous(), period):
        prepared = prepare(framework, store.reporting.dataset(framework, one))
        sides.append((prepared, score_book(prepared, level)))
    names = dict(sides[0][1].entities["name"]) | dict(sides[1][1].entities["name"])
    code = entity_code(names, level, entity)
    told = explain_change(sides[0], sides[1], code, item)
    seen = seen_by(told, partial(store.reporting.rows_for, account))
    if as_json:
        periods = {"from": sides[0][1].period.code, "period": period.code, "level": level, "entity": code}
        versions = [book.data_version for _, book in sides]
        print_json(
            {**periods, "sentence": sentence(told), "framework_version": framework.hash}
            | {"data_versions": versions, "change": as_record(seen)}
        )
        return
    click.echo(f"{sentence(told)}。")
    for line in as_lines(seen if item else told, rows=bool(item)):
        click.echo(line)
    say_versions(framework, *(book.data_version for _, book in sides))


def seen_by(told: ScoreChange, gate: Gate) -> ScoreChange:
    """The change with the ledger rows that a gate lets through."""
    rows = told.rows and RowChanges(**{name: gate(table).frame for name, table in _sides(told.rows)})
    return replace(told, rows=rows, children=tuple(seen_by(child, gate) for child in told.children))


def as_record(told: ScoreChange) -> dict[str, object]:
    """A change as JSON says it."""
    names = ("id", "name", "kind", "before", "after", "delta", "value_part", "weight_part")
    record: dict[str, object] = {name: getattr(told, name) for name in names}
    if told.kind == "measure":
        more = ("values", "unit", "statuses", "weights")
        record |= {name: getattr(told, name) for name in more}
    if told.kind == "measure" and told.rows is not None:
        record["rows"] = {name: _rows_as_records(rows) for name, rows in _sides(told.rows)}
    return record | {"children": [as_record(child) for child in told.children]}


def _sides(rows: RowChanges) -> Iterator[tuple[str, Rows]]:
    yield from (("added", rows.added), ("dropped", rows.dropped), ("changed", rows.changed))


def _rows_as_records(rows: Rows) -> list[dict[str, object]]:
    plain = rows.assign(date=rows["date"].astype("str")).astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): value for name, value in record.items()} for record in records]


_WORDS = {"added": "新增", "dropped": "减少", "changed": "改动"}


def as_lines(told: ScoreChange, depth: int = 0, *, rows: bool = True) -> Iterator[str]:
    """A change as indented lines; parts that did not move are left out.

    `rows`: whether to list the rows that count above the line, or only how many there are.
    """
    indent = "  " * depth
    yield (
        f"{indent}{told.id} {told.name}：{_score(told.before)} → {_score(told.after)}，"
        f"影响 {told.delta:+.2f} 分（数值 {told.value_part:+.2f}，权重 {told.weight_part:+.2f}）"
        f"{_values(told)}"
    )
    for child in told.children:
        if child.delta or child.value_part or child.weight_part:
            yield from as_lines(child, depth + 1, rows=rows)
    counted = [(name, _counting(table)) for name, table in _sides(told.rows)] if told.rows else []
    if counted and not rows:
        yield f"{indent}  " + "，".join(f"{_WORDS[name]} {len(table)} 行" for name, table in counted)
    for name, table in counted if rows else ():
        for row in table.itertuples():
            place = f"{row.file} {row.sheet}!{row.cell}"
            yield f"{indent}  {_WORDS[name]} {row.amount:g}\t{row.value}\t{row.name}\t{place}"


def _counting(rows: Rows) -> Rows:
    before = rows.get("before", 0)
    return rows[rows["role"].eq("numerator") & (rows["amount"].ne(0) | (before != 0))]


def _score(points: float | None) -> str:
    return "没有得分" if points is None else score(points)


def _values(told: ScoreChange) -> str:
    if told.kind != "measure":
        return ""
    was, now = (amount(value, told.unit) for value in told.values)
    return f"；数值 {was} → {now}"


COMMANDS = (command,)
