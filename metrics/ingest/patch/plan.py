"""What is to be marked where: grounds of cells, a text a row, codes issued, and the list of all findings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from metrics.framework import Framework
from metrics.ingest.model import ROW, SEVERITIES, CheckedWorkbook, Finding, LedgerRows
from metrics.ingest.write import LIST_SHEET, NOTES_COLUMN, WHOLE_FILE

#: Heading of the column with what was found in each row.
COLUMN = NOTES_COLUMN
#: Headings of the list and the widths of its columns in characters.
LIST_COLUMNS = {
    "序号": 6,
    "级别": 8,
    "代码": 8,
    "工作表": 20,
    "单元格": 10,
    "发现": 56,
    "应为": 30,
    "怎么改": 56,
    "建议值": 22,
}
#: Position of the cell's address among them, which is a link.
LINK = list(LIST_COLUMNS).index("单元格")
#: Its width, and where it stands at most: the reader looks no further right.
COLUMN_WIDTH, FARTHEST = 70, 300
#: A row's text ends at about this length; the list has all of it.
LONGEST_NOTE = 600
#: A cell holds no longer text (Excel's limit).
LONGEST_TEXT = 32_767

_LINE_HEIGHT, _MOST_LINES = 16, 25
_WHOLE_SHEET = "整张表"
_RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_ADVICE = (
    "红底是错误，改好才能上报；黄底请核对，按建议值改正或上传时确认；蓝底是提示。"
    "在各台账表里改好后直接上传本文件即可，本表和“校验结果”列不用删除。点“单元格”一列可跳到该处。"
)


@dataclass(frozen=True)
class RowNote:
    """What stands in 校验结果 of one row: the gravest severity, and the findings' sentences."""

    severity: str
    text: str


@dataclass(frozen=True)
class SheetMarks:
    """The marks of one sheet; rows and columns are 1-based.

    Args:
        shades: (row, column) → severity.
        notes: row → note, for every row with findings.
        codes: row → the code issued for it, to be written if the cell is blank.
        code_column: where these go; 0 when the sheet has no such column.
        columns: columns of the ledger's fields; empty when the sheet holds no ledger.
        rows: the rows of data.
    """

    shades: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: Mapping[int, RowNote] = field(default_factory=dict)
    codes: Mapping[int, str] = field(default_factory=dict)
    code_column: int = 0
    columns: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()

    @cached_property
    def first(self) -> int:
        """The first row of data; 0 when there is none."""
        return min(self.rows, default=0)


@dataclass(frozen=True)
class Layout:
    """Where 校验结果 stands and stood; 0 for nowhere.

    Args:
        header: the header's last row, where the heading goes.
        column: the column of the notes.
        old_row: the row with the heading of an earlier marking.
        old_column: its column.
        notes: row → note, of the rows that get one.
    """

    header: int
    column: int
    old_row: int
    old_column: int
    notes: Mapping[int, RowNote]


@dataclass(frozen=True)
class ListRow:
    """A line of the list: its texts under LIST_COLUMNS, its severity, and where its link leads, if at all."""

    texts: tuple[str, ...]
    severity: str
    target: str


def sheet_marks(checked: CheckedWorkbook, framework: Framework) -> dict[str, SheetMarks]:
    """Sheet name → its marks, for every sheet with findings or codes issued."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for item in checked.findings:
        findings[item.where.sheet].append(item)
    ledgers = {rows.sheet: rows for rows in checked.ledgers.values()}
    names = dict.fromkeys([*findings, *ledgers])
    return {name: _marks(findings[name], ledgers.get(name), framework) for name in names}


def _marks(findings: list[Finding], rows: LedgerRows | None, framework: Framework) -> SheetMarks:
    shades: dict[tuple[int, int], str] = {}
    by_row: dict[int, list[Finding]] = defaultdict(list)
    for item in sorted(findings, key=lambda item: _RANKS[item.severity]):
        place = (item.where.row, item.where.column)
        if all(place):
            shades.setdefault(place, item.severity)
        if place[0]:
            by_row[place[0]].append(item)
    notes = {row: RowNote(items[0].severity, _sentences(items)) for row, items in by_row.items()}
    if rows is None:
        return SheetMarks(shades, notes)
    key = framework.ledgers[rows.ledger].key
    return SheetMarks(
        shades,
        notes,
        _codes(rows, key),
        rows.columns.get(key, 0),
        frozenset(rows.columns.values()),
        frozenset(rows.frame[ROW].tolist()),
    )


def _codes(rows: LedgerRows, key: str) -> dict[int, str]:
    """Row → code; a code that stands twice was not issued."""
    codes = rows.frame[key]
    once = codes.notna() & ~codes.duplicated(keep=False)
    return dict(zip(rows.frame.loc[once, ROW].tolist(), codes[once].tolist(), strict=True))


def _sentences(items: list[Finding]) -> str:
    """The findings of a row one after the other, the gravest first, as far as they fit."""
    said: list[str] = []
    length = 0
    for position, item in enumerate(items):
        cell = f" {item.where.address}" if item.where.column else ""
        sentence = f"{SEVERITIES[item.severity]}{cell}：{item.message}"
        if said and length + len(sentence) > LONGEST_NOTE:
            return " ".join([*said, f"（还有 {len(items) - position} 处，见“{LIST_SHEET}”）"])
        said.append(sentence)
        length += len(sentence)
    return " ".join(said)[:LONGEST_TEXT]


def layout(
    marks: SheetMarks, rows: Iterable[tuple[int, Mapping[int, bool]]], used: Callable[[int], set[int]]
) -> Layout:
    """Find the place of 校验结果: where it was, else right of everything.

    Args:
        marks: of the sheet.
        rows: from the top, each with its filled cells: column → whether it says 校验结果.
        used: gives the columns with anything in them, for a header row.
    """
    header = most = old_row = old_column = 0
    for number, cells in rows:
        if not marks.columns or 0 < marks.first <= number:
            break
        filled = len(marks.columns & cells.keys()) if marks.first else 0
        if filled > most:
            header, most = number, filled
        said = next((column for column, said in cells.items() if said and column not in marks.columns), 0)
        if said and not old_column:
            old_row, old_column = number, said
    notes = {
        row: note for row, note in marks.notes.items() if 0 < header < row and _belongs(row, note, marks)
    }
    column = (old_column or _free_column(used(header) | marks.columns, marks)) if notes else 0
    return Layout(header, column, old_row, old_column, notes if column else {})


def _belongs(row: int, note: RowNote, marks: SheetMarks) -> bool:
    """Whether a row gets its note: hints about totals and remarks stand in the list alone.

    A remark is known by how few cells its row has; one more, and it would be read as data.
    """
    return row in marks.rows or note.severity != "hint"


def _free_column(used: set[int], marks: SheetMarks) -> int:
    """The column right of everything; of a very wide sheet the first free one right of the ledger; else 0."""
    if max(used) < FARTHEST:
        return max(used) + 1
    free = (column for column in range(max(marks.columns) + 1, FARTHEST + 1) if column not in used)
    return next(free, 0)


def heading(checked: CheckedWorkbook, why_new: str = "") -> tuple[str, ...]:
    """The lines above the list: which file, how many of which severity, what to do.

    Args:
        checked: the file.
        why_new: stands below when the copy could not be made of the file itself.
    """
    counts = "，".join(
        f"{label} {len(checked.of_severity(severity))} 处" for severity, label in SEVERITIES.items()
    )
    lines = (f"{checked.file}　校验结果：{counts}", _ADVICE, why_new)
    return tuple(line[:LONGEST_TEXT] for line in lines if line)


def list_rows(findings: Iterable[Finding], sheets: Iterable[str]) -> list[ListRow]:
    """The lines of the list.

    Args:
        findings: in the order of the list.
        sheets: the sheets of the copy; findings about others have no link.
    """
    present = frozenset(sheets)
    return [_list_row(number, item, present) for number, item in enumerate(findings, 1)]


def line_height(row: ListRow) -> int:
    """How high a line of the list must be, in points, to show its wrapped texts."""
    widths = LIST_COLUMNS.values()
    lines = (-(-_text_width(text) // (width - 1)) for text, width in zip(row.texts, widths, strict=True))
    return _LINE_HEIGHT * min(max(1, *lines), _MOST_LINES)


def _text_width(text: str) -> int:
    """Width in Latin characters; Chinese ones are twice as wide."""
    return len(text) + sum(ord(character) > 0x2E7F for character in text)


def _list_row(number: int, item: Finding, sheets: frozenset[str]) -> ListRow:
    where = item.where
    texts = (
        str(number),
        SEVERITIES[item.severity],
        item.code,
        where.sheet or WHOLE_FILE,
        where.address or (_WHOLE_SHEET if where.sheet else ""),
        item.message,
        item.expected,
        item.hint,
        item.proposal,
    )
    target = ""
    if where.sheet in sheets:
        target = "'{}'!{}".format(where.sheet.replace("'", "''"), where.address or "A1")
    return ListRow(tuple(text[:LONGEST_TEXT] for text in texts), item.severity, target)
