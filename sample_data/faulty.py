"""Workbooks with one fault each, named after it, made from good ones."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.utility import xl_col_to_name

from metrics.framework import Framework
from metrics.ingest.template import COVER, DATA_ROW, HEADER_ROW
from sample_data.faulty_bytes import BROKEN

EXPECTED_COLUMNS = ("file", "sheet", "cell", "kind", "code")
#: Where a finding is expected: sheet, Excel address, kind, and its code once the reader knows such a finding.
Expected = tuple[str, str, str, str]
_QUARTER = "2023Q4"
_EPOCH = (2023, 12, 31, 0, 0, 0)


@dataclass(frozen=True)
class Book:
    """A good workbook being spoilt."""

    framework: Framework
    workbook: Workbook

    def sheet(self, ledger: str) -> Worksheet:
        """The ledger's sheet."""
        return self.workbook[self.framework.ledgers[ledger].sheet]

    def column(self, ledger: str, field: str) -> int:
        """1-based column of a field."""
        return list(self.framework.ledgers[ledger].by_id).index(field) + 1

    def set(self, ledger: str, field: str, value: object, row: int = 1) -> tuple[str, str]:
        """Put a value into the n-th data row; gives sheet and address."""
        cell = self.sheet(ledger).cell(DATA_ROW + row, self.column(ledger, field))
        cell.value = value
        return cell.parent.title, cell.coordinate

    def get(self, ledger: str, field: str, row: int = 1) -> object:
        """What the n-th data row says."""
        return self.sheet(ledger).cell(DATA_ROW + row, self.column(ledger, field)).value

    def find(self, ledger: str, field: str, value: object) -> int:
        """Number of the first data row whose field has a value."""
        rows = range(1, self.sheet(ledger).max_row)
        return next(row for row in rows if self.get(ledger, field, row) == value)


Spoil = Callable[[Book], list[Expected]]
FAULTS: dict[str, tuple[str, Spoil]] = {}


def fault(name: str, unit: str = "U17") -> Callable[[Spoil], Spoil]:
    """Register a way to spoil the fourth-quarter workbook of a unit."""

    def register(spoil: Spoil) -> Spoil:
        FAULTS[name] = (unit, spoil)
        return spoil

    return register


@fault("缺必填单元格")
def _blank(book: Book) -> list[Expected]:
    name = book.set("L05", "activity_name", None, row=2)
    people = book.set("L05", "attendances", None, row=3)
    return [(*name, "缺必填", "E401"), (*people, "缺必填", "E401")]


@fault("日期不在报告期")
def _other_period(book: Book) -> list[Expected]:
    return [(*book.set("L05", "held_on", date(2023, 8, 15), row=1), "日期不在报告期", "E407")]


@fault("日期不存在")
def _no_such_day(book: Book) -> list[Expected]:
    return [(*book.set("L05", "held_on", "2023年11月31日", row=1), "日期不存在", "E405")]


@fault("日期看不准")
def _ambiguous_day(book: Book) -> list[Expected]:
    return [(*book.set("L05", "held_on", "12.6", row=1), "日期有歧义", "E406")]


@fault("不存在的企业")
def _stranger(book: Book) -> list[Expected]:
    unknown = book.set("L05", "enterprise_code", "E999 泗洪无名机械有限公司（示例）", row=2)
    no_code = book.set("L05", "enterprise_code", "宿迁未名纺织有限公司（示例）", row=3)
    return [(*unknown, "企业不在名册", "E409"), (*no_code, "企业不在名册", "E409")]


@fault("编号与名称不符")
def _contradiction(book: Book) -> list[Expected]:
    words = book.workbook["字典"]
    names = [cell for column in words.iter_cols(values_only=True) for cell in column if str(cell)[:2] == "E0"]
    mixed = f"{names[0].split(' ')[0]} {names[5].split(' ')[1]}"
    return [(*book.set("L05", "enterprise_code", mixed, row=1), "编号与名称不符", "E424")]


@fault("人次写成220余人")
def _about(book: Book) -> list[Expected]:
    more = book.set("L05", "attendances", "220余人", row=1)
    about = book.set("L05", "attendances", "约50", row=2)
    return [(*more, "不是准确数", "W401"), (*about, "不是准确数", "W401")]


@fault("人次写成文字")
def _words(book: Book) -> list[Expected]:
    return [(*book.set("L05", "attendances", "全体职工", row=1), "不是数字", "E402")]


@fault("线上大于参加")
def _more_online(book: Book) -> list[Expected]:
    book.set("L05", "attendances", 60, row=2)
    return [(*book.set("L05", "online_attendances", 95, row=2), "部分大于总数", "E411")]


@fault("活动类型写错字")
def _misspelt(book: Book) -> list[Expected]:
    return [(*book.set("L05", "activity_type", "技能培圳", row=1), "不在词表", "E408")]


@fault("轻骑兵没填队伍", unit="U19")
def _no_team(book: Book) -> list[Expected]:
    row = book.find("L05", "activity_type", "轻骑兵实践活动")
    return [(*book.set("L05", "team_code", None, row=row), "有时必填", "E413")]


@fault("劳模工匠多于队员", unit="U05")
def _more_models(book: Book) -> list[Expected]:
    return [(*book.set("L04", "model_worker_count", 40, row=1), "部分大于总数", "E411")]


@fault("奖状发给车间", unit="U01")
def _certificate(book: Book) -> list[Expected]:
    book.set("L06", "honour_title", "宿迁市五一劳动奖状", row=1)
    book.set("L06", "honour_category", "五一劳动奖状", row=1)
    book.set("L06", "honour_level", "市", row=1)
    return [(*book.set("L06", "holder_type", "车间班组", row=1), "称号与获得者不符", "E302")]


@fault("目标值没选单位")
def _no_unit(book: Book) -> list[Expected]:
    book.set("L01", "target_value", 40, row=1)
    return [(*book.set("L01", "target_unit", None, row=1), "要成对填写", "E414")]


@fault("重复编号")
def _twice(book: Book) -> list[Expected]:
    second = book.set("L01", "brand_code", book.get("L01", "brand_code", 1), row=2)
    first = book.set("L01", "brand_code", book.get("L01", "brand_code", 1), row=1)
    return [(*first, "编号重复", "E301"), (*second, "编号重复", "E301")]


@fault("结案日期早于受理", unit="U11")
def _closed_before(book: Book) -> list[Expected]:
    book.set("L11", "accepted_on", date(2023, 11, 9), row=1)
    return [(*book.set("L11", "closed_on", date(2023, 10, 25), row=1), "先后颠倒", "E412")]


@fault("在办却填已结", unit="U11")
def _open_and_closed(book: Book) -> list[Expected]:
    book.set("L11", "outcome", "在办", row=1)
    return [(*book.set("L11", "is_closed", "是", row=1), "前后矛盾", "E302")]


@fault("金额写成万元", unit="U12")
def _other_unit(book: Book) -> list[Expected]:
    return [(*book.set("L09", "amount", "1.2万元", row=1), "单位换算", "W403")]


@fault("少一张表", unit="U12")
def _sheet_gone(book: Book) -> list[Expected]:
    del book.workbook[book.sheet("L09").title]
    return [("", "", "少一张表", "W201")]


@fault("表头改名")
def _renamed(book: Book) -> list[Expected]:
    sheet, column = book.sheet("L05"), book.column("L05", "attendances")
    sheet.cell(HEADER_ROW + 1, column).value = "热闹程度"
    return [
        (sheet.title, f"{xl_col_to_name(column - 1)}{HEADER_ROW + 1}", "不认识的列", "W204"),
        (sheet.title, f"{HEADER_ROW + 1}:{HEADER_ROW + 1}", "缺必填的列", "E203"),
    ]


@fault("出现身份证号列", unit="U12")
def _private(book: Book) -> list[Expected]:
    sheet = book.sheet("L09")
    column = len(book.framework.ledgers["L09"].columns) + 1
    sheet.cell(HEADER_ROW + 1, column).value = "身份证号"
    sheet.cell(DATA_ROW + 1, column).value = "000000000000000000"
    return [(sheet.title, f"{xl_col_to_name(column - 1)}{HEADER_ROW + 1}", "不收个人信息", "E207")]


@fault("混入合计行")
def _total_row(book: Book) -> list[Expected]:
    sheet = book.sheet("L05")
    row = next(r for r in range(1, sheet.max_row) if not book.get("L05", "held_on", r))
    book.set("L05", "held_on", "合计", row=row)
    sheet_name, address = book.set("L05", "attendances", 99999, row=row)
    number = DATA_ROW + row
    return [
        (sheet_name, f"{number}:{number}", "合计行", "W303"),
        (sheet_name, address, "合计不符", "W311"),
    ]


@fault("封面单位改成别家")
def _other_cover(book: Book) -> list[Expected]:
    sheet = book.workbook[COVER]
    row = next(cell.row for cell in sheet["A"] if cell.value == "填报单位")
    sheet.cell(row, 2).value = "U18 县市场监督管理局"
    return [(COVER, f"B{row}", "单位前后不一", "")]


def write_faulty(
    framework: Framework, good: Mapping[tuple[str, str], bytes], folder: Path
) -> list[list[str]]:
    """Write every faulty workbook.

    Args:
        framework: for sheets and columns.
        good: (unit, quarter) → bytes of a good workbook.
        folder: where to.

    Returns:
        Rows of expected.csv: file, sheet, cell, kind, code.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, data, expected in _all(framework, good):
        (folder / name).write_bytes(data)
        rows += [[name, *where] for where in expected]
    return rows


def _all(
    framework: Framework, good: Mapping[tuple[str, str], bytes]
) -> Iterator[tuple[str, bytes, list[Expected]]]:
    for name, (unit, spoil) in FAULTS.items():
        book = Book(framework, load_workbook(BytesIO(good[unit, _QUARTER])))
        expected = spoil(book)
        yield f"{name}.xlsx", _saved(book.workbook), expected
    for name, (kind, code, make) in BROKEN.items():
        yield name, make(good["U17", _QUARTER]), [("", "", kind, code)]


def _saved(workbook: Workbook) -> bytes:
    """Save without the time of saving, which openpyxl would put into the file."""
    buffer, fixed = BytesIO(), BytesIO()
    workbook.save(buffer)
    with ZipFile(buffer) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-01-10T09:00:00Z", data)
            frozen = ZipInfo(entry.filename, _EPOCH)
            frozen.compress_type = ZIP_DEFLATED
            target.writestr(frozen, data)
    return fixed.getvalue()
