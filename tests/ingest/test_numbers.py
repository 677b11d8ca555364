"""Numbers: every way of writing that the design lists is a value, a bound or a question; none is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.framework import ColumnSpec
from metrics.ingest.values.chinese import chinese_number
from metrics.ingest.values.numbers import parse_number, read_number

PEOPLE = ColumnSpec("n", "参加人次", "int", unit="人次")
PERSONS = ColumnSpec("n", "人数", "int", unit="人")
YUAN = ColumnSpec("n", "金额", "decimal", unit="元")
TEN_THOUSAND = ColumnSpec("n", "经费", "decimal", unit="万元")
PERCENT = ColumnSpec("n", "工资增幅", "decimal", unit="%")
BARE = ColumnSpec("n", "目标值", "decimal")


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
    assert (reading.value, reading.bound) == (value, "")
    assert reading.problem in ("", "W403")


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
        "一百二",
        "两万五",
        "若干",
        "1e5",
        "3/5",
        "12 34",
        "1,23",
        "=1+1",
        "—5—",
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
    assert read_number(cell, PEOPLE).problem == "E402"


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
