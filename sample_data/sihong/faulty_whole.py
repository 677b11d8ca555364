"""Workbooks that say nothing or something else about whose they are, and revisions that lose rows."""

from metrics.ingest.write.template import COVER, DATA_ROW, META
from sample_data.sihong.faulty_book import FIRST, QUARTER, Expected, FaultyBook, fault

#: The good workbook that the spoilt ones revise.
_GOOD = "workbooks/2023Q4/泗洪县产改台账_U17_县应急管理局_2023Q4.xlsx"


def _cover(book: FaultyBook, label: str, text: str) -> tuple[str, str]:
    """Change what stands beside a label on the cover; gives sheet and address."""
    sheet = book.workbook[COVER]
    row = next(cell.row for cell in sheet["A"] if cell.value == label)
    sheet.cell(row, 2).value = text
    return COVER, f"B{row}"


def _meta(book: FaultyBook, key: str, text: str) -> None:
    sheet = book.workbook[META]
    sheet.cell(next(cell.row for cell in sheet["A"] if cell.value == key), 2).value = text


def _anonymous(book: FaultyBook) -> None:
    for name in (COVER, META):
        del book.workbook[name]


@fault("看不出是哪家报的")
def _whose(book: FaultyBook) -> list[Expected]:
    _anonymous(book)
    return [("", "", "认不出单位", "E110")]


@fault("看不出是哪一期", chosen=("U17", ""))
def _when(book: FaultyBook) -> list[Expected]:
    _anonymous(book)
    return [("", "", "认不出报告期", "E111")]


@fault("传到了别家名下", chosen=("U18", QUARTER))
def _for_another(book: FaultyBook) -> list[Expected]:
    return [(*_cover(book, "填报单位", "U17 县应急管理局"), "单位不一致", "E112")]


@fault("封面单位改成别家")
def _other_cover(book: FaultyBook) -> list[Expected]:
    return [(*_cover(book, "填报单位", "U18 县市场监督管理局"), "单位前后不一", "E118")]


@fault("封面还是上一季度")
def _old_quarter(book: FaultyBook) -> list[Expected]:
    return [(*_cover(book, "报告期", "2023年第三季度"), "报告期不一致", "W113")]


@fault("报告期写成半年", chosen=("", ""))
def _half_year(book: FaultyBook) -> list[Expected]:
    _meta(book, "period", "2023H2")
    return [(*_cover(book, "报告期", "2023年下半年"), "不是季度", "E117")]


@fault("用了旧模板")
def _old_template(book: FaultyBook) -> list[Expected]:
    _meta(book, "version", "2022.1")
    return [(COVER, "", "旧模板", "W114")]


@fault("品牌没写编号", needs=f"{FIRST}{_GOOD}")
def _no_code(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L01", "brand_code", None), "沿用编号", "W309")]


@fault("修订时少了一行", needs=f"{FIRST}{_GOOD}")
def _row_lost(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").delete_rows(DATA_ROW + 3)
    return [(book.sheet("L05").title, "", "少了报过的行", "W601")]


@fault("修订时少了一大半", needs=f"{FIRST}{_GOOD}")
def _most_lost(book: FaultyBook) -> list[Expected]:
    book.sheet("L05").delete_rows(DATA_ROW + 3, 500)
    return [(book.sheet("L05").title, "", "少了一半以上", "W602")]
