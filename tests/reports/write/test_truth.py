"""What a paper may say of facts that are missing, zero, negative, tied or of one unit only."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.framework import parse_period
from metrics.reports.model import Number
from metrics.reports.write import sentences, standing
from metrics.reports.write.briefing import draft_of
from metrics.reports.write.clauses import HOLE, Clause, ClauseError, clause_of, holds, praises, words_of
from metrics.reports.write.compared import moved
from metrics.reports.write.completeness import completeness
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.sentences import Figure, Template, fill
from metrics.reports.write.wording import percent, read, say, style
from tests.kit.sample_reports import AT, county, material
from tests.kit.sample_scores import FRAMEWORK

TEXTS = {
    f"{whose}-{kind}": sentences.load(kind, own)
    for whose, own in (("program", {}), ("sihong", FRAMEWORK.texts))
    for kind in ("special", "leaders", "enterprise", "brand", "unit")
}
PARAGRAPHS = [
    (name, paragraph) for name, text in TEXTS.items() for s in text.sections for paragraph in s.paragraphs
]
_WORDS = (
    "county",
    "period",
    "dimensions",
    "items",
    "brands",
    "grade",
    "place",
    "best",
    "worst",
    "name",
    "level",
)
_WORDS += ("names", "node", "this", "asof", "unreported", "told")


def figures_in(paragraph):
    holes = chain.from_iterable(clause.holes for clause in paragraph.clauses)
    return sorted({hole for hole in holes if hole.partition(":")[0] not in _WORDS})


class Facts:
    """A source of figures that has what it was given; ids it was not given are not reported."""

    def __init__(self, values, *, whole=True, members=21, words=None):
        self.values, self.whole, self.members, self.words = values, whole, members, words or {}

    def figure(self, name):
        if name == "count:members":
            return Figure(name, float(self.members), "家", "成员单位", "框架")
        kind, _, fact = name.rpartition(":")
        value = self.values.get(name)
        if kind in ("change", "yoy"):
            now = self.values.get(fact)
            told = moved(now, value, "场", "上期") if now else ""
            return Figure(name, None if not told else now - value, "场", name, "台账", told=told, why="")
        if kind == "when":
            return Figure(name, value, "年", name, "台账", told="" if value is None else "2023年")
        fraction = (value, 150.0) if "/" in name and value is not None else None
        return Figure(name, value, "个", name, "台账", fraction)

    def word(self, name):
        if name.partition(":")[0] not in _WORDS:
            return None
        return self.words.get(name, "词")

    def drafted(self, _name):
        return ()


VALUES = st.one_of(
    st.none(),
    st.just(0),
    st.integers(1, 3),
    st.integers(-50, 30_000),
    st.floats(-10, 200, allow_nan=False).map(lambda value: round(value, 2)),
)


@st.composite
def told_paragraphs(draw):
    """A paragraph of any text, filled from random facts: the template, its source, what came out."""
    _name, paragraph = draw(st.sampled_from([one for one in PARAGRAPHS if one[1].clauses]))
    values = {name: draw(VALUES) for name in figures_in(paragraph)}
    holes = {hole for clause in paragraph.clauses for hole in clause.holes}
    words = {name: draw(st.sampled_from(["词", ""])) for name in holes if name.partition(":")[0] in _WORDS}
    source = Facts(values, whole=draw(st.booleans()), members=draw(st.integers(1, 30)), words=words)
    return paragraph, source, fill(paragraph, source)


@settings(max_examples=120, deadline=None)
@given(told_paragraphs())
def test_nothing_is_told_without_its_fact(made):
    _paragraph, source, told = made
    for number in told.numbers:
        assert source.figure(number.fact).value is not None


@settings(max_examples=120, deadline=None)
@given(told_paragraphs())
def test_praise_stands_on_figures_of_a_complete_period_only(made):
    paragraph, source, told = made
    judged = [clause.text for clause in paragraph.clauses if clause.praise and not clause.holes]
    standing_ = [text for text in judged if text.rstrip("，；。") in told.block.plain]
    if not source.whole:
        assert standing_ == []
    if not told.numbers and any(clause.praise for clause in paragraph.clauses):
        assert [text for text in standing_ if not _conditioned(paragraph, text, source)] == []


def _conditioned(paragraph, text, source):
    clause = next(one for one in paragraph.clauses if one.text == text)
    return clause.when and all(holds(one, lambda name: source.figure(name).value) for one in clause.when)


@settings(max_examples=120, deadline=None)
@given(told_paragraphs())
def test_every_member_unit_is_said_of_all_of_them_only(made):
    _paragraph, source, told = made
    if "成员单位均将" in told.block.plain:
        assert source.values["N36"] == source.members


@settings(max_examples=120, deadline=None)
@given(told_paragraphs())
def test_a_paragraph_reads_as_sentences(made):
    _paragraph, _source, told = made
    text = told.block.plain
    assert not text or text[-1] in "。；！？"
    assert not re.search(r"[，；、：][。；]|。[，；]|，，|；；", text)
    assert "None" not in text
    assert "nan" not in text


@given(
    st.one_of(st.none(), st.floats(-1e4, 1e4)), st.one_of(st.none(), st.floats(-1e4, 1e4)), st.integers(0, 3)
)
def test_growth_words_follow_the_sign(now, before, unreported):
    told = moved(now, before, "场", "上期", unreported)
    if now is None or before is None:
        assert told == ""
    elif unreported:
        assert told == f"与上期不可比（{unreported}家未报）"
    else:
        assert ("增加" in told) == (round(now - before, 1) > 0 and "持平" not in told)
        assert "-" not in told
        assert "−" not in told
        if "减少" in told:
            assert now < before
        if "增加" in told:
            assert now > before


SCORES = st.dictionaries(
    st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑"),
    st.one_of(st.sampled_from([0.0, 50.0, 100.0]), st.floats(0, 100)),
    max_size=12,
)


@given(SCORES)
def test_no_rank_is_told_out_of_a_tie(scores):
    first, last = standing.best(scores), standing.worst(scores)
    printed = {name: say(score, style("分")) for name, score in scores.items()}
    assert not set(first) & set(last)
    assert len(first) <= standing.NAMED
    assert not scores or len(first) < len(scores)
    assert not scores or len(last) < len(scores)
    assert len(last) <= standing.NAMED
    if len(set(printed.values())) < 2:
        assert (first, last) == ((), ())
    rest = [name for name in scores if name not in first]
    # Nobody who is left out prints the same as anybody who is named.
    assert not {printed[name] for name in first} & {printed[name] for name in rest}
    rest = [name for name in scores if name not in last]
    assert not {printed[name] for name in last} & {printed[name] for name in rest}


@given(st.lists(st.integers(1, 6), max_size=80), st.integers(1, 10))
def test_a_ranking_is_cut_between_places_only(values, wanted):
    ranks = pd.Series(values, dtype=float).rank(method="min").sort_values().reset_index(drop=True)
    count = standing.cut(ranks, wanted)
    assert count <= max(2 * wanted, 0) or count == len(ranks) <= wanted
    if 0 < count < len(ranks):
        assert ranks[count] > ranks[count - 1]


@pytest.mark.parametrize(
    ("ranks", "told"),
    [([1, 2, 3], "第1名"), ([1, 1, 3], "并列第1名"), ([1, 1, 1], ""), ([1], ""), ([None, 1, 2], "")],
)
def test_a_rank_is_told_of_those_who_can_be_told_apart(ranks, told):
    places = pd.Series(ranks, list("甲乙丙")[: len(ranks)], dtype="Int64")
    assert standing.place(places, "甲") == told


def test_five_share_the_full_score_and_seventy_six_are_no_last_three():
    scores = dict.fromkeys("甲乙丙丁戊", 100.0) | {"己": 60.0, "庚": 40.0, "辛": 30.0}
    first = standing.best(scores)
    assert standing.told(scores, first) == "甲、乙、丙、丁、戊五项（并列满分）"
    assert standing.told(scores, standing.worst(scores)) == "辛、庚、己三项"
    assert standing.cut_last(pd.Series([1.0] * 60 + [61.0] * 76), 3) == 0


@given(st.integers(0, 150), st.integers(1, 149), st.integers(0, 1500))
def test_a_fraction_stands_beside_its_own_percentage_only(part, whole, tenths):
    told = say(tenths / 10, style("%"), (float(part), float(whole)))
    if "/" in told:
        assert percent(100 * part / whole) == percent(tenths / 10)
        if part <= whole:
            read(told)


@given(st.floats(-1e6, -1e-3))
def test_a_negative_figure_has_a_proper_minus(value):
    told = say(value, style("余10"))
    assert told.startswith("−")
    assert "-" not in told.replace("e-", "")


UNITS = [unit.code for unit in FRAMEWORK.units]
YEAR = parse_period("2023")
QUARTERS = [quarter.code for quarter in YEAR.quarters]


class ReportedYear:
    """A year with these unit-quarters approved."""

    def __init__(self, approved):
        self.period = YEAR
        every = [(unit, quarter) for unit in UNITS for quarter in QUARTERS]
        self.expected = pd.DataFrame(every, columns=["unit", "period"])
        self.expected["approved"] = [pair in approved for pair in every]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(QUARTERS)), max_size=84))
def test_who_is_missing_is_named_and_a_part_is_not_the_whole(approved):
    found = completeness(FRAMEWORK, ReportedYear(approved))
    assert found.due == len(UNITS) * 4
    assert found.approved == len(approved)
    assert found.whole == (len(approved) >= 0.9 * found.due)
    owed = {FRAMEWORK.unit[unit].short_name for unit in UNITS for q in QUARTERS if (unit, q) not in approved}
    assert set(found.missing) == owed
    if not found.whole:
        assert found.warning.startswith("数据不完整")
        assert [name for name in owed if name not in found.warning] == []


def test_a_clause_of_praise_is_known_by_its_words():
    assert clause_of("有力地推动了产改任务落细落实。").praise
    assert not clause_of("组建{N05}支队伍，").praise
    assert clause_of({"text": "改革赢得欢迎。", "when": ["N09"]}) == Clause("改革赢得欢迎。", ("N09",), True)
    with pytest.raises(ClauseError, match="写得不对"):
        clause_of({"text": "甲", "wenn": []})
    with pytest.raises(ClauseError, match="看不懂"):
        holds("N1 ~ N2", lambda _name: 1.0)


@pytest.mark.parametrize(
    ("condition", "met"),
    [("N1", True), ("N0", False), ("NX", False), ("N1 = 5", True), ("N1 < NX", False), ("N1 >= N0", True)],
)
def test_conditions(condition, met):
    assert holds(condition, {"N1": 5.0, "N0": 0.0}.get) is met


def test_no_fixed_text_grows_or_praises_beside_its_figures():
    """Growth is worded from figures alone, and praise stands in clauses of its own."""
    for _name, paragraph in PARAGRAPHS:
        for clause in paragraph.clauses:
            fixed = HOLE.sub("", clause.text)
            assert not [word for word in words_of("growth") if word in fixed], clause.text
            assert not (clause.holes and praises(fixed) and not clause.when), clause.text


def test_a_sentence_goes_with_its_figures_and_the_next_begins_anew():
    template = Template(
        "a",
        "",
        (
            Clause("按照原则，"),
            Clause("走进{N1}家，"),
            Clause("效果显著。", praise=True),
            Clause("另有{N2}个。"),
        ),
    )
    told = fill(template, Facts({"N2": 4}))
    assert told.block.plain == "另有4个。"
    told = fill(template, Facts({"N1": 3, "N2": 4}))
    assert told.block.plain == "按照原则，走进3家，效果显著。另有4个。"
    told = fill(template, Facts({"N1": 3, "N2": 4}, whole=False))
    assert told.block.plain == "按照原则，走进3家。另有4个。"
    assert all(isinstance(one, Number) for one in told.numbers)


@pytest.mark.parametrize(
    ("brands", "told"), [("“甲”", "有“甲”1个。"), ("“甲”“乙”", "有“甲”“乙”等2个。"), ("", "")]
)
def test_the_only_one_is_not_followed_by_and_others(brands, told):
    facts = Facts({"N1": brands.count("“")}, words={"brands": brands})
    assert fill(Template("a", "", (Clause("有{brands}等{N1}个。"),)), facts).block.plain == told


def test_who_owes_unlike_many_quarters_is_not_multiplied():
    expected = pd.DataFrame({"unit": list("AAAABBBBC"), "period": [*QUARTERS, *QUARTERS, "2023Q1"]})

    class Uneven:
        period = YEAR

    data = Uneven()
    data.expected = expected.assign(approved=True)
    assert completeness(FRAMEWORK, data).counted == "应报9份，已通过审核9份（100%）"


def test_what_the_framework_lacks_is_not_told_and_a_wrong_id_says_what_to_do(demo_file):
    told = material(demo_file)
    missing = ("score:county:X9", "measure:X9a", "full:X9a", "count:items:X9", "gain:X9a", "moved:X9")
    for name in missing:
        figure = told.figure(name)
        assert (figure.value, figure.why) == (None, "指标框架里没有")
    assert [told.word(name) for name in ("grade:county:X9", "items:X9", "node:X9")] == ["", "", ""]
    special = FRAMEWORK.texts["special.toml"].replace("{N07}", "{N99}")
    wrong = replace(FRAMEWORK, texts={**FRAMEWORK.texts, "special.toml": special})
    with pytest.raises(ReportError, match=r"entry.measures.*“N99”，没有这个数字.*facts.toml"):
        draft_of("special", wrong, county(demo_file, "2023"), BriefOptions(charts=()), generated_at=AT)


def test_a_running_period_is_told_up_to_today():

    class Running:
        period = parse_period("2024Q1")

    material = Material(FRAMEWORK, Running(), today=date(2024, 2, 6))
    assert material.word("asof") == "截至2024年2月6日"
    assert (
        Material(FRAMEWORK, Running(), today=date(2024, 2, 6) + timedelta(90)).word("asof")
        == "截至2024年3月31日"
    )
