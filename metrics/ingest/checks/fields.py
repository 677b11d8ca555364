"""Checks between the fields of one row: what must be filled, what must not contradict."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import cast

import pandas as pd

from metrics.framework import ColumnSpec, name_key
from metrics.ingest.catalogue import finding
from metrics.ingest.checks.registry import at_rows, row_check
from metrics.ingest.checks.wording import plain
from metrics.ingest.find import Scope, Table, positions
from metrics.ingest.model import Finding
from metrics.ingest.read import Array


def holds(table: Table, conditions: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Per data row, whether every field has one of the values named; truth values are named 是 and 否."""
    result = pd.Series(data=True, index=table.frame.index)
    for field, words in conditions.items():
        values = table.frame[field]
        if values.dtype == "boolean":
            wanted = [word == "是" for word in words]
            result &= values.isin(wanted).fillna(value=False).astype(bool)
        else:
            result &= values.isin(list(words))
    return result


def _said(table: Table, field: str, position: int) -> str:
    """`“活动类型”为轻骑兵实践活动`."""
    return f"“{table.ledger.by_id[field].header}”为{table.text(field, position)}"


def _wanting(table: Table, spec: ColumnSpec) -> Array:
    """Per data row, whether a field says nothing and nothing was filled in for it."""
    blank = table.columns[spec.id].blank
    return blank & ~table.filled[spec.id] if spec.id in table.filled else blank


@row_check("W402", "W407")
def filled_in(table: Table, scope: Scope) -> Iterator[Finding]:
    """Blanks that were given the column's default or the submitting unit."""
    for field, mask in table.filled.items():
        spec = table.ledger.by_id[field]
        if not table.columns[field].position:
            continue
        if spec.default is not None:
            words = {"proposal": str(spec.default)}
        else:
            words = {"proposal": scope.framework.unit[scope.unit].name}
        code = "W402" if spec.default is not None else "W407"
        yield from at_rows(table, scope, mask, field, code, _always(words))


def _always(words: Mapping[str, str]) -> Callable[[int], Mapping[str, str]]:
    """The same placeholders at every row."""
    return lambda _: words


def _reason(table: Table, other: str, at: int) -> dict[str, str]:
    return {"detail": _said(table, other, at)}


def _no_more_than(header: str, values: pd.Series, at: int) -> dict[str, str]:
    return {"expected": f"{header} {plain(cast('float', values.iat[at]))}"}


def _no_earlier_than(header: str, days: pd.Series, at: int) -> dict[str, str]:
    return {"expected": f"{header} {cast('datetime', days.iat[at]).date()}"}


def _key(name: object) -> str:
    return name_key(name) if isinstance(name, str) else ""


@row_check("W309")
def kept_code(table: Table, scope: Scope) -> Iterator[Finding]:
    """Rows of a register without a code that got the code of the unit's entry of the same name."""
    key, name = table.ledger.key, table.ledger.name_field
    if table.ledger.code not in scope.context.prefill or not table.columns[key].blank.any():
        return
    registered = scope.context.prefill[table.ledger.code]
    names = dict(zip(registered[key].tolist(), registered[name].map(_key).tolist(), strict=True))
    same_name = table.frame[key].map(names) == table.frame[name].map(_key)
    for at in positions(same_name & table.columns[key].blank):
        words = {"detail": table.text(name, at), "proposal": str(table.frame[key].iat[at]), "field": key}
        yield finding("W309", table.place(key, at), **words)


@row_check("E401")
def required(table: Table, scope: Scope) -> Iterator[Finding]:
    """Required fields left blank, in columns that are there (a missing column is one finding of its own)."""
    for spec in table.ledger.columns:
        if spec.required and table.columns[spec.id].position:
            yield from at_rows(table, scope, _wanting(table, spec), spec.id, "E401")


@row_check("E413")
def required_when(table: Table, scope: Scope) -> Iterator[Finding]:
    """Fields that another field's value makes required."""
    for spec in table.ledger.columns:
        for other, words in spec.required_when.items():
            wanting = _wanting(table, spec)
            mask = wanting & holds(table, {other: words}) if wanting.any() else wanting
            yield from at_rows(
                table,
                scope,
                mask,
                spec.id,
                "E413",
                partial(_reason, table, other),
            )


@row_check("E414")
def filled_together(table: Table, scope: Scope) -> Iterator[Finding]:
    """Fields that mean nothing alone: an amount without its basis, a target without its unit."""
    for spec in table.ledger.columns:
        if spec.needs:
            mask = table.frame[spec.id].notna() & table.columns[spec.needs].blank
            told = {"detail": spec.header}
            yield from at_rows(table, scope, mask, spec.needs, "E414", _always(told))


@row_check("E411")
def part_of_whole(table: Table, scope: Scope) -> Iterator[Finding]:
    """Parts greater than their whole: 其中线上人次 against 参加人次."""
    for spec in table.ledger.columns:
        if spec.at_most:
            whole = table.frame[spec.at_most]
            header = table.ledger.by_id[spec.at_most].header
            yield from at_rows(
                table,
                scope,
                table.frame[spec.id] > whole,
                spec.id,
                "E411",
                partial(_no_more_than, header, whole),
            )


@row_check("E412")
def in_order(table: Table, scope: Scope) -> Iterator[Finding]:
    """Dates before the date they follow: 结案日期 before 受理日期."""
    for spec in table.ledger.columns:
        if spec.not_before:
            first = table.frame[spec.not_before]
            header = table.ledger.by_id[spec.not_before].header
            yield from at_rows(
                table,
                scope,
                table.frame[spec.id] < first,
                spec.id,
                "E412",
                partial(_no_earlier_than, header, first),
            )


@row_check("E302")
def implications(table: Table, scope: Scope) -> Iterator[Finding]:
    """Rules of the ledger: where some fields have these values, another must have one of those."""
    for rule in table.ledger.implies:
        when = holds(table, rule.when)
        for field, words in rule.then.items():
            mask = when & table.frame[field].notna() & ~holds(table, {field: words})
            told = {"detail": rule.hint, "expected": "或".join(words)}
            yield from at_rows(table, scope, mask, field, "E302", _always(told))
