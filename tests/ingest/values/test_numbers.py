"""Numbers: every way of writing that the design lists is a value, a bound or a question; none is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.framework import ColumnSpec
from metrics.ingest.values.chinese import chinese_number
from metrics.ingest.values.numbers import BOUND_SIGNS, ParsedNumber, parse_number, read_number, scale_factor
from metrics.ingest.values.reading import Reading

PEOPLE = ColumnSpec("n", "参加人次", "int", unit="人次")
PERSONS = ColumnSpec("n", "人数", "int", unit="人")
YUAN = ColumnSpec("n", "金额", "decimal", unit="元")
TEN_THOUSAND = ColumnSpec("n", "经费", "decimal", unit="万元")
HUNDRED_MILLION = ColumnSpec("n", "投资", "decimal", unit="亿元")
FIRMS = ColumnSpec("n", "企业数", "int", unit="家")
ANY_COUNT = ColumnSpec("n", "数量", "int", unit="次/期/份")
PERCENT = ColumnSpec("n", "工资增幅", "decimal", unit="%")
BARE = ColumnSpec("n", "目标值", "decimal")
OWN_UNIT = ColumnSpec("n", "改后", "decimal", unit="见单位")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("412", 412),
        (" 412 ", 412),
        ("1.8万", 18000),
        ("１．８万", 18000),
        ("2,300", 2300),
        ("２，３００", 2300),
        ("三十二", 32),
        ("壹佰贰拾", 120),
        ("两百", 200),
        ("一万二千", 12000),
        ("三百零五", 305),
        ("十五万", 150000),
        ("412人次", 412),
        (412.0, 412),
        (412, 412),
        ("0", 0),
    ],
)
def test_exact_numbers(text, value):
    reading = read_number(text, PEOPLE)
    assert (reading.value, type(reading.value), reading.bound) == (value, int, "")
    assert reading.problem in ("", "W403")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１．８万", 18000),
        ("三十二", 32),
        ("412人次", 412),
        ("一万二千", 12000),
        ("一万二千人次", 12000),
        ("1亿", 100_000_000),
    ],
)
def test_what_is_not_written_as_a_plain_number_is_said_as_it_was_read(text, value):
    assert read_number(text, PEOPLE) == Reading(value, problem="W403", detail=str(value))


#: Everything a number may be followed by, and how many it then means.
SCALED = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "百万": 1_000_000, "千万": 10_000_000}


@pytest.mark.parametrize(("scale", "factor"), [*SCALED.items(), ("万亿", 10**12), ("百亿", 10**10)])
def test_a_scale_multiplies(scale, factor):
    assert parse_number(f"1.5{scale}") == ParsedNumber(Decimal("1.5") * factor, scaled=True)
    assert parse_number(f"三{scale}人").value == 3 * factor


@pytest.mark.parametrize("text", ["3百千万", "3十", "3万33", "1千2万", "1.2万3"])
def test_scales_that_nobody_writes_are_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("412", ParsedNumber(Decimal(412), plain=True)),
        (".5", ParsedNumber(Decimal("0.5"), plain=True)),
        ("2,300.5", ParsedNumber(Decimal("2300.5"), plain=True)),
        ("1,234,567", ParsedNumber(Decimal(1234567), plain=True)),
        ("-5", ParsedNumber(Decimal(-5), plain=True)),
        ("−5.25", ParsedNumber(Decimal("-5.25"), plain=True)),
        ("约-5万元", ParsedNumber(Decimal(-50000), "about", "元", scaled=True)),
        ("五", ParsedNumber(Decimal(5))),
        ("5人", ParsedNumber(Decimal(5), unit="人")),
        ("5余", ParsedNumber(Decimal(5), "lower")),
        ("5万", ParsedNumber(Decimal(50000), scaled=True)),
        ("一万二千名", ParsedNumber(Decimal(12000), unit="名")),
        ("两亿三千万块钱", ParsedNumber(Decimal(230_000_000), unit="块钱")),
    ],
)
def test_the_whole_of_what_a_text_says(text, number):
    read = parse_number(text)
    assert (read.value, read.bound, read.unit, read.plain) == (
        number.value,
        number.bound,
        number.unit,
        number.plain,
    )


def test_a_number_by_itself_has_neither_bound_nor_unit():
    assert ParsedNumber(Decimal(1)) == ParsedNumber(Decimal(1), bound="", unit="", scaled=False, plain=False)


@pytest.mark.parametrize("plain", ["412", "2,300", "２３", 412.0])
def test_plain_numbers_are_taken_without_a_word(plain):
    assert read_number(plain, PEOPLE).problem == ""


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("220余人", 220, "lower"),
        ("30+", 30, "lower"),
        ("5万余人", 50000, "lower"),
        ("近20名", 20, "upper"),
        ("约50", 50, "about"),
        ("十几", 10, "lower"),
        ("百余人", 100, "lower"),
        ("十余万", 100000, "lower"),
        ("200人以上", 200, "lower"),
        ("不足100", 100, "upper"),
        ("50人左右", 50, "about"),
        ("≥30", 30, "lower"),
        ("超过1.2万人", 12000, "lower"),
    ],
)
def test_a_number_that_is_only_a_bound_waits_for_the_exact_one(text, value, bound):
    reading = read_number(text, PERSONS)
    assert (reading.value, reading.bound, reading.problem, reading.proposal) == (
        value,
        bound,
        "W401",
        str(value),
    )


LOWER = ["超过", "超", "逾", "至少", "不少于", "不低于", "多于", "大于", "≥", ">=", ">", "＞"]
UPPER = ["近", "将近", "不足", "不到", "少于", "至多", "最多", "不超过", "小于", "低于", "≤", "<=", "<", "＜"]
ABOUT = ["约", "大约", "大概", "~", "～"]
AFTER = {"以上": "lower", "以下": "upper", "以内": "upper", "左右": "about", "上下": "about", "+": "lower"}


@pytest.mark.parametrize(
    ("word", "bound"),
    [(word, kind) for kind, words in zip(BOUND_SIGNS, (LOWER, UPPER, ABOUT), strict=True) for word in words],
)
def test_a_word_before_a_number_bounds_it(word, bound):
    for text in (f"{word}50人", f"{word} 50 人", f"{word}五十人"):
        assert parse_number(text) == ParsedNumber(Decimal(50), bound, "人")


@pytest.mark.parametrize(("word", "bound"), AFTER.items())
def test_a_word_after_a_number_bounds_it(word, bound):
    for text in (f"50人{word}", f"50 人 {word}", f"五十人{word}"):
        assert parse_number(text) == ParsedNumber(Decimal(50), bound, "人")


@pytest.mark.parametrize("word", "余多几来+")
def test_more_than_a_number_says_so_before_its_scale_or_after_it(word):
    for text in (f"5{word}万人", f"5万{word}人", f"5 {word} 万 人", f"5 万 {word} 人"):
        assert parse_number(text) == ParsedNumber(Decimal(50000), "lower", "人", scaled=True)
    assert parse_number(f"五十{word}人") == ParsedNumber(Decimal(50), "lower", "人")


@pytest.mark.parametrize("text", ["余50", "多50", "几50", "来50"])
def test_more_is_never_said_before_the_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["约50以上", "近50余人", "不足50左右", "至少50以下"])
def test_two_bounds_that_differ_are_none(text):
    assert read_number(text, PERSONS).problem == "E402"


@pytest.mark.parametrize("text", ["超过50余人", "至少50人以上"])
def test_the_same_bound_said_twice_is_one(text):
    assert (read_number(text, PERSONS).bound, read_number(text, PERSONS).value) == ("lower", 50)


@pytest.mark.parametrize("sign", ["百", "佰", "千", "仟"])
def test_a_bare_hundred_or_thousand_is_a_number_only_with_a_bound(sign):
    assert parse_number(sign) is None
    assert parse_number(f"{sign}余") == ParsedNumber(Decimal(100 if sign in "百佰" else 1000), "lower")
    assert parse_number(f"近{sign}人") == ParsedNumber(
        Decimal(100 if sign in "百佰" else 1000), "upper", "人"
    )


def test_ten_is_a_number_by_itself():
    assert (parse_number("十"), parse_number("拾")) == (ParsedNumber(Decimal(10)), ParsedNumber(Decimal(10)))


@pytest.mark.parametrize(("text", "said"), [("220余人", "≥220"), ("近20名", "≤20"), ("约50", "≈50")])
def test_a_bound_is_shown_with_its_sign(text, said):
    assert read_number(text, PERSONS).detail == said


def test_a_percentage_with_a_bound():
    reading = read_number("98%以上", PERCENT)
    assert (reading.value, reading.bound, reading.problem) == (98.0, "lower", "W401")


@pytest.mark.parametrize(
    "text",
    [
        "几十",
        "百",
        "100-200",
        "50~60",
        "若干",
        "1e5",
        "3/5",
        "12 34",
        "1,23",
        "=1+1",
        "—5—",
        ".",
        "5.",
        "2,300.",
        "1.2.3",
        "人",
        "余",
        "余人",
        "万",
        "万人",
        "左右",
        "--5",
        "1,2345",
        ",234",
        "二四",
        "二〇二",
        "∞",
        "nan",
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_asked(text):
    reading = read_number(text, PEOPLE)
    assert (reading.value, reading.problem) == (None, "E402")


@pytest.mark.parametrize(
    ("text", "column", "value", "problem"),
    [
        ("12.5万元", YUAN, 125000.0, "W403"),
        ("12.5万", YUAN, 125000.0, "W403"),
        ("12.5万元", TEN_THOUSAND, 12.5, "W403"),
        ("125000元", TEN_THOUSAND, 12.5, "W403"),
        ("1.8万", TEN_THOUSAND, 1.8, "W406"),
        ("12.5", TEN_THOUSAND, 12.5, ""),
        ("5.5%", PERCENT, 5.5, "W403"),
        (5.5, PERCENT, 5.5, ""),
        (0.055, PERCENT, 0.055, "W412"),
        ("412人", PEOPLE, 412, "W406"),
        ("412人次", PERSONS, 412, "W406"),
        ("40场", BARE, 40.0, "W403"),
        ("12.5万元", PEOPLE, None, "E422"),
        ("12人", YUAN, None, "E422"),
        ("12家", PEOPLE, None, "E422"),
        ("98%", PEOPLE, None, "E422"),
        ("12.5万元", BARE, None, "E422"),
    ],
)
def test_units_must_agree_or_are_asked(text, column, value, problem):
    reading = read_number(text, column)
    assert (reading.value, reading.problem) == (value, problem)


UNITS = "人次 人 名 位 场次 场 次 家 个 户 起 件 例 项 期 份 支 台 篇 天 小时 吨标煤 吨 块钱 元 块 圆 % ‰"


@pytest.mark.parametrize("unit", UNITS.split())
def test_every_unit_of_the_ledgers_is_understood(unit):
    for text in (f"40{unit}", f"40 {unit}", f"四十{unit}"):
        assert parse_number(text) == ParsedNumber(Decimal(40), unit=unit)
    assert parse_number(f"一万二千{unit}").unit == unit


@pytest.mark.parametrize(
    ("text", "column", "own"),
    [
        ("12.5万元", PEOPLE, "人次"),
        ("12家", PEOPLE, "人次"),
        ("98%", PEOPLE, "人次"),
        ("12人", FIRMS, "家"),
        ("12人次", FIRMS, "家"),
        ("12家", PERSONS, "人"),
        ("12人", ANY_COUNT, "次/期/份"),
        ("12人", PERCENT, "%"),
        ("12人", YUAN, "元"),
        ("12人", TEN_THOUSAND, "万元"),
        ("5%", HUNDRED_MILLION, "亿元"),
        ("12.5万元", BARE, "见计量单位"),
        ("12元", OWN_UNIT, "见单位"),
    ],
)
def test_another_unit_is_asked_and_the_column_s_own_named(text, column, own):
    assert read_number(text, column) == Reading(problem="E422", detail=f"本列单位是“{own}”")


@pytest.mark.parametrize("group", ["人 名 位", "场 场次 次", "家 个 户", "起 件 例 个", "件 项 个"])
def test_words_of_counting_that_mean_the_same(group):
    for own in group.split():
        for written in group.split():
            assert read_number(f"40{written}", ColumnSpec("n", "数", "int", unit=own)).problem == "W403"


@pytest.mark.parametrize(
    ("own", "written"), [("人", "个"), ("场", "家"), ("家", "项"), ("项", "例"), ("起", "户"), ("天", "小时")]
)
def test_words_of_counting_that_do_not(own, written):
    assert read_number(f"40{written}", ColumnSpec("n", "数", "int", unit=own)).problem == "E422"


@pytest.mark.parametrize("unit", ["次", "期", "份", "场"])
def test_a_column_of_several_units_takes_each(unit):
    assert read_number(f"40{unit}", ANY_COUNT) == Reading(40, problem="W403", detail="40")


@pytest.mark.parametrize("column", [BARE, OWN_UNIT])
def test_a_column_whose_unit_stands_in_the_row_takes_any_count(column):
    assert read_number("40家", column) == Reading(40.0, problem="W403", detail="40")


@pytest.mark.parametrize(
    ("text", "column"), [("412人", PEOPLE), ("412名", PEOPLE), ("412位", PEOPLE), ("412人次", PERSONS)]
)
def test_people_and_attendances_are_asked_apart(text, column):
    unit = text.removeprefix("412")
    assert read_number(text, column) == Reading(412, "", "W406", "412", f"写的是“{unit}”")


def test_of_two_questions_the_graver_is_asked():
    assert read_number("200余人", PEOPLE) == Reading(200, "lower", "W401", "200", "≥200")
    assert read_number("1.5人", PEOPLE) == Reading(problem="E403")


def test_ten_thousand_of_what_is_asked_where_money_counts_by_ten_thousands():
    said = "“万”之后没有“元”"
    assert read_number("1.8万", TEN_THOUSAND) == Reading(1.8, "", "W406", "1.8", said)
    assert read_number("约3万", TEN_THOUSAND) == Reading(3.0, "about", "W406", "3", said)
    assert read_number("2亿", HUNDRED_MILLION) == Reading(2.0, "", "W406", "2", said)
    assert read_number("1.8万", YUAN) == Reading(18000.0, "", "W403", "", "18000")


@pytest.mark.parametrize("word", ["元", "块", "块钱", "圆"])
def test_every_word_for_yuan_is_one_yuan(word):
    assert read_number(f"12{word}", YUAN) == Reading(12.0, problem="W403", detail="12")
    assert read_number(f"3亿{word}", TEN_THOUSAND).value == 30000.0
    assert read_number(f"5000万{word}", HUNDRED_MILLION).value == 0.5
    assert read_number(f"近2万{word}", TEN_THOUSAND) == Reading(2.0, "upper", "W401", "2", "≤2")


@pytest.mark.parametrize(
    ("written", "own", "factor"),
    [
        ("万元", "元", 10_000),
        ("亿元", "元", 100_000_000),
        ("亿元", "万元", 10_000),
        ("元", "万元", 0.0001),
        ("元", "元", 1),
        ("块", "元", 1),
        ("块钱", "元", 1),
        ("圆", "元", 1),
        ("人", "元", None),
        ("元", "人", None),
        ("人", "人次", None),
    ],
)
def test_what_turns_one_unit_of_money_into_another(written, own, factor):
    assert scale_factor(written, own) == factor


@pytest.mark.parametrize(
    ("value", "proposal"), [(0.055, "5.5"), (-0.05, "-5"), (0.07, "7"), (0.29, "29"), ("0.055", "5.5")]
)
def test_a_percentage_that_looks_like_a_share_is_asked(value, proposal):
    assert read_number(value, PERCENT) == Reading(float(value), problem="W412", proposal=proposal)


@pytest.mark.parametrize("value", [0, 0.3, 0.5, 1.2, -0.7, 5.5, 98])
def test_other_percentages_are_not(value):
    assert read_number(value, PERCENT) == Reading(float(value))
    assert read_number(0.055, TEN_THOUSAND) == Reading(0.055)


@pytest.mark.parametrize("sign", [1, -1])
def test_above_ten_to_the_fifteenth_no_number_is_exact(sign):
    assert read_number(sign * 10**15, YUAN).value == sign * 1e15
    assert read_number(sign * (10**15 + 1), YUAN) == Reading(problem="E402")
    assert read_number("1001万亿", YUAN) == Reading(problem="E402")


def test_a_whole_number_is_one_in_both_kinds_of_column():
    assert repr(read_number(3, BARE).value) == "3.0"
    assert repr(read_number(3.0, PERSONS).value) == "3"


@pytest.mark.parametrize("value", [12.5, "12.5", "1.23456万"])
def test_a_count_is_whole(value):
    assert read_number(value, PEOPLE).problem == "E403"


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_no_number_is_infinite(value):
    assert read_number(value, YUAN).problem == "E402"


@pytest.mark.parametrize("text", ["无", "—", "/", "暂无", "N/A"])
def test_nothing_is_blank_and_not_zero(text):
    reading = read_number(text, PEOPLE)
    assert (reading.value, reading.blank, reading.problem) == (None, True, "W410")


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_blank_is_blank(text):
    reading = read_number(text, PEOPLE)
    assert (reading.value, reading.blank, reading.problem) == (None, True, "")


@pytest.mark.parametrize("cell", [("d", 2023, 1, 2), ("b", True), ("t", 9, 0, 0)])
def test_a_date_or_truth_value_is_no_number(cell):
    detail = "这是“是”或“否”" if cell[0] == "b" else "这是日期或时间"
    assert read_number(cell, PEOPLE) == Reading(problem="E402", detail=detail)


DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"


def spoken(number, digits=DIGITS, units=("", "十", "百", "千")):
    """A number below 100,000,000 in Chinese, written independently of the reader."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = digits[0] if 0 < low < 1_000 else ""
        return spoken(high, digits, units) + "万" + gap + (spoken(low, digits, units) if low else "")
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + units[place]
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    return text.rstrip(digits[0]) or digits[0]


@given(st.integers(0, 99_999_999))
def test_every_chinese_numeral_reads_back(number):
    assert chinese_number(spoken(number)) == number
    assert chinese_number(spoken(number, FORMAL, ("", "拾", "佰", "仟"))) == number


@given(st.integers(1, 19))
def test_ten_may_stand_alone(number):
    text = spoken(number).removeprefix("一") if number >= 10 else spoken(number)
    assert chinese_number(text) == number


WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
STYLES = {
    "plain": str,
    "grouped": lambda n: f"{n:,}",
    "wide": lambda n: str(n).translate(WIDE),
    "wide grouped": lambda n: f"{n:,}".translate(WIDE),
    "with unit": lambda n: f"{n}人次",
    "spaced": lambda n: f"  {n} 人次 ",
    "ten thousands": lambda n: f"{Decimal(n) / 10_000:f}万",
    "spoken": spoken,
}


@given(st.integers(0, 9_999_999), st.sampled_from(sorted(STYLES)))
def test_a_number_reads_back_from_every_style(number, style):
    reading = read_number(STYLES[style](number), PEOPLE)
    assert (reading.value, reading.bound) == (number, "")
    assert not reading.problem.startswith("E")


@given(st.decimals(0, 10_000, places=2, allow_nan=False))
def test_money_reads_back_in_yuan_and_ten_thousands(amount):
    assert read_number(f"{amount}", YUAN).value == float(amount)
    assert read_number(f"{amount}万元", TEN_THOUSAND).value == float(amount)
    assert read_number(f"{amount}万元", YUAN).value == float(amount * 10_000)


@given(st.text(max_size=12))
def test_no_text_whatever_breaks_the_reader(text):
    assert parse_number(text) is None or parse_number(text).value.is_finite()
    read_number(text, PEOPLE)
