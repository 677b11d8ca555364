"""Exact figures in official wording, and back: the 44 figures of the source report, and any other number."""

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.doubts.claims import interval
from metrics.reports.write import sentences
from metrics.reports.write.clauses import HOLE
from metrics.reports.write.wording import EXACT, Style, WordingError, percent, read, say, stacked, style
from tests.kit.claims import CLAIMS
from tests.kit.sample_reports import material
from tests.kit.sample_scores import FRAMEWORK

with CLAIMS.open(encoding="utf-8") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t"))
BY_ID = {row["claim_id"]: row for row in ROWS}
#: Figures that the framework itself answers.
COUNTED = {
    "N11": "count:members",
    "N10": "count:dimensions",
    "N14": "count:items",
    "N15": "count:items:K",
    "N16": "count:items:D",
    "N17": "count:items:J",
}
#: Figures that no ledger counts: issue numbers and a figure of speech.
TYPED = {"N01", "N02", "N04"}
#: Where the template does not repeat the source: 5余万 is told 5万余; of 13 cases the fraction is told.
OTHERWISE = {"N27": "5万余", "N34": "13/13（100%）"}


def written(row):
    """As the source report has it, without its noun."""
    qualifier, unit = row["qualifier"], row["unit"]
    front, back = ("近", "") if qualifier == "近" else ("", "以上" if qualifier == "以上" else "")
    inner = qualifier[0] if qualifier[0] in "余多" else ""
    return f"{front}{row['value']}{inner}{'万' if unit.startswith('万') else ''}{'%' * (unit == '%')}{back}"


def template_styles():
    """Style of every figure of the source county's 专报, as its sentences name it."""
    return {
        hole["id"]: style(hole["style"] or "")
        for section in sentences.load("special", FRAMEWORK.texts).sections
        for paragraph in section.paragraphs
        for clause in paragraph.clauses
        for hole in HOLE.finditer(clause.text)
    }


def test_there_are_44_rows():
    assert len(ROWS) == 44


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim_id"])
def test_the_source_reads_as_its_interval(row):
    assert read(written(row)) == (float(row["accept_min"]), float(row["accept_max"]))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim_id"])
def test_an_exact_value_is_told_as_in_the_source_and_read_back(row):
    name, value = row["claim_id"], float(row["exact_value_in_sample"])
    how = EXACT if name in TYPED else template_styles()[COUNTED.get(name, name)]
    told = say(value, how, (13, 13) if name == "N34" else None)
    low, high = read(told)
    assert low <= value <= high
    assert max(low, float(row["accept_min"])) <= min(high, float(row["accept_max"]))
    if how.word != "汉":
        assert told == OTHERWISE.get(name, written(row))


@pytest.mark.long
def test_the_facts_of_the_sample_are_told_so_that_the_source_could_mean_them(demo_file):
    county = material(demo_file)
    styles = template_styles()
    for name in [row["claim_id"] for row in ROWS if row["claim_id"] not in TYPED]:
        figure = county.figure(COUNTED.get(name, name))
        low, high = read(say(figure.value, styles[figure.id], figure.fraction))
        row = BY_ID[name]
        assert low <= figure.value <= high, name
        assert float(row["accept_min"]) <= figure.value <= float(row["accept_max"]), name


def test_every_figure_of_the_source_has_its_place_in_the_template():
    assert {COUNTED.get(name, name) for name in set(BY_ID) - TYPED} <= set(template_styles())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["claim_id"])
def test_reading_agrees_with_the_quality_check(row):
    unit = row["unit"]
    assert read(written(row)) == interval(float(row["value"]), row["qualifier"], unit)


@pytest.mark.parametrize(
    ("value", "how", "told"),
    [
        (220, "余10", "220"),
        (221, "余10", "220余"),
        (9, "余10", "9"),
        (33, "多10", "30多"),
        (1_234, "余100", "1200余"),
        (51_300, "余1万", "5万余"),
        (50_000, "余1万", "5万"),
        (12_345, "余100", "1.2万"),
        (19, "近10", "近20"),
        (18, "近10", "近20"),
        (17, "近10", "17"),
        (20, "近10", "20"),
        (19_000, "近1万", "近2万"),
        (99.2, "以上1", "99以上"),
        (18_260, "万", "1.8万"),
        (17_500, "万", "1.8万"),
        (17_499, "万", "1.7万"),
        (19_960, "万", "近2万"),
        (20_000, "万", "2万"),
        (20_300, "万", "2万余"),
        (9_999, "万", "9999"),
        (123_456, "万", "12.3万"),
        (2, "汉", "两"),
        (12, "汉", "12"),
        (0, "余10", "0"),
        (89.97, "分", "90.0"),
    ],
)
def test_wordings(value, how, told):
    assert say(value, style(how)) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (12, 13, "12/13（92.3%）"),
        (13, 13, "13/13（100%）"),
        (0, 13, "0/13（0%）"),
        (149, 149, "149/149（100%）"),
        (150, 300, "50%"),
        (2_999, 3_000, "99.97%"),
        (1, 3_000, "0.03%"),
    ],
)
def test_small_denominators_show_their_fraction(part, whole, told):
    value = 100 * part / whole
    assert say(value, style("%"), (part, whole)) == told
    low, high = read(told)
    assert low <= value <= high


@pytest.mark.parametrize(
    "text",
    [
        "约220余",
        "近20多",
        "220余以上",
        "1.8万余",
        "1.8余万",
        "220多余",
        "余220",
        "12/13（98%）",
        "3/0（1%）",
        "",
        "多",
    ],
)
def test_stacked_or_senseless_wordings_are_refused(text):
    with pytest.raises(WordingError, match="“"):
        read(text)


@pytest.mark.parametrize("text", ["余", "余0", "多少", "近10万2", "倍"])
def test_unknown_styles_are_refused(text):
    with pytest.raises(WordingError, match="措辞"):
        style(text)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_values_that_cannot_be_told_are_refused(value):
    with pytest.raises(WordingError):
        say(value)


COUNTING = [f"{word}{step}" for word in ("余", "多", "近", "以上") for step in (1, 10, 100, 1_000, 10_000)]


@given(st.integers(0, 3_000_000), st.sampled_from([*COUNTING, "万", "=", "汉"]))
def test_what_is_told_always_includes_the_value(value, how):
    told = say(value, style(how))
    low, high = read(told)
    assert low <= value <= high, told
    assert not stacked(f"走进{told}家企业"), told


@given(st.integers(1, 5_000), st.data())
def test_shares_always_include_the_value(whole, data):
    part = data.draw(st.integers(0, whole))
    low, high = read(say(100 * part / whole, style("%"), (part, whole)))
    assert low <= 100 * part / whole <= high


@given(st.floats(0.0001, 99.9999))
def test_what_is_not_all_or_nothing_never_reads_so(value):
    assert percent(value) not in ("0%", "100%")


def test_a_style_prints_as_it_is_written():
    assert [str(style(text)) for text in ("=", "余10", "余1万", "万")] == ["=", "余10", "余10000", "万"]
    assert style("余1万") == Style("余", 10_000)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("邀约10多名律师", 0),
        ("最近220余人", 0),
        ("签约20余家", 0),
        ("约220余人", 1),
        ("近20多名", 1),
        ("超过220余人", 1),
        ("220余人以上", 1),
        ("1.8万余人次", 1),
        ("近2万人次左右", 1),
        ("结案率98%以上", 0),
        ("走进136家，约20名", 0),
    ],
)
def test_stacked_words_are_found_in_a_text(text, places):
    assert len(stacked(text)) == places
