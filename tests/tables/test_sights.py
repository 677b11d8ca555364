"""典型与现场: what passes a choice, what a card says and what it leaves out."""

import pandas as pd
import pytest

from metrics.tables import card_lines, chosen_sights, sight_id, sight_table


@pytest.fixture
def sights():
    blank = dict.fromkeys(
        ("sort", "grade", "spirit", "story", "who", "hours", "post", "enterprise_name", "town"), ""
    )
    case = {"ledger": "L13", "kind": "典型案例", "code": "D1", "name": "二十年班长", "story": "零差错"}
    carrier = {"ledger": "L03", "kind": "载体阵地", "code": "C1", "name": "书屋", "hours": "周三"}
    rows = [
        blank | case | {"town": "甲镇", "open_site": False},
        blank | carrier | {"post": "工会主席岗", "open_site": True},
    ]
    return pd.DataFrame(rows).assign(unit="U01", date=pd.to_datetime(["2023-02-07", None]))


def test_choices_text_and_open_sites(sights):
    assert list(chosen_sights(sights, {"类别": "典型案例"})["code"]) == ["D1"]
    assert list(chosen_sights(sights, {"类别": ""}, "零差错")["code"]) == ["D1"]
    assert list(chosen_sights(sights, {}, open_only=True)["code"]) == ["C1"]
    assert chosen_sights(sights, {"乡镇街道": "乙乡"}).empty


def test_a_card_says_what_is_known_and_nothing_else(sights):
    one, other = sights.to_dict("records")
    assert card_lines(one, {"U01": "总工会"}) == ["零差错", "甲镇", "2023年02月07日　总工会"]
    assert card_lines(other, {}) == ["可看时间：周三", "联系岗位：工会主席岗", "U01"]
    assert sight_id(other) == "L03-C1"
    assert sight_table(sights, {})["日期"].to_list() == ["2023-02-07", ""]
