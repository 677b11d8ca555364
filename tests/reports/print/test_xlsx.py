"""Excel files: opened again with openpyxl."""

import io

import openpyxl
import pandas as pd
import pytest

from metrics.reports.model import Report, Stamp, TableBlock, TableColumn
from metrics.reports.print.xlsx import sheet_name, to_xlsx
from tests.kit.sample_reports import AT, made, material, numbers


def opened(report):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))


@pytest.fixture(scope="module")
def book(demo_file):
    return made(demo_file, "book", charts=None, evidence=True)


@pytest.fixture(scope="module")
def content(book):
    return to_xlsx(book)


@pytest.fixture(scope="module")
def workbook(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_one_sheet_a_level_evidence_and_versions(workbook):
    assert workbook.sheetnames == [
        "说明",
        *(f"{level}十二项得分" for level in ("企业", "品牌", "成员单位", "乡镇街道", "行业", "全县")),
        *(f"{what}取数依据" for what in ("报告数字", "企业", "品牌", "成员单位")),
        "版本",
    ]


def test_every_score_is_a_number_in_its_format(workbook, book):
    sheet = workbook["企业十二项得分"]
    table = next(block for block in book.blocks if getattr(block, "title", "") == "企业十二项得分")
    assert [cell.value for cell in sheet[1]] == list(table.frame.columns)
    for at, row in enumerate(sheet.iter_rows(min_row=2, max_row=137, values_only=True)):
        told = [None if pd.isna(value) else value for value in table.frame.iloc[at]]
        assert list(row) == pytest.approx(told) if None not in told else list(row) == told
    total = sheet.cell(2, table.frame.columns.get_loc("总分") + 1)
    assert (total.number_format, total.data_type) == ("0.0", "n")
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:U137"


def test_evidence_names_file_sheet_row_and_cell(workbook):
    sheet = workbook["企业取数依据"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [
        "对象编号",
        "对象",
        "指标编号",
        "指标",
        "文件",
        "工作表",
        "行",
        "单元格",
        "名称",
        "原值",
        "计入",
    ]
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert row["文件"].endswith(".xlsx")
    assert row["单元格"].endswith(str(row["行"]))


def test_versions_are_those_of_the_data(workbook, book):
    told = {row[0]: row[1] for row in workbook["版本"].iter_rows(values_only=True)}
    assert told["数据版本"] == book.stamp.data_version
    assert told["生成时间"] == "2024-02-06 09:00"


def test_the_figures_of_the_text_stand_on_a_sheet(demo_file):
    report = made(demo_file)
    rows = list(opened(report)["正文数字"].iter_rows(min_row=2, values_only=True))
    facts = material(demo_file).facts
    told = {row[0]: row for row in rows if row[0]}
    assert set(told) == set(numbers(report))
    assert told["N06"][1:4] == ("220余", facts["N06"], "人")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.example", "007", '=HYPERLINK("x")']
)
def test_texts_are_never_formulas(book, text):
    hostile = TableBlock("表", pd.DataFrame({"名称": [text]}), (TableColumn("名称"),))
    cell = opened(Report("page", "页", "2023年", (hostile,), book.stamp))["表"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.long
def test_the_same_report_gives_the_same_bytes(book, content):
    assert to_xlsx(Report.from_json(book.to_json())) == content


def test_sheet_names_are_short_allowed_and_different():
    taken = set()
    names = [sheet_name("一[二]:三*四?" + "长" * 40, taken) for _ in range(3)]
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_title_with_control_characters_still_makes_a_workbook_that_opens():
    frame = pd.DataFrame({"名称": ["甲"]})
    report = Report(
        "page", "页", "2023年", (TableBlock("企业\x01得分\n排名", frame),), Stamp("", "0" * 8, "1", AT)
    )
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))
    assert "企业_得分_排名" in book.sheetnames
