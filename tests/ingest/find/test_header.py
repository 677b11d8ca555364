"""Headers under titles, over several rows, shuffled, broken and renamed; and the rows below them."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.framework import ColumnSpec, LedgerSpec
from metrics.ingest.find.header import (
    Header,
    find_header,
    header_key,
    header_texts,
    known_headers,
    needed,
    split_unit,
    with_sheet_unit,
)
from metrics.ingest.find.locate import locate
from metrics.ingest.find.tables import Scope
from metrics.ingest.read.raw import RawBook, RawColumn, RawSheet
from tests.kit.templates import CONTEXT, FRAMEWORK

LEDGER = FRAMEWORK.ledgers["L05"]
HEADINGS = [column.heading for column in LEDGER.columns]
EXACT = {column.id: number for number, column in enumerate(LEDGER.columns, 1)}


def blank(width):
    return [""] * width


@pytest.mark.parametrize("titles", [0, 1, 2, 3])
def test_the_header_is_found_under_titles(titles):
    rows = [["某局活动台账", *blank(14)]] * titles + [HEADINGS, ["A1", "2023-11-02", "微宣讲", *blank(12)]]
    header = find_header(rows, LEDGER)
    assert (header.top, header.bottom) == (titles + 1, titles + 1)
    assert header.fields == EXACT


def test_a_header_of_two_rows_with_merged_groups():
    top = ["序号", "活动情况", "", "", "参加情况", "", "企业", "承办类型"]
    low = ["", "日期", "活动名称", "活动类型", "人次", "其中线上人次", "", ""]
    data = ["1", "2023-11-02", "微宣讲进车间", "微宣讲", "12", "0", "E017", "成员单位"]
    header = find_header([["活动台账", *blank(7)], top, low, data], LEDGER)
    assert (header.top, header.bottom) == (2, 3)
    assert header.fields == {
        "held_on": 2,
        "activity_name": 3,
        "activity_type": 4,
        "attendances": 5,
        "online_attendances": 6,
        "enterprise_code": 7,
        "organiser_type": 8,
    }


def test_a_header_of_three_rows():
    rows = [
        ["活动", "", "", "", "人数", ""],
        ["基本情况", "", "", "", "", ""],
        ["活动日期", "活动名称", "活动类型", "场次", "参加人次", "承办类型"],
        ["2023-11-02", "微宣讲", "微宣讲", "1", "2", "成员单位"],
    ]
    assert find_header(rows, LEDGER).bottom == 3


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("活动日期*", "held_on"),
        ("* 活动日期", "held_on"),
        ("活动\n日期", "held_on"),
        ("活动日期（必填）", "held_on"),
        ("活动日期：", "held_on"),
        ("时间", "held_on"),
        ("参加人次(人次)", "attendances"),
        ("参加人次（单位：人次）", "attendances"),
        ("参与人次", "attendances"),
        ("企业名称", "enterprise_code"),
        ("attendances", "attendances"),
    ],
)
def test_a_header_by_any_spelling(written, field):
    others = [h for h in HEADINGS if h != LEDGER.by_id[field].heading]
    assert find_header([[written, *others]], LEDGER).fields[field] == 1


@pytest.mark.parametrize(
    "mark", ["*", "＊", ":", "：", "(必填)", "（必填）", "（选填）", "(可空)", " ", "\n"]
)
def test_marks_are_no_part_of_a_header(mark):
    assert {header_key(text) for text in (f"活动日期{mark}", f"{mark}活动日期", "活动日期")} == {"活动日期"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("金额（万元）", ("金额", "万元")),
        ("金额(万元)", ("金额", "万元")),
        ("金额【万元】", ("金额", "万元")),
        ("金额[元]", ("金额", "元")),
        ("金额（现价）（万元）", ("金额（现价）", "万元")),
        ("金额（）", ("金额", "")),
        ("金额（万元）合计", ("金额（万元）合计", "")),
        ("金额", ("金额", "")),
    ],
)
def test_the_unit_is_what_stands_in_the_last_bracket(text, parts):
    assert split_unit(text) == parts


@pytest.mark.parametrize("comma", ["", ",", "，"])
@pytest.mark.parametrize("colon", ["", ":", "："])
def test_the_word_for_unit_is_no_part_of_the_unit(comma, colon):
    assert split_unit(f"金额（{comma}单位{colon}元）") == ("金额", "元")


@pytest.mark.parametrize("sign", "()（）[]【】")
def test_a_unit_holds_no_bracket(sign):
    """Of brackets within brackets the innermost counts; one that does not pair is part of the words."""
    base, unit = split_unit(f"金额({sign}万元)")
    assert (base, unit) == (("金额(", "万元") if sign in "(（[【" else (f"金额({sign}万元)", ""))


def test_rows_of_data_are_no_header():
    assert (
        find_header(
            [["A1", "2023-11-02", "微宣讲", "成员单位"], ["A2", "2023-11-03", "公益活动", "企业"]], LEDGER
        )
        is None
    )


def test_the_template_heading_wins_over_a_synonym():
    header = find_header([["企业名称", *HEADINGS]], LEDGER)
    assert header.fields["enterprise_code"] == EXACT["enterprise_code"] + 1
    assert header.repeated == ((1, "enterprise_code", EXACT["enterprise_code"] + 1, False),)


SMALL = LedgerSpec(
    "X1",
    "小台账",
    "flow",
    "code",
    "X",
    (
        ColumnSpec("code", "编号", "code"),
        ColumnSpec("name", "名称", "text", required=True, synonyms=("名字",)),
        ColumnSpec("paid", "金额", "decimal", unit="元", required=True),
        ColumnSpec("cost", "经费", "decimal", unit="万元"),
        ColumnSpec("people", "人数", "int", unit="人"),
        ColumnSpec("after", "数值（改后）", "decimal", unit="见单位"),
    ),
)
#: Names too few of its fields to be read by the first row alone.
NAMES = ["编号", "名称", "金额", "经费"]


def test_a_header_as_such_names_nothing():
    assert Header(1, 1, {}) == Header(1, 1, {}, units={}, unknown={}, repeated=(), exact=0)


def test_everything_a_column_may_be_called_its_own_header_first():
    called = {
        "code": ["编号", "code"],
        "name": ["名称", "名字", "name"],
        "paid": ["金额", "金额(元)", "paid"],
        "cost": ["经费", "经费(万元)", "cost"],
        "people": ["人数", "人数(人)", "people"],
        "after": ["数值(改后)", "after"],
    }
    assert known_headers(SMALL) == {
        name: (field, rank) for field, names in called.items() for rank, name in enumerate(names)
    }


def test_the_whole_of_what_a_header_says():
    row = ["编号*", "名字", "金额（千元）", "", "备\n注", "金额", "数值（改后）"]
    assert find_header([row], SMALL) == Header(
        top=1,
        bottom=1,
        fields={"code": 1, "name": 2, "paid": 3, "after": 7},
        units={"paid": "千元"},
        unknown={5: "备注"},
        repeated=((6, "paid", 3, True),),
        exact=3,
    )


@pytest.mark.parametrize(
    ("row", "used", "repeated"),
    [
        (["名称", "金额", "名称"], 1, [(3, "name", 1, True)]),
        (["名字", "金额", "名字"], 1, [(3, "name", 1, True)]),
        (["名字", "金额", "名称"], 3, [(1, "name", 3, False)]),
        (["名称", "金额", "名字"], 1, [(3, "name", 1, False)]),
        (["名字", "金额", "名称", "名称"], 3, [(1, "name", 3, False), (4, "name", 3, True)]),
    ],
)
def test_of_two_columns_of_one_name_the_nearer_one_is_read_and_the_other_told(row, used, repeated):
    header = find_header([row], SMALL)
    assert (header.fields["name"], list(header.repeated)) == (used, repeated)


def test_a_header_written_over_two_rows_is_read_as_one():
    rows = [["活动日期", "活动名称", "其中线上", "填报", "附 件"], ["", "", "人次", "说 明", ""]]
    header = find_header(rows, LEDGER)
    assert header.fields == {"held_on": 1, "activity_name": 2, "online_attendances": 3}
    assert (header.bottom, header.unknown) == (2, {4: "填报 说明", 5: "附件"})


def test_a_group_over_a_part_does_not_hide_the_part():
    header = find_header([["基本情况", "", "人员"], ["活动日期", "活动名称", "人次"]], LEDGER)
    assert header.fields == {"held_on": 1, "activity_name": 2, "attendances": 3}


def test_a_part_that_says_nothing_leaves_the_group():
    header = find_header([["编号", "名称", "金额", ""], ["", "全称", "小计", "人数"]], SMALL)
    assert (header.fields, header.unknown) == ({"code": 1, "name": 2, "paid": 3, "people": 4}, {})


@pytest.mark.parametrize("datum", ["12", "-5", ".5", "2,300", "98%", "9:30", "2023/11/2", "2023年11月2日"])
def test_a_number_or_date_ends_the_header(datum):
    header = find_header([["编号", "名称", "金额", ""], [datum, "", "", "人数"]], SMALL)
    assert (header.bottom, header.fields) == (1, {"code": 1, "name": 2, "paid": 3})


SIGNS = st.text(".,:/年月日%-", max_size=3)


@given(SIGNS, st.sampled_from("0123456789"), SIGNS)
def test_any_figure_among_signs_of_numbers_and_dates_ends_the_header(before, digit, after):
    rows = [["编号", "名称", "金额", ""], [before + digit + after, "", "", "人数"]]
    assert find_header(rows, SMALL).bottom == 1


@pytest.mark.parametrize("words", ["第1类", "A1", "1号厂", "-", "年月日", "合计"])
def test_words_do_not_end_the_header(words):
    header = find_header([["编号", "名称", "金额", ""], [words, "", "", "人数"]], SMALL)
    assert (header.bottom, header.fields["people"]) == (2, 4)


def test_nothing_below_a_row_of_data_belongs_to_the_header():
    rows = [["编号", "名称", "金额", ""], ["1", "某某", "2", ""], ["", "", "", "人数"]]
    assert find_header(rows, SMALL).bottom == 1


def test_a_year_among_the_headings_is_no_row_of_data():
    header = find_header([["2023", *NAMES], ["1", "X1", "某某", "2", "3"]], SMALL)
    assert (header.top, header.bottom, header.unknown) == (1, 1, {1: "2023"})


def test_of_two_headers_alike_the_upper_one_counts():
    header = find_header([NAMES, ["X1", "某某", "2", "3"], NAMES], SMALL)
    assert (header.top, header.bottom) == (1, 1)


def test_the_template_s_own_headings_win_over_other_names_above_them():
    names = [[column.id for column in SMALL.columns], [column.header for column in SMALL.columns]]
    assert find_header(names, SMALL).top == 2
    assert find_header([*names[:1], [*names[1][:5], "其他"]], SMALL).top == 1


def test_of_headers_that_name_as_much_the_flatter_one_counts():
    header = find_header([["", "", "", "概况"], NAMES], SMALL)
    assert (header.top, header.bottom) == (2, 2)


def test_the_place_that_names_most_counts():
    header = find_header([["编号", "名称", "", ""], ["甲", "乙", "丙", "丁"], ["说明"] * 4, NAMES], SMALL)
    assert (header.top, len(header.fields)) == (4, 4)


@pytest.mark.parametrize(("row", "seen"), [(1, True), (12, True), (14, True), (15, False)])
def test_the_header_is_looked_for_in_twelve_rows_and_the_two_it_may_go_on_for(row, seen):
    header = find_header([[""] * 4] * (row - 1) + [NAMES] + [[""] * 4] * 5, SMALL)
    assert (header.bottom if header else None) == (row if seen else None)


def test_a_header_that_begins_in_the_twelfth_row_may_go_on_for_two():
    rows = [[""] * 4] * 11 + [["编号", "", "", ""], ["", "名称", "", ""], ["", "", "金额", ""]]
    header = find_header(rows, SMALL)
    assert (header.top, header.bottom, header.fields) == (12, 14, {"code": 1, "name": 2, "paid": 3})


def test_a_header_has_at_most_three_rows():
    stairs = [["编号", "", "", ""], ["", "名称", "", ""], ["", "", "金额", ""], ["", "", "", "经费"]]
    header = find_header(stairs, SMALL)
    assert (header.top, header.bottom, set(header.fields)) == (1, 3, {"code", "name", "paid"})


def with_required(count):
    """A ledger of twelve columns of which some are required."""
    columns = [ColumnSpec(f"c{n}", f"第{n}列", "text", required=n < count) for n in range(12)]
    return LedgerSpec("X2", "表", "flow", "c0", "X", tuple(columns))


@pytest.mark.parametrize(("required", "least"), [(0, 2), (2, 2), (6, 2), (8, 2), (9, 3), (11, 3), (12, 4)])
def test_a_header_names_a_third_of_what_is_required_and_two_fields_at_least(required, least):
    ledger = with_required(required)
    headings = [column.header for column in ledger.columns]
    assert needed(ledger) == least
    assert find_header([headings[:least]], ledger).fields == {f"c{n}": n + 1 for n in range(least)}
    assert find_header([headings[: least - 1]], ledger) is None


UNTOLD = Header(3, 3, {"code": 1, "paid": 2, "cost": 3, "people": 4})


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("单位：元", "元"),
        ("单位:万元", "万元"),
        ("（单位：亿元）", "亿元"),
        ("单位（万元）", "万元"),
        ("单位 元", "元"),
        ("金额单位：万元", "万元"),
        ("2023年 单位：元", "元"),
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_unit_above_the_header_holds_for_the_columns_of_money(written, unit, place):
    texts = [["某局台账", "", "", ""], ["", "", "", "填表人"], ["编号", "金额", "经费", "人数"]]
    texts[place] = ["", "", written, "某局"]
    assert with_sheet_unit(UNTOLD, texts, SMALL).units == {"paid": unit, "cost": unit}


@pytest.mark.parametrize("written", ["单位：元通机械厂", "填报单位：某局", "单位：人", "元", "单位：美元"])
def test_the_name_of_an_office_is_no_unit_of_money(written):
    assert with_sheet_unit(UNTOLD, [[written], [""], NAMES], SMALL) == UNTOLD


def test_a_unit_in_the_column_s_own_heading_comes_first():
    header = find_header([["单位：元", *blank(3)], ["编号", "金额", "经费（万元）", "人数"]], SMALL)
    told = with_sheet_unit(header, [["单位：元", *blank(3)], ["编号", "金额", "经费（万元）", "人数"]], SMALL)
    assert (header.units, told.units) == ({"cost": "万元"}, {"cost": "万元", "paid": "元"})


@pytest.mark.parametrize(
    ("heading", "below", "units"), [("金额（单位：元）", "", {"paid": "元"}), ("金额", "单位：元", {})]
)
def test_a_unit_within_or_below_the_header_is_none_of_the_sheet(heading, below, units):
    texts = [["台账", *blank(2)], ["编号", heading, "经费"], ["X1", below, ""], ["X2", below, ""]]
    header = find_header(texts, SMALL)
    assert with_sheet_unit(header, texts, SMALL).units == units


def a_sheet(*columns):
    """A sheet of these columns, every cell distinct."""
    columns = tuple(RawColumn(list(cells), np.arange(len(cells))) for cells in columns)
    return RawSheet("表", True, max(len(column.codes) for column in columns), columns)


@pytest.mark.parametrize(("height", "read"), [(1, 1), (14, 14), (15, 15), (16, 15), (400, 15)])
def test_a_sheet_is_read_as_far_as_a_header_may_go(height, read):
    """Twelve rows in which it may begin, three that it may take."""
    assert header_texts(a_sheet([f"第{n}行" for n in range(1, height + 1)])) == [
        [f"第{n}行"] for n in range(1, read + 1)
    ]


@pytest.mark.parametrize(("width", "told"), [(300, []), (301, ["W212"])])
def test_columns_further_right_than_the_three_hundredth_are_not_looked_at_and_told(width, told):
    sheet = a_sheet(*([heading] for heading in HEADINGS), *([""] for _ in range(width - len(HEADINGS))))
    scope = Scope("0" * 64, FRAMEWORK, CONTEXT, "U19", None)
    located = locate(RawBook("xlsx", (replace(sheet, name=LEDGER.sheet),)), scope)
    assert [area.sheet.width for area in located.areas] == [300]
    assert [finding.code for finding in located.findings] == told


def test_cells_are_read_as_they_are_shown():
    sheet = a_sheet([" 名称 ", ("d", 2023, 11, 2)], [412.0, "长" * 121])
    assert header_texts(sheet) == [["名称", "412"], ["2023-11-02", "长" * 120]]


NOISE = ("", "备注", "填表人", "经办", "附件", "序号")


def messy(chance):
    """A sheet as people make them: shuffled columns, synonyms, marks, noise, titles; and the true mapping."""
    columns = chance.sample(LEDGER.columns, chance.randrange(7, len(LEDGER.columns) + 1))
    names = []
    for column in columns:
        name = chance.choice((column.header, column.heading, *column.synonyms))
        name = chance.choice(("{}", "{}*", " {} ", "{}：", "{}（必填）")).format(name)
        names.append((name if chance.random() < 0.8 else "\n".join((name[:2], name[2:])), column.id))
    names += [(noise, "") for noise in chance.sample(NOISE, chance.randrange(3))]
    chance.shuffle(names)
    titles = [["关于报送活动情况的表", *blank(len(names) - 1)] for _ in range(chance.randrange(4))]
    data = [chance.choice(("2023-11-02", "微宣讲", "12", "", "成员单位", "E017 某公司")) for _ in names]
    truth = {field: number for number, (_, field) in enumerate(names, 1) if field}
    return [*titles, [name for name, _ in names], data, data], len(titles) + 1, truth


@pytest.mark.parametrize("hundred", range(5))
def test_five_hundred_messy_sheets_are_mapped_right(hundred):
    for seed in range(hundred * 100, hundred * 100 + 100):
        rows, place, truth = messy(random.Random(seed))
        header = find_header(rows, LEDGER)
        assert (header.bottom, dict(header.fields)) == (place, truth), seed
