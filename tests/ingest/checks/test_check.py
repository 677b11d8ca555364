"""Uploads: correct ones pass without a word, faulty ones name every cell at once."""

import time
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from metrics.framework import parse_period
from metrics.ingest import BOUND, RAW, ROW, Context, check_workbook, read_many, write_template
from tests.kit.templates import BRANDS, CONTEXT, ENTERPRISES, FRAMEWORK, QUARTER, TEAMS, flat

SHEET = "活动台账"
NOVEMBER = pd.Timestamp(2023, 11, 2)


def test_a_correctly_filled_template_raises_nothing_and_gives_typed_values(fill):
    book = fill()
    book.good(
        3, 企业编号="E017 泗洪远大新材料有限公司（示例）", 品牌编号="B07 流动职校", 精神类别="见工匠精神"
    )
    book.good(4, 活动类型="轻骑兵实践活动", 企业编号="E018", 队伍编号="T01", 其中线上人次=20)
    book.put(3, "重点工作品牌台账", 品牌名称="青年工匠营（示例）", 是否产改品牌="是", 所属方面="素质上提高")
    book.put(3, "重点工作品牌台账", 牵头单位代码="U19 团县委", 状态="推进中", 启动日期=date(2023, 3, 1))
    checked = book.checked()
    assert checked.findings == ()
    assert checked.accepted
    assert (checked.unit, checked.period) == ("U19", QUARTER)
    assert checked.rows == {"重点工作品牌台账": 1, "小切口项目清单": 0, "队伍台账": 0, SHEET: 2}
    frame = checked.ledgers["L05"].frame
    assert frame["activity_code"].tolist() == ["A19-23Q4-001", "A19-23Q4-002"]
    assert frame["held_on"].tolist() == [NOVEMBER, NOVEMBER]
    assert frame["attendances"].tolist() == [120, 120]
    assert frame["enterprise_code"].tolist() == ["E017", "E018"]
    assert frame["online_attendances"].isna().tolist() == [True, False], "missing is not zero"
    assert frame[ROW].tolist() == [3, 4]
    assert checked.ledgers["L05"].columns["attendances"] == 6
    brand = checked.ledgers["L01"].frame.iloc[0]
    assert (brand["brand_code"], brand["lead_unit_code"], brand["is_county_brand"]) == ("B19-01", "U19", True)


def test_every_field_has_its_dtype_even_in_an_empty_sheet(fill):
    expected = {
        "code": "str",
        "text": "str",
        "enum": "str",
        "reference": "str",
        "int": "Int64",
        "decimal": "Float64",
        "bool": "boolean",
        "date": "datetime64[us]",
    }
    book = fill("U01")
    book.good(3)
    for code, rows in book.checked().ledgers.items():
        columns = FRAMEWORK.ledgers[code].columns
        assert {c.id: str(rows.frame[c.id].dtype) for c in columns} == {
            c.id: expected[c.type] for c in columns
        }
        assert str(rows.frame[ROW].dtype) == "int64"


def test_rows_written_by_the_template_come_back_as_they_were():
    rows = pd.DataFrame(
        {
            "held_on": [pd.Timestamp(2023, 10, 1) + pd.Timedelta(days=n % 92) for n in range(300)],
            "activity_name": [f"第{n}场微宣讲" for n in range(300)],
            "activity_type": "微宣讲",
            "sessions": 1,
            "attendances": range(300),
            "enterprise_code": "E017 泗洪远大新材料有限公司（示例）",
            "organiser_type": "成员单位",
        }
    )
    content = write_template(FRAMEWORK, "U19", QUARTER, CONTEXT, {"L05": rows})
    frame = check_workbook(content, "x.xlsx", FRAMEWORK, CONTEXT).ledgers["L05"].frame
    assert frame["attendances"].tolist() == list(range(300))
    assert frame["held_on"].tolist() == rows["held_on"].tolist()
    assert frame["activity_name"].tolist() == rows["activity_name"].tolist()
    assert set(frame["enterprise_code"]) == {"E017"}
    assert frame[ROW].tolist() == list(range(3, 303))


#: One change to a correct row, and the finding it must raise in this row: (cells, column letter, code).
FAULTS = [
    ({"活动日期": None}, "B", "E401"),
    ({"活动日期": "2024年2月30日"}, "B", "E405"),
    ({"活动日期": "9:00-11:30"}, "B", "E405"),
    ({"活动日期": "23.11.2"}, "B", "E406"),
    ({"活动日期": "11.2"}, "B", "E406"),
    ({"活动日期": 2023.1}, "B", "E406"),
    ({"活动日期": "2023年9月30日"}, "B", "E407"),
    ({"活动日期": "2023年11月2日至5日"}, "B", "W404"),
    ({"活动日期": "2023年11月"}, "B", "W405"),
    ({"活动日期": 45232}, "B", "W409"),
    ({"活动名称": None}, "C", "E401"),
    ({"活动名称": "微" * 41}, "C", "E410"),
    ({"活动名称": "联系13812345678"}, "C", "E415"),
    ({"活动名称": "320824199001011234"}, "C", "E415"),
    ({"活动名称": "=1/0"}, "C", "E420"),
    ({"活动名称": "#REF!"}, "C", "E416"),
    ({"活动类型": "车间微宣讲"}, "D", "E408"),
    ({"场次": None}, "E", "W402"),
    ({"场次": 0}, "E", "E404"),
    ({"场次": 100}, "E", "E404"),
    ({"场次": "两"}, "E", "W403"),
    ({"参加人次": None}, "F", "E401"),
    ({"参加人次": "无"}, "F", "E401"),
    ({"参加人次": "若干"}, "F", "E402"),
    ({"参加人次": 12.5}, "F", "E403"),
    ({"参加人次": -1}, "F", "E404"),
    ({"参加人次": "220余人"}, "F", "W401"),
    ({"参加人次": "1.8万"}, "F", "W403"),
    ({"参加人次": "412人"}, "F", "W406"),
    ({"参加人次": "3万元"}, "F", "E422"),
    ({"其中线上人次": 121}, "G", "E411"),
    ({"其中线上人次": "无"}, "G", "W410"),
    ({"企业编号": "泗洪远达新材料有限公司"}, "H", "E409"),
    ({"企业编号": "E017、E018"}, "H", "E417"),
    ({"企业编号": "金锁纺织"}, "H", "E423"),
    ({"企业编号": "E017 江苏双沟酿造有限公司（示例）"}, "H", "E424"),
    ({"企业编号": "远大新材料"}, "H", "W411"),
    ({"企业编号": "E021"}, "H", "W413"),
    ({"活动类型": "双进活动"}, "H", "E413"),
    ({"承办类型": "社会组织"}, "M", "E413"),
    ({"活动编号": "第一"}, "A", "E419"),
]


@pytest.mark.breadth(10)
@pytest.mark.parametrize(("cells", "letter", "code"), FAULTS)
def test_each_fault_is_named_at_its_cell_and_nowhere_else(fill, cells, letter, code):
    book = fill()
    book.good(3)
    book.good(7, **{"活动名称": "另一场", **cells})
    assert flat(book.checked()) == [(SHEET, f"{letter}7", code)]


def test_all_findings_come_at_once_in_the_order_of_the_file(fill):
    book = fill()
    book.good(3, 活动日期="2月30日", 参加人次="若干", 企业编号="不存在的公司")
    book.good(4, 场次=None, 活动名称=None)
    book.put(
        3, "队伍台账", 队伍名称="一队", 队伍类型="技术骨干", 牵头单位代码="U19", 队员人数=3, 其中劳模工匠=5
    )
    assert flat(book.checked()) == [
        ("队伍台账", "F3", "E411"),
        (SHEET, "B3", "E405"),
        (SHEET, "F3", "E402"),
        (SHEET, "H3", "E409"),
        (SHEET, "C4", "E401"),
        (SHEET, "E4", "W402"),
    ]


def test_a_finding_says_where_what_is_expected_and_what_to_do(fill):
    book = fill()
    book.good(3, 活动类型="车间微宣讲")
    (finding,) = book.checked().findings
    assert (str(finding.where), finding.severity, finding.found) == ("活动台账!D3", "error", "车间微宣讲")
    assert finding.message == "“活动类型”填的“车间微宣讲”不在选项里。是不是“微宣讲”？"
    assert finding.expected.startswith("轻骑兵实践活动、微宣讲、")
    assert (finding.proposal, finding.field) == ("微宣讲", "activity_type")
    assert finding.hint


def test_the_raw_text_and_the_bound_stand_beside_the_value(fill):
    book = fill()
    book.good(3, 参加人次="220余人")
    book.good(4, 活动名称="另一场")
    frame = book.checked().ledgers["L05"].frame
    assert frame["attendances"].tolist() == [220, 120]
    assert frame[f"attendances{RAW}"].tolist() == ["220余人", "120"]
    assert frame[f"attendances{BOUND}"].fillna("").tolist() == ["lower", ""]
    assert f"sessions{RAW}" not in frame


def test_a_default_is_filled_and_said(fill):
    book = fill()
    book.good(3, 场次=None)
    checked = book.checked()
    assert checked.ledgers["L05"].frame["sessions"].tolist() == [1]
    assert checked.accepted
    assert checked.findings[0].severity == "hint"


def test_errors_keep_a_workbook_out_and_questions_do_not(fill):
    assert fill().good(3, 参加人次="约50").checked().accepted
    assert not fill().good(3, 参加人次="若干").checked().accepted


def test_totals_and_notes_are_left_out_and_said_blank_rows_are_not(fill):
    book = fill()
    book.good(3)
    book.good(6, 活动名称="另一场")
    book.put(8, 活动编号="合计", 参加人次=240)
    book.put(9, 活动编号="备注：以上数据由各股室提供")
    book.put(10, 活动名称="填表人：团县委办公室")
    checked = book.checked()
    assert checked.ledgers["L05"].frame[ROW].tolist() == [3, 6]
    assert flat(checked) == [(SHEET, "8:8", "W303"), (SHEET, "9:9", "W304"), (SHEET, "10:10", "W304")]


def test_a_name_with_the_word_total_in_it_is_data(fill):
    book = fill()
    book.good(3, 活动名称="全县工会会计业务技能比武")
    assert book.checked().rows[SHEET] == 1


def test_repeated_codes_and_repeated_rows(fill):
    book = fill()
    book.good(3, 活动编号="A0001")
    book.good(4, 活动编号="A0001", 活动名称="另一场")
    book.good(5, 活动名称="第三场")
    book.good(9, 活动名称="第三场")
    checked = book.checked()
    assert flat(checked) == [(SHEET, "A3", "E301"), (SHEET, "A4", "E301"), (SHEET, "9:9", "W305")]
    assert "第 5 行" in checked.findings[-1].message


def test_what_this_workbook_registers_may_be_referred_to_in_it(fill):
    book = fill()
    book.put(3, "重点工作品牌台账", 品牌名称="青年工匠营（示例）", 是否产改品牌="是", 所属方面="素质上提高")
    book.put(3, "重点工作品牌台账", 牵头单位代码="U19", 状态="推进中")
    book.good(3, 品牌编号="青年工匠营（示例）")
    checked = book.checked()
    assert checked.findings == ()
    assert checked.ledgers["L05"].frame["brand_code"].tolist() == ["B19-01"]


def test_a_blank_lead_unit_is_the_unit_that_reports(fill):
    book = fill()
    book.put(
        3,
        "重点工作品牌台账",
        品牌名称="青年工匠营（示例）",
        是否产改品牌="是",
        所属方面="素质上提高",
        状态="推进中",
    )
    checked = book.checked()
    assert flat(checked) == [("重点工作品牌台账", "E3", "W407")]
    assert checked.ledgers["L01"].frame["lead_unit_code"].tolist() == ["U19"]


def test_a_register_row_keeps_the_code_it_was_given_before(fill):
    brands = pd.DataFrame(
        {"brand_code": ["B19-04"], "brand_name": ["青年工匠营（示例）"], "is_county_brand": [True]}
    )
    context = Context(known=CONTEXT.known, prefill={"L01": brands}, used_codes={"L01": frozenset({"B19-04"})})
    book = fill()
    row = {"是否产改品牌": "是", "所属方面": "素质上提高", "牵头单位代码": "U19", "状态": "推进中"}
    book.put(3, "重点工作品牌台账", 品牌名称="青年工匠营 （示例）", **row)
    book.put(4, "重点工作品牌台账", 品牌名称="新的品牌（示例）", **row)
    checked = check_workbook(book.content, "x.xlsx", FRAMEWORK, context)
    assert checked.ledgers["L01"].frame["brand_code"].tolist() == ["B19-04", "B19-05"]
    assert flat(checked) == [("重点工作品牌台账", "A3", "W309")]


def test_an_honour_must_fit_its_holder(fill):
    book = fill("U01")
    book.put(
        3,
        "荣誉台账",
        荣誉名称="宿迁市五一劳动奖状",
        荣誉类别="五一劳动奖状",
        级别="市",
        获得者类型="车间班组",
    )
    book.put(
        3,
        "荣誉台账",
        获得者代号="E017-02",
        **{"人数/个数": 1},
        授予日期=date(2023, 4, 28),
        授予单位="宿迁市总工会",
    )
    checked = book.checked()
    assert flat(checked) == [("荣誉台账", "E3", "E302")]
    assert "工人先锋号" in checked.findings[0].message


def test_a_case_in_hand_is_not_closed_and_is_not_closed_before_it_came(fill):
    book = fill("U11")
    row = {"争议类型": "工伤", "涉及职工数": 1, "处理方式": "调解"}
    book.put(
        3,
        "劳资纠纷案件台账",
        受理日期=date(2023, 11, 2),
        处理结果="在办",
        是否已结="是",
        结案日期=date(2023, 12, 1),
        **row,
    )
    book.put(
        4,
        "劳资纠纷案件台账",
        受理日期=date(2023, 11, 2),
        处理结果="撤回",
        是否已结="是",
        结案日期=date(2023, 11, 1),
        **row,
    )
    book.put(5, "劳资纠纷案件台账", 受理日期=date(2023, 11, 3), 处理结果="撤回", 是否已结="是", **row)
    assert flat(book.checked()) == [
        ("劳资纠纷案件台账", "I3", "E302"),
        ("劳资纠纷案件台账", "J4", "E412"),
        ("劳资纠纷案件台账", "J5", "E413"),
    ]


def test_an_amount_needs_its_basis(fill):
    book = fill("U07")
    row = {"成果名称": "工装改进", "成果类型": "小革新", "企业编号": "E017", "状态": "进行中"}
    book.put(3, "创新成果台账", 年化经济效益="12.5万元", **row)
    assert flat(book.checked()) == [("创新成果台账", "H3", "W403"), ("创新成果台账", "I3", "E414")]


def test_broken_formulas_are_named_even_in_a_row_of_nothing_else(fill):
    book = fill()
    book.good(3)
    book.put(5, 参加人次="#DIV/0!")
    assert flat(book.checked()) == [(SHEET, "F5", "E416")]


def test_private_numbers_are_found_in_columns_nobody_asked_for_and_not_repeated(fill):
    book = fill()
    book.good(3)
    book.book[SHEET].cell(2, 16).value = "经办"
    book.book[SHEET].cell(3, 16).value = 13812345678
    checked = book.checked()
    assert flat(checked) == [(SHEET, "P2", "W204"), (SHEET, "P3", "E415")]
    assert not any("13812345678" in str(finding) for finding in checked.findings)


@pytest.mark.parametrize("header", ["身份证号", "职工姓名", "手机号码", "联系电话"])
def test_columns_of_private_data_are_refused(fill, header):
    book = fill()
    book.good(3)
    book.book[SHEET].cell(2, 16).value = header
    assert flat(book.checked()) == [(SHEET, "P2", "E207")]


def test_too_many_of_a_kind_are_counted(fill):
    rows = pd.DataFrame({"held_on": ["某日"] * 1500, "activity_name": [f"第{n}场" for n in range(1500)]})
    rows = rows.assign(
        activity_type="微宣讲", sessions=1, attendances=range(1, 1501), organiser_type="成员单位"
    )
    findings = check_workbook(
        write_template(FRAMEWORK, "U19", QUARTER, CONTEXT, {"L05": rows}), "x.xlsx", FRAMEWORK, CONTEXT
    ).findings
    assert len(findings) == 1001
    assert findings[0].flat == (SHEET, "B:B", "W414")
    assert "500" in findings[0].message
    assert findings[-1].flat == (SHEET, "B1002", "E405")


def test_merged_words_count_for_every_row_merged_numbers_are_asked(fill):
    book = fill()
    for row in (3, 4, 5):
        book.good(row, 活动名称=f"第{row}场")
    for row in (4, 5):
        book.put(row, 活动类型=None, 参加人次=None)
    book.book[SHEET].merge_cells("D3:D5")
    book.book[SHEET].merge_cells("F3:F5")
    checked = book.checked()
    assert checked.ledgers["L05"].frame["activity_type"].tolist() == ["微宣讲"] * 3
    assert flat(checked) == [
        (SHEET, "D3", "W308"),
        (SHEET, "F3", "E307"),
        (SHEET, "F4", "E401"),
        (SHEET, "F5", "E401"),
    ]


def test_several_files_at_once_are_checked_as_one_by_one(fill):
    files = [
        ("a.xlsx", fill().good(3).content),
        ("b.xlsx", b"x"),
        ("c.xlsx", fill().good(3, 参加人次="若干").content),
    ]
    for (name, content), raw in zip(files, read_many(files), strict=True):
        together = check_workbook(content, name, FRAMEWORK, CONTEXT, raw=raw)
        alone = check_workbook(content, name, FRAMEWORK, CONTEXT)
        assert together.findings == alone.findings


def test_an_unreadable_file_is_one_finding():
    checked = check_workbook(b"%PDF-1.4", "上报.pdf", FRAMEWORK, CONTEXT, "U19", QUARTER)
    assert flat(checked) == [("", "", "E103")]
    assert (checked.unit, checked.period, checked.accepted, checked.ledgers) == ("U19", QUARTER, False, {})
    assert checked.findings[0].hint.startswith("请用 Excel 或 WPS 打开")


def own_sheet(rows, name=SHEET, book_name=None):
    """A workbook that never saw our template."""
    buffer = BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = made.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    made.close()
    return buffer.getvalue()


OWN = [
    ["团县委2023年第四季度活动情况"],
    ["序号", "时间", "活动名称", "活动类型", "次数", "参与人次", "企业名称", "承办类型"],
    [1, "2023.11.2", "微宣讲进车间", "微宣讲", 1, "2,300", "双酿", "成员单位"],
]
OTHERS = ["重点工作品牌台账", "小切口项目清单", "队伍台账"]


def test_an_own_sheet_is_understood_by_its_headers():
    checked = check_workbook(own_sheet(OWN), "团县委_2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert (checked.unit, checked.period) == ("U19", QUARTER)
    row = checked.ledgers["L05"].frame.iloc[0]
    assert (row["held_on"], row["attendances"], row["enterprise_code"], row[ROW]) == (
        NOVEMBER,
        2300,
        "E020",
        3,
    )
    assert flat(checked, "W201") == [("", "", "W201")] * len(OTHERS)
    assert checked.accepted


def test_a_renamed_sheet_is_recognised_and_said():
    checked = check_workbook(own_sheet(OWN, "Sheet1"), "U19_2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert checked.rows == {"Sheet1": 1}
    assert flat(checked, "W210") == [("Sheet1", "", "W210")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8"])
def test_a_csv_is_understood_and_asks_for_its_unit(encoding):
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in OWN[1:])
    content = text.encode(encoding)
    checked = check_workbook(content, "活动台账.csv", FRAMEWORK, CONTEXT)
    assert flat(checked, "E110", "E111") == [("", "", "E110"), ("", "", "E111")]
    assert not checked.accepted
    given = check_workbook(content, "活动台账.csv", FRAMEWORK, CONTEXT, "U19", QUARTER)
    assert given.ledgers["L05"].frame["activity_code"].tolist() == ["A19-23Q4-001"]
    assert given.accepted


def test_the_unit_chosen_wins_and_a_contradiction_is_an_error(fill):
    checked = fill().good(3).checked(unit="U20")
    assert checked.unit == "U20"
    assert flat(checked, "E112") == [("封面", "B3", "E112")]
    assert not checked.accepted


def test_a_cover_that_names_another_unit_than_the_template_is_an_error(fill):
    book = fill().good(3)
    book.book["封面"]["B3"] = "U18 县市场监督管理局"
    checked = book.checked()
    assert flat(checked) == [("封面", "B3", "E118")]
    assert (checked.unit, checked.accepted) == ("U19", False)
    assert flat(book.checked(unit="U19")) == [("封面", "B3", "E112")]


def test_a_cover_label_and_its_text_in_one_cell_are_read():
    rows = [["填报单位：团县委"], ["报告期：2023年第四季度"]]
    buffer = BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, content in (("封面", rows), (SHEET, OWN)):
        sheet = made.add_worksheet(name)
        for number, row in enumerate(content):
            sheet.write_row(number, 0, row)
    made.close()
    checked = check_workbook(buffer.getvalue(), "x.xlsx", FRAMEWORK, CONTEXT, "U20")
    assert (checked.period, flat(checked, "E112")) == (QUARTER, [("封面", "A1", "E112")])


def test_the_period_chosen_wins_and_a_contradiction_is_asked(fill):
    checked = fill().good(3, 活动日期=date(2023, 8, 2)).checked(period=parse_period("2023Q3"))
    assert checked.period == parse_period("2023Q3")
    assert flat(checked) == [("封面", "B4", "W113")]


def test_a_cover_changed_by_hand_is_noticed(fill):
    book = fill()
    book.good(3, 活动日期=date(2023, 8, 2))
    book.book["封面"]["B4"] = "2023年第三季度"
    checked = book.checked()
    assert (checked.period, flat(checked)) == (parse_period("2023Q3"), [("封面", "B4", "W113")])


def test_an_old_template_is_read_and_said(fill):
    book = fill()
    book.good(3)
    book.book["Meta"]["B2"] = "2019"
    assert flat(book.checked()) == [("封面", "", "W114")]


@pytest.mark.parametrize(
    ("file", "unit", "period"),
    [
        ("县司法局_2023Q4.xlsx", "U11", "2023Q4"),
        ("U11-2023q4.xlsx", "U11", "2023Q4"),
        ("县人社局2023年第四季度台账(改).xlsx", "U08", "2023Q4"),
        ("关于报送2023年4季度数据（团县委）.xlsx", "U19", "2023Q4"),
        ("县总工会（县产改办）2023年上半年.xlsx", "U01", "2023H1"),
    ],
)
def test_unit_and_period_from_the_file_name(file, unit, period):
    checked = check_workbook(own_sheet(OWN), file, FRAMEWORK, CONTEXT)
    assert (checked.unit, checked.period.code) == (unit, period)


def test_a_missing_sheet_is_asked_a_foreign_one_refused(fill):
    book = fill()
    book.good(3)
    del book.book["队伍台账"]
    foreign = book.book.create_sheet("试点企业名册")
    foreign.append([column.heading for column in FRAMEWORK.ledgers["L15"].columns])
    foreign.append(["E001", "某厂", "开发区", "建材", "民营", 10, 5, 5, "县", date(2022, 6, 1), "试点中"])
    book.book.create_sheet("草稿").append(["随手", "记"])
    assert flat(book.checked()) == [
        ("", "", "W201"),
        ("试点企业名册", "", "E206"),
        ("草稿", "", "W209"),
    ]


def test_a_sheet_without_its_header_is_refused(fill):
    book = fill()
    book.good(3)
    book.book[SHEET].delete_rows(1, 2)
    assert flat(book.checked()) == [(SHEET, "", "E202")]


def test_a_ledger_twice_is_refused(fill):
    book = fill()
    book.good(3)
    book.book.copy_worksheet(book.book[SHEET]).title = "活动台账(2)"
    assert flat(book.checked()) == [("活动台账(2)", "", "E211")]


def test_a_workbook_of_nothing_known_is_refused():
    checked = check_workbook(
        own_sheet([["甲", "乙"], [1, 2]], "Sheet1"), "U19_2023Q4.xlsx", FRAMEWORK, CONTEXT
    )
    assert flat(checked) == [("", "", "E201")]
    assert "Sheet1" in checked.findings[0].message


def test_columns_missing_twice_renamed_and_in_another_unit():
    rows = [
        ["企业编号", "效益类型", "事项说明", "折算效益（元）", "发生日期", "依据", "企业名称", "说明事项"],
        ["E017", "降本", "改进工序", 80000, date(2023, 10, 10).isoformat(), "估算", "双酿", "x"],
    ]
    checked = check_workbook(own_sheet(rows, "企业得效益台账"), "发改局2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert checked.ledgers["L08"].frame["benefit_amount"].tolist() == [8.0]
    assert flat(checked, "W208", "W205", "W204") == [
        ("企业得效益台账", "D1", "W208"),
        ("企业得效益台账", "G1", "W205"),
        ("企业得效益台账", "H1", "W204"),
    ]
    assert len(flat(checked, "W203")) == 4
    rows[0][5] = "凭据"
    again = check_workbook(own_sheet(rows, "企业得效益台账"), "发改局2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert flat(again, "E203") == [("企业得效益台账", "1:1", "E203")]


def test_the_same_header_twice_is_refused():
    rows = [[*OWN[1], "承办类型"], [*OWN[2], "企业"]]
    checked = check_workbook(own_sheet(rows), "U19_2023Q4.xlsx", FRAMEWORK, CONTEXT)
    assert flat(checked, "E205") == [(SHEET, "I1", "E205")]


def test_dates_of_wps_and_hidden_corners_survive_a_round_trip(fill):
    book = fill()
    book.good(3)
    book.book[SHEET]["B3"].number_format = 'm"月"d"日"'
    assert book.checked().ledgers["L05"].frame["held_on"].tolist() == [NOVEMBER]


def test_every_address_shows_what_was_found(fill):
    book = fill()
    for row, (cells, _, _) in enumerate(FAULTS, 3):
        book.good(row, **{"活动名称": f"第{row}场", **cells})
    sheet = openpyxl.load_workbook(BytesIO(book.content))[SHEET]
    findings = [f for f in book.checked().findings if f.where.column and f.code not in ("E415", "E420")]
    assert len(findings) >= len(FAULTS) - 4
    for finding in findings:
        cell = sheet[finding.where.address].value
        assert finding.found == ("" if cell is None else str(cell)), finding


def test_known_frames_of_the_county_are_used(fill):
    assert {"L15", "L01", "L04"} == set(CONTEXT.known)
    assert [len(frame) for frame in (ENTERPRISES, BRANDS, TEAMS)] == [5, 2, 1]
    empty = check_workbook(fill().good(3, 企业编号="E017").content, "x.xlsx", FRAMEWORK, Context())
    assert flat(empty) == [(SHEET, "H3", "E409")]


def test_only_quarters_are_reported():
    checked = check_workbook(own_sheet(OWN), "U19_2023年上半年.xlsx", FRAMEWORK, CONTEXT)
    assert flat(checked, "E117") == [("", "", "E117")]
    assert not checked.accepted


def test_what_stands_absurdly_far_right_is_said(fill):
    book = fill()
    book.good(3)
    book.book[SHEET].cell(40, 400).value = "误"
    assert flat(book.checked()) == [(SHEET, "KO:KO", "W212")]


@pytest.mark.long
def test_thousands_of_different_unknown_names_cost_seconds_not_minutes():
    count = 20_000
    rows = pd.DataFrame({"enterprise_code": [f"泗洪某{n}新材料公司" for n in range(count)]})
    rows = rows.assign(activity_type=[f"微宣讲{n}" for n in range(count)], activity_code="A0001")
    content = write_template(FRAMEWORK, "U19", QUARTER, CONTEXT, {"L05": rows})
    started = time.process_time()
    checked = check_workbook(content, "x.xlsx", FRAMEWORK, CONTEXT)
    assert time.process_time() - started < 10
    assert len(flat(checked, "E409")) == len(flat(checked, "E408")) == len(flat(checked, "E301")) == 1000
    counted = [finding.message for finding in checked.findings if finding.code == "W414"]
    assert any("19000" in message for message in counted)
