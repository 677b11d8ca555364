"""Workbooks in which something else is seen than what is stored."""

from copy import copy
from datetime import date

from openpyxl.cell import Cell

from metrics.ingest.write.template import DATA_ROW
from sample_data.sihong.faulty_book import HEADER, Expected, FaultyBook, fault


@fault("显示与存的对不上")
def _scaled(book: FaultyBook) -> list[Expected]:
    place = book.set("L05", "attendances", 12345)
    book.sheet("L05")[place[1]].number_format = "0.00,"
    return [(*place, "显示与存的不同", "W416")]


@fault("佐证是嵌入的图片")
def _picture(book: FaultyBook) -> list[Expected]:
    place = book.set("L05", "evidence_ref", '=DISPIMG("ID_DD784906CF044FD887033072793B3164",1)')
    book.sheet("L05")[place[1]].data_type = "s"
    return [(*place, "格子里是图片", "W417")]


@fault("启动日期在以后")
def _ahead(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L01", "started_on", date(2032, 3, 1)), "日期在报告期之后", "W418")]


@fault("启动日期在多年以前")
def _long_ago(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L01", "started_on", date(1983, 3, 1)), "日期离得很远", "W419")]


def _named(book: FaultyBook) -> tuple[str, str]:
    """Code and name of the first enterprise in the lists that is called after the county."""
    words = book.workbook["字典"]
    texts = [str(cell) for column in words.iter_cols(values_only=True) for cell in column]
    code, _, name = next(text for text in texts if text[:2] == "E0" and " 泗洪" in text).partition(" ")
    return code, name


@fault("企业名称前的地名不同")
def _elsewhere(book: FaultyBook) -> list[Expected]:
    name = _named(book)[1].replace("泗洪", "宿豫", 1)
    return [(*book.set("L05", "enterprise_code", name), "地名不同", "W420")]


@fault("编号旁边是陌生名称")
def _another_name(book: FaultyBook) -> list[Expected]:
    code = _named(book)[0]
    return [(*book.set("L05", "enterprise_code", f"{code} 某某新公司"), "编号旁边的名称不认识", "W421")]


@fault("一个列名下有几列")
def _parts(book: FaultyBook) -> list[Expected]:
    sheet = book.sheet("L05")
    book.set("L05", "online_attendances", 5)
    left, right = (book.letter("L05", field) for field in ("attendances", "online_attendances"))
    sheet.merge_cells(f"{left}{HEADER}:{right}{HEADER}")
    whole = (sheet.title, f"{HEADER}:{HEADER}", "缺少可缺的列", "W203")
    return [(sheet.title, f"{left}{HEADER}", "一个列名下有几列", "E214"), whole]


@fault("台账工作表是隐藏的")
def _hidden(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").sheet_state = "hidden"
    return [(book.sheet("L05").title, "", "隐藏的台账", "W214")]


def _strike(cell: Cell) -> None:
    font = copy(cell.font)
    font.strike = True
    cell.font = font


@fault("划掉了一行")
def _row_struck_out(book: FaultyBook) -> list[Expected]:
    sheet, row = book.sheet("L05"), DATA_ROW + 1
    for cell in sheet[row]:
        _strike(cell)
    return [(sheet.title, f"{row}:{row}", "划掉的行", "W319")]


@fault("划掉了一个数")
def _cell_struck_out(book: FaultyBook) -> list[Expected]:
    sheet = book.sheet("L05")
    place = f"{book.letter('L05', 'attendances')}{DATA_ROW + 1}"
    _strike(sheet[place])
    return [(sheet.title, place, "划掉的字", "W425")]


@fault("合并盖住了人次")
def _covered_by_a_merge(book: FaultyBook) -> list[Expected]:
    sheet, row = book.sheet("L05"), DATA_ROW + 1
    place, before = f"{book.letter('L05', 'attendances')}{row}", book.letter("L05", "sessions")
    # Not `merge_cells`: it takes away what it covers, which other programs leave.
    sheet.merged_cells.add(f"{before}{row}:{place}")
    return [
        (sheet.title, place, "必填未填", "E401"),
        (sheet.title, f"{row}:{row}", "合并盖住的内容", "W427"),
    ]


@fault("佐证写同上")
def _ditto(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "evidence_ref", "同上"), "同上", "W424")]
