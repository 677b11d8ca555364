from datetime import date

import pytest

from metrics.framework import PeriodError, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023年"),
        ("2023h2", date(2023, 7, 1), date(2023, 12, 31), "2023年下半年"),
        (" 2023Q1 ", date(2023, 1, 1), date(2023, 3, 31), "2023年第一季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
    ],
)
def test_codes_are_read(text, start, end, label):
    period = parse_period(text)
    assert (period.start, period.end, period.label) == (start, end, label)
    assert parse_period(period.code) == period


@pytest.mark.parametrize("text", ["", "23Q1", "2023H3", "2023Q5", "2023-13", "2023年", "2023Q", "1999Q1"])
def test_other_texts_are_refused_with_the_forms_understood(text):
    with pytest.raises(PeriodError, match="2023Q4"):
        parse_period(text)


def test_a_year_covers_its_quarters_and_a_month_has_none():
    year = parse_period("2023")
    assert [quarter.code for quarter in year.quarters] == ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]
    assert all(quarter in year for quarter in year.quarters)
    assert [quarter.code for quarter in parse_period("2023H2").quarters] == ["2023Q3", "2023Q4"]
    assert parse_period("2023-11").quarters == ()


def test_neighbours():
    assert parse_period("2023Q1").previous().code == "2022Q4"
    assert parse_period("2023H2").previous().code == "2023H1"
    assert parse_period("2023-01").previous().code == "2022-12"
    assert parse_period("2023Q3").year_to_date.start == date(2023, 1, 1)
    assert parse_period("2023Q3").months == 3
