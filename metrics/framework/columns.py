"""What a version's own text adds to the program's ledgers, and who issued it.

A county may ask for a few more optional columns. They stand in the text of the version that brings them in,
as `[[column]]` with `ledger = "L05"`, so that they hold for the periods the version holds for, travel with it
as one file, and no other version sees them. The template that comes with them is a further one of the
program's newest at that time: `2024.1-1` follows `2024.1`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from metrics.framework.build import build
from metrics.framework.model import ColumnSpec, Framework, FrameworkError, IssuedFrom, LedgerSpec

FILE = "visible.toml"
#: Types of a column that is filled by typing; others are chosen from a list.
TYPED = ("text", "int", "decimal", "date")
#: Types that a column of a county's own may have, and what people call them.
ADDED_TYPES = {
    "text": "文字",
    "int": "整数",
    "decimal": "小数",
    "date": "日期",
    "bool": "是或否",
    "enum": "从几个词里选",
}
#: So many columns of a sheet may have to be typed, with those added.
MOST_TYPED = 12
#: Their ids begin so, and none of the program's does: an update never takes one.
_ID = re.compile(r"x_[a-z0-9_]{1,38}")
_HEADER = re.compile(r"[^\s*（）()\[\]【】]{1,20}")
_TEMPLATE = re.compile(r"(?P<base>.+)-(?P<number>[1-9]\d*)")


def typed_columns(ledger: LedgerSpec) -> int:
    """How many columns of a sheet are filled by typing: its burden."""
    return sum(column.type in TYPED and not column.prefilled for column in ledger.columns)


def next_template(framework: Framework) -> str:
    """The template that comes after the one a framework hands out, for a column that is added to it."""
    current = framework.template_version
    match = _TEMPLATE.fullmatch(current)
    return f"{match['base']}-{int(match['number']) + 1}" if match else f"{current}-1"


def extended(framework: Framework, visible: Mapping[str, Any]) -> Framework:
    """A framework with the columns that its text adds, and who issued it.

    Args:
        framework: with the program's ledgers.
        visible: the parsed `visible.toml`.

    Raises:
        FrameworkError: a column of no ledger, one there is already, one that must be filled, too many.
    """
    issued = visible.get("issued")
    if issued is not None:
        framework = replace(framework, issued=build(IssuedFrom, _table(issued, "issued"), FILE, "issued"))
    return with_columns(framework, columns_of(visible))


def with_columns(framework: Framework, columns: Sequence[tuple[str, ColumnSpec]]) -> Framework:
    """A framework with further columns (ledger code, column), each with the template it came with.

    Raises:
        FrameworkError: as `extended`.
    """
    ledgers, templates = dict(framework.ledgers), list(framework.templates)
    for code, column in columns:
        if code not in ledgers:
            raise FrameworkError(FILE, f"column {column.id}", "ledger", f"没有台账“{code}”")
        ledger = ledgers[code]
        _check(ledger, column)
        ledgers[code] = replace(ledger, columns=(*ledger.columns, column))
        if column.since not in templates:
            templates.insert(_place(templates, column), column.since)
    added = (*framework.added, *((code, column.id) for code, column in columns))
    return replace(framework, ledgers=ledgers, templates=tuple(templates), added=added)


def without_added(framework: Framework) -> Framework:
    """A framework with the program's own columns and templates only."""
    if not framework.added:
        return framework
    gone, came = set(framework.added), {column.since for _, column in added_columns(framework)}
    ledgers = {
        code: replace(one, columns=tuple(c for c in one.columns if (code, c.id) not in gone))
        for code, one in framework.ledgers.items()
    }
    templates = tuple(name for name in framework.templates if name not in came)
    return replace(framework, ledgers=ledgers, templates=templates, added=())


def columns_of(visible: Mapping[str, Any]) -> tuple[tuple[str, ColumnSpec], ...]:
    """The columns that a parsed `visible.toml` adds; FrameworkError as `extended`."""
    tables = visible.get("column", [])
    if not isinstance(tables, list):
        raise FrameworkError(FILE, "column", "[[…]]", "应写成 [[column]]")
    return tuple(_column(_table(one, "column")) for one in tables)


def added_columns(framework: Framework) -> tuple[tuple[str, ColumnSpec], ...]:
    """The columns that a framework's text adds, with their ledger's code."""
    return tuple((code, framework.ledgers[code].by_id[field]) for code, field in framework.added)


def _table(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FrameworkError(FILE, name, "[…]", "应是一个表")
    return value


def _column(table: Mapping[str, Any]) -> tuple[str, ColumnSpec]:
    named = f"column {table.get('id', '')}".strip()
    for key in ("ledger", "since"):
        if not isinstance(table.get(key), str) or not table[key]:
            raise FrameworkError(FILE, named, key, "缺少这个必填的键")
    spec = {name: value for name, value in table.items() if name != "ledger"}
    return table["ledger"], build(ColumnSpec, spec, FILE, named)


def _check(ledger: LedgerSpec, column: ColumnSpec) -> None:
    """An own column is optional, has a name of its own and does not make the sheet too long."""
    named, where = f"column {column.id}", f"{ledger.sheet}（{ledger.code}）"
    if not _ID.fullmatch(column.id):
        raise FrameworkError(FILE, named, "id", "编号以 x_ 开头，只含小写字母、数字、下划线，最多 40 个")
    if not _HEADER.fullmatch(column.header):
        raise FrameworkError(FILE, named, "header", "列名要有 1—20 个字，不含空格、星号和括号")
    if column.required or column.required_when:
        raise FrameworkError(FILE, named, "required", "本县加的列只能选填")
    if column.prefilled or column.refers or column.evidence or column.type not in ADDED_TYPES:
        raise FrameworkError(FILE, named, "type", f"本县加的列只能是 {'、'.join(ADDED_TYPES)}")
    known = {name for one in ledger.columns for name in (one.header, *one.synonyms)}
    for name in (column.header, *column.synonyms):
        if name in known:
            raise FrameworkError(FILE, named, "header", f"{where}已有“{name}”这一列或这个别名")
    if column.id in ledger.by_id:
        raise FrameworkError(FILE, named, "id", f"{where}已有编号为“{column.id}”的列")
    if column.type in TYPED and typed_columns(ledger) + 1 > MOST_TYPED:
        raise FrameworkError(
            FILE,
            named,
            "ledger",
            f"{where}已有 {typed_columns(ledger)} 列要手填，一张表最多 {MOST_TYPED} 列；可以改成从词里选的列",
        )


def _place(templates: Sequence[str], column: ColumnSpec) -> int:
    """Where a template of the county's own stands: after the program's it follows, and its earlier ones."""
    match = _TEMPLATE.fullmatch(column.since)
    if match is None or match["base"] not in templates:
        raise FrameworkError(
            FILE, f"column {column.id}", "since", f"“{column.since}”应是 2024.1-1 这样的模板版本"
        )
    own = [name for name in templates if name.startswith(f"{match['base']}-")]
    return templates.index(match["base"]) + len(own) + 1
