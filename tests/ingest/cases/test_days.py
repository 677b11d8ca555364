"""Days in numerals, letters, other hyphens and other orders: taken where one day is meant, else proposed."""

from datetime import date

import pytest

from metrics.framework import parse_period
from metrics.ingest.values.dates import read_date
from tests.kit.case_books import QUARTER

CERTAIN = """
    二〇二三年十月八日|二○二三年十月八日|二零二三年十月八日|贰零贰叁年拾月捌日|贰零贰叁年壹拾月零捌日|二〇二三·十·八
    |二〇二三.十.八|二〇二三年一〇月八日|2023年十月八号|2023年⼗⽉⼋⽇|２０２３．１０．８|2023‐10‐08|2023‑10‑08|2023⁄10⁄08
    |2023∕10∕08|2023−10−08|2023／10／08|公元2023年10月8日|Oct 8, 2023|October 8, 2023|8 October 2023
    |8-Oct-2023
    |2023-10-08T08:00:00+08:00|2023-10-08T08:00:00Z|2023年10月8日星期天|2023\ufe0f-10-08|\u202d2023-10-08\u202c
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("text", [one.strip() for one in CERTAIN.split("|")])
def test_a_day_that_can_be_no_other_is_taken(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem) == (date(2023, 10, 8), "")


@pytest.mark.parametrize("text", ["二〇二三年十月廿八日", "2023年10月廿八日", "贰零贰叁年拾月贰拾捌日"])
def test_the_twenties_in_old_numerals(text):
    assert read_date(text, QUARTER).value == date(2023, 10, 28)


LIKELY = """
    23-10-8|23.10.8|23/10/8|23年10月8日|二三年十月八日|10月8日|10月8号|10-8|10.08|10/8|十月八日|一〇月八日|10月八日
    |10月8日下午2:30|10月8日 星期日|10月8日上午|约10月8日|10月8日前后|10月8日起|计划10月8日|8-Oct
    |8-Oct-23|October 8|Oct-8
    |2O23-1O-08|2023-l0-08|2023-1008|202310-08|2023--10--08|2023-10--08|2023:10:08|2023：10：08|2023-10-08（补录）
    |10月8日和9日
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("text", [one.strip() for one in LIKELY.split("|")])
def test_a_day_that_most_likely_is_meant_is_proposed(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E406", "2023-10-08")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2023.10",
            "2023.10.",
            "2023．10",
            "10、11月",
            "10月、11月",
            "2023年10、11、12月",
            "2023年10月和11月",
        ),
        *("2023年10月至今", "自10月起", "10月以来", "2023年10月第一周", "10月第2周"),
    ],
)
def test_months_are_asked_with_the_first_day(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem) == (date(2023, 10, 1), "W405")


@pytest.mark.parametrize("text", ["23年10月", "23.10", "23-10", "23/10"])
def test_a_short_year_with_a_month_is_asked_for_its_day(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E406", "")
    assert "2023年10月" in reading.detail


@pytest.mark.parametrize("text", ["8/10", "8.10", "8-10"])
def test_a_day_that_only_turned_is_in_the_period_may_be_either(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E406", "")
    assert {"2023-08-10", "2023-10-08"} <= set(reading.detail.replace("可能是 ", "").split(" 或 "))


def test_a_day_that_can_only_be_turned_is_proposed_so():
    assert read_date("13/10", QUARTER).proposal == "2023-10-13"
    assert read_date("8月10日", QUARTER).proposal == "2023-08-10"
    assert read_date("3/2", parse_period("2023Q1")).proposal == "2023-03-02"


NONE = """
    农历十月初八|二〇二三年十月初八|农历10月8日|每月8日|民国112年10月8日|令和5年10月8日|国庆节|2023年国庆节|全年|第41周
    |待定|同上|2023-10-32|2023-13-08|1900-01-00|Oct|13-Foo-23|2023108|廿三年|Q5|第五季度|2O23
"""


@pytest.mark.breadth(4)
@pytest.mark.parametrize("text", [one.strip() for one in NONE.split("|")])
def test_what_names_no_day_is_an_error_without_a_proposal(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E405", "")
