"""Questions to the person who can mend it: rows that look as if they were made to look like more.

What is asked here is shown to the office as doubts too (`metrics.doubts`), by the same signs and limits.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

import pandas as pd

from metrics.ingest.checks.registry import at_rows, book_check, row_check
from metrics.ingest.find import Scope, Table
from metrics.ingest.model import ROW, Finding
from metrics.ingest.signs import (
    against_tag,
    held,
    many_honours,
    most_a_session,
    near_copies,
    pointless,
    present,
    same_again,
    sign_limits,
)

_ACTIVITIES, _HONOURS, _CASES, _ROSTER = "L05", "L06", "L13", "L15"
#: Rows named in one sentence.
_MOST_NAMED = 8


@row_check("W313")
def near_copied(table: Table, scope: Scope) -> Iterator[Finding]:
    """One question a run of rows whose titles differ in a number only, at its second row."""
    titled = sign_limits().copied_of(table.ledger.code)
    if titled is None:
        return
    runs = near_copies(table.frame, ["enterprise_code"], titled.title, titled.date)
    second = runs.notna() & (runs.groupby(runs).cumcount() == 1)

    def told(at: int) -> dict[str, str]:
        """The words of the question at a row."""
        return {"detail": _rows(table, runs == runs.iat[at], at), "days": str(sign_limits().days)}

    yield from at_rows(table, scope, second, titled.title, "W313", told)


@row_check("W314")
def the_same_again(table: Table, scope: Scope) -> Iterator[Finding]:
    """One question a number of attendances that returns too often, at its first row."""
    if table.ledger.code != _ACTIVITIES:
        return
    values = table.frame["attendances"]
    again = same_again(table.frame, [], "attendances")
    first = again & ~values.where(again).duplicated()

    def told(at: int) -> dict[str, str]:
        like = again & (values == values.iat[at])
        expected = "每场实到的人次"
        return {"detail": _rows(table, like), "rows": str(int(like.sum())), "expected": expected}

    yield from at_rows(table, scope, first, "attendances", "W314", told)


@row_check("W315")
def spirit_and_title(table: Table, scope: Scope) -> Iterator[Finding]:
    """Tags that the title or the type of the activity speaks against."""
    titled = sign_limits().tagged_of(table.ledger.code)
    if titled is None:
        return
    frame, spirits = table.frame, scope.framework.vocabularies["spirits"]
    kinds = frame[titled.kind] if titled.kind else None
    reasons = against_tag(spirits, frame["spirit_tag"], frame[titled.title], kinds)

    def told(at: int) -> dict[str, str]:
        return {"detail": str(reasons.iat[at]), "expected": "与内容相符的精神类别，看不出的选“无”"}

    yield from at_rows(table, scope, reasons.notna(), "spirit_tag", "W315", told)


@row_check("W316")
def case_without_a_place(table: Table, scope: Scope) -> Iterator[Finding]:
    """Cases taken up elsewhere that name no enterprise and tell nothing."""
    if table.ledger.code == _CASES:
        mask = pointless(scope.framework.vocabularies["spread_levels"], table.frame)
        words = {"expected": "写明企业，或用一句话说明"}
        yield from at_rows(table, scope, mask, "spread_level", "W316", lambda _: words)


@row_check("W317")
def honours_of_one_person(table: Table, scope: Scope) -> Iterator[Finding]:
    """One question a person with many honours in a year, at the first of them."""
    if table.ledger.code != _HONOURS:
        return
    persons, days = many_honours(table.frame), table.frame["awarded_on"]
    first = persons.notna() & ~persons.duplicated()

    def told(at: int) -> dict[str, str]:
        """The rows of the person at a position, how many they are, and of which year."""
        like = (persons == persons.iat[at]).fillna(value=False)
        return {
            "detail": _rows(table, like),
            "rows": str(int(like.sum())),
            "year": str(cast("date", days.iat[at]).year),
            "expected": "一个代号代表一个人",
        }

    yield from at_rows(table, scope, first, "holder_ref", "W317", told)


@book_check("W415")
def more_than_employed(tables: list[Table], scope: Scope) -> Iterator[Finding]:
    """More people at an enterprise than it employs, by the roster of this workbook or else the office's."""
    sheets = {table.ledger.code: table for table in tables}
    table = sheets.get(_ACTIVITIES)
    if table is None or table.frame.empty:
        return
    known = _employees(sheets.get(_ROSTER), scope)
    employees = table.frame["enterprise_code"].map(known).astype("Float64")
    sessions, came = held(table.frame), present(table.frame)
    most = sessions * most_a_session(employees)

    limits = sign_limits()
    # The roster is the office's: how many an enterprise employs is not told to every unit.
    expected = f"每场不超过名册职工数的 {limits.times_employed:g} 倍，再加 {limits.guests} 位来宾"

    def told(at: int) -> dict[str, str]:
        return {"came": str(came.iat[at]), "sessions": str(sessions.iat[at]), "expected": expected}

    yield from at_rows(table, scope, came > most, "attendances", "W415", told)


def _employees(roster: Table | None, scope: Scope) -> Mapping[str, int]:
    """Employees of every enterprise that is known."""
    known = scope.context.known.get(_ROSTER)
    frames = [known[["code", "employees"]]] if known is not None and "employees" in known else []
    if roster is not None:
        own = roster.frame[["enterprise_code", "employees"]]
        frames.append(own.rename(columns={"enterprise_code": "code"}))
    told = pd.concat(frames).dropna() if frames else pd.DataFrame({"code": [], "employees": []})
    return dict(zip(told["code"].tolist(), told["employees"].tolist(), strict=True))


def _rows(table: Table, mask: pd.Series, without: int = -1) -> str:
    """Excel rows where a mask holds, the first ones named, apart from one position."""
    rows = table.frame[ROW][mask.fillna(value=False).astype(bool)]
    rows = rows if without < 0 else rows.drop(table.frame.index[without])
    named = "、".join(map(str, rows.head(_MOST_NAMED).tolist()))
    return named if len(rows) <= _MOST_NAMED else f"{named} 等 {len(rows)}"
