"""Workbooks with a fault in a row, a column or a whole sheet."""

from datetime import date, timedelta

from openpyxl.styles import Alignment
from xlsxwriter.utility import xl_col_to_name

from metrics.ingest.write.template import DATA_ROW
from sample_data.sihong.faulty_book import HEADER, Expected, FaultyBook, fault

L05_SHEET = "活动台账"


def _extra(book: FaultyBook, ledger: str, text: str | None) -> tuple[str, int]:
    """One more header to the right; gives its address and column."""
    column = len(book.framework.ledgers[ledger].columns) + 1
    book.sheet(ledger).cell(HEADER, column).value = text
    return f"{xl_col_to_name(column - 1)}{HEADER}", column


def _line(number: int) -> str:
    return f"{number}:{number}"


@fault("少一张表", unit="U12")
def _sheet_gone(book: FaultyBook) -> list[Expected]:
    del book.workbook[book.sheet("L09").title]
    return [("", "", "少一张表", "W201")]


@fault("表头没有了")
def _no_header(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").delete_rows(HEADER)
    return [(L05_SHEET, "", "找不到表头", "E202")]


@fault("表头改名")
def _renamed(book: FaultyBook) -> list[Expected]:
    where = book.head("L05", "attendances", "热闹程度")
    return [(*where, "不认识的列", "W204"), (L05_SHEET, _line(HEADER), "缺必填的列", "E203")]


@fault("缺一个可缺的列")
def _column_gone(book: FaultyBook) -> list[Expected]:
    book.head("L05", "spirit_tag", None)
    for row in range(1, book.free("L05")):
        book.set("L05", "spirit_tag", None, row=row)
    return [(L05_SHEET, _line(HEADER), "缺可缺的列", "W203")]


@fault("同一列写了两遍")
def _column_twice(book: FaultyBook) -> list[Expected]:
    cell, _ = _extra(book, "L05", "承办类型")
    return [(L05_SHEET, cell, "列重复", "E205")]


@fault("两列一个意思")
def _synonym(book: FaultyBook) -> list[Expected]:
    cell, _ = _extra(book, "L05", "企业名称")
    return [(L05_SHEET, cell, "含义相同的列", "W205")]


@fault("有一列没有列名")
def _nameless(book: FaultyBook) -> list[Expected]:
    cell, column = _extra(book, "L05", None)
    book.sheet("L05").cell(DATA_ROW + 2, column).value = "已核"
    return [(L05_SHEET, cell, "没有列名的列", "W206")]


@fault("出现身份证号列", unit="U12")
def _private(book: FaultyBook) -> list[Expected]:
    sheet = book.sheet("L09")
    cell, column = _extra(book, "L09", "身份证号")
    sheet.cell(DATA_ROW + 1, column).value = "000000000000000000"
    return [(sheet.title, cell, "不收个人信息", "E207")]


@fault("表头单位写成元", unit="U05")
def _header_unit(book: FaultyBook) -> list[Expected]:
    return [(*book.head("L08", "benefit_amount", "折算效益（元）"), "表头单位不同", "W208")]


@fault("表头写着上一年")
def _header_of_last_year(book: FaultyBook) -> list[Expected]:
    return [(*book.head("L05", "attendances", "参加人次（2022年）"), "列名说的不是本期的总数", "E215")]


@fault("表头写着全年")
def _header_of_the_year(book: FaultyBook) -> list[Expected]:
    return [(*book.head("L05", "attendances", "参加人次（2023年）"), "列名写着更长的时间", "W215")]


@fault("表头是繁体字")
def _traditional(book: FaultyBook) -> list[Expected]:
    return [(*book.head("L05", "attendances", "參加人次"), "列名是繁体字", "W216")]


@fault("隐藏了一列")
def _hidden_column(book: FaultyBook) -> list[Expected]:
    letter, number = book.letter("L05", "attendances"), book.column("L05", "attendances")
    columns = book.sheet("L05").column_dimensions
    # Two descriptions of one column are not a workbook that Excel opens.
    shared = next(one for one in columns.values() if one.min <= number <= one.max)
    shared.max = number - 1
    columns[letter].width, columns[letter].hidden = shared.width, True
    return [(L05_SHEET, f"{letter}:{letter}", "隐藏的列", "W213")]


@fault("筛选后隐藏了几行")
def _filtered(book: FaultyBook) -> list[Expected]:
    for row in (DATA_ROW + 2, DATA_ROW + 3, DATA_ROW + 6):
        book.sheet("L05").row_dimensions[row].hidden = True
    return [(L05_SHEET, _line(DATA_ROW + 2), "隐藏的行", "W306")]


@fault("右边很远有内容")
def _far_right(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").cell(40, 400).value = "误"
    return [(L05_SHEET, "KO:KO", "太靠右的内容", "W212")]


@fault("最末一格有内容")
def _far_corner(book: FaultyBook) -> list[Expected]:
    book.sheet("L05")["XFD1048576"].value = " 误"
    return [(L05_SHEET, "XFD1048576", "读取中止", "E109")]


@fault("夹了一张草稿")
def _draft(book: FaultyBook) -> list[Expected]:
    book.workbook.create_sheet("草稿").append(["随手", "记"])
    return [("草稿", "", "未读取的工作表", "W209")]


@fault("工作表改了名")
def _sheet_renamed(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").title = "四季度活动"
    return [("四季度活动", "", "工作表改名", "W210")]


@fault("同一台账两张表")
def _sheet_twice(book: FaultyBook) -> list[Expected]:
    book.workbook.copy_worksheet(book.sheet("L05")).title = "活动台账（补）"
    return [("活动台账（补）", "", "同一台账两张表", "E211")]


@fault("填了别家的台账")
def _foreign(book: FaultyBook) -> list[Expected]:
    spec = book.framework.ledgers["L14"]
    sheet = book.workbook.create_sheet(spec.sheet)
    sheet.append([column.heading for column in spec.columns])
    sheet.append([None if column.type == "code" else column.example or None for column in spec.columns])
    return [(spec.sheet, "", "不属于本单位的台账", "E206")]


@fault("没有一张台账")
def _nothing_known(book: FaultyBook) -> list[Expected]:
    for ledger in ("L01", "L02", "L05"):
        del book.workbook[book.sheet(ledger).title]
    book.workbook.create_sheet("工作小结").append(["本季度工作开展情况如下"])
    return [("", "", "没有台账", "E201")]


@fault("一行也没填")
def _no_rows(book: FaultyBook) -> list[Expected]:
    for ledger in ("L01", "L02", "L05"):
        book.sheet(ledger).delete_rows(DATA_ROW + 1, 500)
    return [("", "", "没有任何数据", "W115")]


@fault("混入合计行")
def _total_row(book: FaultyBook) -> list[Expected]:
    row = book.free("L05")
    book.set("L05", "held_on", "合计", row=row)
    place = book.set("L05", "attendances", 99999, row=row)
    return [(L05_SHEET, _line(DATA_ROW + row), "合计行", "W303"), (*place, "合计不符", "W311")]


@fault("混入说明行")
def _note_row(book: FaultyBook) -> list[Expected]:
    row = book.free("L05") + 1
    book.set("L05", "activity_code", "备注：以上活动均有签到表", row=row)
    return [(L05_SHEET, _line(DATA_ROW + row), "说明行", "W304")]


@fault("混入统计行")
def _statistics_row(book: FaultyBook) -> list[Expected]:
    row = book.free("L05")
    book.set("L05", "activity_name", "平均", row=row)
    book.set("L05", "attendances", 86, row=row)
    return [(L05_SHEET, _line(DATA_ROW + row), "统计行", "W318")]


@fault("中间又写一遍表头")
def _header_again(book: FaultyBook) -> list[Expected]:
    row = book.free("L05")
    for field, column in book.framework.ledgers["L05"].by_id.items():
        book.set("L05", field, column.heading + ("*" if column.required else ""), row=row)
    return [(L05_SHEET, _line(DATA_ROW + row), "重复的表头", "W310")]


@fault("同一行抄了两遍")
def _row_twice(book: FaultyBook) -> list[Expected]:
    row = book.free("L05")
    book.copy("L05", 1, row)
    return [(L05_SHEET, _line(DATA_ROW + row), "整行重复", "W305")]


@fault("两家企业一个信用代码", unit="U01")
def _one_code_for_two(book: FaultyBook) -> list[Expected]:
    for row in (1, 2):
        where = book.set("L15", "credit_code", "91321324EXAMPLE01Q", row=row)
    return [(*where, "代码重复", "E312")]


@fault("一场活动拆成几行")
def _split(book: FaultyBook) -> list[Expected]:
    first = next(r for r in range(1, book.free("L05")) if book.get("L05", "enterprise_code", r))
    name, day = "职业技能提升培训（第一期）", date(2023, 11, 6)
    book.set("L05", "activity_name", name, row=first)
    book.set("L05", "held_on", day, row=first)
    second = book.free("L05")
    book.copy("L05", first, second)
    book.set("L05", "held_on", day + timedelta(days=2), row=second)
    where = book.set("L05", "activity_name", name.replace("一", "二"), row=second)
    return [(*where, "几行像一件事", "W313")]


@fault("人次都是一个数")
def _one_number(book: FaultyBook) -> list[Expected]:
    cells = []
    for row in range(1, book.free("L05")):
        for field, value in (("sessions", 9), ("online_attendances", None)):
            book.set("L05", field, value, row=row)
        cells.append(book.set("L05", "attendances", 48, row=row))
    return [(*cells[0], "人次总是一个数", "W314")]


@fault("一人多项荣誉", unit="U01")
def _one_person(book: FaultyBook) -> list[Expected]:
    row = book.free("L06")
    titles = ("岗位学雷锋标兵", "巾帼建功标兵", "安全生产先进个人", "优秀工会积极分子")
    for number, title in enumerate(titles):
        book.copy("L06", 1, row + number)
        for field, value in (
            ("honour_title", f"泗洪县{title}"),
            ("honour_category", "组织表彰"),
            ("honour_level", "县"),
            ("holder_type", "个人"),
            ("same_matter_code", None),
            ("awarded_on", date(2023, 10, 9 + number)),
        ):
            book.set("L06", field, value, row=row + number)
        where = book.set("L06", "holder_ref", "E017-99", row=row + number)
    sheet, address = where
    return [(sheet, f"{address[0]}{DATA_ROW + row}", "一人多项荣誉", "W317")]


def _merge(book: FaultyBook, field: str) -> tuple[str, str]:
    """Merge a field over the first two rows; gives sheet and first address."""
    letter, sheet = book.letter("L05", field), book.sheet("L05")
    sheet.merge_cells(f"{letter}{DATA_ROW + 1}:{letter}{DATA_ROW + 2}")
    sheet[f"{letter}{DATA_ROW + 1}"].alignment = Alignment(vertical="center")
    return sheet.title, f"{letter}{DATA_ROW + 1}"


@fault("合并了人次")
def _merged_number(book: FaultyBook) -> list[Expected]:
    second = book.set("L05", "attendances", None, row=2)
    for row in (1, 2):
        book.set("L05", "online_attendances", None, row=row)
    return [(*_merge(book, "attendances"), "合并了数字", "E307"), (*second, "缺必填", "E401")]


@fault("合并了承办类型")
def _merged_words(book: FaultyBook) -> list[Expected]:
    return [(*_merge(book, "organiser_type"), "合并单元格已展开", "W308")]
