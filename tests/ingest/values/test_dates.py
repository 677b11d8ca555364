"""Dates: what is certain is read, what is vague is shown, what is ambiguous is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.framework import parse_period
from metrics.ingest.values.dates import read_date

PERIOD = parse_period("2024Q1")
DAY = date(2024, 2, 6)


@pytest.mark.parametrize(
    "cell",
    [
        "2024年2月6日",
        "2024.2.6",
        "2024-02-06",
        "2024/2/6",
        "20240206",
        20240206.0,
        "二〇二四年二月六日",
        "二○二四年二月六号",
        "２０２４年２月６日",
        "2024 年 2 月 6 日",
        "2024-02-06 09:30",
        "2024-02-06T09:30:00",
        "2024年2月6日上午",
        "2024年2月6日（星期二）",
        "2024年2月6日 9:00-11:30",
        ("d", 2024, 2, 6),
        ("dt", 2024, 2, 6, 9, 30, 0),
        45328.375,
    ],
)
def test_one_certain_day(cell):
    reading = read_date(cell, PERIOD)
    assert (reading.value, reading.problem) == (DAY, "")


def test_a_day_number_is_a_date_that_lost_its_format():
    reading = read_date(45328.0, PERIOD)
    assert (reading.value, reading.problem, reading.proposal) == (DAY, "W409", "2024-02-06")


@pytest.mark.parametrize(
    "text",
    [
        "2024年2月6日至8日",
        "2024.02.06-02.08",
        "2024-02-06 至 2024-02-08",
        "2024年2月6日—2月8日",
        "2024.2.6~8",
    ],
)
def test_of_several_days_the_first_counts_and_is_said(text):
    reading = read_date(text, PERIOD)
    assert (reading.value, reading.problem, reading.proposal) == (DAY, "W404", "2024-02-06")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2024/2", date(2024, 2, 1)),
        ("2024-02", date(2024, 2, 1)),
        ("202402", date(2024, 2, 1)),
        ("2024年2月", date(2024, 2, 1)),
        ("2024年2月份", date(2024, 2, 1)),
        ("2024年2月中旬", date(2024, 2, 11)),
        ("2024年上半年", date(2024, 1, 1)),
        ("2024年下半年", date(2024, 7, 1)),
        ("第一季度", date(2024, 1, 1)),
        ("2024年第三季度", date(2024, 7, 1)),
        ("二〇二四年二月", date(2024, 2, 1)),
    ],
)
def test_a_month_or_more_waits_for_the_day(text, first):
    reading = read_date(text, PERIOD)
    assert (reading.value, reading.bound, reading.problem) == (first, "about", "W405")


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("24.2.6", "2024-02-06"),
        ("24-2-6", "2024-02-06"),
        ("2.6", "2024-02-06"),
        ("2月6日", "2024-02-06"),
        ("6/2/2024", ""),
        ("2/13/2024", "2024-02-13"),
        (2024.1, ""),
        (2024.0, ""),
        ("2024.1", ""),
        ("2024年", ""),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_and_never_taken(cell, proposal):
    reading = read_date(cell, PERIOD)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E406", proposal)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2月30日",
            "2024年2月30日",
            "2023-02-29",
            "20240230",
            "2024-13-01",
            "24.13.1",
            "昨天",
            "9:00-11:30",
        ),
        *(99.0, 1e9, ("t", 9, 0, 0), ("b", True), "2024年2月8日至6日", "2024年2月6日至30日"),
    ],
)
def test_what_is_no_date_is_an_error(cell):
    reading = read_date(cell, PERIOD)
    assert (reading.value, reading.problem) == (None, "E405")


def test_a_quarter_without_a_year_needs_the_period():
    assert read_date("第一季度").problem == "E406"
    assert read_date("2月6日").problem == "E406"


@pytest.mark.parametrize("text", ["", " ", "无", "—"])
def test_blank(text):
    assert read_date(text, PERIOD).blank


DIGITS = "〇一二三四五六七八九"


def spoken(number):
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


STYLES = {
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "padded dots": lambda d: d.strftime("%Y.%m.%d"),
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "padded chinese": lambda d: d.strftime("%Y年%m月%d日"),
    "digits": lambda d: d.strftime("%Y%m%d"),
    "numerals": lambda d: (
        "".join(DIGITS[int(digit)] for digit in str(d.year)) + f"年{spoken(d.month)}月{spoken(d.day)}日"
    ),
    "stored": lambda d: ("d", d.year, d.month, d.day),
    "day number": lambda d: float((d - date(1899, 12, 30)).days),
    "with time": lambda d: f"{d.isoformat()} 14:30:00",
}
DAYS = st.dates(date(2000, 1, 1), date(2079, 12, 31))


@given(DAYS, st.sampled_from(sorted(STYLES)))
def test_a_date_reads_back_from_every_style(day, style):
    reading = read_date(STYLES[style](day), PERIOD)
    assert reading.value == day
    assert reading.problem in ("", "W409")


@given(DAYS, st.integers(1, 40), st.sampled_from(["-", "至", "~", "—", " 到 "]))
def test_a_span_reads_back_as_its_first_day(day, days, sign):
    end = day + timedelta(days)
    reading = read_date(
        f"{day.year}年{day.month}月{day.day}日{sign}{end.year}年{end.month}月{end.day}日", PERIOD
    )
    assert (reading.value, reading.problem) == (day, "W404")


@given(st.one_of(st.text(max_size=14), st.floats(allow_nan=False, allow_infinity=False)))
def test_nothing_whatever_breaks_the_reader(cell):
    reading = read_date(cell, PERIOD)
    assert (reading.value is None) or reading.value.year in range(1899, 2101)


@pytest.mark.breadth(4)
@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        *(
            (text, "2023-12-31", "W405")
            for text in ("年底", "年末", "岁末", "2023年底", "23年底", "2023年末")
        ),
        *((text, "2023-12-31", "W405") for text in ("季末", "季度末", "四季度末", "第四季度末", "2023Q4末")),
        *((text, "2023-12-21", "W405") for text in ("12月底", "截至12月底", "12月底前", "2023.12底")),
        *((text, "2023-12-31", "E406") for text in ("月底", "月末", "本月底")),
        *((text, "2023-10-01", "W405") for text in ("季初", "本季度")),
        ("三季度末", "2023-09-30", "W405"),
        ("2022年底", "2022-12-31", "W405"),
    ],
)
def test_a_day_named_by_the_edge_of_a_span_is_asked_with_a_proposal(text, day, code):
    reading = read_date(text, parse_period("2023Q4"))
    assert (reading.problem, reading.proposal) == (code, day)
    assert code == "W405" or reading.value is None


@pytest.mark.parametrize("text", ["年中", "13月底", "底", "季", "近期", "每年底"])
def test_what_names_no_day_gets_no_proposal(text):
    assert (read_date(text, parse_period("2023Q4")).value, read_date(text, None).proposal) == (None, "")
