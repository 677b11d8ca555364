"""A report's figures: what they may mean, and which contradict one another."""

import pandas as pd
import pytest

from metrics.doubts import check_claims
from metrics.doubts.claim_files import ClaimFileError, blank_claims, for_editing, read_claim_file
from metrics.doubts.claims import KINDS, checks, interval, read_claims, subjects
from metrics.framework import load_framework
from tests.kit.county_packages import SIHONG
from tests.kit.project import REFERENCE

FRAMEWORK = load_framework(SIHONG)
SOURCE = REFERENCE / "source"
REPORT = read_claim_file((SOURCE / "claims.tsv").read_bytes())
CLAIMS = pd.read_csv(SOURCE / "claims.tsv", sep="\t", dtype="str", keep_default_na=False).set_index(
    "claim_id"
)
CHECKS = pd.read_csv(SOURCE / "checks.tsv", sep="\t", dtype="str").set_index("check_id")
#: Verdicts of the source that say all is well.
FINE = {"通过", "合理", "临界通过", "弱通过"}
#: Seen in the text only: three names for one body.
IN_TEXT = {"C21"}


def codes(rows, **more):
    return {doubt.code for doubt in check_claims(rows, FRAMEWORK, **more).doubts}


def changed(**values):
    """The report with other values (or a whole row of changes) for some figures."""
    rows = REPORT.set_index("id").astype(object)
    for one, change in values.items():
        for column, value in (change if isinstance(change, dict) else {"value": change}).items():
            rows.loc[one, column] = value
    return rows.reset_index()


def test_what_each_figure_may_mean_is_what_the_source_accepts():
    read = read_claims(REPORT)
    assert set(read) == set(CLAIMS.index)
    meant = {one: (claim.low, claim.high) for one, claim in read.items()}
    accepted = CLAIMS[["accept_min", "accept_max"]].astype(float)
    assert meant == {
        one: tuple(bounds) for one, bounds in zip(accepted.index, accepted.to_numpy(), strict=True)
    }


def test_the_reports_own_figures_show_exactly_what_does_not_pass():
    report = check_claims(REPORT, FRAMEWORK)
    doubtful = set(CHECKS.index[~CHECKS["verdict"].isin(FINE)])
    assert {doubt.code for doubt in report.doubts} == doubtful - IN_TEXT
    assert set(report.passed) == set(CHECKS.index[CHECKS["verdict"].isin(FINE)])
    assert set(report.skipped) == IN_TEXT
    assert report.unread == ()


def test_every_doubt_says_what_it_is_about():
    for doubt in check_claims(REPORT, FRAMEWORK).doubts:
        assert "{" not in doubt.message
        assert doubt.hint
        assert set(doubt.found.split("、")) <= set(CLAIMS.index)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("C09", ["387.6～495.9", "117.4～131.2", "3.0～4.2"]),
        ("C11", ["k/13", "98%", "办结 13 件", "12 件（92.3%）"]),
        ("C12", ["五一劳动奖状授予单位", "车间班组"]),
        ("C13", ["55", "70", "79%"]),
        ("C14", ["2022-04-27", "首届大国工匠"]),
        ("C15", ["2人", "按“项”"]),
        ("C05", ["50 个", "30多 个"]),
        ("C22", ["140余、32、120余、20多"]),
    ],
)
def test_the_numbers_are_in_the_sentence(code, words):
    (message,) = [d.message for d in check_claims(REPORT, FRAMEWORK).doubts if d.code == code]
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("C01", {"N14": 13}),
        ("C02", {"N17": 7}),
        ("C03", {"N37": 40}),
        ("C04", {"N36": 20}),
        ("C06", {"N06": 2200}),
        ("C07", {"N08": 110}),
        ("C08", {"N09": 18}),
        ("C10", {"N33": 14}),
        ("C17", {"N33": {"when": "未写明"}}),
        ("C18", {"N42": 5}),
        ("C19", {"N13": 20}),
        ("C20", {"N37": {"value": 20, "qualifier": "="}}),
    ],
)
def test_a_figure_that_does_not_fit_is_found(code, change):
    assert code in codes(changed(**change))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("C05", {"N13": {"value": 30, "qualifier": "多"}}),
        ("C09", {"N27": {"value": 1.5, "qualifier": "="}}),
        ("C11", {"N33": 13}),
        ("C11", {"N34": {"value": 92, "qualifier": "以上"}}),
        ("C12", {"N20": {"subject": "工人先锋号的车间、班组"}}),
        ("C13", {"N20": 20}),
        ("C14", {"N22": {"when": "2023年4月"}}),
        ("C15", {"N21": {"unit": "项"}}),
        ("C16", {"N23": {"unit": "项"}}),
    ],
)
def test_a_figure_put_right_is_doubted_no_more(code, change):
    assert code in codes(REPORT)
    assert code not in codes(changed(**change))


def test_without_units_and_words_nothing_is_guessed():
    report = check_claims(REPORT[["id", "value", "qualifier"]], FRAMEWORK)
    assert {doubt.code for doubt in report.doubts} == {"C05", "C11", "C13", "C22", "C23"}
    assert report.skipped["C08"] == "没有填单位：N09、N08"
    assert report.skipped["C12"] == "没有填事项"
    everything = {*(doubt.code for doubt in report.doubts), *report.passed, *report.skipped}
    assert everything == set(CHECKS.index)


def test_figures_that_are_missing_or_no_numbers_are_said():
    rows = changed(N14="十二")
    report = check_claims(rows[rows["id"] != "N33"], FRAMEWORK)
    assert report.unread == ("N14",)
    assert report.skipped["C01"] == "没有填 N14"
    assert report.skipped["C10"] == "没有填 N33"
    nothing = check_claims(REPORT[:0], FRAMEWORK)
    assert set(nothing.skipped) == set(CHECKS.index)


def test_no_cases_and_a_zero_below_the_line_are_no_error():
    report = check_claims(changed(N32=0, N33=0, N26={"value": 0, "qualifier": "="}), FRAMEWORK)
    assert "受理件数" in report.skipped["C11"]
    assert report.skipped["C09"] == "分母是 0"


def test_figures_are_held_against_the_ledgers():
    counted = {"N09": 18_260, "N07": 136, "N32": None, "N18": 25, "X1": 3}
    (doubt,) = [d for d in check_claims(REPORT, FRAMEWORK, counted=counted).doubts if d.code == "C00"]
    assert (doubt.found, doubt.expected) == ("N18", "25")
    assert "近20" in doubt.message


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "meant"),
    [
        (220, "余", "人", (221, 229)),
        (1200, "多", "人次", (1201, 1299)),
        (5, "余", "万人", (50_001, 59_999)),
        (1.8, "=", "万人次", (17_500, 18_499)),
        (1.25, "=", "万人次", (12_450, 12_549)),
        (2, "=", "万人", (20_000, 20_000)),
        (12.5, "=", "万元", (12.5, 12.5)),
        (20, "近", "名", (18, 19)),
        (20, "不足", "名", (18, 19)),
        (200, "约", "人", (180, 220)),
        (98, "以上", "%", (98, 100)),
        (30, "以上", "人", (30, float("inf"))),
        (30, "以下", "人", (0, 30)),
    ],
)
def test_qualifiers(value, qualifier, unit, meant):
    assert interval(value, qualifier, unit) == pytest.approx(meant)


def test_every_comparison_named_is_there_and_every_figure_has_a_name():
    assert {check.kind for check in checks(FRAMEWORK)} == set(KINDS)
    assert [check.code for check in checks(FRAMEWORK)] == list(CHECKS.index)
    named = {one for check in checks(FRAMEWORK) for one in check.claims} - {"*"}
    assert named <= set(subjects(FRAMEWORK))


def test_a_table_may_be_chinese_gbk_and_comma_separated():
    text = "编号,事项,数值,修饰词,单位,多余\nN07,走进的企业,136,=,家,x\nN08,活动,100,=,场,y\n"
    for content in (text.encode("gb18030"), text.encode("utf-8-sig"), text.replace(",", "\t").encode()):
        rows = read_claim_file(content)
        assert list(rows.columns) == ["id", "subject", "value", "qualifier", "unit"]
        assert codes(rows) == {"C07"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "读不成表格"),
        ("编号,事项\nN01,甲\n".encode(), "缺少“数值”列"),
        (b'a,b\n"1,2\n3,4,5,6\n', "读不成表格|缺少"),
        (b"\xff\xfe\x00\x81", "文字编码|读不成表格|缺少"),
    ],
)
def test_a_file_that_is_no_table_is_told(content, said):
    with pytest.raises(ClaimFileError, match=said):
        read_claim_file(content)


def test_a_table_to_fill_in_names_every_known_figure():
    blank = blank_claims(FRAMEWORK)
    assert blank["value"].isna().all()
    assert blank["value"].dtype == float
    assert set(blank["id"]) == set(subjects(FRAMEWORK))
    rows, unread = for_editing(changed(N14="十二")[["id", "value"]])
    assert unread == ("N14",)
    assert rows.set_index("id").loc["N09", "value"] == 1.8
    assert rows["subject"].eq("").all()
