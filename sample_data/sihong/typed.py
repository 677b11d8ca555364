"""Clean rows as people type them: names beside codes, dates and numbers in several spellings."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from metrics.framework import ColumnSpec, LedgerSpec
from metrics.ingest.model import Context
from metrics.ingest.values.wordlists import display
from sample_data.sihong.county import SampleCounty, chance

Typist = Callable[[Any], Any]


def names_of(county: SampleCounty) -> dict[str, Mapping[str, str]]:
    """Reference target → code → name."""
    return {
        "unit": {unit.code: unit.name for unit in county.framework.units},
        "L01": {row["code"]: row["name"] for row in county.brands},
        "L04": {row["code"]: row["name"] for row in county.teams},
        "L15": {row["enterprise_code"]: row["enterprise_name"] for row in county.enterprises},
    }


def short_names(county: SampleCounty) -> dict[str, str]:
    """Enterprise code → short name, of those that have one."""
    return {row["enterprise_code"]: row["short_name"] for row in county.enterprises if row["short_name"]}


def known_by(county: SampleCounty, unit: str, quarter: str, today: date) -> Context:
    """What the office's dropdowns offered the unit for that quarter."""
    names, shorts = names_of(county), short_names(county)
    listed = {**names, "L01": {c: n for c, n in names["L01"].items() if county.knows(unit, quarter, c)}}
    return Context(
        known={
            target: pd.DataFrame(
                {
                    "code": list(of),
                    "name": list(of.values()),
                    "aliases": [shorts.get(code, "") if target == "L15" else "" for code in of],
                    "status": "",
                    **(
                        {"employees": [county.enterprise[code]["employees"] for code in of]}
                        if target == "L15"
                        else {}
                    ),
                }
            )
            for target, of in listed.items()
            if target != "unit"
        },
        today=today,
    )


def as_typed(county: SampleCounty, spec: LedgerSpec, frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """A frame as it stands in the sheet.

    Args:
        county: for the names beside codes.
        spec: the ledger.
        frame: clean rows; references are codes, dates are dates.
        key: what the spelling of each cell hangs on, e.g. unit and quarter.
    """
    draw, names, shorts = chance(f"typed {spec.code} {key}"), names_of(county), short_names(county)
    typed = pd.DataFrame(index=frame.index, columns=frame.columns, dtype=object)
    for column in spec.columns:
        typist = _typist(column, names, shorts, draw, varied=spec.kind == "flow")
        typed[column.id] = pd.Series(
            [None if pd.isna(value) else typist(value) for value in frame[column.id]],
            index=frame.index,
            dtype=object,
        )
    return typed


def _typist(
    column: ColumnSpec,
    names: Mapping[str, Mapping[str, str]],
    shorts: Mapping[str, str],
    draw: np.random.Generator,
    *,
    varied: bool,
) -> Typist:
    if column.type == "reference":
        called = shorts if column.refers == "L15" else {}
        return _reference(names[column.refers], called, draw, varied and column.refers != "unit")
    if column.type == "date":
        return _day(draw) if varied else _same
    if column.type == "int":
        return _whole(draw) if varied else int
    if column.type == "bool":
        return lambda value: "是" if value else "否"
    return _same


def _same(value: object) -> object:
    return value


def _reference(
    names: Mapping[str, str], shorts: Mapping[str, str], draw: np.random.Generator, varied: bool
) -> Typist:
    def typed(code: str) -> str:
        way = draw.random() if varied else 1.0
        if way < 0.02 and code in shorts:
            return shorts[code]
        return names[code] if way < 0.05 else code if way < 0.08 else display(code, names[code])

    return typed


def _day(draw: np.random.Generator) -> Typist:
    def typed(day: date) -> date | str:
        way = draw.random()
        if way < 0.03:
            return f"{day.year}.{day.month}.{day.day}"
        return f"{day.year}年{day.month}月{day.day}日" if way < 0.05 else day

    return typed


def _whole(draw: np.random.Generator) -> Typist:
    def typed(value: int) -> int | str:
        return f"{value:,}" if value >= 1000 and draw.random() < 0.4 else int(value)

    return typed
