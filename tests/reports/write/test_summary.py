"""An office's own summary workbook, filled: what was asked for is there, everything else as it was."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from metrics.reports.write.names import key, named_figures, named_tables
from metrics.reports.write.summary_template import SummaryError, _put, fill
from tests.kit.sample_reports import FRAMEWORK, material

AT = datetime(2024, 2, 6, 9, 0, tzinfo=UTC)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def name(book, called, where):
    book.defined_names[called] = DefinedName(called, attr_text=where)


@pytest.fixture
def template():
    """A summary as an office keeps it: merged title, own formula, validation, comment, chart, picture."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "{{县名}}产改工作{{报告期}}汇总表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=22, bold=True)
    sheet["A3"], sheet["A4"], sheet["A5"] = "轻骑兵活动", "走进企业", "两项合计"
    name(book, "轻骑兵实践活动", "汇总表!$B$3")
    name(book, "_N07", "汇总表!$B$4")
    name(book, "本办电话", "汇总表!$B$7")
    sheet["B5"] = "=B3+B4"
    sheet["B7"] = "8888"
    sheet["A8"] = "全年开展{{轻骑兵实践活动|余10}}场，结案率{{劳资纠纷结案率}}%。"
    sheet["B3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B3"].number_format = "#,##0"
    sheet["C3"].comment = Comment("请核对", "办公室")
    check = DataValidation(type="list", formula1='"是,否"')
    sheet.add_data_validation(check)
    check.add("D3")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=4))
    sheet.add_chart(chart, "F2")
    pixel = io.BytesIO()
    Picture.new("RGB", (4, 4), "red").save(pixel, "PNG")
    pixel.seek(0)
    sheet.add_image(Image(pixel), "F20")
    ranks = book.create_sheet("排名")
    for column, heading in enumerate(("名次", "名称", "得分", "J2"), start=1):
        ranks.cell(1, column, heading)
    ranks["A2"] = "{{成员单位排名}}"
    ranks["C2"].number_format = "0.00"
    ranks.print_title_rows = "1:1"
    brands = book.create_sheet("品牌")
    brands["A1"], brands["B1"] = "名称", "等次"
    name(book, "品牌排名", "品牌!$A$1:$B$1")
    own = book.create_sheet("本办自用")
    own["A1"], own["B2"], own["C3"] = "不要动", 3.14, "=SUM(B2,1)"
    own.row_dimensions[2].hidden = True
    return saved(book)


@pytest.fixture(scope="module")
def county(demo_file):
    return material(demo_file)


@pytest.fixture
def filled(template, county):
    return fill(template, county, at=AT)


@pytest.fixture
def book(filled):
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def test_named_cells_and_marks_get_their_figures(book, county):
    sheet = book["汇总表"]
    assert (sheet["B3"].value, sheet["B4"].value) == (county.facts["N08"], county.facts["N07"])
    assert str(sheet["A1"].value) == "泗洪县产改工作2023年汇总表"
    assert str(sheet["A8"].value) == "全年开展140余场，结案率100%。"


def test_tables_get_a_row_for_everyone_in_the_look_of_the_first_row(book, county):
    ranks, scores = book["排名"], county.book("unit").scores
    rows = list(ranks.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 21
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    best = scores["total"].idxmax()
    assert rows[0][1] == county.book("unit").entities.loc[best, "name"]
    assert scores.loc[best, "J2"] - rows[0][3] < 0.1
    assert ranks["C15"].number_format == "0.00"
    assert len(list(book["品牌"].iter_rows(min_row=2))) == 50


def test_everything_else_stays_as_it_was(template, book):
    before = openpyxl.load_workbook(io.BytesIO(template))
    for sheet in before:
        touched = {"A1", "B3", "B4", "A8"} if sheet.title == "汇总表" else set()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.coordinate in touched or sheet.title in ("排名", "品牌"):
                    continue
                assert book[sheet.title][cell.coordinate].value == cell.value, cell.coordinate
    sheet, old = book["汇总表"], before["汇总表"]
    assert sheet.merged_cells.ranges == old.merged_cells.ranges
    assert repr(sheet["A1"].font) == repr(old["A1"].font)
    assert (repr(sheet["B3"].fill), sheet["B3"].number_format) == (repr(old["B3"].fill), "#,##0")
    assert sheet["C3"].comment.text == "请核对"
    assert sheet.data_validations.dataValidation[0].sqref == old.data_validations.dataValidation[0].sqref
    assert book["排名"].print_title_rows == "$1:$1"
    assert book["本办自用"].row_dimensions[2].hidden
    assert set(book.defined_names) == set(before.defined_names)


def test_formulas_are_worked_out_anew_when_opened(book):
    assert book["汇总表"]["B5"].value == "=B3+B4"
    assert book.calculation.fullCalcOnLoad


def test_charts_and_pictures_that_openpyxl_knows_are_kept(filled, book):
    assert (len(book["汇总表"]._charts), len(book["汇总表"]._images)) == (1, 1)
    assert filled.lost == ()


def test_what_cannot_be_kept_is_named(template, county):
    with_shape = add_shape(template)
    assert fill(with_shape, county, at=AT).lost == ("形状1个",)


def add_shape(content):
    """A text box as Excel draws it, beside the chart."""
    shape = (
        b"<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>30</xdr:row>"
        b"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff>"
        b'<xdr:row>33</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr>'
        b'<xdr:cNvPr id="9" name="box"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp><xdr:clientData/>'
        b"</xdr:twoCellAnchor>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "xl/drawings/drawing1.xml":
                data = prefixed(data, shape)
            new.writestr(part, data)
    return target.getvalue()


def prefixed(data, shape):
    """openpyxl writes drawings without a prefix; the shape names its own."""
    namespace = b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    declared = shape.replace(b"<xdr:twoCellAnchor>", b'<xdr:twoCellAnchor xmlns:xdr="' + namespace + b'">', 1)
    end = data.rindex(b"</")
    return data[:end] + declared + data[end:]


def test_the_same_template_and_data_give_the_same_bytes(template, county, filled):
    assert fill(template, county, at=AT).content == filled.content


@pytest.mark.parametrize(
    ("cell", "text", "says"),
    [
        ("A9", "{{轻骑兵实践活劢}}", "汇总表!A9 的 {{轻骑兵实践活劢}} 认不出来，是不是“轻骑兵实践活动”"),
        ("A9", "{{天气}}", "认不出来，可用的名称见 brief --names"),
        ("A9", "{{轻骑兵实践活动|大概}}", "没有措辞“大概”"),
        ("A2", "{{企业排名}}", "已有内容，表“企业排名”要占"),
    ],
)
def test_a_mark_that_cannot_be_filled_is_named_with_its_cell(template, county, cell, text, says):
    book = openpyxl.load_workbook(io.BytesIO(template))
    book["汇总表"][cell] = text
    with pytest.raises(SummaryError, match="没有写出文件") as caught:
        fill(saved(book), county, at=AT)
    assert says in str(caught.value)


def test_an_unknown_heading_is_named(template, county):
    book = openpyxl.load_workbook(io.BytesIO(template))
    book["排名"]["B1"] = "电话"
    with pytest.raises(SummaryError, match="没有列 “电话”"):
        fill(saved(book), county, at=AT)


def test_a_table_without_headings_brings_its_own(county):
    book = openpyxl.Workbook()
    book.active["B3"] = "{{行业排名}}"
    sheet = openpyxl.load_workbook(io.BytesIO(fill(saved(book), county, at=AT).content)).active
    assert [cell.value for cell in sheet[3]][1:] == ["名次", "名称", "得分", "等次"]
    assert sheet["B16"].value == 13


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(county, content):
    with pytest.raises(SummaryError, match="模板打不开"):
        fill(content, county, at=AT)


def test_an_unmarked_workbook_is_refused_with_an_example(county):
    with pytest.raises(SummaryError, match=r"没有要填的地方.*\{\{轻骑兵实践活动\}\}"):
        fill(saved(openpyxl.Workbook()), county, at=AT)


def test_names_are_unmistakable_and_complete(county):
    known = named_figures(county)
    words = (
        [key(one.name) for one in known] + [key(one.id) for one in known] + [key(t) for t in named_tables()]
    )
    assert len(words) == len(set(words))
    assert {fact.id for fact in FRAMEWORK.facts} <= {one.id for one in known}


def test_what_was_not_reported_is_said_in_the_cell(demo_file):
    book = openpyxl.Workbook()
    book.active["A1"] = "{{轻骑兵实践活动}}"
    none = material(demo_file, "2022")
    sheet = openpyxl.load_workbook(io.BytesIO(fill(saved(book), none, at=AT).content)).active
    assert sheet["A1"].value == "未报送"


def test_control_characters_in_a_name_are_shown_and_do_not_stop_the_table():
    cell = openpyxl.Workbook().active["A1"]
    _put(cell, "=宏\x01光\x0b", cell)
    assert (cell.value, cell.data_type) == ("=宏□光□", "s")
