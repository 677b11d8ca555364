"""A change is the sum of its value parts and weight parts, exactly, and names the rows that moved it."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from metrics.scoring.index.tree import FrameworkProblem
from metrics.scoring.why.change import explain_change
from metrics.scoring.why.change_words import sentence
from tests.kit.sample_scores import FRAMEWORK, books, ready
from tests.kit.small_county import FRAMEWORK as BY_HAND
from tests.kit.small_county import Q3, Q4, ROWS, dataset

TOLERANCE = 1e-9


def sides(demo_file, level, periods=("2023Q3", "2023Q4")):
    return [(ready(demo_file, period), books(demo_file, period)[level]) for period in periods]


def every(change):
    yield change
    for child in change.children:
        yield from every(child)


@pytest.mark.breadth(1)
@pytest.mark.parametrize("level", LEVELS)
def test_parts_add_up_from_the_measures_to_the_change_of_the_score(demo_file, level):
    before, after = sides(demo_file, level)
    gained = 0
    for entity in after[1].entities.index:
        told = explain_change(before, after, entity, rows=False)
        ends = [0.0 if score is None else score for score in (told.before, told.after)]
        assert told.delta == pytest.approx(ends[1] - ends[0], abs=TOLERANCE)
        measures = told.measures()
        assert sum(one.delta for one in measures) == pytest.approx(told.delta, abs=TOLERANCE)
        for one in every(told):
            assert one.delta == pytest.approx(one.value_part + one.weight_part, abs=TOLERANCE)
            if one.children:
                assert one.delta == pytest.approx(sum(c.delta for c in one.children), abs=TOLERANCE)
        gained += sum(one.value_part != 0 for one in measures)
    assert gained > 0


def test_the_parts_are_the_same_both_ways_round(demo_file):
    before, after = sides(demo_file, "unit")
    for entity in ("U01", "U08", "U14", "U21"):
        there, back = (
            {one.id: one for one in explain_change(*pair, entity, rows=False).measures()}
            for pair in ((before, after), (after, before))
        )
        for name, one in there.items():
            assert one.value_part == pytest.approx(-back[name].value_part, abs=TOLERANCE)
            assert one.weight_part == pytest.approx(-back[name].weight_part, abs=TOLERANCE)


@pytest.mark.parametrize("node", ["K2", "K", "J3", "D"])
def test_an_item_is_decomposed_within_itself(demo_file, node):
    before, after = sides(demo_file, "brand")
    scored = [e for e in after[1].scores.index if pd.notna(after[1].scores.at[e, node])]
    for entity in scored[:12]:
        told = explain_change(before, after, entity, node, rows=False)
        assert told.after == after[1].scores.at[entity, node]
        if told.before is not None:
            assert told.delta == pytest.approx(told.after - told.before, abs=TOLERANCE)
            assert sum(one.weights[1] for one in told.measures()) == pytest.approx(1)


def small(**later):
    """The small county in Q3 and in Q4 with other rows, each with its book of units."""
    data = [dataset(Q3), dataset(Q4, **later)]
    return [side(one, "unit") for one in data]


def side(data, level):
    prepared = prepare(BY_HAND, data)
    return prepared, score_book(prepared, level)


def test_rows_come_go_and_change():
    before, after = small()
    told = explain_change(before, after, "U07", "K3b")
    assert (told.kind, told.delta) == ("measure", pytest.approx(told.after - told.before))
    assert set(told.rows.added["code"]) >= {"A01", "A02", "A03"}
    assert told.rows.dropped.empty
    assert told.rows.changed[["code", "before", "amount"]].to_numpy().tolist() == [["B01", 99.0, 10.0]]
    assert told.rows.net == 3


def test_a_revision_of_one_quarter_is_explained_by_code():
    fields, rows = ROWS["L05"]
    more = [(*row[:6], 9, *row[7:]) if row[2] == "A03" else row for row in rows if row[2] != "A01"]
    first, second = dataset(Q4), dataset(Q4, rows={**ROWS, "L05": (fields, more)})
    pair = [side(one, "unit") for one in (first, second)]
    told = explain_change(*pair, "U07", "J2a")
    assert told.rows.dropped["code"].tolist() == ["A01"]
    assert told.rows.changed[["code", "before", "amount"]].to_numpy().tolist() == [["A03", 1.0, 9.0]]
    assert told.rows.added.empty


def test_a_unit_that_fell_silent_loses_weight_not_value():
    before, after = small()
    told = explain_change(before, after, "U13")
    assert told.after is None
    assert told.value_part == 0
    assert told.weight_part == pytest.approx(-told.before)
    assert sentence(told).startswith("看得见总分本期没有得分，上期 ")


@pytest.mark.long
def test_an_entity_may_lack_in_one_period():
    data = [dataset(Q3), dataset(Q4)]
    pair = [side(one, "enterprise") for one in data]
    told = explain_change(*pair, "E002")
    assert (told.before, told.value_part) == (None, 0)
    assert told.weight_part == pytest.approx(told.after)
    assert {one.statuses[0] for one in told.measures()} == {""}
    assert sentence(told) == f"看得见总分上期没有得分，本期 {int(told.after * 10) / 10:.1f} 分"
    gone = explain_change(*pair, "E004")
    assert (gone.after, gone.delta) == (None, pytest.approx(-gone.before))


def test_the_sentence_names_values_and_rows():
    fields, rows = ROWS["L06"]
    fewer = [row for row in rows if row[2] not in ("H1", "H2")]
    pair = [dataset(Q4), dataset(Q4, rows={**ROWS, "L06": (fields, fewer)})]
    pair = [side(one, "enterprise") for one in pair]
    told = explain_change(*pair, "E001", "K2")
    assert sentence(told) == "有典型可看下降 50.0 分，主要因为荣誉积分由 20 减到 0 分（少 1 项）"
    whole = sentence(explain_change(*pair, "E001"))
    assert "“有典型可看”的荣誉积分由 20 减到 0 分（少 1 项）" in whole
    assert "“见劳模精神”的劳模荣誉积分由 20 减到 0 分（少 1 项）" in whole
    same = explain_change(pair[0], pair[0], "E001", "K2")
    assert sentence(same) == f"有典型可看没有变化（{same.after:.1f} 分）"


def test_the_sentence_says_when_something_ceased_to_apply():
    fields, rows = ROWS["L11"]
    pair = [dataset(Q4), dataset(Q4, rows={**ROWS, "L11": (fields, [r for r in rows if r[5] != "E001"])})]
    pair = [side(one, "enterprise") for one in pair]
    told = explain_change(*pair, "E001", "D2")
    measure = next(one for one in told.measures() if one.id == "D2c")
    assert (measure.value_part, measure.statuses[1]) == (0, "not_applicable")
    assert "劳资纠纷结案率不再适用（上期 92.9%）" in sentence(told, most=3)


def test_what_cannot_be_explained_is_said():
    before, after = small()
    for node, entity in (("nothing", "U07"), (None, "U99")):
        with pytest.raises(KeyError):
            explain_change(before, after, entity, node)
    nodes = tuple(replace(n, aggregate="geometric") if n.id == "K" else n for n in FRAMEWORK.nodes)
    other = replace(FRAMEWORK, nodes=nodes)
    with pytest.raises(FrameworkProblem, match="“K”：不是算术平均"):
        explain_change(before, (replace(after[0], framework=other), after[1]), "U07")


def test_rows_may_be_left_out(demo_file):
    before, after = sides(demo_file, "brand")
    told = explain_change(before, after, "B07", rows=False)
    assert all(one.rows is None for one in told.measures())
    assert told.after == after[1].scores.at["B07", "total"]
