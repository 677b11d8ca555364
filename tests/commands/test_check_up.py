"""`audit --period`: the check-up of a version on the rows of a period."""

import pytest

from metrics.commands import check_up as verb
from metrics.framework import load_checkup
from tests.kit.sample_checkups import FELL, canned


@pytest.fixture
def quick(monkeypatch):
    """``quick(violations)`` → the check-up finds these at once."""

    def give(*violations):
        def found(prepared, progress):
            progress(0.5, "活动台账（L05）")
            return canned(prepared, *violations)

        monkeypatch.setattr(verb, "check_up", found)

    return give


def test_a_version_without_faults_exits_with_0(run, demo_file, quick):
    quick()
    answer = run("audit", "--period", "2023", db=f"sqlite:///{demo_file}")
    assert answer.code == 0
    assert answer.out.startswith("指标版本 2024.1，2023年的数据：试了 7 种改动，没有发现问题。")
    assert "活动：换一家企业\t8 行以内\t11.4\tQ101 两家报了同一场活动" in answer.out
    assert "80% 同在一个值（满分）；满分值现为 12，可定在 30—50" in answer.out
    for one in load_checkup().exceptions:
        assert one.words in answer.out
    assert "活动台账（L05）" in answer.err


def test_a_violation_is_a_sentence_and_exits_with_1(run, demo_file, quick):
    quick(FELL)
    answer = run("audit", "--period", "2023", db=f"sqlite:///{demo_file}")
    assert answer.code == 1
    whose = "成员单位“县某局”（U08）的 J1a 职工参与从 57.14 分 变为 42.9 分"
    assert f"在活动台账（L05）里多一行：{whose}，不应降低，同样的还有 2 个。" in answer.out


def test_json_says_everything(run, demo_file, quick):
    quick(FELL)
    answer = run("audit", "--period", "2023", "--json", db=f"sqlite:///{demo_file}")
    said = answer.json
    assert (answer.code, said["passed"], said["period"], said["seed"]) == (1, False, "2023", 2024)
    assert said["violations"][0]["sentence"] == FELL.sentence
    assert said["violations"][0]["ledger"] == "L05"
    assert said["ways"][0]["rules"] == ["Q101"]
    assert said["spread"][0]["crowded"]
    assert len(said["exceptions"]) == len(load_checkup().exceptions)


@pytest.mark.long
def test_the_earlier_version_is_caught_on_real_rows(run, demo_file):
    answer = run("audit", "--period", "2023Q1", "--version", "2023.1", db=f"sqlite:///{demo_file}")
    assert answer.code == 1
    assert "指标版本 2023.1，2023年第一季度的数据" in answer.out
    assert "J1a 职工参与率从" in answer.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数 --period"),
        (("--period", "2023", "--version", "x"), "没有指标版本“x”"),
        (("--period", "2023", "export"), "不能和 export、verify 一起写"),
    ],
    ids=str,
)
def test_wrong_usage_is_said(run, demo_file, arguments, said):
    answer = run("audit", *arguments, db=f"sqlite:///{demo_file}")
    assert answer.code == 2
    assert said in answer.err
