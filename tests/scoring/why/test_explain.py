"""From a score down to the cells: weights, contributions and rows that add up, at addresses that exist."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.framework.model import LEVELS
from metrics.scoring import prepare, rows_behind, score_book
from metrics.scoring.measures.places import COLUMNS
from metrics.scoring.why import explain
from tests.kit.small_county import FRAMEWORK, dataset


@pytest.fixture(scope="module")
def county():
    prepared = prepare(FRAMEWORK, dataset())
    return prepared, {level: score_book(prepared, level) for level in LEVELS}


def leaves(explanation):
    if explanation.kind == "measure":
        return [explanation]
    return [leaf for child in explanation.children for leaf in leaves(child)]


@pytest.mark.breadth(1)
@pytest.mark.parametrize("level", LEVELS)
def test_the_whole_tree_adds_up_to_the_total(county, level):
    prepared, books = county
    book = books[level]
    for entity in book.scores["total"].dropna().index:
        told = explain(prepared, book, entity)
        below = leaves(told)
        assert len(below) == len(FRAMEWORK.measures)
        assert told.score == pytest.approx(book.scores.at[entity, "total"], abs=1e-9)
        assert sum(leaf.contribution for leaf in below) == pytest.approx(told.score, abs=1e-9)
        assert sum(leaf.effective_weight for leaf in below) == pytest.approx(1, abs=1e-9)
        by_hand = sum(leaf.effective_weight * leaf.score for leaf in below if leaf.score is not None)
        assert by_hand == pytest.approx(told.score, abs=1e-9)
        assert told.contribution == pytest.approx(told.score, abs=1e-9)


def test_a_measure_tells_everything(county):
    prepared, books = county
    told = explain(prepared, books["unit"], "U11", "D2c")
    assert (told.kind, told.name, told.unit, told.status) == ("measure", "劳资纠纷结案率", "%", "observed")
    assert (told.numerator, told.denominator, told.value, told.full_score) == (2, 3, 81.25, 98)
    assert told.rows["role"].value_counts().to_dict() == {"denominator": 3, "numerator": 2}
    assert told.words == FRAMEWORK.measure["D2c"].words


def test_an_item_tells_how_much_of_it_applies(county):
    prepared, books = county
    told = explain(prepared, books["unit"], "U10")
    assert [child.id for child in told.children] == ["K", "D", "J"]
    items = [item for group in told.children for item in group.children]
    assert (
        sum(item.coverage is not None for item in items) == 8
    )  # no carriers, honours, benefits, cases of its own
    assert explain(prepared, books["unit"], "U10", "K").applicable == (2, 4)


def test_what_was_not_reported_has_no_rows_and_no_score(county):
    prepared, books = county
    told = explain(prepared, books["unit"], "U13", "K3a")
    assert (told.status, told.value, told.score, told.coverage) == ("not_reported", None, None, 0)
    assert told.rows.empty
    assert explain(prepared, books["unit"], "U13").contribution is None


def test_figures_can_be_had_without_the_rows(county):
    prepared, books = county
    told = explain(prepared, books["unit"], "U07", rows=False)
    full = explain(prepared, books["unit"], "U07")
    assert [leaf.rows for leaf in leaves(told)] == [None] * len(FRAMEWORK.measures)
    assert [leaf.contribution for leaf in leaves(told)] == [leaf.contribution for leaf in leaves(full)]


def test_unknown_names_are_errors(county):
    prepared, books = county
    with pytest.raises(KeyError):
        explain(prepared, books["unit"], "U99")
    with pytest.raises(KeyError):
        explain(prepared, books["unit"], "U01", "K9")
    with pytest.raises(KeyError):
        rows_behind(prepared, "unit", "U99", "K1a")


def shown(rows, *columns):
    return rows[list(columns)].to_numpy().tolist()


def test_a_sum_shows_the_cells_it_adds(county):
    prepared, _ = county
    rows = rows_behind(prepared, "brand", "B01", "J2a")
    assert list(rows.columns) == list(COLUMNS)
    assert shown(rows, "file", "sheet", "cell", "field", "value", "code", "name", "amount") == [
        ["U07-2023Q4.xlsx", "活动台账", "E3", "sessions", "2", "A01", "宣讲", 2.0],
        ["U07-2023Q4.xlsx", "活动台账", "E4", "sessions", "1", "A02", "网课", 1.0],
        ["U07-2023Q4.xlsx", "活动台账", "E5", "sessions", "1", "A03", "比武", 1.0],
    ]
    assert rows["date"].tolist() == [pd.Timestamp(day) for day in ("2023-10-10", "2023-11-05", "2023-11-20")]
    assert shown(rows, "enterprise", "brand", "unit")[0] == ["E001", "B01", "U07"]


def test_repeated_enterprises_and_matters_add_nothing(county):
    prepared, _ = county
    honours = rows_behind(prepared, "enterprise", "E001", "K2a")
    assert shown(honours, "code", "amount") == [["H1", 0.0], ["H2", 20.0]]
    capped = rows_behind(prepared, "brand", "B01", "K2a")
    assert shown(capped, "code", "amount") == [["H3", 5.0], ["H4", 5.0], ["H5", 0.0]]
    benefits = rows_behind(prepared, "unit", "U07", "D1b")
    assert shown(benefits[benefits["role"] == "numerator"], "code", "amount") == [["X1", 1.0], ["X4", 0.0]]


def test_a_carrier_s_quarters_each_have_their_cell():
    year = dataset("2023")
    rows = rows_behind(prepare(FRAMEWORK, year), "enterprise", "E001", "K1b")
    above = rows[rows["role"] == "numerator"]
    assert shown(above, "file", "value", "amount") == [
        ["U01-2023Q3.xlsx", "50", 50.0],
        ["U01-2023Q4.xlsx", "30", 30.0],
    ]


def test_a_unit_s_completion_shows_each_brand_s_target_and_deeds(county):
    prepared, _ = county
    rows = rows_behind(prepared, "unit", "U07", "K3b")
    assert rows.groupby(["brand", "role"])["amount"].sum().to_dict() == {
        ("B01", "numerator"): 8,
        ("B01", "denominator"): 10,
    }
    assert rows.loc[rows["role"] == "denominator", "value"].tolist() == ["10"]
    assert "U07-2023Q3.xlsx" in set(rows["file"])  # since January


def test_the_text_is_the_one_in_the_file(county):
    data = county[0].data
    typed = data.ledgers["L05"].assign(
        attendances__raw=pd.array(
            ["４０人次" if code == "A01" else None for code in data.ledgers["L05"]["activity_code"]],
            dtype="str",
        )
    )
    told = replace(data, ledgers={**data.ledgers, "L05": typed})
    rows = rows_behind(prepare(FRAMEWORK, told), "enterprise", "E001", "J1a")
    assert rows.loc[rows["role"] == "numerator", ["value", "amount"]].to_numpy().tolist() == [
        ["４０人次", 30.0]
    ]
    yes = rows_behind(prepare(FRAMEWORK, told), "unit", "U11", "D2c")
    assert yes.loc[yes["role"] == "numerator", "value"].tolist() == ["是", "是"]


def test_a_field_without_a_column_in_the_file_shows_its_row(county):
    data = county[0].data
    spec = FRAMEWORK.ledgers["L05"]
    narrow = {
        key: ((sheet, {}) if key[1] == "L05" else (sheet, columns))
        for key, (sheet, columns) in data.places.items()
    }
    rows = rows_behind(prepare(FRAMEWORK, replace(data, places=narrow)), "enterprise", "E001", "J2a")
    assert shown(rows, "sheet", "cell") == [[spec.sheet, "3:3"]]


def test_no_formula_no_rows(county):
    prepared, _ = county
    rows = rows_behind(prepared, "enterprise", "E001", "D1b")
    assert rows.empty
    assert list(rows.columns) == list(COLUMNS)
