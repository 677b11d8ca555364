"""队伍 and 社会组织: the list holds who is registered, counts are those of the rows."""

import pandas as pd

from metrics.scoring import spare_fact
from metrics.scoring.why import deeds_of, teams_of
from metrics.tables import deed_table, helpers_words, organisation_table, team_table
from tests.kit.sample_scores import FRAMEWORK, ready


def deeds():
    rows = [
        ("2023-03-01", "活动", "走进车间", "T01", "县劳模协会", 2.0, 30, "E001", "U01", "L05", 1, 3, "A1"),
        ("2023-04-01", "活动", "夜校", "T01", "", 1.0, 12, "E002", "U01", "L05", 1, 4, "A2"),
        (
            "2023-05-01",
            "社会组织助力",
            "结对企业",
            "",
            "县劳模协会",
            None,
            5,
            "E001",
            "U02",
            "L10",
            2,
            3,
            "S1",
        ),
        ("2023-06-01", "社会组织助力", "购买服务", "", "县发明协会", None, 0, "", "U02", "L10", 2, 4, "S2"),
    ]
    columns = "date kind name team organisation sessions people enterprise unit ledger submission row code"
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.assign(date=pd.to_datetime(frame["date"]), people=frame["people"].astype("Int64"))


def teams():
    rows = [
        ("T01", "轻骑兵", "技术骨干", "U01", 15, 2, "2023-01-05"),
        ("T02", "宣讲队", "思政讲师", "U09", 8, None, None),
    ]
    columns = "code name sort unit members models formed_on"
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.astype({"members": "Int64", "models": "Int64"})


def test_a_team_has_what_it_did_and_one_that_did_nothing_has_zeros(framework):
    table = team_table(framework, teams(), deeds()).set_index("编号")
    assert table.loc["T01", ["活动场次", "走进企业", "人次"]].tolist() == [3, 2, 42]
    assert table.loc["T02", ["活动场次", "走进企业", "人次"]].tolist() == [0, 0, 0]
    assert table.loc["T02", "组建日期"] == "—"
    assert pd.isna(table.loc["T02", "其中劳模工匠"]), "not told is no zero"


def test_an_organisation_has_activities_and_support_apart():
    table = organisation_table(deeds()).set_index("社会组织")
    assert table.loc["县劳模协会", ["助力", "活动场次", "走进企业", "人次"]].tolist() == [1, 2, 1, 35]
    assert table.loc["县发明协会", ["助力", "活动场次", "走进企业", "人次"]].tolist() == [1, 0, 0, 0]
    assert organisation_table(deeds().iloc[:0]).empty


def test_the_sentence_adds_up(framework):
    said = helpers_words(team_table(framework, teams(), deeds()), organisation_table(deeds()))
    assert said == "2 支队伍、23 名队员，本期 3 场；2 个社会组织参与，承办 2 场、助力 2 次。"


def test_deeds_name_the_enterprise_and_leave_out_no_row(framework):
    table = deed_table(framework, deeds(), pd.Series({"E001": "甲厂"}))
    assert table["企业"].tolist() == ["甲厂", "E002", "甲厂", ""]
    assert table["场次"].isna().tolist() == [False, False, True, True]


def test_the_sample_counts_agree_with_the_papers_figures(demo_file):
    prepared = ready(demo_file, "2023")
    rows = deeds_of(prepared)
    known = team_table(FRAMEWORK, teams_of(prepared), rows)
    organisations = organisation_table(rows)
    assert len(known) == spare_fact(prepared, "T05")
    assert known["队员"].sum() == spare_fact(prepared, "T06")
    assert organisations["助力"].sum() == spare_fact(prepared, "T15")
    led = rows[rows["ledger"].eq("L05") & rows["team"].ne("")]
    assert led["sessions"].sum() == known["活动场次"].sum() > 0
