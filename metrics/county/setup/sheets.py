"""县情设置.xlsx as ledgers of its own: so it is made, read, checked and marked as every workbook is."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from metrics.framework import (
    NO_COUNTY,
    ColumnSpec,
    Framework,
    LedgerSpec,
    UnitSpec,
    build,
    load_framework,
    load_rights,
)

FILE = Path(__file__).with_name("sheets.toml")
PLACE, UNITS, TOWNS, ORGANISATIONS, WORDS = "S01", "S02", "S03", "S04", "S05"
ENTERPRISES, BRANDS, ACCOUNTS, QUARTERS = "S06", "S07", "S08", "S09"
#: The unit in whose name the workbook is made; no member unit's code is like it.
WHOLE = "S0"
#: The ledger whose columns the roster's sheet has.
ROSTER = "L15"
#: What begins the fields of the ticks: one a ledger.
TICK = "keeps_"

#: What people call the vocabularies that a county may add words to, or with = put its own in place of.
VOCABULARIES: Mapping[str, str] = {
    "activity_types": "活动类型",
    "carrier_types": "载体类型",
    "honour_categories": "荣誉类别",
    "industries": "行业",
    "=industries": "行业（本县自列，代替国标门类）",
    "reform_dimensions": "改革方面",
}


@lru_cache(maxsize=1)
def setup_framework() -> Framework:
    """What the set-up workbook holds, as a framework without measures; its only unit is the county.

    Its sheets are those of sheets.toml, the roster's, and a tick for each ledger of the program.
    """
    program = load_framework(NO_COUNTY)
    sheets = [_finished(_sheet(table), program) for table in _tables()]
    place = next(number for number, one in enumerate(sheets) if one.code == BRANDS)
    ordered = [*sheets[:place], _roster(program), *sheets[place:]]
    ledgers = {one.code: one for one in ordered}
    whole = UnitSpec(WHOLE, "县情设置", "县情设置", tuple(ledgers))
    return replace(
        program,
        id="setup",
        name="县情设置",
        nodes=(),
        measures=(),
        facts=(),
        ledgers=ledgers,
        units=(whole,),
    )


def tick_of(ledger: str) -> str:
    """The field of the tick for a ledger."""
    return f"{TICK}{ledger}"


def _tables() -> list[dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))["sheet"]


def _sheet(table: Mapping[str, Any]) -> LedgerSpec:
    return build(LedgerSpec, table, FILE.name, str(table.get("code")))


def _finished(sheet: LedgerSpec, program: Framework) -> LedgerSpec:
    """The sheet with what only the program knows: its ledgers, its vocabularies, its roles."""
    if sheet.code == UNITS:
        ticks = [
            ColumnSpec(
                id=tick_of(ledger.code),
                header=ledger.sheet,
                type="bool",
                note=f"{ledger.code}：要报打“是”，不报留空。",
                synonyms=(ledger.code,),
            )
            for ledger in program.ledgers.values()
        ]
        return replace(sheet, columns=(*sheet.columns, *ticks))
    choices = {
        (WORDS, "vocabulary"): tuple(VOCABULARIES.values()),
        (ACCOUNTS, "role"): tuple(role.name for role in load_rights().roles),
    }
    columns = tuple(
        replace(column, choices=choices.get((sheet.code, column.id), column.choices))
        for column in sheet.columns
    )
    return replace(sheet, columns=columns)


def _roster(program: Framework) -> LedgerSpec:
    """The roster's sheet: its towns are those of the workbook, which may name new ones."""
    own = program.ledgers[ROSTER]
    columns = tuple(
        replace(column, type="reference", refers=TOWNS, vocabulary="")
        if column.id == "town"
        else replace(column, type="text", vocabulary="", max_length=40)
        if column.vocabulary
        else column
        for column in own.columns
    )
    return replace(
        own, code=ENTERPRISES, sheet="企业名册", columns=columns, scored=False, note="试点企业；可以以后再补"
    )
