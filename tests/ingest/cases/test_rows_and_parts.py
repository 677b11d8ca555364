"""Rows that are totals on the evidence of all of them, rows that are none; headings over counted parts."""

import pytest

from tests.ingest.cases.test_kin import codes, looked_at
from tests.kit.case_books import FRAMEWORK, HEAD, ROW, values

OTHER = ("2023-11-05", "机电技能比武", *ROW[2:4], 80, *ROW[5:])
NUMBERS = (2, 200, "", "", "")
AT = HEAD.index("参加人次")
L05 = FRAMEWORK.ledgers["L05"]

WORDS = """
    （合计）|【合计】|*合计|合 计：|四季度合计|10-12月合计|10月合计|2023年合计|一、合计|县人社局合计
    |共|共2场|合計|總計|上期累计|全县总计|本季度小计|总计（场次/人次）
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("word", [one.strip() for one in WORDS.split("|")])
def test_a_row_of_sums_is_a_total_however_it_is_called(word):
    book = looked_at("csv", [HEAD, ROW, OTHER, (word, "", "", *NUMBERS)])
    assert values(book, "L05", "attendances") == [120, 80]
    assert ("W303", "hint") in codes(book)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize(
    "row",
    [
        ("", "", "", *NUMBERS),
        ("2023-12-31", "合计", "", *NUMBERS),
        ("2023-12-31", "合计", "微宣讲", 2, 200, "", "成员单位", ""),
        ("合计", "", "—", 2, 200, "/", "—", ""),
        ("合计", "/", "/", 2, 200, "", "", ""),
    ],
)
def test_numbers_that_are_the_sums_make_a_total(suffix, row):
    book = looked_at(suffix, [HEAD, ROW, OTHER, row])
    assert values(book, "L05", "attendances") == [120, 80]
    assert ("W303", "hint") in codes(book)


@pytest.mark.parametrize(
    "row",
    [
        ("2023-12-31", "合计", "微宣讲", 2, 190, "", "成员单位", ""),
        ("2023-12-31", "年终合计", "微宣讲", 2, 200, "", "成员单位", ""),
        ("2023-11-09", "共学共进", "微宣讲", 2, 200, "", "成员单位", ""),
        ("2023-11-09", "全年工作总计", "微宣讲", 1, 60, "", "成员单位", ""),
    ],
)
def test_a_row_of_its_own_stays_whatever_it_is_called(row):
    book = looked_at("csv", [HEAD, ROW, OTHER, row])
    assert len(values(book, "L05", "attendances")) == 3


def test_numbers_alone_that_are_no_sums_are_asked():
    book = looked_at("csv", [HEAD, ROW, OTHER, ("", "", "", 2, 190, "", "", "")])
    assert len(values(book, "L05", "attendances")) == 3
    assert ("E401", "error") in codes(book)


def test_thousands_of_rows_with_a_word_for_a_total_are_looked_at_once_each():
    rows = [("2023-11-02", "合计", "微宣讲", 1, number, "", "成员单位", "") for number in range(3_000)]
    assert len(looked_at("csv", [HEAD, *rows]).ledgers["L05"].frame) >= 2_998


@pytest.mark.parametrize("text", ["以下空白", "——以下无正文——", "（此表一式两份）", "填表人"])
def test_a_line_about_the_paper_is_a_note(text):
    book = looked_at("csv", [HEAD, ROW, (text, *[""] * 7)])
    assert values(book, "L05", "attendances") == [120]
    assert ("W304", "hint") in codes(book)


PARTS = [
    ("10月|11月|12月", (40, 50, 30), None),
    ("10月份|11月份|12月份", (40, 50, 30), None),
    ("十月|十一月|十二月", (40, 50, 30), None),
    ("第1场|第2场", (40, 50), None),
    ("2022年|2023年", (40, 50), None),
    ("Q3|Q4", (40, 50), None),
    ("10月|11月|12月|合计", (40, 50, 30, 120), 120),
    ("10月|11月|12月|季度合计", (40, 50, 30, 120), 120),
    ("第1场|第2场|小计", (70, 50, 120), 120),
    ("线下小计|线上小计|合计", (100, 20, 120), 120),
    ("本期|本年累计", (120, 900), 120),
    ("应到|实到", (130, 120), 120),
    ("线下人次|线上人次|人次合计", (100, 20, 120), 120),
]


@pytest.mark.breadth(4)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize(("parts", "numbers", "stored"), PARTS)
def test_counted_parts_are_read_with_their_whole_or_refused_at_the_heading(suffix, parts, numbers, stored):
    named = parts.split("|")
    above = (*HEAD[: AT + 1], *[""] * (len(named) - 1), *HEAD[AT + 1 :])
    below = (*[""] * AT, *named, *[""] * (len(HEAD) - AT - 1))
    book = looked_at(suffix, [above, below, (*ROW[:AT], *numbers, *ROW[AT + 1 :])])
    assert values(book, "L05", "attendances") == [stored]
    assert (("E214", "error") in codes(book)) == (stored is None)


ASIDES = """
    平均|人均|平均值|场均|上年同期|去年同期|同期数|上期|本期数|同比|同比增长|环比|增幅|增长率|其中|其中：线上|其中线上
    |其中：民营企业|占比|完成率|目标|年度目标|计划|任务数|差额|调整数|上年结转|期初|期末|最大值|中位数|Average|avg|MAX
    |计数|家数|以上共2场|累计完成|（平均）|*其中*|平均：|全部
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("word", [one.strip() for one in ASIDES.split("|")])
@pytest.mark.parametrize("at", [0, 1])
def test_a_row_of_statistics_is_left_out_and_asked_about(word, at):
    row = ("", "", "", 1, 100, "", "", "")
    book = looked_at("csv", [HEAD, ROW, (*row[:at], word, *row[at + 1 :]), OTHER])
    assert values(book, "L05", "attendances") == [120, 80]
    asked = [one for one in book.findings if one.code == "W318"]
    assert [(one.severity, one.where.row) for one in asked] == [("confirm", 3)]
    assert word in asked[0].message
    assert not book.of_severity("error")


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_row_of_statistics_in_a_workbook(suffix):
    book = looked_at(suffix, [HEAD, ROW, OTHER, ("平均", "", "/", 1, "100", "", "—", "")])
    assert values(book, "L05", "attendances") == [120, 80]
    assert ("W318", "confirm") in codes(book)


@pytest.mark.parametrize(
    "row",
    [
        ("2023-11-09", "平均工资协商", "微宣讲", 1, 60, "", "成员单位", ""),
        ("2023-11-09", "目标", "微宣讲", 1, 60, "", "成员单位", ""),
        ("2023-11-09", "其中", "微宣讲", 1, 60, "", "", ""),
    ],
)
def test_a_row_that_has_what_a_row_must_have_is_one_whatever_it_is_called(row):
    book = looked_at("csv", [HEAD, ROW, row])
    assert len(values(book, "L05", "attendances")) == 2
    assert "W318" not in {one.code for one in book.findings}


@pytest.mark.parametrize("text", ["备注", "备注：仅线下", "说明：补报", "续表", "（接上页）", "此栏空白"])
def test_a_note_beside_amounts_is_asked_about_and_one_alone_is_told(text):
    beside = looked_at("csv", [HEAD, ROW, OTHER, (text, "", "", "", 60, "", "", "")])
    assert values(beside, "L05", "attendances") == [120, 80]
    assert ("W318", "confirm") in codes(beside)
    alone = looked_at("csv", [HEAD, ROW, OTHER, (text, "", "", "", "", "", "", "")])
    assert ("W304", "hint") in codes(alone)
    assert ("W318", "confirm") not in codes(alone)


def under(*headings, data=(120,)):
    """An activity under other headings in place of 参加人次."""
    head = (*HEAD[:AT], *headings, *HEAD[AT + 1 :])
    return looked_at("csv", [head, (*ROW[:AT], *data, *ROW[AT + 1 :])])


@pytest.mark.parametrize(
    "part",
    [
        *(
            "线下",
            "男",
            "女职工",
            "计划",
            "目标",
            "去年同期",
            "上年",
            "累计",
            "全年",
            "场均",
            "同比",
            "10月",
            "第四季度",
        ),
        *("其中党员", "仅线下", "外来职工"),
    ],
)
def test_a_heading_of_a_part_in_brackets_is_never_the_whole(part):
    book = under(f"参加人次（{part}）")
    assert values(book, "L05", "attendances") == [None]
    asked = [one for one in book.findings if one.code == "E214"]
    assert [(one.where.address, one.severity) for one in asked] == [("E1", "error")]
    assert part in asked[0].message


def test_parts_in_brackets_beside_their_whole_are_read_with_it():
    book = under("参加人次（线下）", "参加人次（线上）", "参加人次（合计）", data=(100, 20, 120))
    assert values(book, "L05", "attendances") == [120]
    assert "E214" not in {one.code for one in book.findings}
    assert ("W204", "confirm") in codes(book, "W204")
    parts = under("参加人次（线下）", "参加人次（男）", data=(100, 20))
    assert values(parts, "L05", "attendances") == [None]
    assert ("E214", "error") in codes(parts)


@pytest.mark.parametrize("heading", ["参加人次（线上）", "参加人次(线上)"])
def test_a_part_that_has_a_column_of_its_own_is_that_column(heading):
    book = under("参加人次", heading, data=(120, 20))
    assert values(book, "L05", "attendances") == [120]
    online = next(one.id for one in L05.columns if one.header == "其中线上人次")
    assert values(book, "L05", online) == [20]


@pytest.mark.parametrize(
    "heading",
    [
        "参加人次（合计）",
        "参加人次（实际）",
        "5、参加人次",
        "5.参加人次",
        "⑤参加人次",
        "（5）参加人次",
        "★参加人次",
        "※参加人次",
    ],
)
def test_what_says_nothing_about_a_heading_is_passed_over(heading):
    book = under(heading)
    assert values(book, "L05", "attendances") == [120]
    assert not codes(book, "W208", "W204", "E203")


@pytest.mark.parametrize(
    "heading", ["线下参加人次", "场均参加人次", "计划参加人次", "上年参加人次", "累计参加人次"]
)
def test_a_heading_of_a_part_is_not_proposed_for_the_whole(heading):
    book = under(heading)
    assert values(book, "L05", "attendances") == [None]
    (asked,) = [one for one in book.findings if one.code == "W204"]
    assert asked.proposal == ""
    assert ("E203", "error") in codes(book)
