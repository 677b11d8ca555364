"""Chinese numerals, everyday and financial: what they are worth, and which can be read in two ways."""

import pytest

from metrics.ingest.values.chinese import chinese_number

SPELLINGS = ("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_is_known(digit):
    signs = SPELLINGS[digit]
    assert {chinese_number(sign) for sign in signs} == {digit}
    assert {chinese_number(f"{sign}百") for sign in signs} == ({digit * 100} if digit else {None})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇二四", 2024),
        ("二○二三", 2023),
        ("一亿", 100_000_000),
        ("三亿五千万", 350_000_000),
        ("一亿零五百", 100_000_500),
        ("一万亿", 10**12),
        ("十二万三千四百五十六", 123_456),
        ("一万零五", 10_005),
        ("一万〇五", 10_005),
        ("两百零三", 203),
        ("一百一十", 110),
        ("一千零一十", 1_010),
        ("二十", 20),
    ],
)
def test_numerals_as_they_are_spoken(text, value):
    assert chinese_number(text) == value


NONE = """
    一百二 三千五 两万五 一亿二 二四 二〇二 二〇二四五 万 亿 一万一万 一万二亿 百百 十百 一百千
    一百百 一百二百 一二百 零十 一万零 一万零零 一百十二十 十十 一x X 甲
"""


@pytest.mark.parametrize("text", NONE.split())
def test_what_is_no_numeral_or_may_be_two(text):
    assert chinese_number(text) is None


def test_nothing_is_no_numeral():
    assert chinese_number("") is None
