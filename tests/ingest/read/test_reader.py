"""Reading: dates as WPS stores them, rows where they stand, files that are damaged or hostile."""

import io
import random
import subprocess
import time
from datetime import date

import openpyxl
import pytest

from metrics.ingest.read.raw import RawBook, Refusal
from metrics.ingest.read.reader import read, read_many
from metrics.ingest.read.sniff import sniff
from tests.kit.plain_books import PLAIN, book, repacked
from tests.kit.project import REPO


@pytest.mark.parametrize("number_format", [14, 22, *range(27, 37), *range(50, 59)])
def test_built_in_date_formats_of_chinese_programs_read_as_dates(number_format):
    def write(made, sheet):
        sheet.write_datetime(0, 0, date(2024, 2, 6), made.add_format({"num_format": number_format}))

    cell = read("a.xlsx", book(write)).sheets[0].row(1)[0]
    if cell[0] == "f":
        cell = cell[1]
    assert cell[:4] in {("d", 2024, 2, 6), ("dt", 2024, 2, 6)}


def test_rows_and_columns_stand_where_excel_shows_them():
    def write(_, sheet):
        sheet.write(4, 2, "活动日期")
        sheet.write(6, 3, 12.5)

    sheet = read("a.xlsx", book(write)).sheet("活动台账")
    assert (sheet.height, sheet.width) == (7, 4)
    assert sheet.row(5) == ["", "", "活动日期", ""]
    assert sheet.row(7) == ["", "", "", 12.5]


def test_a_truth_value_is_not_the_number_one():
    def write(_, sheet):
        sheet.write_column(0, 0, [True, 1, False, 0])

    column = read("a.xlsx", book(write)).sheets[0].columns[0]
    assert [column.at(row) for row in (1, 2, 3, 4)] == [("b", True), 1.0, ("b", False), 0.0]


def test_error_cells_and_formulas_without_a_value_are_not_taken_for_blank():
    made = openpyxl.Workbook()
    made.active["B3"] = "#REF!"
    made.active["C4"] = "=1+1"
    made.active["D5"] = "x"
    buffer = io.BytesIO()
    made.save(buffer)
    assert read("a.xlsx", buffer.getvalue()).sheets[0].broken == {(3, 2): "#REF!", (4, 3): "formula"}


def test_computed_formulas_are_read_by_their_value():
    def write(_, sheet):
        sheet.write_formula(0, 0, "=1+1", None, 2)

    sheet = read("a.xlsx", book(write)).sheets[0]
    assert (sheet.row(1), sheet.broken) == ([2.0], {})


def test_hidden_sheets_and_merges_are_known():
    def write(made, sheet):
        sheet.merge_range("B3:B5", "合并")
        made.add_worksheet("藏").hide()

    found = read("a.xlsx", book(write))
    assert [sheet.visible for sheet in found.sheets] == [True, False]
    assert found.sheets[0].merges == ((3, 2, 5, 2),)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_csv_of_every_encoding(encoding):
    content = '活动名称,参加人次\r\n"一，二",12\r\n'.encode(encoding)
    sheet = read("活动台账.csv", content).sheets[0]
    assert (sheet.name, sheet.row(1), sheet.row(2)) == (
        "活动台账",
        ["活动名称", "参加人次"],
        ["一，二", "12"],
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_two_bytes_a_sign_without_a_mark(encoding, end):
    content = end.join(["活动名称,参加人次", "一开一开,12", ""]).encode(encoding)
    assert read("活动台账.csv", content).sheets[0].row(2) == ["一开一开", "12"]


def test_csv_of_big5_is_told_from_gbk():
    content = "活動名稱,參加人次\r\n車間宣講,12\r\n".encode("big5")
    assert read("活动台账.csv", content).sheets[0].row(2) == ["車間宣講", "12"]
    for text in ("活動名稱,參加人次\r\n車間宣講,12\r\n", "名称\r\n㙟㛃䶮\r\n车间宣讲\r\n", "a,é\r\n"):
        assert (
            read("a.csv", text.encode("gb18030")).sheets[0].row(1)[0] == text.split("\r\n")[0].split(",")[0]
        )


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "；", "|"])
def test_many_signs_of_another_kind_in_one_cell_part_nothing(delimiter):
    other = ";" if delimiter == "," else ","
    rows = [["名称", "场次", "人次"], ["甲", "1", "2"], [other.join("甲乙丙丁戊己"), "3", "4"]]
    sheet = read("a.csv", "\n".join(map(delimiter.join, rows)).encode()).sheets[0]
    assert [sheet.row(number) for number in (1, 2, 3)] == rows


def test_texts_that_are_to_be_no_numbers_are_those_texts():
    rows = read("a.csv", b'="0017","=""E017""",="",=1+1,"=""a"" & ""b"""').sheets[0]
    assert rows.row(1) == ["0017", "E017", "", "=1+1", '="a" & "b"']


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_of_every_delimiter(delimiter):
    content = delimiter.join(["活动名称", "参加人次"]) + "\n" + delimiter.join(["微宣讲", "12"])
    assert read("a.csv", content.encode()).sheets[0].row(2) == ["微宣讲", "12"]


def test_ragged_csv_rows_are_filled_up():
    assert read("a.csv", b"a,b,c\n1\n").sheets[0].row(2) == ["1", "", ""]


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("~$a.xlsx", b"\x05user", "E106"),
        ("a.xlsx", b"", "E101"),
        ("a.xlsx", b"\0" * 500, "E101"),
        ("a.xlsx", b"x" * (20 * 2**20 + 1), "E102"),
        ("a.pdf", b"%PDF-1.7 ...", "E103"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "E103"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "E103",
        ),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "E103"),
        ("a.docx", b"some words", "E103"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 20, "E104"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 20, "E103"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0\1" * 900, "E107"),
        ("a.xlsx", PLAIN[: len(PLAIN) // 2], "E107"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "E107"),
        ("a.csv", b"\x81\x20\xff\xff,\xff", "E107"),
        ("a.csv", b'a,"b\n', "E107"),
        ("a.zip", repacked(PLAIN, extra=[("../evil", b"x")]), "E108"),
        ("a.xlsx", repacked(PLAIN, extra=[("/etc/passwd", b"x")]), "E108"),
        ("a.xlsx", repacked(PLAIN, extra=[(f"x{n}", b"") for n in range(2001)]), "E108"),
        ("a.xlsx", repacked(PLAIN, extra=[("xl/media/bomb", b"\0" * (12 << 20))]), "E108"),
        ("a.xlsm", repacked(PLAIN, extra=[("xl/vbaProject.bin", b"x")]), "E105"),
        ("a.xlsb", repacked(PLAIN, extra=[("xl/workbook.bin", b"x")]), "E105"),
        ("a.ods", repacked(PLAIN, extra=[("content.xml", b"x")]), "E105"),
        ("a.docx", repacked(PLAIN, extra=[("word/document.xml", b"x")]), "E103"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(file, content, code):
    answer = read(file, content)
    assert isinstance(answer, Refusal)
    assert answer.code == code


def test_names_twice_in_an_archive_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        content = repacked(PLAIN, extra=[("xl/workbook.xml", b"<x/>")])
    assert sniff("a.xlsx", content).code == "E108"


def test_entities_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = repacked(PLAIN, lambda name, data: bomb + data if name.endswith("sheet1.xml") else data)
    assert read("a.xlsx", content).code == "E108"


def far_cells():
    def write(_, sheet):
        sheet.write(0, 0, 1)
        sheet.write(1048575, 16383, 1)

    return book(write)


def test_a_file_that_kills_the_reader_costs_neither_the_caller_nor_the_other_files():
    files = [("a.xlsx", PLAIN), ("far.xlsx", far_cells()), ("b.xlsx", PLAIN), ("c.csv", b"a,b\n")]
    started = time.monotonic()
    answers = read_many(files)
    assert [type(answer) for answer in answers] == [RawBook, Refusal, RawBook, RawBook]
    assert answers[1].code == "E109"
    assert time.monotonic() - started < 20


def test_flipped_bytes_never_raise():
    chance = random.Random(7)
    files = []
    for number in range(40):
        content = bytearray(PLAIN)
        for _ in range(chance.randrange(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        files.append((f"{number}.xlsx", bytes(content)))
    answers = read_many(files)
    assert len(answers) == len(files)
    assert all(isinstance(answer, RawBook | Refusal) for answer in answers)


def of_worker(monkeypatch, folder, script):
    """What is said of a file that a reading process of ours takes."""
    worker = folder / "worker.py"
    limits = str(REPO / "metrics" / "ingest" / "read")
    worker.write_text(f"import sys\nsys.path.insert(0, {limits!r})\n{script}", encoding="utf-8")
    monkeypatch.setattr("metrics.ingest.read.reader.WORKER", worker)
    return read("a.xlsx", PLAIN)


def test_a_file_that_computes_too_long_is_given_up(monkeypatch, tmp_path):
    """Its own time is over, however much of the far stop is left."""
    burn = "from process_limits import allow_seconds\nallow_seconds(1)\nwhile True:\n    pass\n"
    answer = of_worker(monkeypatch, tmp_path, burn)
    assert (answer.code, "没有读完" in answer.found) == ("E109", True)


def test_a_busy_machine_is_not_the_file_s_fault(monkeypatch, tmp_path):
    monkeypatch.setattr("metrics.ingest.read.reader.FAR_SECONDS", 0.5)
    answer = of_worker(monkeypatch, tmp_path, "import time\ntime.sleep(60)\n")
    assert answer.code == "E119"


#: The reading process itself with one second of its own, which waits for longer than that within each file.
_WAITING = """
import io, time
source = open({worker!r}, encoding="utf-8").read()
assert "CPU_SECONDS = 18" in source
held = io.BytesIO
def waiting(content):
    time.sleep(1.5)
    return held(content)
io.BytesIO = waiting
__file__ = {worker!r}
exec(compile(source.replace("CPU_SECONDS = 18", "CPU_SECONDS = 1"), __file__, "exec"))
"""


@pytest.mark.long
def test_a_clean_workbook_is_read_however_long_the_machine_lets_it_wait(monkeypatch, tmp_path):
    """What others compute meanwhile is not counted against a file."""
    worker = str(REPO / "metrics" / "ingest" / "read" / "worker.py")
    assert isinstance(of_worker(monkeypatch, tmp_path, _WAITING.format(worker=worker)), RawBook)


def test_where_cpu_time_is_not_counted_the_clock_decides(monkeypatch, tmp_path):
    monkeypatch.setattr("metrics.ingest.read.reader.COUNTS_CPU", False)
    monkeypatch.setattr("metrics.ingest.read.reader.SECONDS", 0.5)
    answer = of_worker(monkeypatch, tmp_path, "import time\ntime.sleep(60)\n")
    assert (answer.code, "没有读完" in answer.found) == ("E109", True)


def test_too_many_sheets_are_refused():
    def write(made, _):
        for number in range(300):
            made.add_worksheet(f"表{number}")

    assert read("a.xlsx", book(write)).code == "E109"


def test_a_csv_of_line_breaks_is_refused_before_it_is_taken_apart():
    assert read("a.csv", b"a,b" + b"\n" * 1_100_000).code == "E109"


@pytest.mark.long
def test_what_a_slow_reading_process_is_given_arrives_whole(monkeypatch):
    """Tried: they were handed over for half a second, and a process that began later waited for the rest."""
    begun = subprocess.Popen

    def late(command, **pipes):
        wait = "import time, runpy, sys; time.sleep(1.5); runpy.run_path(sys.argv[1], run_name='__main__')"
        return begun([command[0], "-I", "-c", wait, command[-1]], **pipes)

    monkeypatch.setattr(subprocess, "Popen", late)
    quarter = REPO / "sample_data" / "sihong" / "workbooks" / "2023Q1"
    content = next(quarter.glob("*U01*.xlsx")).read_bytes()
    many = [(f"{number}.xlsx", content + bytes(number)) for number in range(8)]
    assert sum(len(one) for _, one in many) > 100_000, "more than a pipe holds"
    assert all(isinstance(book, RawBook) for book in read_many(many))
