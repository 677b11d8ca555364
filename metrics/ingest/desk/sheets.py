"""The sheets of a file as they are read, cell by cell, with what each column may hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from metrics.framework import ColumnSpec, Framework, LedgerSpec
from metrics.ingest.find import Area, Scope, default_of, locate
from metrics.ingest.model import CheckedWorkbook, Context
from metrics.ingest.patch import correctable
from metrics.ingest.read import RawBook, RawColumn, RawSheet, Refusal, read
from metrics.ingest.values import display, shown, word_list

#: Rows of one file that are laid out; of a longer one those with something to correct, then the first.
MOST_ROWS = 1_500
#: Columns that say which row it is, held in sight.
_MOST_HELD = 2
_NUMBERS = ("int", "decimal")


@dataclass(frozen=True)
class DeskColumn:
    """A column of a sheet (position 1-based).

    `field` is empty for one that is not read; `words` names the list of what it may hold, or is empty; `held`
    says that it tells which row it is; a `code` is issued by the program when it is blank. A `missing` one
    does not stand in the file: it is put right of everything once something is written into it.
    """

    position: int
    header: str
    field: str = ""
    kind: str = "text"
    words: str = ""
    required: bool = False
    held: bool = False
    missing: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its amounts are to be shared out when a row is split."""
        return self.kind in _NUMBERS


@dataclass(frozen=True)
class DeskSheet:
    """A ledger's sheet.

    Args:
        name: in the file.
        ledger: the ledger's code.
        header: Excel row of the header's last line.
        columns: from the left.
        rows: Excel row → the texts of its cells, one a column.
        data: the rows that are read as data; others are totals or notes with something to correct.
        left_out: how many rows of data are not laid out.
    """

    name: str
    ledger: str
    header: int
    columns: tuple[DeskColumn, ...]
    rows: Mapping[int, tuple[str, ...]]
    data: frozenset[int]
    left_out: int = 0

    @property
    def last(self) -> int:
        """The last row of data, else that of the header."""
        return max(self.data, default=self.header)


@dataclass(frozen=True)
class DeskWord:
    """Something a cell may hold: what is written, and by what else it is found."""

    text: str
    also: str = ""


@dataclass(frozen=True)
class Desk:
    """A file laid out.

    Args:
        sha256: of its bytes.
        sheets: those that hold a ledger.
        words: list → what it offers.
        book: every cell as it was read.
    """

    sha256: str
    sheets: tuple[DeskSheet, ...] = ()
    words: Mapping[str, tuple[DeskWord, ...]] = field(default_factory=dict)
    book: RawBook = field(default_factory=lambda: RawBook("", ()))

    def sheet(self, name: str) -> DeskSheet | None:
        """The sheet of a name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def desk_of(content: bytes, checked: CheckedWorkbook, framework: Framework, context: Context) -> Desk:
    """Lay out a file that was checked.

    Args:
        content: its bytes.
        checked: what they say.
        framework: what is collected, with the headers that were confirmed.
        context: what the office knew when it was checked.

    Returns:
        Its ledgers' sheets; none when it could not be read.
    """
    book = read(checked.file, content) if checked.ledgers else None
    if book is None or isinstance(book, Refusal):
        return Desk(checked.sha256)
    scope = Scope(
        checked.sha256,
        framework,
        context,
        checked.unit,
        checked.period,
        template=checked.template_version,
    )
    areas = [area for area in locate(book, scope).areas if area.ledger.code in checked.ledgers]
    wrong = _rows_with_findings(checked)
    free = max(MOST_ROWS - sum(map(len, wrong.values())), 0)
    sheets = []
    for area in areas:
        sheet = _sheet(area, wrong.get(area.sheet.name, set()), free, scope)
        free = max(free - len(sheet.rows), 0)
        sheets.append(sheet)
    return Desk(checked.sha256, tuple(sheets), _words(areas, checked, scope), book)


def _rows_with_findings(checked: CheckedWorkbook) -> dict[str, set[int]]:
    """Sheet → rows with something to correct, as many as are laid out at most."""
    rows: dict[str, set[int]] = {}
    left = MOST_ROWS
    for item in checked.findings:
        known = rows.setdefault(item.where.sheet, set())
        if left and correctable(item) and item.where.row not in known:
            known.add(item.where.row)
            left -= 1
    return rows


def _sheet(area: Area, wrong: set[int], free: int, scope: Scope) -> DeskSheet:
    data = area.rows.data.tolist()
    first = [row for row in data if row not in wrong][:free]
    numbers = sorted({*first, *(row for row in wrong if row > area.header.bottom)})
    columns = _columns(area, scope)
    texts = [_texts(area.sheet, column.position, numbers) for column in columns]
    rows = dict(zip(numbers, zip(*texts, strict=True), strict=True)) if numbers else {}
    left_out = len(set(data) - set(numbers))
    return DeskSheet(
        area.sheet.name, area.ledger.code, area.header.bottom, columns, rows, frozenset(data), left_out
    )


def _texts(sheet: RawSheet, position: int, rows: list[int]) -> list[str]:
    """What a column shows in some rows; an error of a formula is told as it showed."""
    column = sheet.columns[position - 1] if position <= sheet.width else RawColumn([""], [])
    said = [shown(value).strip() for value in column.values]
    height = len(column.codes)
    texts = [said[column.codes[row - 1]] if row <= height else "" for row in rows]
    broken = {row: what for (row, at), what in sheet.broken.items() if at == position and what[:1] == "#"}
    return [broken.get(row, text) for row, text in zip(rows, texts, strict=True)] if broken else texts


def _columns(area: Area, scope: Scope) -> tuple[DeskColumn, ...]:
    fields = {position: name for name, position in area.header.fields.items()}
    held = _held(area)
    columns = []
    for position in sorted({*fields, *area.header.unknown}):
        told = _texts(area.sheet, position, [area.header.bottom])[0]
        name = fields.get(position, "")
        if not name:
            columns.append(DeskColumn(position, told or area.header.unknown[position]))
            continue
        spec = area.ledger.by_id[name]
        words = _list_of(spec, area.ledger, scope)
        header = told or spec.header
        columns.append(DeskColumn(position, header, name, spec.type, words, spec.required, name in held))
    return (*columns, *_missing(area, scope))


def _missing(area: Area, scope: Scope) -> Iterator[DeskColumn]:
    """Columns that must be there and are not, right of everything."""
    absent = (
        spec
        for spec in area.ledger.columns
        if spec.required
        and spec.type != "code"
        and spec.id not in area.header.fields
        and spec.id not in area.header.split
        and default_of(spec, scope) is None
    )
    for position, spec in enumerate(absent, area.sheet.width + 1):
        words = _list_of(spec, area.ledger, scope)
        yield DeskColumn(position, spec.header, spec.id, spec.type, words, required=True, missing=True)


def _held(area: Area) -> set[str]:
    """The fields by which people know a row: its name, else its first word or day that must be there."""
    ledger, present = area.ledger, area.header.fields
    wanted = [ledger.name_field, ledger.date]
    wanted += [spec.id for spec in ledger.columns if spec.required and spec.type != "code"]
    return set(list(dict.fromkeys(name for name in wanted if name and name in present))[:_MOST_HELD])


def _list_of(spec: ColumnSpec, ledger: LedgerSpec, scope: Scope) -> str:
    """The name of the list of what a column may hold."""
    if spec.type == "reference":
        return f"ref:{spec.refers}"
    if spec.type == "enum":
        return f"enum:{spec.vocabulary or f'{ledger.code}.{spec.id}'}"
    return "bool" if spec.type == "bool" and scope.period else ""


def _words(areas: Iterable[Area], checked: CheckedWorkbook, scope: Scope) -> dict[str, tuple[DeskWord, ...]]:
    """What the columns of all sheets may hold, each list once."""
    found: dict[str, tuple[DeskWord, ...]] = {}
    for area in areas:
        for spec in area.ledger.columns:
            name = _list_of(spec, area.ledger, scope)
            if name and name not in found and scope.period is not None:
                listed = word_list(scope.framework, scope.context, area.ledger, spec, scope.period)
                texts = listed.words if listed else ()
                if spec.type == "reference":
                    found[name] = _entities(spec.refers, texts, checked, scope)
                else:
                    found[name] = tuple(map(DeskWord, texts))
    return found


def _entities(
    target: str, texts: tuple[str, ...], checked: CheckedWorkbook, scope: Scope
) -> tuple[DeskWord, ...]:
    """The entities a reference may name, with their other spellings, and those this very file registers."""
    also = _other_spellings(scope.context.known.get(target))
    if target == "unit":
        also = {unit.code: " ".join((unit.short_name, *unit.aliases)) for unit in scope.framework.units}
    words = {text: DeskWord(text, also.get(text.split(" ", 1)[0], "")) for text in texts}
    rows, spec = checked.ledgers.get(target), scope.framework.ledgers.get(target)
    if rows is not None and spec is not None and spec.name_field:
        frame = rows.frame[[spec.key, spec.name_field]].dropna()
        known = {text.split(" ", 1)[0] for text in words}
        for code, name in zip(frame[spec.key].tolist(), frame[spec.name_field].tolist(), strict=True):
            if code not in known:
                words.setdefault(display(code, name), DeskWord(display(code, name)))
    return tuple(words.values())


def _other_spellings(known: pd.DataFrame | None) -> dict[str, str]:
    if known is None or "aliases" not in known:
        return {}
    pairs = zip(known["code"].tolist(), known["aliases"].tolist(), strict=True)
    return {code: " ".join(texts) for code, texts in pairs if isinstance(texts, tuple | list)}
