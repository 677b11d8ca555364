"""清单: who has taken on what, what is overdue, what could be one; precision and recall are printed."""

import pandas as pd
import pytest

from metrics.tables import (
    ALIKE,
    EMPTY,
    alike_pairs,
    aspect_matrix,
    brand_table,
    list_words,
    matrix_words,
    project_table,
    searched,
    with_state,
)

AFTER = pd.Timestamp("2024-01-01")


@pytest.fixture
def projects():
    rows = [
        ("P001", "夜校进车间", "B01", "素质上提高", "U01", "2023-06-30", "推进中"),
        ("P002", "法律门诊", "B02", "权益上维护", "U02", "2023-12-31", "已完成"),
        ("P003", "流动书屋", "B01", "素质上提高", "U01", None, "未启动"),
        ("P004", "工资集体协商", "B02", "权益上维护", "U02", "2024-03-31", "推进中"),
    ]
    frame = pd.DataFrame(rows, columns=["code", "name", "brand", "aspect", "unit", "due_on", "status"])
    frame["due_on"] = pd.to_datetime(frame["due_on"])
    return with_state(
        frame.assign(brand_name=frame["brand"].map({"B01": "流动职校", "B02": "权益管家"})), AFTER
    )


@pytest.fixture
def brands():
    rows = [("B01", "流动职校", True, "素质上提高", "U01"), ("B02", "权益管家", False, "权益上维护", "U02")]
    frame = pd.DataFrame(rows, columns=["code", "name", "is_county", "aspect", "unit"])
    return frame.assign(status="推进中", target="")


def test_due_and_not_done_is_overdue_and_without_a_day_nothing_is(projects):
    assert projects["state"].to_list() == ["已超期", "已完成", "未启动", "推进中"]


def test_every_unit_and_aspect_has_a_cell_and_empty_ones_are_seen(framework, projects, brands):
    matrix = aspect_matrix(framework, projects, brands, ["U01", "U02", "U03"]).set_index("成员单位")
    assert list(matrix.columns) == ["政治上保证", "制度上落实", "素质上提高", "权益上维护", "合计"]
    assert matrix.iloc[0].to_list() == [EMPTY, EMPTY, "品牌1 项目2", EMPTY, "品牌1 项目2"]
    assert matrix.iloc[2].eq(EMPTY).all()
    assert "空着 10 格" in matrix_words(matrix.reset_index())
    assert matrix_words(matrix.reset_index()).endswith(f"四个方面都是空的：{matrix.index[2]}。")


def test_the_tables_say_who_and_when_and_count_what_is_done(framework, projects, brands):
    table = project_table(framework, projects)
    assert table["完成时限"].to_list() == ["2023-06-30", "2023-12-31", "未定", "2024-03-31"]
    led = brand_table(framework, brands, projects).set_index("编号")
    assert led.loc["B01", ["项目", "完成", "超期"]].to_list() == [2, 0, 1]
    assert list_words(projects, brands).startswith("4 个小切口项目 → 2 个重点工作品牌 → 1 个产改品牌")


def test_a_search_brings_brand_and_projects_together(projects, brands):
    found, led = searched(projects, brands, "职校")
    assert (list(found["code"]), list(led["code"])) == (["P001", "P003"], ["B01"])
    found, led = searched(projects, brands, "法律")
    assert (list(found["code"]), list(led["code"])) == (["P002"], ["B02"])
    assert len(searched(projects, brands, " ")[0]) == 4


#: Planted: the same thing under other words, by other units.
SAME = {
    "会客厅暖心驿站": "工地会客厅暖心驿站",
    "红领党员进班组": "党员红领进班组活动",
    "职工法律门诊": "法律门诊进职工",
    "田园工匠取证助考": "田园工匠取证辅导助考",
    "女职工心理驿站": "女工心灵驿站",
    "劳模工匠大讲堂": "工匠劳模大讲堂",
}
PLACES = ("红领", "匠心", "公路", "园区", "田园", "链上", "膜材", "商会", "工地", "春风", "银发", "蓝焰")
FORMS = (
    "线上微课",
    "示范点创建",
    "样板打造",
    "先锋亮身份",
    "台账一本通",
    "维权一点通",
    "红色阅读角",
    "送岗上门",
)


def test_planted_pairs_are_found_and_shared_forms_are_not(capsys):
    """Every name of a place with every form: half of each name is another's, none is one thing."""
    names = [place + form for place in PLACES for form in FORMS]
    rows = [(f"P{at:03d}", name, f"U{at % 21:02d}") for at, name in enumerate(names)]
    for at, (one, other) in enumerate(SAME.items()):
        rows += [(f"Q{at}a", one, "U01"), (f"Q{at}b", other, "U02")]
    found = alike_pairs(pd.DataFrame(rows, columns=["code", "name", "unit"]))
    planted = {(f"Q{at}a", f"Q{at}b") for at in range(len(SAME))}
    hit = {(pair.first, pair.second) for pair in found} & planted
    precision, recall = len(hit) / len(found), len(hit) / len(planted)
    with capsys.disabled():
        print(f"\n归并建议，阈值 {ALIKE}：precision {precision:.2f}，recall {recall:.2f}，{len(found)} 对")
    assert precision >= 0.8
    assert recall >= 0.6
    assert found == sorted(found, key=lambda pair: -pair.likeness)


def test_projects_of_one_unit_are_its_own_affair():
    rows = pd.DataFrame({"code": ["P1", "P2"], "name": ["夜校", "夜校"], "unit": ["U01", "U01"]})
    assert alike_pairs(rows) == []
    (pair,) = alike_pairs(rows.assign(unit=["U01", "U02"]))
    assert pair.likeness == 1
    assert "夜校" in pair.shared
