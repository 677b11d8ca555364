"""What is no certain number gets the one that most likely is meant as its proposal, or none at all."""

import pytest

from metrics.ingest.values.numbers import read_number
from tests.kit.case_books import FRAMEWORK

COMING = FRAMEWORK.ledgers["L05"].by_id["attendances"]
PERSONS = FRAMEWORK.ledgers["L09"].by_id["people"]
MONEY = FRAMEWORK.ledgers["L09"].by_id["amount"]
GROWTH = FRAMEWORK.ledgers["L12"].by_id["wage_growth"]

PROPOSED = [
    (COMING, "120", "60+60|=60+60|60人次+60人次|60*2|60×2|6场×20人|60+60=120|120=60+60|40＋40＋40"),
    (COMING, "120", "120（其中线上20）|120，其中线上20|120人次（含家属）|120(不含领导)|120（男70女50）"),
    (COMING, "120", "职工120人次|120人 次|12O|l20|一二〇|1.2E2|120.|（120）"),
    (COMING, "1200", "1 200|1’200|1 200人次|1'200"),
    (PERSONS, "12", "12（男5女7）|12人（其中困难职工3人）|7+5|困难职工12人"),
    (MONEY, "3600", "3600（已发）|已发3600|发放3600元|慰问金3600元|3600元（含税）|3 600元|(3,600)"),
    (MONEY, "3600", "1200*3|1200元*3人=3600元|3600=1200*3|3.6e3|物资折价3600元|1,200+2,400"),
    (MONEY, "500000", "50万元（伍拾万元整）|五十万（500000）|500000（50万）|大写：伍拾万元整|50万整"),
    (GROWTH, "5.5", "5点5|5.5%（普涨）|工资上涨5.5%"),
]


@pytest.mark.breadth(4)
@pytest.mark.parametrize(
    ("column", "proposal", "text"),
    [(column, proposal, text) for column, proposal, texts in PROPOSED for text in texts.split("|")],
)
def test_the_number_that_is_meant_is_proposed(column, proposal, text):
    reading = read_number(text, column)
    assert (reading.value, reading.problem, reading.proposal) == (None, "E402", proposal)
    assert reading.detail == f"是 {proposal} 吗？"


NOT_PROPOSED = [
    (COMING, "人均120|每场120|120人次/场|平均120|120/150|若干|男70女50|120人次，线上20人次|12打|12十|120¹"),
    (COMING, "线上20，线下100|0x78|60+60=130|三五人|二三十人|120家企业|第120|-120左右30"),
    (PERSONS, "12个家庭|12户|半数|全体|各12人|3、4人|12/15|120户"),
    (MONEY, "3600元/人|人均3600|3600美元|$3600|3600港币|3600元、4000元|36,00|1.2.3|△3600"),
    (GROWTH, "人均增长5%|年均5%|一成|翻番|增长1倍|由5%提高到8%|人均50元|万分之五"),
]


@pytest.mark.breadth(4)
@pytest.mark.parametrize(
    ("column", "text"), [(column, text) for column, texts in NOT_PROPOSED for text in texts.split("|")]
)
def test_what_may_be_one_of_several_gets_no_proposal(column, text):
    reading = read_number(text, column)
    assert (reading.value, reading.proposal) == (None, "")
    assert reading.problem in ("E402", "E422")


@pytest.mark.parametrize("text", ["120-150", "120~150人次", "120人次—150人次", "120至150", "120 到 150人"])
def test_a_range_is_told_with_its_ends(text):
    reading = read_number(text, COMING)
    assert (reading.problem, reading.proposal) == ("E402", "")
    assert "120 到 150" in reading.detail


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (MONEY, "3600元5角", 3600.5),
        (MONEY, "3600元5角2分", 3600.52),
        (MONEY, "叁仟陆佰元零伍角", 3600.5),
        (MONEY, "三千六百元零五分", 3600.05),
        (MONEY, "叁仟陆佰元伍角整", 3600.5),
        (GROWTH, "减5%", -5.0),
        (PERSONS, "12个人", 12),
        (COMING, "120人次.", 120),
    ],
)
def test_what_is_meant_beyond_doubt_is_taken_and_told(column, text, value):
    reading = read_number(text, column)
    assert (reading.value, reading.problem) == (value, "W403")


@pytest.mark.parametrize("text", ["5‰", "千分之五", "5 ‰"])
def test_per_mille_in_a_column_of_percent_is_asked_with_the_tenth(text):
    reading = read_number(text, GROWTH)
    assert (reading.value, reading.problem, reading.proposal) == (0.5, "W406", "0.5")
