"""Checks of whole sheets: their columns, their units, rows that are no data, rows that stand there twice."""

import re
from collections.abc import Iterator

import pandas as pd

from metrics.ingest.catalogue import finding, listed
from metrics.ingest.checks.headings import of_another_year, span_of
from metrics.ingest.checks.registry import at_rows, book_check, row_check, table_check
from metrics.ingest.find import Scope, Table, default_of, header_key, speaks_of_part
from metrics.ingest.model import ROW, CellRef, Finding
from metrics.ingest.values import nearest, scale_factor, shown

_PRIVATE_HEADER = re.compile(r"身份证|证件号|手机|电话|联系方式|姓名|银行卡|银行账号|家庭住址|住址|微信")
#: Columns of lists everywhere that carry nothing: ignored without a word.
_IGNORED = frozenset({"序号", "行号", "no", "no."})

#: Ranges of rows named in one sentence.
_RANGES = 10
#: Signs of a row's first text that are repeated.
_LONGEST_NAMED = 20


def _cell(table: Table, column: int) -> CellRef:
    return CellRef(table.sha256, table.area.sheet.name, table.area.header.bottom, column)


def _row(table: Table, row: int) -> CellRef:
    return CellRef(table.sha256, table.area.sheet.name, row)


def _heading(table: Table, column: int) -> str:
    return str(table.area.sheet.columns[column - 1].at(table.area.header.bottom)).strip()


@table_check("E207", "W204")
def unknown_columns(table: Table, scope: Scope) -> Iterator[Finding]:
    """Columns no field answers to; those that look like private data are refused."""
    missing = {
        header_key(spec.header): spec.header
        for spec in table.ledger.columns
        if not table.columns[spec.id].position
    }
    for column, text in table.area.header.unknown.items():
        if _PRIVATE_HEADER.search(text):
            yield finding("E207", _cell(table, column), text)
        elif header_key(text) not in _IGNORED:
            like = nearest(header_key(text), missing)
            like = "" if speaks_of_part(text, like) or of_another_year(text, scope.period) else like
            detail = f"如果它是“{like}”，请把列名改成“{like}”。" if like else ""
            yield finding("W204", _cell(table, column), text, detail=detail, proposal=like)


@table_check("E203", "W203")
def missing_columns(table: Table, scope: Scope) -> Iterator[Finding]:
    """Fields without a column; row codes are never missed, the tool issues them."""
    unknown = {header_key(text): text for text in table.area.header.unknown.values()}
    where = CellRef(table.sha256, table.area.sheet.name, table.area.header.bottom)
    for spec in table.ledger.columns:
        if table.columns[spec.id].position or spec.type == "code" or spec.evidence:
            continue
        if scope.never_offered(spec.since) or spec.id in table.area.header.split:
            continue
        like = nearest(header_key(spec.header), unknown)
        like = "" if speaks_of_part(like, spec.header) or of_another_year(like, scope.period) else like
        detail = f"是不是写成了“{like}”？" if like else ""
        given = default_of(spec, scope)
        if spec.required and given is None:
            yield finding("E203", where, "", expected=spec.header, detail=detail, field=spec.id)
        else:
            stand_in = "空白" if given is None else f"“{given}”"
            yield finding("W203", where, "", expected=spec.header, detail=stand_in, field=spec.id)


@table_check("E205", "W205")
def repeated_columns(table: Table, _: Scope) -> Iterator[Finding]:
    """Two columns for one field."""
    for column, field, used, same in table.area.header.repeated:
        letters = CellRef("", "", 0, used).address.split(":")[0]
        found, header = _heading(table, column), table.ledger.by_id[field].header
        code = "E205" if same else "W205"
        yield finding(code, _cell(table, column), found, header=header, expected=letters, field=field)


@table_check("W208")
def header_units(table: Table, scope: Scope) -> Iterator[Finding]:
    """A unit in the header that is not the column's own: 金额（元） where 万元 is meant."""
    for field, unit in table.area.header.units.items():
        spec = table.ledger.by_id[field]
        if not spec.unit or "见" in spec.unit or header_key(unit) == header_key(spec.unit):
            continue
        if scope.period is not None and span_of(unit, scope.period):
            continue
        converted = scale_factor(unit, spec.unit) is not None
        done = f"已由“{unit}”换算成“{spec.unit}”" if converted else f"暂按“{spec.unit}”处理"
        words = {
            "header": spec.header,
            "expected": spec.unit,
            "detail": f"各行的数字{done}。",
            "field": field,
        }
        yield finding("W208", _cell(table, table.columns[field].position), unit, **words)


@table_check("E214")
def split_columns(table: Table, _: Scope) -> Iterator[Finding]:
    """A heading over parts none of which is the whole: 参加人次 over 男|女; or one part alone."""
    for field, (column, parts) in table.area.header.split.items():
        header = table.ledger.by_id[field].header
        detail = f"下面分了几列（{parts}）" if "、" in parts else f"只有写着“{parts}”的一列"
        yield finding("E214", _cell(table, column), parts, header=header, field=field, detail=detail)


@table_check("W206", "E214")
def nameless_columns(table: Table, _: Scope) -> Iterator[Finding]:
    """Columns with something in the data rows and nothing in the header, or the heading of another."""
    header, rows = table.area.header, table.area.rows.data
    named = {*header.fields.values(), *header.unknown}
    for number, column in enumerate(table.area.sheet.columns, 1):
        if number not in named and not column.blank[rows - 1].all():
            letters = CellRef("", "", 0, number).address.split(":")[0]
            field = _shared_heading(table, number)
            if field:
                words = {"header": table.ledger.by_id[field].header, "field": field}
                words |= {"detail": f"下面分了几列（{letters} 列等几列）"}
                yield finding("E214", _cell(table, header.fields[field]), f"{letters} 列等几列", **words)
            else:
                yield finding("W206", _cell(table, number), letters)


def _shared_heading(table: Table, number: int) -> str:
    """The field of a number whose heading is merged over a column that has none of its own."""
    header = table.area.header
    for top, left, bottom, right in table.area.sheet.merges:
        if header.top <= bottom and top <= header.bottom and left < number <= right:
            fields = (name for name, column in header.fields.items() if column == left)
            return next((name for name in fields if table.ledger.by_id[name].type in ("int", "decimal")), "")
    return ""


@table_check("W214")
def hidden_sheet(table: Table, _: Scope) -> Iterator[Finding]:
    """A ledger that is read though its sheet is hidden."""
    if not table.area.sheet.visible and len(table.frame):
        where = CellRef(table.sha256, table.area.sheet.name)
        yield finding("W214", where, table.area.sheet.name, detail=str(len(table.frame)))


@table_check("W213", "W306")
def hidden_parts(table: Table, _: Scope) -> Iterator[Finding]:
    """Columns and rows that are read though they are hidden, by hand or by a filter."""
    fields = {column: name for name, column in table.area.header.fields.items()}
    for column in sorted(fields.keys() & set(table.area.sheet.hidden_columns)):
        header = table.ledger.by_id[fields[column]].header
        where = CellRef(table.sha256, table.area.sheet.name, 0, column)
        yield finding("W213", where, where.address.split(":")[0], header=header, field=fields[column])
    rows = sorted(set(table.area.sheet.hidden_rows).intersection(table.area.rows.data.tolist()))
    if rows:
        yield finding("W306", _row(table, rows[0]), _ranges(rows), detail=str(len(rows)))


def _ranges(numbers: list[int]) -> str:
    """Numbers in ascending order as people write them: 3、5-9、12."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    texts = [f"{first}-{last}" if last > first else str(first) for first, last in runs]
    return "、".join(texts[:_RANGES]) + (" 等" if len(texts) > _RANGES else "")


@table_check("W303", "W304", "W310", "W318")
def other_rows(table: Table, _: Scope) -> Iterator[Finding]:
    """Totals, averages, notes and repeated headers among the data, which are left out."""
    found = table.area.rows
    kinds = {"W303": found.totals, "W304": found.notes, "W310": found.headers, "W318": found.asides}
    for code, rows in kinds.items():
        sheet = CellRef(table.sha256, table.area.sheet.name)

        def named(row: int, code: str = code) -> Finding:
            return finding(code, _row(table, row), str(row), detail=_first_text(table, row))

        yield from listed(rows, named, code, sheet)


def _first_text(table: Table, row: int) -> str:
    """What the first filled cell of a row shows, cut short."""
    texts = (shown(cell).strip() for cell in table.area.sheet.row(row))
    return next(filter(None, texts), "")[:_LONGEST_NAMED]


@row_check("E301")
def repeated_codes(table: Table, scope: Scope) -> Iterator[Finding]:
    """The same row code on several rows."""
    key = table.ledger.key
    if table.columns[key].blank.all():
        return
    codes, rows = table.columns[key].values, table.frame[ROW]

    def others(at: int) -> dict[str, str]:
        same = rows[(codes == codes.iat[at]) & (rows != rows.iat[at])].head(5)
        return {"detail": "、".join(map(str, same.tolist()))}

    yield from at_rows(table, scope, codes.notna() & codes.duplicated(keep=False), key, "E301", others)


@row_check("W305")
def repeated_rows(table: Table, _: Scope) -> Iterator[Finding]:
    """Rows that say exactly what an earlier one says, apart from the code."""
    content = table.frame.drop(columns=[table.ledger.key, ROW])
    telling = [name for name in (table.ledger.name_field, table.ledger.date) if name]
    suspects = content[content.duplicated(subset=telling, keep=False)]
    suspects = suspects[suspects.duplicated(keep=False)]
    if suspects.empty:
        return
    rows = table.frame.loc[suspects.index, ROW]
    same = suspects.groupby(list(suspects), dropna=False, sort=False).ngroup()
    firsts = rows.groupby(same).transform("first")
    again = [(row, first) for row, first in zip(rows.tolist(), firsts.tolist(), strict=True) if row != first]
    sheet = CellRef(table.sha256, table.area.sheet.name)
    yield from listed(
        again, lambda pair: finding("W305", _row(table, pair[0]), "", detail=str(pair[1])), "W305", sheet
    )


@row_check("E312")
def not_unique(table: Table, scope: Scope) -> Iterator[Finding]:
    """Rows that share what only one row may have: 统一社会信用代码; enterprise and year."""
    for group in table.ledger.unique:
        fields = group.split()
        values, rows = table.frame[fields], table.frame[ROW]
        full = values.notna().all(axis=1)
        if not full.any():
            continue
        first = rows.groupby([values[name] for name in fields], dropna=False, sort=False).transform("first")
        headers = "、".join(table.ledger.by_id[name].header for name in fields)

        def told(at: int, first: pd.Series = first, headers: str = headers) -> dict[str, str]:
            return {"detail": str(first.iat[at]), "header": headers, "expected": ""}

        again = full & (first != rows)
        yield from at_rows(table, scope, again, fields[-1], "E312", told)


@book_check("E201", "W201", "E206")
def the_units_ledgers(tables: list[Table], scope: Scope) -> Iterator[Finding]:
    """The unit's own ledgers must be there, those of others must not."""
    if not tables and not scope.unread:
        yield finding("E201", CellRef(scope.sha256, ""))
    if not scope.unit or not (tables or scope.unread):
        return
    own = scope.framework.unit[scope.unit].ledgers
    present = {table.ledger.code: table for table in tables}
    for code in own:
        offered = not scope.never_offered(scope.framework.ledgers[code].since)
        if offered and code not in present and code not in scope.unread:
            yield finding("W201", CellRef(scope.sha256, ""), "", expected=scope.framework.ledgers[code].sheet)
    for code, table in present.items():
        if code not in own and len(table.frame):
            name = table.area.sheet.name
            yield finding("E206", CellRef(scope.sha256, name), table.ledger.sheet)


@book_check("W115")
def nothing_reported(tables: list[Table], scope: Scope) -> Iterator[Finding]:
    """A workbook without a single row."""
    if tables and not scope.unread and not any(len(table.frame) for table in tables):
        yield finding("W115", CellRef(scope.sha256, ""))
