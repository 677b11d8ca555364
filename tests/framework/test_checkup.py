"""checkup.toml names ledgers, fields and rules that exist, and leaves no scored ledger out."""

import pytest

from metrics.doubts import specs
from metrics.framework import FrameworkError, check_plan, load_checkup, load_framework, read_files
from metrics.framework.checkup import FILE
from metrics.framework.loader import HOME as FRAMEWORK_HOME
from tests.kit.county_packages import SIHONG

FRAMEWORK, PLAN = load_framework(SIHONG), load_checkup()


def test_the_plan_fits_the_framework():
    check_plan(PLAN, FRAMEWORK)


def test_every_ledger_that_is_scored_is_tried_or_excused():
    tried = {trial.code for trial in PLAN.ledgers}
    excused = {one.ledger for one in PLAN.exceptions if one.whole}
    scored = {code for measure in FRAMEWORK.measures for code in measure.ledger.source}
    assert scored <= tried | excused, "add a [[ledger]] to metrics/framework/checkup.toml"
    assert excused == {"L01", "L15", "L16"}


def test_every_ledger_has_a_way_or_gains_nothing_by_rows_alone():
    assert {way.ledger for way in PLAN.ways} >= {"L03", "L05", "L06", "L07", "L08", "L09", "L12", "L13"}


@pytest.mark.parametrize("way", PLAN.ways, ids=lambda way: way.name)
def test_the_rules_that_would_notice_exist(way):
    assert set(way.rules) <= set(specs())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ledger = "L15"', 'ledger = "L99"', "没有台账“L99”"),
        ('size = "attendances"', 'size = "attendance"', "attendance：没有这一列"),
        ("words = ", "word = ", "word.*不认识这个键"),
        ("[[exception]]", "[[exception", "读不了"),
    ],
)
def test_a_wrong_plan_is_refused(tmp_path, old, new, said):
    text = (FRAMEWORK_HOME / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FrameworkError, match=said):
        check_plan(load_checkup(tmp_path), FRAMEWORK)


def test_the_plan_makes_no_other_version_of_the_framework():
    assert FILE not in read_files()
