"""An office's own summary workbook, filled: named cells and `{{名称}}` get figures, marked tables get rows.

Everything else in the file stays as it is, as far as openpyxl keeps it; what it cannot keep is named.
"""

import difflib
import io
import re
import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import openpyxl
import pandas as pd
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from metrics.reports.write.content import Material
from metrics.reports.write.names import NamedFigure, key, named_figures, named_tables, texts
from metrics.reports.write.wording import WordingError, say, style
from metrics.words import is_missing

#: Spaces around are taken with the texts and stripped: given back one by one they would cost their square.
_MARK = re.compile(r"\{\{(?P<name>[^{}|]+)(?:\|(?P<style>[^{}]+))?\}\}")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^<>]*>)[^<]*(</dcterms:modified>)")
_NOT_REPORTED = "未报送"
#: Parts of a workbook that people see and openpyxl does not write back → what they are called.
_SEEN = {
    "xl/ctrlProps/": "表单控件",
    "xl/activeX/": "控件",
    "xl/slicers/": "切片器",
    "xl/timelines/": "日程表",
    "xl/embeddings/": "嵌入对象",
    "xl/diagrams/": "SmartArt 图形",
    "xl/media/": "图片",
    "xl/charts/chart": "图表",
    "xl/threadedComments/": "批注会话",
    "xl/pivotTables/": "数据透视表",
}
_SHAPES = (b"<xdr:sp ", b"<xdr:sp>", b"<xdr:grpSp", b"<xdr:cxnSp")


class SummaryError(ValueError):
    """A template that cannot be filled; Chinese, all problems at once."""


@dataclass(frozen=True)
class FilledSummary:
    """A filled template. `filled` are the names that got something, `lost` what the file no longer holds."""

    content: bytes
    filled: tuple[str, ...]
    lost: tuple[str, ...]


def fill(template: bytes, material: Material, *, at: datetime) -> FilledSummary:
    """Fill a template.

    Args:
        template: bytes of an .xlsx or .xlsm file.
        material: the period's figures.
        at: time of generation, written as the file's time of change.

    Raises:
        SummaryError: no workbook, nothing marked in it, a mark that names nothing, a table without room.
    """
    book = _opened(template)
    filler = _Filler(book, material)
    filler.names()
    filler.marks()
    if filler.problems:
        raise SummaryError("模板填不了：" + "；".join(filler.problems) + "。没有写出文件。")
    if not filler.filled:
        raise SummaryError(
            "模板里没有要填的地方：请给单元格起名（如 轻骑兵实践活动），或在单元格里写 {{轻骑兵实践活动}}。"
        )
    content = _saved(book, at)
    return FilledSummary(content, tuple(dict.fromkeys(filler.filled)), _lost(template, content))


def _opened(template: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            has_macros = any(name.endswith("vbaProject.bin") for name in parts.namelist())
        book = openpyxl.load_workbook(io.BytesIO(template), keep_vba=has_macros, rich_text=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise SummaryError("模板打不开：要 .xlsx 或 .xlsm 文件，没有加密。") from error
    book.calculation.fullCalcOnLoad = True
    return book


class _Filler:
    """Fills one workbook; collects what was filled and every problem."""

    def __init__(self, book: Workbook, material: Material) -> None:
        self.book, self.material = book, material
        self.filled: list[str] = []
        self.problems: list[str] = []

    @cached_property
    def figures(self) -> dict[str, NamedFigure]:
        """Figures by the key of their id and of their name."""
        known = named_figures(self.material)
        return {key(one.name): one for one in known} | {key(one.id): one for one in known}

    @cached_property
    def words(self) -> dict[str, str]:
        """Words by key."""
        return {key(name): text for name, text in texts(self.material).items()}

    @cached_property
    def tables(self) -> dict[str, str]:
        """Names of tables by key."""
        return {key(name): name for name in named_tables()}

    def names(self) -> None:
        """Fill the cells of defined names that mean something here; others are the office's own."""
        scopes = [self.book.defined_names, *(sheet.defined_names for sheet in self.book.worksheets)]
        for name, target in ((name, one) for scope in scopes for name, one in scope.items()):
            known = key(name)
            if known not in self.figures and known not in self.words and known not in self.tables:
                continue
            for sheet, address in target.destinations:
                if sheet in self.book.sheetnames:
                    self._named(name, known, self.book[sheet], address)

    def _named(self, name: str, known: str, sheet: Worksheet, address: str) -> None:
        area = sheet[address.replace("$", "")]
        rows = area if isinstance(area, tuple) else ((area,),)
        rows = rows if isinstance(rows[0], tuple) else (rows,)
        if known in self.tables:
            self._rows(self.tables[known], sheet, list(rows[0]), rows[0][0].row + 1)
            return
        value = self.words.get(known)
        rows[0][0].value = value if value is not None else _amount(self.figures[known])
        self.filled.append(name)

    def marks(self) -> None:
        """Fill `{{名称}}` and `{{名称|措辞}}` in cells; a table's mark stands below its headings."""
        for sheet in self.book.worksheets:
            found = [cell for row in sheet.iter_rows() for cell in row if _is_marked(cell)]
            for cell in found:
                self._marked(sheet, cell)

    def _marked(self, sheet: Worksheet, cell: Cell) -> None:
        text = str(cell.value)
        whole = _MARK.fullmatch(text.strip())
        if whole and key(whole["name"]) in self.tables:
            cell.value = None
            self._table(self.tables[key(whole["name"])], sheet, cell)
            return
        unknown = [m["name"].strip() for m in _MARK.finditer(text) if not self._knows(m["name"])]
        if unknown:
            self.problems += [self._unknown(sheet, cell, name) for name in unknown]
            return
        try:
            if whole and not whole["style"] and key(whole["name"]) in self.figures:
                cell.value = _amount(self.figures[key(whole["name"])])
            else:
                cell.value = _MARK.sub(self._told, text)
        except WordingError as error:
            self.problems.append(f"{sheet.title}!{cell.coordinate}：{error}")
        self.filled += [match["name"].strip() for match in _MARK.finditer(text)]

    def _knows(self, name: str) -> bool:
        return key(name) in self.figures or key(name) in self.words

    def _unknown(self, sheet: Worksheet, cell: Cell, name: str) -> str:
        known = [one.name for one in self.figures.values()] + [*texts(self.material), *named_tables()]
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"，是不是“{near[0]}”" if near else "，可用的名称见 brief --names"
        return f"{sheet.title}!{cell.coordinate} 的 {{{{{name}}}}} 认不出来{hint}"

    def _told(self, match: re.Match[str]) -> str:
        known = key(match["name"])
        if known in self.words:
            return self.words[known]
        figure = self.figures[known]
        if figure.value is None:
            return _NOT_REPORTED
        return (
            say(figure.value, style((match["style"] or "").strip()))
            if match["style"]
            else _short(figure.value)
        )

    def _table(self, name: str, sheet: Worksheet, cell: Cell) -> None:
        """Rows under the headings above the mark; without headings the table brings its own."""
        above = [sheet.cell(cell.row - 1, column) for column in range(cell.column, sheet.max_column + 1)]
        headings = []
        for one in above if cell.row > 1 else []:
            if one.value in (None, ""):
                break
            headings.append(one)
        frame = named_tables()[name](self.material)
        if any(_column(frame, str(one.value)) for one in headings):
            self._rows(name, sheet, headings, cell.row)
            return
        own = ["名次", "名称", "得分", "等次"]
        heads = [sheet.cell(cell.row, cell.column + offset) for offset in range(len(own))]
        if self._occupied(name, sheet, heads[1:], cell.row, 1):
            return
        for head, text in zip(heads, own, strict=True):
            head.value = text
        self._rows(name, sheet, heads, cell.row + 1)

    def _rows(self, name: str, sheet: Worksheet, headings: list[Cell], top: int) -> None:
        frame = named_tables()[name](self.material)
        columns = {head.column: _column(frame, str(head.value or "")) for head in headings}
        unknown = [f"“{head.value}”" for head in headings if head.value and columns[head.column] is None]
        if unknown or not any(columns.values()):
            asked = "、".join(unknown) or "（空）"
            self.problems.append(f"{sheet.title}!{headings[0].coordinate} 表“{name}”没有列 {asked}")
            return
        wanted = [head for head in headings if columns[head.column] is not None]
        if self._occupied(name, sheet, wanted, top, len(frame)):
            return
        for head in wanted:
            pattern = sheet.cell(top, head.column)
            for offset, value in enumerate(frame[columns[head.column]].tolist()):
                _put(sheet.cell(top + offset, head.column), value, pattern)
        self.filled.append(name)

    def _occupied(self, name: str, sheet: Worksheet, heads: list[Cell], top: int, rows: int) -> bool:
        """Whether cells that the table needs hold something else; then that is a problem."""
        for row in range(top, top + rows):
            for head in heads:
                cell = sheet.cell(row, head.column)
                if isinstance(cell, MergedCell) or cell.value not in (None, ""):
                    self.problems.append(
                        f"{sheet.title}!{cell.coordinate} 已有内容，表“{name}”要占 {rows} 行，请留出空行"
                    )
                    return True
        return False


def _is_marked(cell: Cell) -> bool:
    return isinstance(cell.value, str) and "{{" in cell.value and bool(_MARK.search(cell.value))


def _column(frame: pd.DataFrame, heading: str) -> str | None:
    wanted = key(heading)
    return next((name for name in frame.columns if wanted and key(str(name)) == wanted), None)


def _amount(figure: NamedFigure) -> float | int | str:
    if figure.value is None:
        return _NOT_REPORTED
    return int(figure.value) if float(figure.value).is_integer() else float(figure.value)


def _short(value: float) -> str:
    return f"{value:,.10g}".replace(",", "")


def _put(cell: Cell, value: object, pattern: Cell) -> None:
    """A value as text or number, never as a formula, looking like the table's first row."""
    if isinstance(value, str):
        # A workbook cannot hold control characters.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("□", value)
        cell.data_type = "s"
    else:
        cell.value = None if is_missing(value) else value
    if cell is not pattern and pattern.has_style:
        cell._style = copy(pattern._style)


def _saved(book: Workbook, at: datetime) -> bytes:
    """The file with every part dated alike, and changed at the time of generation."""
    made, packed = io.BytesIO(), io.BytesIO()
    book.save(made)
    changed = rb"\g<1>" + at.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(changed, content)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return packed.getvalue()


def _lost(before: bytes, after: bytes) -> tuple[str, ...]:
    """What people could see in the template that the filled file does not hold any more."""
    old, new = _kept(before), _kept(after)
    return tuple(f"{word}{old[word] - new.get(word, 0)}个" for word in old if old[word] > new.get(word, 0))


def _kept(content: bytes) -> dict[str, int]:
    counts: dict[str, int] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            words = [
                word for start, word in _SEEN.items() if name.startswith(start) and "/_rels/" not in name
            ]
            _count(counts, words)
            if name.startswith("xl/drawings/drawing"):
                text = parts.read(name)
                _count(counts, ["形状"] * sum(text.count(one) for one in _SHAPES))
    return counts


def _count(counts: dict[str, int], words: Iterable[str]) -> None:
    for word in words:
        counts[word] = counts.get(word, 0) + 1
