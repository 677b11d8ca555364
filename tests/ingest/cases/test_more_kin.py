"""Further kin of the cases: words beside dates, bounds, totals in many words, bare scales, parts."""

import pytest

from metrics.ingest.find.header import find_header
from metrics.ingest.read import tells
from metrics.ingest.values import read_number, scale_factor
from tests.ingest.cases.test_kin import SUFFIXES, WITH_CSV, codes, looked_at, rows_with
from tests.kit.case_books import FRAMEWORK, HEAD, ROW, values

L05 = FRAMEWORK.ledgers["L05"]
COMING = L05.by_id["attendances"]


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        *((text, 30, "upper") for text in ("接近30人", "未满30", "近30", "30以内", "不到30人")),
        *((text, 30, "lower") for text in ("满30人", "30开外", "30出头", "30有余", "愈30", "不下30人")),
        *((text, 30, "about") for text in ("大致30", "预计30人", "估计30", "30许", "30前后", "30人（预计）")),
        ("约30余人", 30, "about"),
        ("30人（含）以上", 30, "lower"),
        ("上百人", 100, "lower"),
        ("成千", 1_000, "lower"),
        ("上万人次", 10_000, "lower"),
        ("万余人次", 10_000, "lower"),
        ("近万人次", 10_000, "upper"),
    ],
)
def test_a_bound_is_kept_in_whatever_words(text, value, bound):
    reading = read_number(text, COMING)
    assert (reading.value, reading.bound, reading.problem) == (value, bound, "W401")


@pytest.mark.parametrize("text", ["共30人次", "共计30", "一共30人次", "30（人次）"])
def test_words_that_change_nothing_are_taken(text):
    assert (read_number(text, COMING).value, read_number(text, COMING).bound) == (30, "")


@pytest.mark.parametrize(
    "text",
    ["数百", "30-40", "线下30线上20", "每场30人", "15人×2场", "30（含线上5）", "万元", "30(20)"],
)
def test_what_may_be_several_numbers_is_asked(text):
    assert read_number(text, COMING).problem == "E402"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", ['"约"yyyy/m/d', 'yyyy"年"m"月"d"日起"', "yyyy-mm-dd\\前"])
def test_a_word_beside_a_day_is_asked(suffix, code):
    book = looked_at(suffix, rows_with(活动日期=45220), [(1, 0, code)])
    assert ("W416", "confirm") in codes(book)
    assert str(values(book, "L05", "held_on")[0].date()) == "2023-10-21"


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"d"日"', "yyyy年m月d日", "[$-804]yyyy-mm-dd dddd", "yyyy\\-mm\\-dd;@", "dd/mm/yyyy"]
)
def test_a_whole_day_says_no_more(code):
    assert not tells(code)


@pytest.mark.parametrize("suffix", WITH_CSV)
@pytest.mark.parametrize("text", ["2023-10-12~2023-11-02", "2023.10.12-15", "2023年10月12日至13日"])
def test_days_of_which_only_the_first_is_kept_are_asked(suffix, text):
    book = looked_at(suffix, rows_with(活动日期=text))
    assert ("W404", "confirm") in codes(book)
    assert str(values(book, "L05", "held_on")[0].date()) == "2023-10-12"


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("word", ["汇总", "总数", "Total", "本季度合计", "以上合计", "合计人次", "∑"])
def test_a_total_is_one_in_many_words(suffix, word):
    head, row = rows_with()
    other = ("2023-11-05", "机电技能比武", *row[2:4], 80, *row[5:])
    book = looked_at(suffix, [head, row, other, (word, "", "", 2, 200, "", "", "")])
    assert values(book, "L05", "attendances") == [120, 80]
    assert ("W303", "hint") in codes(book)


@pytest.mark.parametrize("word", ["汇总", "Total", "总数"])
def test_a_row_of_its_own_is_no_total_whatever_it_is_called(word):
    head, row = rows_with(活动名称=word)
    assert len(looked_at("csv", [head, row]).ledgers["L05"].frame) == 1


@pytest.mark.parametrize(
    ("heading", "stored"),
    [
        ("参加人次（万）", 30_000),
        ("参加人次【百】", 300),
        ("参加人次（单位:千）", 3_000),
        ("参加人次(×100)", 300),
        ("参加人次（千人）", 3_000),
        ("参加人次单位:百人次", 300),
    ],
)
def test_a_scale_in_the_heading_is_converted_and_told(heading, stored):
    head, row = rows_with(参加人次=3)
    book = looked_at("csv", [tuple(heading if name == "参加人次" else name for name in head), row])
    assert values(book, "L05", "attendances") == [stored]
    assert ("W208", "confirm") in codes(book)


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("单位:千", 3_000),
        ("计量单位：百", 300),
        ("（千元/百人次）", 300),
        ("万人次", 30_000),
        ("单位：万元", 3),
    ],
)
def test_a_scale_of_the_whole_sheet_is_converted_and_told(title, stored):
    head, row = rows_with(参加人次=3)
    book = looked_at("csv", [(title, *[""] * 7), head, row])
    assert values(book, "L05", "attendances") == [stored]
    assert (("W208", "confirm") in codes(book)) == (stored != 3)


def test_a_scale_of_a_sheet_with_money_is_of_the_money():
    head = ("实惠类型", "发放日期", "提供单位/组织", "受益人数", "金额")
    rows = [("单位：万", "", "", "", ""), head, ("助学", "2023-11-20", "县人社局", 12, 0.36)]
    book = looked_at("csv", rows, ledger="L09")
    assert values(book, "L09", "amount") == [3_600.0]
    assert values(book, "L09", "people") == [12]


def test_a_name_that_begins_like_a_scale_is_none():
    head, row = rows_with(参加人次=3)
    for title in ("填报单位：千岛湖公司", "填报单位：百度公司", "单位：人力资源局"):
        book = looked_at("csv", [(title, *[""] * 7), head, row])
        assert values(book, "L05", "attendances") == [3]
        assert ("W208", "confirm") not in codes(book)


def test_a_part_called_like_its_heading_is_the_whole():
    above = [*HEAD[:3], "次数", "", *HEAD[5:]]
    below = ["", "", "", "场次", "参加人次", "", "", ""]
    header = find_header([above, below, [str(one) for one in ROW]], L05)
    assert (header.fields["sessions"], header.fields["attendances"], header.split) == (4, 5, {})


@pytest.mark.parametrize(
    ("written", "own", "factor"),
    [
        ("万", "元", 10_000),
        ("万", "万元", 1),
        ("k", "人次", 1_000),
        ("百人", "人次", 100),
        ("人", "人次", None),
    ],
)
def test_scales(written, own, factor):
    assert scale_factor(written, own) == factor


@pytest.mark.parametrize("text", ["E017…E020", "E017..E020"])
def test_a_row_of_codes_is_several(text):
    assert ("E417", "error") in codes(looked_at("csv", rows_with(企业编号=text)))
