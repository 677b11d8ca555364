"""What is missing behind a county's value: by town, every enterprise in one of the columns."""

import pandas as pd
import pytest

from metrics.tables import missing_by_town, missing_list, missing_words, sides_words, standings
from tests.kit.score_books import make_book


@pytest.fixture
def book(framework):
    book = make_book(framework, "2023Q4", seed=5, size=6)
    book.entities["town"] = ["甲镇", "甲镇", "乙乡", "乙乡", "乙乡", None]
    book.normalised["K2b"] = [100.0, 40.0, float("nan"), 0.0, 0.0, 100.0]
    book.values["K2b"] = [3.0, 1.0, float("nan"), 0.0, 0.0, 5.0]
    book.status["K2b"] = ["observed", "observed", "not_reported", "zero", "zero", "observed"]
    return book


def test_every_enterprise_stands_somewhere_and_zero_is_not_missing(framework, book):
    assert standings(framework, book, "K2b").to_list() == [
        "做到", "做到一部分", "未报送", "还没有", "还没有", "做到",
    ]  # fmt: skip
    table = missing_by_town(framework, book, "K2b").set_index("乡镇街道")
    assert table.index[0] == "乙乡"
    assert table.loc["乙乡", ["企业", "还没有", "未报送"]].to_list() == [3, 2, 1]
    assert table.loc["没有写明", "做到"] == 1
    assert table["企业"].sum() == table.drop(columns=["企业", "还没有的企业"]).to_numpy().sum() == 6
    assert missing_words(table.reset_index()) == ("6家企业中，3家还没有或未报送，最多的是乙乡（3家）。")


def test_the_list_names_those_below_the_full_score_furthest_first(framework, book):
    table = missing_list(framework, book, "K2b")
    assert table["编号"].to_list() == ["E003", "E004", "E005", "E002"]
    assert table["数值"].to_list()[:2] == ["未报送", "0分"]


def test_what_is_not_counted_at_enterprises_has_no_list(framework, book):
    foreign = next(m.id for m in framework.measures if "E" not in m.ledger.levels)
    assert missing_by_town(framework, book, foreign) is None


def test_both_sides_are_said_with_every_digit(framework, book):
    book.numerator["K2b"], book.denominator["K2b"] = 52.666, 136.0
    said = sides_words(framework, book, "E002", "K2b")
    assert said.startswith("52.67 ÷ 136 = 1分，得 40.0 分")
    assert sides_words(framework, book, "E003", "K2b") == "未报送"
    assert pd.isna(book.values.loc["E003", "K2b"])
