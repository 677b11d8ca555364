"""Several files of one unit and quarter become one, sheet by sheet; of a sheet in several, as chosen.

The file with the most sheets stays as it is, with its photos and formats; rows of the others are added to its
sheets. Only for a sheet that it does not have is a new workbook made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from metrics.framework import Framework, safe_file_name
from metrics.ingest.checks import check_workbook
from metrics.ingest.desk.changes import AddedRow, DeskChanges, RowWays
from metrics.ingest.desk.outcome import DeskOutcome, outcome
from metrics.ingest.desk.sheets import Desk, DeskSheet, desk_of
from metrics.ingest.find import split_unit
from metrics.ingest.model import ROW, CheckedWorkbook, Context
from metrics.ingest.patch import apply_corrections, corrected_name, new_book
from metrics.ingest.read import RawBook, sniff

#: Both files' rows, one after the other.
ALL = -1
_TAKEN = "取自“{}”第 {} 行"
_NUMBERS = ("int", "decimal")


class MergeError(ValueError):
    """The files cannot be put together like that; a Chinese sentence."""


@dataclass(frozen=True)
class MergePart:
    """One of the files: its bytes, what they say, and what the office knew."""

    content: bytes
    checked: CheckedWorkbook
    context: Context


@dataclass(frozen=True)
class MergedFile:
    """What came of them.

    Args:
        file: its name.
        content: its bytes.
        base: which of the files it was made of; the others' rows were put into it.
        rows: the rows that were added or left out, and how.
        outcome: contents of cells, as of a correction of the base.
        doubled: rows that two files had alike and that are there once.
        remade: whether it is a new workbook, without the formats and pictures of the files.
        sheets: whole sheets that came along → the file they are from.
    """

    file: str
    content: bytes
    base: int
    rows: RowWays = field(default_factory=dict)
    outcome: DeskOutcome = field(default_factory=DeskOutcome)
    doubled: int = 0
    remade: bool = False
    sheets: Mapping[str, str] = field(default_factory=dict)


def rivals(files: Sequence[CheckedWorkbook]) -> dict[str, tuple[int, ...]]:
    """Ledger → positions of the files that have rows of it, for every ledger with any."""
    codes = dict.fromkeys(code for file in files for code in file.ledgers)
    found = {
        code: tuple(
            n for n, file in enumerate(files) if code in file.ledgers and len(file.ledgers[code].frame)
        )
        for code in codes
    }
    return {code: holders for code, holders in found.items() if holders}


def merge(framework: Framework, files: Sequence[MergePart], chosen: Mapping[str, int]) -> MergedFile:
    """Put files of one unit and quarter together.

    Args:
        framework: what is collected, with the headers that were confirmed.
        files: two or more.
        chosen: ledger that several hold → position of the file that counts, or ALL.

    Raises:
        MergeError: a choice is missing, or rows of one sheet do not fit into the other.
    """
    holders = rivals([one.checked for one in files])
    sources = {code: _sources(framework, code, some, chosen) for code, some in holders.items()}
    base = max(range(len(files)), key=lambda n: (len(files[n].checked.ledgers), -n))
    desks = {n: desk_of(one.content, one.checked, framework, one.context) for n, one in enumerate(files)}
    start, borrowed = _with_sheets(framework, files, desks, base, sources)
    desk = desk_of(start.content, start.checked, framework, start.context)
    changes, ways, doubled = _changes(framework, files, desks, desk, base, sources, borrowed)
    done = outcome(desk, changes)
    rows = {**done.rows, **_named(done, ways)}
    content = start.content
    if done.cells:
        content = apply_corrections(content, start.checked.file, {**done.kept, **done.cells})
    file = safe_file_name(corrected_name(start.checked.file).rsplit("_", 1)[0], "_合并.xlsx")
    sheets = {framework.ledgers[code].sheet: files[n].checked.file for code, n in borrowed.items()}
    remade = start.content != files[base].content
    return MergedFile(file, content, base, rows, replace(done, rows=rows), doubled, remade, sheets)


def _sources(
    framework: Framework, code: str, holders: tuple[int, ...], chosen: Mapping[str, int]
) -> tuple[int, ...]:
    if len(holders) == 1 or chosen.get(code) == ALL:
        return holders
    if chosen.get(code) not in holders:
        raise MergeError(f"“{framework.ledgers[code].sheet}”几份文件都填了，请先选用哪一份。")
    return (chosen[code],)


def _with_sheets(
    framework: Framework,
    files: Sequence[MergePart],
    desks: Mapping[int, Desk],
    base: int,
    sources: Mapping[str, tuple[int, ...]],
) -> tuple[MergePart, dict[str, int]]:
    """The base with the sheets it lacks, each from the first file that holds it; ledger → that file."""
    part = files[base]
    own = {sheet.ledger for sheet in desks[base].sheets}
    borrowed = {code: some[0] for code, some in sources.items() if code not in own}
    in_place = sniff(part.checked.file, part.content) == "xlsx"
    if not borrowed and in_place:
        return part, {}
    sheets = list(desks[base].book.sheets)
    names = {rows.sheet: framework.ledgers[code].sheet for code, rows in part.checked.ledgers.items()}
    for code, number in borrowed.items():
        raw = desks[number].book.sheet(files[number].checked.ledgers[code].sheet)
        if raw is not None:
            sheets.append(replace(raw, name=f"{framework.ledgers[code].sheet}"))
    content = new_book(RawBook("xlsx", tuple(sheets)), {}, {} if in_place else names)
    unit, period = part.checked.unit, part.checked.period
    file = corrected_name(part.checked.file)
    checked = check_workbook(content, file, framework, part.context, unit, period)
    return MergePart(content, checked, part.context), borrowed


def _changes(
    framework: Framework,
    files: Sequence[MergePart],
    desks: Mapping[int, Desk],
    desk: Desk,
    base: int,
    sources: Mapping[str, tuple[int, ...]],
    borrowed: Mapping[str, int],
) -> tuple[DeskChanges, dict[int, str], int]:
    """What is added to and left out of the base; where added rows came from; how many were there twice."""
    added: list[AddedRow] = []
    ways: dict[int, str] = {}
    deleted: list[tuple[str, int]] = []
    doubled = 0
    for sheet in desk.sheets:
        home = borrowed.get(sheet.ledger, base)
        some = sources.get(sheet.ledger, (home,))
        if home not in some:
            deleted += [(sheet.name, row) for row in sorted(sheet.data)]
        seen = (
            {content for _, content in _rows(framework, files[home], sheet.ledger)} if home in some else set()
        )
        for number in (one for one in some if one != home):
            source = next(one for one in desks[number].sheets if one.ledger == sheet.ledger)
            for row, content in _rows(framework, files[number], sheet.ledger):
                if content in seen:
                    doubled += 1
                    continue
                seen.add(content)
                ways[len(added)] = _TAKEN.format(files[number].checked.file, row)
                added.append(AddedRow(sheet.name, _fitted(source, sheet, row)))
    return DeskChanges({}, tuple(deleted), tuple(added)), ways, doubled


def _rows(framework: Framework, part: MergePart, ledger: str) -> list[tuple[int, tuple[object, ...]]]:
    """Excel row and content (without the row's own code) of each row of a ledger."""
    if ledger not in part.checked.ledgers:
        return []
    frame, spec = part.checked.ledgers[ledger].frame, framework.ledgers[ledger]
    told = frame[[column.id for column in spec.columns if column.id != spec.key]].astype("str")
    return list(zip(frame[ROW].tolist(), told.itertuples(index=False, name=None), strict=True))


def _fitted(source: DeskSheet, target: DeskSheet, row: int) -> dict[int, str]:
    """A row's texts under the columns of another sheet.

    Raises:
        MergeError: a filled column is missing there, or has another unit.
    """
    if row not in source.rows:
        raise MergeError(f"“{target.name}”太长，两份接不到一起，请只选一份，或在 Excel 里合并。")
    places = {column.field: column for column in target.columns if column.field}
    cells: dict[int, str] = {}
    for column, text in zip(source.columns, source.rows[row], strict=True):
        if not column.field or not text:
            continue
        there = places.get(column.field)
        if there is None:
            raise MergeError(f"“{target.name}”里没有“{column.header}”这一列，两份接不到一起，请只选一份。")
        units = [split_unit(one.header)[1] for one in (column, there)]
        if column.kind in _NUMBERS and units[0] != units[1]:
            raise MergeError(f"“{target.name}”里“{column.header}”两份的单位不一样，接不到一起，请只选一份。")
        cells[there.position] = text
    return cells


def _named(done: DeskOutcome, ways: Mapping[int, str]) -> dict[tuple[str, int], str]:
    """The added rows, in the order they were added, with where they came from."""
    rows = [row for row, how in done.rows.items() if how.startswith("新增")]
    return {row: ways[number] for number, row in enumerate(rows) if number in ways}
