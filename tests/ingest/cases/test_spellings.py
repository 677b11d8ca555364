"""Ways of writing a number, a day or an enterprise: taken where one thing is meant, else asked."""

from datetime import date

import pytest

from metrics.ingest.values import reader_for
from metrics.ingest.values.dates import read_date
from metrics.ingest.values.name_parts import parts_of
from metrics.ingest.values.numbers import read_number
from metrics.ingest.values.references import directory, read_reference
from tests.kit.case_books import ENTERPRISES, FRAMEWORK, QUARTER

COMING = FRAMEWORK.ledgers["L05"].by_id["attendances"]
MONEY = FRAMEWORK.ledgers["L09"].by_id["amount"]
GROWTH = FRAMEWORK.ledgers["L12"].by_id["wage_growth"]
FIRMS = directory(FRAMEWORK, "L15", ENTERPRISES)
FIRST, SECOND = ENTERPRISES["name"].tolist()[:2]

NUMBERS = [
    (COMING, 12_000, "1万2 1万2千 1万2000 1.2万人次 1.2w 1.2W人次 共1万2千人次 １万２千"),
    (COMING, 10_200, "1万2百 1万零200 1万零2百"),
    (COMING, 12_300, "1万2千3 1万2千3百"),
    (COMING, 120, "120人次。 120、 120； '120 “120” 120人/次 一百二十人次 壹佰贰拾 实到120 计120 120职工"),
    (COMING, 120, "共计:120 共有120人次 达到120 人次120 +120"),
    (COMING, 25, "廿五 二十五人次"),
    (
        MONEY,
        3_600.0,
        "3千6 3千6百 3600元人民币 人民币叁仟陆佰元整 ￥叁仟陆佰元整 3600¥ 3600圆整 3600圓 价值3600元",
    ),
    (MONEY, 120_000_000.0, "1亿2千万 1亿2千万元 1.2亿"),
    (MONEY, 15_000.0, "一点五万 1.5万元整 1万5 1万5千元"),
    (GROWTH, 5.5, "百分之五点五 五点五 增长5.5% 同比增长5.5% ↑5.5% 上升百分之五点五"),
    (GROWTH, -5.0, "下降5% 降低5% -5% 同比下降5%"),
    (GROWTH, 0.0, "持平 0%"),
]


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("column", "value", "text"),
    [(column, value, text) for column, value, texts in NUMBERS for text in texts.split()],
)
def test_a_number_is_taken_and_told_however_it_is_written(column, value, text):
    reading = read_number(text, column)
    assert (reading.value, reading.bound, reading.problem) == (value, "", "W403")


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("1万2千余人次", 12_000, "lower"),
        ("120以上人次", 120, "lower"),
        ("过百人次", 100, "lower"),
        ("近120名职工", 120, "upper"),
        ("120人次(预估)", 120, "about"),
        ("累计30", 30, ""),
        ("累计达30人次", 30, ""),
    ],
)
def test_what_is_only_a_bound_or_cumulated_is_asked(text, value, bound):
    reading = read_number(text, COMING)
    assert (reading.value, reading.bound, reading.problem) == (value, bound, "W401")
    assert reading.proposal == str(value)


def test_what_is_cumulated_keeps_its_bound_and_its_doubt_about_the_unit():
    assert read_number("累计近30人次", COMING).bound == "upper"
    assert read_number("累计30人", COMING).problem == "W406"
    assert read_number("累计许多", COMING).problem == "E402"


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        *(("三千六", "3600"), ("一百二人次", "120"), ("五万二", "52000"), ("两百五", "250")),
        *(("三千六百五", "3650"), ("一亿三", "130000000"), ("十二万五", "125000"), ("共一百二", "120")),
    ],
)
def test_what_is_spoken_so_is_the_number_once_a_person_agrees(text, proposal):
    reading = read_number(text, COMING)
    assert (reading.value, reading.problem, reading.proposal) == (int(proposal), "W401", proposal)


@pytest.mark.parametrize(
    "text", ["120²", "120①", "1万200", "1千2万", "1.2万3", "2023年", "120/130", "每次120"]
)
def test_what_may_be_another_number_is_asked(text):
    assert read_number(text, COMING).problem == "E402"


def test_points_of_percent_are_asked_and_growing_is_of_growth_alone():
    assert (read_number("5个百分点", GROWTH).value, read_number("5个百分点", GROWTH).problem) == (5.0, "W406")
    assert read_number("5个百分点", COMING).problem == "E422"
    assert read_number("增长5", COMING).problem == "E402"


@pytest.mark.parametrize(("stored", "value"), [(110.00000000000001, 110), (119.99999999999999, 120)])
def test_what_a_formula_leaves_behind_the_last_place_is_nothing(stored, value):
    assert read_number(stored, COMING) == (value, "", "", "", "", False, ())
    assert read_number(110.001, COMING).problem == "E403"


@pytest.mark.parametrize(("text", "value"), [("1万2千", 1.2), ("一万二千", 1.2), ("1万2千元", 1.2)])
def test_a_scale_in_a_column_of_ten_thousands_is_no_number_of_these(text, value):
    funding = FRAMEWORK.ledgers["L10"].by_id["funding"]
    assert read_number(text, funding).value == value


DAY = """
    2023、11、2|2023，11，2|2023。11。2|2023·11·2|2023—11—02|2023_11_02|2023 11 2|2023\\11\\2
    |2023.11.2.|'2023-11-02|2023-11-02。|2023年11月2日下午3点|2023年11月2日14时30分|2023年11月2日晚
    |2023-11-02 9:00:00 AM|2023年11月2日9点|2023年11月2日（周四）上午9:00
    |2023年11月2日上午9点至下午5点|二0二三年十一月二日|二O二三年十一月二日|2023-11-02T00:00:00Z
"""


@pytest.mark.breadth(3)
@pytest.mark.parametrize("text", [one.strip() for one in DAY.split("|")])
def test_a_day_is_one_whatever_parts_it_and_whatever_hour_is_said(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem) == (date(2023, 11, 2), "")


SPANS = {
    "2023-10-01": "2023年10-12月 10-12月 2023年10月至12月 2023.10-2023.12 2023Q4 Q4 10月 10月份 10月上旬",
    "2023-11-21": "2023年11月底 11月下旬 2023年11月末",
}


@pytest.mark.parametrize(
    ("text", "first"), [(text, first) for first, texts in SPANS.items() for text in texts.split()]
)
def test_months_are_asked_with_their_first_day(text, first):
    reading = read_date(text, QUARTER)
    assert (str(reading.value), reading.bound, reading.problem) == (first, "about", "W405")


SOME = """
    2023-11-02、2023-11-05|2023.11.2、3|2023年11月2、3日|2023年11月2日和5日|11月2日-5日|11.2-11.5
    |11.2-5|11月2日、9日|2023-11-02起|约2023-11-02|2023年11月2日（预计）|2023-11-02（补）|231102
    |2023-11-02/2023-11-03
"""


@pytest.mark.parametrize("text", [one.strip() for one in SOME.split("|")])
def test_several_days_and_words_about_a_day_are_asked_with_the_first(text):
    reading = read_date(text, QUARTER)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E406", "2023-11-02")


@pytest.mark.parametrize(
    "text", ["13月", "10-13月", "12-10月", "20223-11-02", "2023-11-31", "国庆期间", "同上"]
)
def test_what_is_no_day_is_none(text):
    assert read_date(text, QUARTER).problem == "E405"


ONE = f"""
    E017.|E017、|E017；|（E017）|[E017]|编号：E017|E 017|E017号|E017-泗洪金卓光伏|金卓光伏(E017)
    |金卓光伏E017|E017、E017|E017 E017|金卓光伏 E017|{FIRST}E017
"""


@pytest.mark.breadth(3)
@pytest.mark.parametrize("text", [one.strip() for one in ONE.split("|")])
def test_an_enterprise_is_one_whatever_stands_about_its_code(text):
    reading = read_reference(text, FIRMS)
    assert (reading.value, reading.problem in ("", "W411")) == ("E017", True)


MANY = f"""
    E017E018|E017e018|E017·E018|E017.E018|E017兼E018|E017同E018|E017联合E018|E017（含E018）
    |E017、E018和E019|E017号至E020号|017、018|17、18|E17、E18|E017、18|E017金卓光伏E018启信装备
    |金卓光伏启信装备|{FIRST}{SECOND}|E017 和 E018|E017><E018
"""


@pytest.mark.breadth(3)
@pytest.mark.parametrize("text", [one.strip() for one in MANY.split("|")])
def test_a_second_enterprise_is_never_dropped(text):
    reading = read_reference(text, FIRMS)
    assert (reading.value, reading.problem) == (None, "E417")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("E017E018", ("E017", "E018")),
        ("E017、E018和E019", ("E017", "E018", "E019")),
        ("E017金卓光伏E018启信装备", ("E017金卓光伏", "E018启信装备")),
        ("E017-02", ("E017",)),
        ("金卓光伏和启信装备", ("金卓光伏", "启信装备")),
        ("", ()),
    ],
)
def test_the_parts_of_a_cell(text, parts):
    assert parts_of(text) == parts


def test_a_namesake_at_another_place_beside_a_code_is_asked():
    assert read_reference("E026 泗洪凯润薄膜", FIRMS).problem == "W420"
    assert read_reference("E026 宿迁凯润薄膜有限公司", FIRMS).problem == ""


@pytest.mark.parametrize(
    ("column", "stored", "code", "value"),
    [
        (COMING, 12, '0"0"', 12),
        (COMING, 12, '"1"0', 12),
        (COMING, 12, "0!0", 12),
        (GROWTH, -0.05, "0%;0%", -5.0),
        (COMING, -120, "0;0", -120),
    ],
)
def test_what_a_format_adds_to_or_takes_from_a_number_is_asked_naming_both(column, stored, code, value):
    reading = reader_for(FRAMEWORK, column, QUARTER, {})(("f", stored, code))
    assert (reading.value, reading.problem) == (value, "W416")


@pytest.mark.parametrize("code", ['0"(人次)"', '0"人次"', '"共"0"人次"'])
def test_a_format_that_adds_nothing_is_taken(code):
    reading = reader_for(FRAMEWORK, COMING, QUARTER, {})(("f", 120, code))
    assert (reading.value, reading.problem) == (120, "")
