"""Papers with long tables: carried in pieces, written row by row, and refused in words where too large."""

import io
import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest

from metrics.reports import long_tables
from metrics.reports.long_tables import PackedTable
from metrics.reports.model import Note, Report, Stamp, TableBlock, TableColumn
from metrics.reports.press import PaperQueue, PrintFailure
from metrics.reports.press.memory import PaperTooLargeError, limited, too_large
from metrics.reports.press.parcel import parcel_of, pieces_of, report_of
from metrics.reports.print import xlsx
from metrics.reports.print.xlsx import to_xlsx
from tests.kit.sample_reports import AT

ROWS = 25
#: The printing process, allowed next to nothing.
_POOR = "from metrics.reports.press import memory, worker; memory.MEMORY = 1; worker.main()"


def long_report(rows=ROWS):
    texts = pd.Series([f"第{at}行" if at % 7 else None for at in range(rows)], dtype="str")
    frame = pd.DataFrame(
        {
            "名称": texts,
            "行": np.arange(rows),
            "计入": np.linspace(0, 1, rows).round(6),
            "编号": np.array([f"E{at % 5}" for at in range(rows)], dtype=object),
        }
    )
    short = pd.DataFrame({"名称": ["甲", None], "原值": ["007", 7], "得分": [84.1, None]})
    columns = (
        TableColumn("名称"),
        TableColumn("行", "integer"),
        TableColumn("计入", "two"),
        TableColumn("编号"),
    )
    blocks = (
        Note("一句话"),
        TableBlock("取数依据", frame, columns, "各单位报送"),
        TableBlock("短表", short, note="两行"),
        TableBlock("不写列", frame),
    )
    return Report("book", "全表册", "2023年", blocks, Stamp("2023年", "0" * 16, "2023.1", AT))


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(long_tables, "LONG", 10)
    monkeypatch.setattr(long_tables, "PIECE", 4)


@pytest.fixture
def streamed(monkeypatch):
    monkeypatch.setattr(xlsx, "STREAMED", 1)


def shown(content):
    """Everything a workbook shows, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        page.title: (
            [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in page.iter_rows()],
            page.freeze_panes,
            page.auto_filter.ref,
            {letter: one.width for letter, one in page.column_dimensions.items()},
            page.oddFooter.left.text,
        )
        for page in book
    }


def test_row_by_row_shows_what_column_by_column_shows(small_pieces, monkeypatch):
    report = long_report()
    held = to_xlsx(report)
    monkeypatch.setattr(xlsx, "STREAMED", 1)
    written = to_xlsx(report)
    assert written != held, "texts stand in their cells"
    assert shown(written) == shown(held)
    assert to_xlsx(report) == written


def test_what_is_carried_in_pieces_is_the_same_workbook(small_pieces, streamed):
    report = long_report()
    parcel = parcel_of(report, "xlsx")
    assert len(parcel.pieces) == pieces_of(parcel.head) == 2 * 7
    assert "第24行" not in parcel.head.decode(), "rows are carried once"
    carried, form = report_of(parcel)
    assert [isinstance(block, PackedTable) for block in carried.blocks] == [False, True, False, True]
    assert (form, to_xlsx(carried)) == ("xlsx", to_xlsx(report))


def test_a_format_that_needs_the_whole_table_gets_it(small_pieces):
    report = long_report()
    carried, _ = report_of(parcel_of(report, "pdf"))
    for before, after in zip(report.blocks[1:], carried.blocks[1:], strict=True):
        assert after.layout == before.layout
        pd.testing.assert_frame_equal(after.frame, before.frame, check_dtype=False)


def test_a_short_report_is_carried_as_it_was():
    report = long_report()
    parcel = parcel_of(report, "xlsx")
    assert parcel.pieces == ()
    assert to_xlsx(report_of(parcel)[0]) == to_xlsx(report)


def test_a_table_longer_than_a_sheet_goes_on_on_the_next(small_pieces, streamed, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(long_report())))
    assert book.sheetnames[1:5] == ["取数依据", "取数依据（2）", "取数依据（3）", "短表"]
    numbers = [
        row[1]
        for name in book.sheetnames[1:4]
        for row in book[name].iter_rows(min_row=2, values_only=True)
        if isinstance(row[1], int)
    ]
    assert numbers == list(range(ROWS))
    assert {book[name]["A1"].value for name in book.sheetnames[1:4]} == {"名称"}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted so on Linux alone")
def test_what_wants_more_memory_than_a_paper_may_take_is_told():
    with pytest.raises(PaperTooLargeError, match="一次只选一个层级"), limited(1):
        bytearray(1 << 30)
    assert len(bytearray(1 << 26)) == 1 << 26, "the limit has gone with the paper"
    with pytest.raises(PaperTooLargeError), limited(1):
        raise RuntimeError("can't start new thread")
    with pytest.raises(RuntimeError), limited(1 << 50):
        raise RuntimeError("something else")
    with pytest.raises(ValueError, match="said"), limited(1):
        raise ValueError("said")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted so on Linux alone")
def test_a_printing_process_without_memory_says_so_and_another_prints_the_next():
    queue = PaperQueue((sys.executable, "-c", _POOR))
    try:
        for _ in range(2):
            with pytest.raises(PrintFailure) as refused:
                queue.printed(long_report(30_000), "xlsx", "a")
            assert str(refused.value) == too_large()
    finally:
        queue.close()
