"""Whether reading loses anything: rows and cells of many spreadsheets against a plain reading of each.

Run as `python -m benchmarks.corpus [FOLDER …] [--made N] [--all]`: every file of the folders, and N times
four made by chance (default 60; merged cells, formats, hidden rows and sheets, styles, totals, notes; as
.xlsx, .xls, .et, .csv). The plain reading is openpyxl's of an .xlsx, calamine's of an .xls, Python's csv of a
.csv. Exit code 1 when a file ended the process, took longer than 25 seconds, was refused without a sentence,
or lost a row of which nothing is said.
"""

import argparse
import csv
import io
import random
import re
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from multiprocessing import get_context
from pathlib import Path

import openpyxl
import python_calamine
import xlsxwriter

from metrics.framework import load_framework, parse_period
from metrics.ingest import ROW, CheckedWorkbook, Context, check_workbook
from metrics.ingest.find import Scope, locate
from metrics.ingest.read import PICTURE, RawBook, RawSheet, Refusal, read
from metrics.ingest.write import OWN_SHEETS
from tests.kit.county_packages import SIHONG
from tests.kit.messy_sheets import messy

SECONDS = 25
SUFFIXES = (".xlsx", ".xls", ".et", ".csv")
#: A plain reading that takes longer is given up: openpyxl does not end on some files.
_PLAIN_SECONDS = 120
_CHINESE = re.compile(r"[\u4e00-\u9fff].*[。？！]", re.DOTALL)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet have no zone
_NAMED = 6
#: Codes of sentences that speak for a whole file, and for all that is right of a column.
_FOREIGN, _FAR_RIGHT = "E201", "W212"
#: Row and column (1-based) → what stands there.
Cells = Mapping[tuple[int, int], object]


@dataclass(frozen=True)
class CorpusFile:
    """What became of a file.

    Args:
        name: of the file.
        kind: read, refused, mute (without a sentence), crashed, slow or unread (no plain reading to compare).
        seconds: that the check took.
        cells, rows: of the plain reading that were compared.
        differences: kind of difference between two cells → addresses, each with both values.
        lost: sheet and row of rows that are in no ledger and of which nothing is said.
        said: what a refusal says, or what went wrong.
    """

    name: str
    kind: str
    seconds: float = 0.0
    cells: int = 0
    rows: int = 0
    differences: Mapping[str, list[str]] = field(default_factory=dict)
    lost: tuple[tuple[str, int], ...] = ()
    said: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is one that must not be."""
        return self.kind in ("crashed", "slow", "mute") or bool(self.lost) or "lost" in self.differences


def plain_cells(name: str, content: bytes) -> dict[str, Cells]:
    """Sheet → cells that are not blank, as a plain reader gives them."""
    if name.lower().endswith(".csv"):
        return {Path(name).stem: _of_rows(csv.reader(io.StringIO(_decoded(content))))}
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        return {sheet.title: _of_rows(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as found:
        names = [
            one.name for one in found.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        return {one: _of_rows(found.get_sheet_by_name(one).to_python(skip_empty_area=False)) for one in names}


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _of_rows(rows: Iterable[Iterable[object]]) -> Cells:
    return {
        (row, column): value
        for row, cells in enumerate(rows, 1)
        for column, value in enumerate(cells, 1)
        if value is not None and str(value).strip()
    }


def own_cells(sheet: RawSheet) -> Cells:
    """Cells that are not blank, as the reader of uploads gives them."""
    found: dict[tuple[int, int], object] = {}
    for column, held in enumerate(sheet.columns, 1):
        for row, code in enumerate(held.codes.tolist(), 1):
            value = held.values[code]
            if not isinstance(value, str) or value.strip():
                found[row, column] = value
    return {**found, **{place: f"#{what}" for place, what in sheet.broken.items()}}


def difference(plain: object, own: object) -> str:
    """How two readings of one cell differ: empty for not at all."""
    if own is None:
        return "lost"
    if own == PICTURE:
        return "" if "DISPIMG" in str(plain) or str(plain).startswith("#") else "picture for a value"
    if isinstance(own, tuple) and own[0] == "f":
        own = own[1]
    if isinstance(own, str) and own.startswith("#"):
        return "" if isinstance(plain, str) and plain.startswith("#") else "error for a value"
    one, other = _number(plain), _number(own)
    if one is not None and other is not None:
        alike = abs(one - other) <= 1e-6 * max(1.0, abs(one))
        dates = isinstance(own, tuple) != (not isinstance(plain, int | float | str))
        return "" if alike and not dates else "date for a number" if alike else "another number"
    return "" if str(plain).strip() == str(own).strip() else "another text"


def _number(value: object) -> float | None:  # noqa: PLR0911 - one line a kind of value
    """Numbers, truth values, days and times as Excel counts them; None for texts."""
    if isinstance(value, tuple):
        kind, *parts = value
        if kind in ("d", "dt"):
            return _number(datetime(*parts))  # noqa: DTZ001 - as above
        if kind == "t":
            return _number(clock(*parts))
        return float(parts[0]) / 86_400 if kind == "s" else float(parts[0])
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, datetime):
        return (value - _EPOCH) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - _EPOCH.date()).days)
    if isinstance(value, clock):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return value / timedelta(days=1) if isinstance(value, timedelta) else None


def compared(name: str, content: bytes, unit: str = "U19", period: str = "2023Q4") -> CorpusFile:
    """Check a file as an upload and hold what was read against a plain reading."""
    began = time.monotonic()
    framework, quarter = load_framework(SIHONG), parse_period(period)
    book = read(name, content)
    checked = check_workbook(content, name, framework, Context(), unit, quarter, raw=book)
    seconds = time.monotonic() - began
    if isinstance(book, Refusal):
        said = "".join(one.message for one in checked.findings)
        return CorpusFile(name, "refused" if _CHINESE.search(said) else "mute", seconds, said=said)
    kind = "slow" if seconds > SECONDS else "read"
    done = CorpusFile(name, kind, seconds)
    try:
        plain = plain_cells(name, content)
    except Exception as error:  # noqa: BLE001 - whatever a plain reader cannot do is no fault of ours
        return replace(done, kind="unread" if kind == "read" else kind, said=repr(error)[:200])
    if name.lower().endswith(".csv") and len(book.sheets) == 1:
        plain = {book.sheets[0].name: next(iter(plain.values()))}
    if any(one.code == _FOREIGN for one in checked.findings):
        # One sentence says that no sheet of it is a ledger.
        return replace(done, cells=sum(map(len, plain.values())), differences=_differences(plain, book))
    scope = Scope(checked.sha256, framework, Context(), unit, quarter)
    bottoms = {area.sheet.name: area.header.bottom for area in locate(book, scope).areas}
    told = {(one.where.sheet, one.where.row) for one in checked.findings}
    kept = {(part.sheet, row) for part in checked.ledgers.values() for row in part.frame[ROW].tolist()}
    return replace(
        done,
        cells=sum(map(len, plain.values())),
        rows=sum(len({row for row, _ in cells}) for cells in plain.values()),
        differences=_differences(plain, book),
        lost=tuple(_lost(_spoken_for(plain, book, checked, bottoms), bottoms, kept, told)),
    )


def _differences(plain: Mapping[str, Cells], book: RawBook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sheet, cells in plain.items():
        held = book.sheet(sheet)
        own = own_cells(held) if held else {}
        for place in sorted(cells.keys() | own.keys()):
            if place not in cells:
                # A formula that was never computed is blank for a plain reader.
                what = "" if str(own[place]).startswith("#") or own[place] == PICTURE else "more"
            else:
                what = difference(cells[place], own.get(place))
            if what:
                row, column = place
                values = f"{cells.get(place)!r:.60} / {own.get(place)!r:.60}"
                found.setdefault(what, []).append(f"{sheet}!R{row}C{column}: {values}")
    return found


def _spoken_for(
    plain: Mapping[str, Cells], book: RawBook, checked: CheckedWorkbook, bottoms: Mapping[str, int]
) -> dict[str, Cells]:
    """Without cells that one sentence speaks for, and hidden sheets of which none is a ledger."""
    right = {one.where.sheet: one.where.column for one in checked.findings if one.code == _FAR_RIGHT}
    hidden = {sheet.name for sheet in book.sheets if not sheet.visible} - set(bottoms)
    return {
        sheet: {place: value for place, value in cells.items() if place[1] < right.get(sheet, 1 << 20)}
        for sheet, cells in plain.items()
        if sheet not in hidden
    }


def _lost(
    plain: Mapping[str, Cells],
    bottoms: Mapping[str, int],
    kept: set[tuple[str, int]],
    told: set[tuple[str, int]],
) -> Iterator[tuple[str, int]]:
    """Rows below a header that are in no ledger, and sheets without one, of which nothing is said."""
    for sheet, cells in plain.items():
        rows = sorted({row for row, _ in cells})
        if sheet in OWN_SHEETS or not rows:
            continue
        if sheet not in bottoms:
            if not any(where == sheet for where, _ in told):
                yield sheet, 0
            continue
        yield from (
            (sheet, row)
            for row in rows
            if row > bottoms[sheet] and (sheet, row) not in kept and (sheet, row) not in told
        )


class _Apart:
    """A process that compares file after file; another one follows when it died or took too long."""

    def __init__(self) -> None:
        self._pool = self._new()

    @staticmethod
    def _new() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"))

    def compare(self, name: str, content: bytes) -> CorpusFile:
        try:
            return self._pool.submit(compared, name, content).result(_PLAIN_SECONDS)
        except LateError:
            outcome = CorpusFile(name, "unread", said=f"{_PLAIN_SECONDS} s")
        except BrokenProcessPool:
            outcome = CorpusFile(name, "crashed")
        except Exception:  # noqa: BLE001 - an exception of the check is what is looked for
            return CorpusFile(name, "crashed", said=traceback.format_exc(limit=-3))
        self.stop()
        self._pool = self._new()
        return outcome

    def stop(self) -> None:
        """End the process, whatever it does."""
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)


def corpus(files: Iterable[tuple[str, bytes]]) -> Iterator[CorpusFile]:
    """What became of each file."""
    apart = _Apart()
    try:
        for name, content in files:
            yield apart.compare(name, content)
    finally:
        apart.stop()


_HEADINGS = ("活动日期", "活动名称", "活动类型", "场次", "参加人次", "企业编号", "承办类型", "备注")
_STYLES = (
    "General",
    "0",
    "0.00",
    "#,##0",
    '0"人次"',
    "0%",
    "@",
    "yyyy-mm-dd",
    'yyyy"年"m"月"d"日"',
    "[Red]0",
)


def made(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Spreadsheets made by chance, the same for one seed."""
    for number in range(seed, seed + count):
        yield f"made{number}-messy.xlsx", messy(number).content
        rows, chance = _rows(random.Random(number)), random.Random(number)  # noqa: S311 - no secret
        yield f"made{number}.xlsx", _xlsx(rows, chance)
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        encoding = ("utf-8-sig", "gb18030")[number % 2]
        yield f"made{number}.csv", text.getvalue().encode(encoding)
        yield f"made{number}{('.xls', '.et')[number % 2]}", _xls(rows)


def _rows(chance: random.Random) -> list[list[object]]:
    """A table as people make it: titles, a header, rows, blank rows, totals, notes."""
    rows: list[list[object]] = [["活动台账（自制）"] for _ in range(chance.randint(0, 2))]
    rows.append(list(_HEADINGS))
    for number in range(chance.randint(1, 40)):
        day = f"2023-{chance.randint(10, 12)}-{chance.randint(1, 28):02d}"
        name = f"{chance.choice('安全技能法治健康')}{chance.choice('宣讲培训交流')}{number}"
        people: object = chance.choice([120, 35.5, "80余人", "１２０", "", "约200", 15_000])
        rows.append([day, name, "微宣讲", 1, people, chance.choice(["E017", "", "E018"]), "成员单位", ""])
        if chance.random() < 0.1:
            rows.append([])
        if chance.random() < 0.05:
            rows.append(["", "小计", "", "", 300])
    if chance.random() < 0.5:
        rows.append(["合计", "", "", len(rows), 3_000])
    if chance.random() < 0.3:
        rows.append(["注：以上数据由各车间提供。"])
    return rows


def _xlsx(rows: list[list[object]], chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet(chance.choice(["活动台账", "Sheet1", "四季度"]))
    styles = [book.add_format({"num_format": one, "bg_color": "#ffeecc"}) for one in _STYLES]
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value != "":
                sheet.write(row, column, value, chance.choice(styles) if chance.random() < 0.3 else None)
        if chance.random() < 0.05:
            sheet.set_row(row, None, None, {"hidden": True})
    if len(rows) > 6 and chance.random() < 0.4:
        sheet.merge_range(4, 5, 5, 5, "E017")
    if chance.random() < 0.3:
        book.add_worksheet("参考").write(0, 0, "去年的数")
    if chance.random() < 0.3:
        extra = book.add_worksheet("底稿")
        extra.hide()
        extra.write_row(0, 0, (1, 2, 3))
    book.close()
    return buffer.getvalue()


def _xls(rows: list[list[object]]) -> bytes:
    import xlwt  # type: ignore[import-untyped] # noqa: PLC0415 - of the tests' packages, for this alone

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("活动台账")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value != "":
                sheet.write(row, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Spreadsheets of a folder and of archives in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield str(path.relative_to(folder)), path.read_bytes()
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.lower().endswith(SUFFIXES):
                        yield f"{path.name}/{name}", archive.read(name)


def _print(done: CorpusFile, *, every: bool) -> None:
    if every or done.fails:
        print(f"{done.kind:8} {done.seconds:6.2f} s  {done.name}  {done.said}")
        for sheet, row in done.lost[:_NAMED]:
            print(f"    lost: {sheet} row {row or '(the sheet)'}")
    for what, places in done.differences.items():
        if every or what == "lost":
            print("".join(f"    {what}: {place}\n" for place in places[:_NAMED]), end="")


def main() -> int:
    """Print what became of the files, and the differences by kind."""
    parser = argparse.ArgumentParser(description="Hold what is read of spreadsheets against a plain reading.")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--made", type=int, default=60)
    parser.add_argument("--all", action="store_true", help="a line for every file, every difference")
    given = parser.parse_args()
    kinds: Counter[str] = Counter()
    differences: Counter[str] = Counter()
    cells = rows = lost = failed = 0
    longest = 0.0
    sources = [*map(files_of, given.folders), made(given.made)]
    for done in corpus(one for source in sources for one in source):
        kinds[done.kind] += 1
        differences.update({what: len(places) for what, places in done.differences.items()})
        cells, rows, lost = cells + done.cells, rows + done.rows, lost + len(done.lost)
        longest, failed = max(longest, done.seconds), failed + done.fails
        _print(done, every=given.all)
    print(
        f"{sum(kinds.values())} files: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    )
    print(f"{rows} rows, {cells} cells compared; longest {longest:.2f} s; rows lost without a word: {lost}")
    print(
        "cells that differ: "
        + (", ".join(f"{what} {count}" for what, count in differences.most_common()) or "0")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
