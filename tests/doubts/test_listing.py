"""The list of doubts, and two rows side by side."""

from io import BytesIO

import openpyxl

from metrics.doubts import check_county
from metrics.doubts.listing import MOST_CELLS, doubts_frame, side_by_side, write_doubts
from tests.kit.plain_county import FRAMEWORK, activity, county, found

Q4 = "2023Q4"
EVIL = '=HYPERLINK("http://x","点我")'


def pair():
    given = {("U08", Q4): {"L05": [activity(EVIL)]}, ("U21", Q4): {"L05": [activity(EVIL, brand_code="B27")]}}
    return found(county(given), "Q101")


def test_only_what_differs_is_marked():
    (doubt,) = pair()
    fields = {field.heading: (field.texts, field.differs) for field in side_by_side(FRAMEWORK, doubt.where)}
    assert fields["品牌编号"] == (("", "B27"), True)
    assert fields["活动日期"] == (("2023-11-02", "2023-11-02"), False)
    assert fields["参加人次（人次）"] == (("40", "40"), False)
    assert "佐证编号" not in fields, "nobody filled it"


def test_the_list_is_a_workbook_whose_texts_stay_texts():
    doubts = pair()
    content = write_doubts(FRAMEWORK, doubts, "=1+1", {doubts[0].key: "认定主办"})
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet["A1"].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    head = [cell.value for cell in sheet[2]]
    line = dict(zip(head, (cell.value for cell in sheet[3]), strict=True))
    assert line["程度"] == "待认定"
    assert line["单位"] == "县人力资源和社会保障局、泗洪经济开发区管委会"
    assert "U08 2023Q4 活动台账!C5 U08_2023Q4_1.xlsx" in line["位置"]
    assert line["填的是"] == EVIL
    assert line["处理"] == "认定主办"


def test_very_many_cells_are_counted():
    rows = [
        activity(f"讲{n}", "2023-11-02", None, activity_type="微宣讲", attendances=400) for n in range(60)
    ]
    usual = [activity(f"课{n}", "2023-11-03", None) for n in range(6)]
    doubts = found(county({("U08", Q4): {"L05": rows + usual}}), "Q302")
    (text,) = doubts_frame(FRAMEWORK, doubts)["位置"]
    assert len(text.splitlines()) == MOST_CELLS + 1
    assert text.endswith("……另有 10 处")


def test_an_empty_list_has_its_headings():
    sheet = openpyxl.load_workbook(BytesIO(write_doubts(FRAMEWORK, (), "没有"))).active
    assert sheet.max_row == 2
    assert sheet["C2"].value == "问题"
    assert check_county(county({}, roster=False)) == ()
