"""What a set-up workbook may not say, beyond what every ledger is checked for."""

from collections.abc import Iterator

import pandas as pd

from metrics.county.setup.sheets import (
    ACCOUNTS,
    ENTERPRISES,
    PLACE,
    QUARTERS,
    ROSTER,
    TICK,
    TOWNS,
    UNITS,
    VOCABULARIES,
    WORDS,
    tick_of,
)
from metrics.framework import Framework, PeriodError, load_rights, parse_period
from metrics.ingest import ROW, CellRef, CheckedWorkbook, Finding, LedgerRows, finding


def meaning(checked: CheckedWorkbook, county: Framework) -> Iterator[Finding]:
    """Findings about a set-up workbook as a whole.

    Args:
        checked: as `check_workbook` read it.
        county: the county as it is; what the workbook leaves out stays so.
    """
    sheets = {code: rows for code, rows in checked.ledgers.items() if len(rows.frame)}
    yield from _place(sheets.get(PLACE), checked, county)
    yield from _units(sheets.get(UNITS), checked, county)
    yield from _enterprises(sheets, checked, county)
    yield from _accounts(sheets.get(ACCOUNTS), checked)
    yield from _quarters(sheets.get(QUARTERS), checked)


def cell(checked: CheckedWorkbook, rows: LedgerRows, position: int, field: str) -> CellRef:
    """Where a field of a row stands."""
    return CellRef(
        checked.sha256, rows.sheet, int(rows.frame[ROW].tolist()[position]), rows.columns.get(field, 0)
    )


def _place(rows: LedgerRows | None, checked: CheckedWorkbook, county: Framework) -> Iterator[Finding]:
    if rows is None:
        if not county.county:
            where = CellRef(checked.sha256, "基本信息")
            yield finding("E511", where, detail="还没有县名", expected="在“基本信息”里填一行县名")
        return
    for position in range(1, len(rows.frame)):
        yield finding(
            "E510",
            cell(checked, rows, position, "name"),
            str(rows.frame["name"].iat[position]),
            header="县（市、区）名称",
            detail="是第二行",
            expected="只填一行",
        )


def _units(rows: LedgerRows | None, checked: CheckedWorkbook, county: Framework) -> Iterator[Finding]:
    if rows is None:
        if not county.units:
            where = CellRef(checked.sha256, "成员单位")
            yield finding("E511", where, detail="还没有成员单位", expected="在“成员单位”里一行填一个单位")
        return
    frame = rows.frame
    ticks = [str(name) for name in frame if str(name).startswith(TICK)]
    kept = frame[ticks].fillna(value=False).astype(bool)
    keepers = kept[tick_of(ROSTER)] if tick_of(ROSTER) in kept else pd.Series(data=False, index=frame.index)
    if int(keepers.sum()) != 1:
        which = "、".join(frame["name"][keepers]) or "没有一个"
        yield finding(
            "E511",
            CellRef(checked.sha256, rows.sheet, 0, rows.columns.get(tick_of(ROSTER), 0)),
            detail=f"企业名册要由一个单位报，现在是：{which}",
            expected="只在一个单位（一般是县产改办所在单位）的“试点企业名册”列打“是”",
        )
    idle = frame["name"][~kept.any(axis=1)].tolist()
    if idle:
        where = CellRef(checked.sha256, rows.sheet)
        yield finding("W512", where, detail=f"这些单位一张台账也不报：{'、'.join(idle[:10])}")


def _enterprises(
    sheets: dict[str, LedgerRows], checked: CheckedWorkbook, county: Framework
) -> Iterator[Finding]:
    """Industries are the program's, the county's, or those the workbook adds."""
    rows = sheets.get(ENTERPRISES)
    if rows is None:
        return
    if TOWNS not in sheets and not county.vocabularies["towns"].terms:
        where = CellRef(checked.sha256, "乡镇街道")
        yield finding("E511", where, detail="有企业名册，还没有乡镇街道", expected="先填“乡镇街道”")
    known = known_industries(sheets.get(WORDS), county)
    column = county.ledgers[ROSTER].by_id["industry"]
    for position, text in enumerate(rows.frame["industry"].tolist()):
        if isinstance(text, str) and text not in known:
            yield finding(
                "E408",
                cell(checked, rows, position, "industry"),
                text,
                choices=sorted(set(known.values())),
                header=column.header,
                expected="、".join(sorted(set(known.values()))),
            )


def known_industries(words: LedgerRows | None, county: Framework) -> dict[str, str]:
    """How an industry may be written → its name: the county's, and what the workbook adds or replaces."""
    named = {VOCABULARIES[key]: key for key in ("industries", "=industries")}
    own: dict[str, str] = {}
    replaced = False
    if words is not None:
        for kind, name, aliases in words.frame[["vocabulary", "name", "aliases"]].itertuples(index=False):
            if kind in named:
                replaced = replaced or named[kind].startswith("=")
                own |= dict.fromkeys([name, *split(aliases)], name)
    if replaced:
        return own
    terms = county.vocabularies["industries"].terms
    return {text: term.name for term in terms for text in term.spellings} | own


def _accounts(rows: LedgerRows | None, checked: CheckedWorkbook) -> Iterator[Finding]:
    if rows is None:
        return
    of_unit = {role.name for role in load_rights().roles if role.of_unit}
    for position, (role, unit) in enumerate(zip(rows.frame["role"], rows.frame["unit"], strict=True)):
        if role in of_unit and not isinstance(unit, str):
            where = cell(checked, rows, position, "unit")
            yield finding(
                "E510", where, header="单位", detail=f"，{role}要写明单位", expected="成员单位的名称"
            )


def _quarters(rows: LedgerRows | None, checked: CheckedWorkbook) -> Iterator[Finding]:
    if rows is None:
        return
    for position, text in enumerate(rows.frame["period"].tolist()):
        try:
            right = parse_period(str(text)).kind == "Q"
        except PeriodError:
            right = False
        if not right:
            where = cell(checked, rows, position, "period")
            yield finding(
                "E510", where, str(text), header="季度", detail="不是一个季度", expected="写成 2024Q1"
            )


def split(text: object) -> tuple[str, ...]:
    """Other spellings as people list them: with 、 or ，or a semicolon between."""
    if not isinstance(text, str):
        return ()
    for sign in "，,;；|\n":
        text = text.replace(sign, "、")
    return tuple(part.strip() for part in text.split("、") if part.strip())
