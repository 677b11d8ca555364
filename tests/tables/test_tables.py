"""Tables of pages: words for states, filters, definitions, and where every number comes from."""

import pandas as pd
import pytest

from metrics.tables import entities as tables
from metrics.words.formats import change, shown


def test_cards_say_score_word_and_change(framework, books):
    known = tables.cards(framework, books[3], "E001", books[2])
    assert list(known) == [node.id for node in framework.nodes]
    card = known["K1"]
    now, past = books[3].scores.loc["E001", "K1"], books[2].scores.loc["E001", "K1"]
    assert card.score == f"{shown(now):.1f}"
    assert card.word == framework.grade(now).word
    assert card.change == pytest.approx(shown(now) - shown(past))


def test_a_card_without_a_score_says_why(framework, book):
    assert {card.word for card in tables.cards(framework, book, "E003").values()} == {"未报送", "未评分"}
    card = tables.cards(framework, book, "E005")["D1"]
    assert (card.score, card.word, card.change) == ("未评分", "不适用", None)


def test_filters(book):
    assert tables.choices(book, "town") == ["双沟镇", "青阳街道"]
    assert tables.matching(book, {"town": "双沟镇"}) == ("E001", "E004", "E007", "E010")
    assert tables.matching(book, {"town": "双沟镇"}, "e01") == ("E010",)
    assert tables.matching(book, {"town": ""}, " 机械 ") == tuple(book.entities.index)
    assert tables.matching(book, {"town": "双沟镇"}, "(") == ()


def test_entity_table_adds_what_is_known(framework, book):
    table = tables.entity_table(framework, book, "total", ("E001", "E002", "E003")).set_index("编号")
    assert table["乡镇街道"].tolist()[-1] is None or pd.isna(table["乡镇街道"].iloc[-1])
    assert table.loc["E001", "乡镇街道"] == "双沟镇"
    assert "行业" not in table


def test_measures_of_an_entity_never_show_a_missing_report_as_zero(framework, book):
    table = tables.measure_table(framework, book, "E003").set_index("id")
    assert set(table["数值"]) == {"未报送"}
    assert table["得分"].isna().all()
    assert tables.measure_table(framework, book, "E005").set_index("id").loc["D1a", "数值"] == "不适用"


def test_measures_show_value_unit_and_what_earns_the_full_score(framework, book):
    table = tables.measure_table(framework, book, "E001").set_index("id")
    assert table.loc["K1b", "数值"].endswith("人次/百人")
    assert table.loc["K1b", "满分值"] == "60人次/百人"
    assert table.loc["J2b", "数值"].startswith("12/13（")
    assert "K1c" not in table.index


@pytest.mark.parametrize("id_", ["K1a", "K3b", "D2c", "J5c"])
def test_definitions_are_whole_and_chinese(framework, id_):
    told = tables.definition(framework, framework.measure[id_])
    assert list(told) == ["口径", "所属项目", "满分值", "来源台账", "用到的列", "统计层级", "方向"]
    assert all(told.values())
    sheets = [framework.ledgers[code].sheet for code in framework.measure[id_].ledger.source]
    assert told["来源台账"] == "、".join(sheets)


def test_evidence_has_chinese_headers_with_file_and_cell(framework):
    rows = pd.DataFrame(
        {
            "ledger": ["L05", "L05"],
            "submission": [3, 3],
            "file": ["县总工会.xlsx"] * 2,
            "sheet": ["活动台账"] * 2,
            "row": [11, 12],
            "cell": ["F11", "F12"],
            "field": ["attendances"] * 2,
            "value": ["412", "9"],
            "code": ["A0", "A1"],
            "date": pd.to_datetime([None, "2023-10-01"]),
            "name": ["旧讲", "微宣讲"],
            "role": ["numerator"] * 2,
            "amount": [0.0, 9.0],
        }
    )
    table = tables.evidence_table(framework, rows)
    headers = ["名称", "日期", "填报项", "原值", "计入", "工作表", "单元格", "文件", "编号", "作用"]
    assert list(table.columns) == headers
    assert table.loc[0, ["日期", "填报项", "作用", "单元格"]].tolist() == [
        "2023-10-01",
        "参加人次",
        "计数",
        "F12",
    ]
    assert table["日期"][1] == ""


def test_a_ranking_tells_places_and_points_gained(framework, books):
    before, now = books[-2], books[-1]
    table = tables.with_moves(tables.entity_table(framework, now), now, before, "total").set_index("编号")
    code = table.index[0]
    assert table.loc[code, "升降"] == before.ranks.loc[code, "total"] - now.ranks.loc[code, "total"]
    assert table.loc[code, "变化"] == change(now.scores.loc[code, "total"], before.scores.loc[code, "total"])
    assert table.loc["E003", ["升降", "变化"]].isna().all()
    alone = tables.with_moves(tables.entity_table(framework, now), now, None, "total")
    assert not {"升降", "变化"} & set(alone), "a column in which nobody has anything is no column"
