"""Excel: every table of a report on a sheet of its own, with what the figures are made from."""

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.ingest.write import SAFE, Styles, Value, make_styles, print_set_up, write_value
from metrics.reports.long_tables import cells, slices
from metrics.reports.model import (
    FORMATS,
    Block,
    FigureBlock,
    KeyFigures,
    Note,
    Number,
    Paragraph,
    Report,
    TableBlock,
)

ABOUT, NUMBERS, VERSIONS = "说明", "正文数字", "版本"
#: The column of the share of reports that are in: in percent on pages, a share in files.
_COVERAGE = "覆盖"
# Control characters have no place in the XML either.
_FORBIDDEN = str.maketrans(dict.fromkeys([*"[]:*?/\\'\x7f\ufffe\uffff", *map(chr, range(32))], "_"))
_LONGEST_NAME = 31
_NARROW, _WIDE = 9, 44
#: Rows looked at for a column's width.
_LOOKED_AT = 200
#: Cells from which rows are written one after the other and held no longer; rows of one sheet of those.
STREAMED, MOST_ROWS = 500_000, 1_000_000


def to_xlsx(report: Report) -> bytes:
    """A report's tables as a workbook; the same report gives the same bytes.

    Sheets: 说明 (title, versions, text, notes), one a table, one a figure's numbers, 正文数字 (each locked
    figure with its wording, exact value and source), 版本. Texts are never formulas or links. A large one is
    written row by row through files in the temporary folder; a table longer than a sheet goes on on the next.
    """
    if cells(report) < STREAMED:
        return _written(report, SAFE, _sheet)
    with tempfile.TemporaryDirectory(prefix="kandejian-xlsx-") as folder:
        return _written(
            report, SAFE | {"in_memory": False, "constant_memory": True, "tmpdir": folder}, _stream
        )


def _written(
    report: Report, options: Mapping[str, object], put: Callable[["_OpenBook", TableBlock], None]
) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, dict(options))
    at = report.stamp.generated_at.replace(tzinfo=None)
    said = {"title": report.full_title[:255], "comments": report.stamp.line, "keywords": report.period}
    book.set_properties(said | {"created": at})
    styles = make_styles(book)
    looks = {name: _look(book, pattern) for name, (_python, pattern) in FORMATS.items()}
    looks["general"] = _look(book, "General")
    made = _OpenBook(book, styles, looks, {ABOUT.casefold()})
    _about(book, styles, report)
    for table in (*_tables(report.blocks), _numbers(report.blocks), _versions(report)):
        if table is not None:
            put(made, table)
    book.close()
    return buffer.getvalue()


@dataclass(frozen=True, eq=False)
class _OpenBook:
    """A workbook that is being written: how its cells look, and the names its sheets have."""

    book: Workbook
    styles: Styles
    looks: dict[str, Format]
    names: set[str]

    def page(self, table: TableBlock) -> Worksheet:
        """A sheet for a table."""
        return self.book.add_worksheet(sheet_name(table.title, self.names))

    def head(self, page: Worksheet, position: int, name: str, values: list[object]) -> None:
        """A column's heading, and its width by its first values."""
        page.set_column(position, position, _width(name, values))
        page.write_string(0, position, name, self.styles.named["optional"])


def sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel accepts that no other sheet has; it is entered into `taken`."""
    plain = title.translate(_FORBIDDEN).strip() or "表"
    name, at = plain[:_LONGEST_NAME], 1
    while name.casefold() in taken:
        at += 1
        tail = f"（{at}）"
        name = plain[: _LONGEST_NAME - len(tail)] + tail
    taken.add(name.casefold())
    return name


def _look(book: Workbook, pattern: str) -> Format:
    return book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": pattern})


def _about(book: Workbook, styles: Styles, report: Report) -> None:
    page = book.add_worksheet(ABOUT)
    page.set_column(0, 0, 100)
    page.write_string(0, 0, report.title, styles.named["title"])
    page.write_string(1, 0, report.stamp.line, styles.named["wrapped"])
    told = [block for block in report.blocks if isinstance(block, Paragraph | Note)]
    texts = [block.plain if isinstance(block, Paragraph) else block.text for block in told]
    for at, text in enumerate(texts, start=3):
        page.write_string(at, 0, text, styles.named["wrapped"])
    print_set_up(page, report.title, 0)


def _tables(blocks: Iterable[Block]) -> Iterable[TableBlock]:
    for block in blocks:
        if isinstance(block, TableBlock):
            yield block
        elif isinstance(block, FigureBlock) and block.table is not None:
            yield _twin(f"图 {block.title}", block.table, block.source)


def _twin(title: str, frame: pd.DataFrame, source: str) -> TableBlock:
    """What a chart was drawn from; a share of reports stands under a percent format, as in every table."""
    table = TableBlock(title, frame, source=source)
    if _COVERAGE not in frame:
        return table
    columns = [replace(one, format="percent") if one.name == _COVERAGE else one for one in table.layout]
    return replace(table, frame=frame.assign(**{_COVERAGE: frame[_COVERAGE] / 100}), columns=tuple(columns))


def _numbers(blocks: Iterable[Block]) -> TableBlock | None:
    """The locked figures of texts and cards, each once."""
    found: dict[str, Number] = {}
    for block in blocks:
        parts = block.text if isinstance(block, Paragraph) else ()
        cards = [item.number for item in block.items] if isinstance(block, KeyFigures) else []
        for number in (*(part for part in parts if isinstance(part, Number)), *cards):
            found.setdefault(number.fact or number.source, number)
    if not found:
        return None
    rows = [(one.fact, one.text, one.value, one.unit, one.source) for one in found.values()]
    return TableBlock(NUMBERS, pd.DataFrame(rows, columns=["编号", "措辞", "数值", "单位", "来源"]))


def _versions(report: Report) -> TableBlock:
    stamp = report.stamp
    rows = [
        ("报告", report.title),
        ("报告期", report.period),
        ("筛选条件", stamp.filters),
        ("数据版本", stamp.data_version),
        ("指标版本", stamp.framework_version),
        ("生成时间", f"{stamp.generated_at:%Y-%m-%d %H:%M}"),
    ]
    return TableBlock(VERSIONS, pd.DataFrame(rows, columns=["项目", "内容"]))


def _sheet(made: _OpenBook, table: TableBlock) -> None:
    """Header frozen and filtered, numbers in their formats, a line on where they come from."""
    page = made.page(table)
    for position, column in enumerate(table.layout):
        values = table.frame[column.name].tolist()
        kind = _kind(column.format, values)
        made.head(page, position, column.name, values)
        for row, value in enumerate(values, start=1):
            write_value(page, row, position, value, made.looks[kind])
    _end(made, page, table, len(table.frame))


def _stream(made: _OpenBook, table: TableBlock) -> None:
    """The same, row by row."""
    looks = [made.looks[kind] for kind in _kinds(table)]
    page, row = _page_of(made, table), 0
    for values in _rows(table):
        if row == MOST_ROWS:
            _end(made, page, table, row)
            page, row = _page_of(made, table), 0
        row += 1
        for position, value in enumerate(values):
            write_value(page, row, position, value, looks[position])
    _end(made, page, table, row)


def _page_of(made: _OpenBook, table: TableBlock) -> Worksheet:
    """A sheet of a long table: as wide as its first rows want, which are there before any row is written."""
    page = made.page(table)
    first = next(slices(table), table.frame)
    for position, column in enumerate(table.layout):
        made.head(page, position, column.name, first[column.name].tolist())
    return page


def _rows(table: TableBlock) -> Iterator[tuple[Value, ...]]:
    names = [column.name for column in table.layout]
    for part in slices(table):
        yield from zip(*(part[name].tolist() for name in names), strict=True)


def _kinds(table: TableBlock) -> list[str]:
    """The columns' formats, as `_kind` tells them of all their values."""
    chosen = [column.format for column in table.layout]
    for part in slices(table):
        told = zip(chosen, table.layout, strict=True)
        chosen = [_kind(kind, part[column.name].tolist()) for kind, column in told]
    return chosen


def _end(made: _OpenBook, page: Worksheet, table: TableBlock, last: int) -> None:
    page.freeze_panes(1, _frozen_columns(table))
    page.autofilter(0, 0, max(last, 1), len(table.layout) - 1)
    below = " ".join(part for part in (table.note, table.source and f"来源：{table.source}") if part)
    if below:
        page.write_string(last + 2, 0, below, made.styles.named["text"])
    print_set_up(page, page.get_name(), 1)


def _kind(chosen: str, values: list[object]) -> str:
    """The column's format; numbers in a column of texts stay as exact as they are."""
    if chosen == "text" and any(isinstance(value, int | float) for value in values):
        return "general"
    return chosen


def _frozen_columns(table: TableBlock) -> int:
    """Columns up to the name stay in sight, in a table that is wider than a screen."""
    names = [column.name for column in table.layout]
    return names.index("名称") + 1 if "名称" in names[:3] and len(names) > _NARROW else 0


def _width(heading: str, values: list[object]) -> float:
    """Characters: Chinese signs take two."""
    texts = [heading, *(str(value) for value in values[:_LOOKED_AT] if isinstance(value, str))]
    longest = max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) for text in texts)
    return min(max(longest + 2, _NARROW), _WIDE)
