"""`index` from files to files: the ASEM from its raw table, a panel, a ratio; all files or none."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from metrics.commands.index import COMMANDS
from tests.kit.project import REFERENCE

ASEM = REFERENCE / "asem"
PANEL = """
schema = 1
id = "panel"
version = "1"
[score]
time = "年"
[[node]]
id = "总分"
[[measure]]
id = "a"
parent = "总分"
normalise = "minmax"
impute = { by = "group_mean", group = "区" }
[[measure]]
id = "b"
parent = "总分"
goalposts = [0, 10]
denominator = "人口"
"""
ROWS = """县,年,区,人口,a,b
甲,2021,东,1,0,5
乙,2021,东,2,20,10
丙,2021,东,1,,5
甲,2022,东,1,30,
乙,2022,东,1,40,0
"""


def run(folder, framework, data, key, *more):
    (folder / "t.toml").write_text(framework, encoding="utf-8")
    (folder / "d.csv").write_text(data, encoding="utf-8")
    paths = ["--framework", str(folder / "t.toml"), "--data", str(folder / "d.csv"), "--key", key]
    return CliRunner().invoke(COMMANDS[0], [*paths, *more])


def asem_framework():
    """The ASEM framework as a file of the general engine."""
    meta = pd.read_csv(ASEM / "00_meta.csv", keep_default_na=False)
    lines = [
        'schema = 1\nid = "asem"\nversion = "1"',
        '[defaults]\nnormalise = "minmax"\nimpute = { by = "group_mean", group = "EurAsia_group" }',
        'treat = { steps = ["winsorise", "log"], points = 5, skewness = 2, kurtosis = 3.5 }',
    ]
    for row in meta[meta.Type.isin(["Aggregate", "Indicator"])].itertuples():
        table = "node" if row.Type == "Aggregate" else "measure"
        lines.append(f"[[{table}]]\nid = {json.dumps(row.iCode)}")
        lines += [f"parent = {json.dumps(row.Parent)}"] if row.Parent else []
        lines += [f"direction = {row.Direction}"] if table == "measure" else []
        lines += [f"denominator = {json.dumps(row.Denominator)}"] if row.Denominator else []
    return "\n".join(lines)


def test_asem_from_its_raw_table_to_its_treated_one_and_its_scores(tmp_path):
    raw = pd.read_csv(ASEM / "00_raw.csv").merge(pd.read_csv(ASEM / "00_units.csv"), on="uCode")
    out, before = tmp_path / "out.csv", tmp_path / "before.csv"
    result = run(
        tmp_path,
        asem_framework(),
        raw.to_csv(index=False),
        "uCode",
        "--out",
        str(out),
        "--prepared",
        str(before),
    )
    assert (result.exit_code, result.output) == (0, "")
    for file, name in ((before, "04_treated"), (out, "20_agg_treated_minmax100_equal_amean")):
        expected = pd.read_csv(ASEM / f"{name}.csv").set_index("uCode")
        found = pd.read_csv(file).set_index("uCode")
        assert list(found.index) == list(expected.index)
        assert (found[expected.columns] - expected).abs().max(axis=None) < 1e-9
    assert list(pd.read_csv(before).columns[1:]) == list(pd.read_csv(ASEM / "04_treated.csv").columns[1:])


def test_a_panel_from_file_to_file(tmp_path):
    bands, before = tmp_path / "bands.csv", tmp_path / "before.csv"
    more = ["--prepared", str(before), "--simulate", "9", "--bands", str(bands)]
    result = run(tmp_path, PANEL, ROWS, "县", *more)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "县,年,a,b,总分,rank,coverage",
        "甲,2021,0.0,50.0,25.0,3,1.0",
        "乙,2021,50.0,50.0,50.0,1,1.0",
        "丙,2021,25.0,50.0,37.5,2,0.5",
        "甲,2022,75.0,,,,0.5",
        "乙,2022,100.0,0.0,50.0,1,1.0",
    ]
    assert before.read_text(encoding="utf-8").splitlines()[:4] == [
        "县,年,a,b",
        "甲,2021,0.0,5.0",
        "乙,2021,20.0,5.0",
        "丙,2021,10.0,5.0",
    ]
    header, *lines = bands.read_text(encoding="utf-8").splitlines()
    assert header == "县,年,rank,rank_p5,rank_p50,rank_p95"
    assert [line.split(",")[2] for line in lines] == ["3", "1", "2", "", "1"]


REFUSED = {
    "twice in a year": (ROWS + "甲,2021,东,1,5,5\n", "“县、年” 重复：“甲 2021”（第 2、7 行）"),
    "no year": (ROWS.replace("乙,2022", "乙,"), "第 6 行：“年” 为空"),
    "divided by 0": (
        ROWS.replace("乙,2022,东,1", "乙,2022,东,0"),
        "“b”：“乙 2022” 的分母 “人口” 为 0，不能作除数",
    ),
    "one value": (
        ROWS.replace("甲,2021,东,1,0", "甲,2021,东,1,一"),
        "第 2 行（“甲 2021”）列 “a”：“一” 不是数值",
    ),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_panel_is_refused_in_one_line_and_nothing_written(tmp_path, data, message):
    out, before = tmp_path / "out.csv", tmp_path / "before.csv"
    result = run(tmp_path, PANEL, data, "县", "--out", str(out), "--prepared", str(before))
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"t.toml", "d.csv"}


def test_no_two_results_into_one_file(tmp_path):
    same = str(tmp_path / "x.csv")
    for one, more in (("--out", ()), ("--bands", ("--simulate", "3"))):
        result = run(tmp_path, PANEL, ROWS, "县", one, same, "--prepared", same, *more)
        assert result.exit_code == 2
        assert f"{one} 与 --prepared 不能是同一个文件" in result.stderr
    assert not (tmp_path / "x.csv").exists()


def test_a_live_formula_in_the_key_of_a_panel_is_tamed(tmp_path):
    result = run(tmp_path, PANEL, ROWS.replace("乙", "=1+1"), "县")
    assert "\n'=1+1,2021," in result.stdout
