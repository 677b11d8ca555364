"""`python -m metrics index`: the framework file, the data file, the result, and every refusal in one line."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from metrics.commands.index import COMMANDS
from metrics.scoring.index import IMPUTATIONS, METHODS, TREATMENTS, recipe
from metrics.scoring.index.files import read_table, read_weights
from metrics.scoring.index.recipe import load_tree, parse_tree
from metrics.scoring.index.tree import (
    AGGREGATES,
    MINIMUM,
    MISSING,
    RATIO,
    DataProblem,
    FrameworkProblem,
    Imputation,
    Treatment,
)
from tests.kit.project import REFERENCE, REPO

HDI = """
schema = 1
id = "hdi"
name = "人类发展指数"
version = "2023-24"
[score]
scale = 1.0
[[node]]
id = "HDI"
aggregate = "geometric"
[[node]]
id = "edu"
parent = "HDI"
[[measure]]
id = "life_expectancy"
parent = "HDI"
goalposts = [20, 85]
[[measure]]
id = "expected_years_schooling"
parent = "edu"
goalposts = [0, 18]
[[measure]]
id = "mean_years_schooling"
parent = "edu"
goalposts = [0, 15]
[[measure]]
id = "gni_per_capita"
parent = "HDI"
transform = "log"
goalposts = [100, 75000]
"""
SMALL = """
schema = 1
id = "small"
version = "1"
[[node]]
id = "总分"
[[measure]]
id = "a"
parent = "总分"
goalposts = [0, 10]
[[measure]]
id = "b"
parent = "总分"
goalposts = [0, 10]
weight = 3
"""
DATA = "code,a,b,备注\n甲,10,5,x\n乙,,5,\n丙,5,5,y\n丁,0,,\n"


class Workplace:
    """A folder with a framework and a data file, and the command run in it."""

    def __init__(self, folder):
        self.folder = folder
        self.write("t.toml", SMALL)
        self.write("d.csv", DATA)

    def write(self, name, content):
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def run(self, *more, framework="t.toml", data="d.csv", key="code", out="out.csv"):
        paths = ["--framework", str(self.folder / framework), "--data", str(self.folder / data), "--key", key]
        extra = ["--out", str(self.folder / out)] if out else []
        return CliRunner().invoke(COMMANDS[0], [*paths, *extra, *more])

    def table(self, name="out.csv"):
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def names(self):
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def place(tmp_path):
    return Workplace(tmp_path)


def test_hdi_from_files_to_files(place):
    place.write("hdi.toml", HDI)
    place.write("hdi.csv", (REFERENCE / "hdi/hdi_2022.csv").read_bytes())
    result = place.run(framework="hdi.toml", data="hdi.csv", key="iso3")
    assert (result.exit_code, result.output) == (0, "")
    found, source = pd.read_csv(place.folder / "out.csv"), pd.read_csv(place.folder / "hdi.csv")
    measures = ["life_expectancy", "expected_years_schooling", "mean_years_schooling", "gni_per_capita"]
    assert list(found.columns) == ["iso3", *measures, "HDI", "edu", "rank", "coverage"]
    assert list(found["iso3"]) == list(source["iso3"])
    assert (found["HDI"] - source["hdi_calc"]).abs().max() < 1e-9
    assert (found["HDI"].round(3) == source["hdi_published"]).all()
    assert (found["rank"] == source["hdi_calc"].round(9).rank(ascending=False, method="min")).all()


def test_result_file_cell_by_cell(place):
    assert place.run().exit_code == 0
    assert place.table() == [
        ["code", "a", "b", "总分", "rank", "coverage"],
        ["甲", "100.0", "50.0", "62.5", "1", "1.0"],
        ["乙", "", "50.0", "50.0", "2", "0.75"],
        ["丙", "50.0", "50.0", "50.0", "2", "1.0"],
        ["丁", "0.0", "", "", "", "0.25"],
    ]
    assert place.names() == {"t.toml", "d.csv", "out.csv"}


def test_without_out_the_result_goes_to_the_screen(place):
    result = place.run(out=None)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1] == "甲,100.0,50.0,62.5,1,1.0"
    assert place.names() == {"t.toml", "d.csv"}


def test_numbers_come_back_as_the_same_doubles(place):
    place.write("d.csv", "code,a,b\n甲,0.1,3.3333333333333335\n")
    place.run()
    assert [float(cell) for cell in place.table()[1][1:3]] == [0.1 / 10 * 100, 3.3333333333333335 / 10 * 100]


def test_average_ties_and_a_byte_order_mark(place):
    place.write("t.toml", ("\ufeff" + SMALL).replace("[[node]]", '[score]\nties = "average"\n[[node]]', 1))
    place.write("d.csv", "\ufeff" + DATA.replace("\n", "\r\n"))
    assert place.run().exit_code == 0
    assert [row[4] for row in place.table()[1:]] == ["1.0", "2.5", "2.5", ""]


def test_weights_override_the_framework(place):
    weights = place.write("w.csv", "id,weight\nb,1\n")
    assert place.run("--weights", weights).exit_code == 0
    assert place.table()[1][3] == "75.0"


def test_bands_replay_by_seed(place):
    rows = "".join(f"e{i},{i * 7 % 10},{i * 3 % 11 % 10}\n" for i in range(30))
    place.write("d.csv", f"code,a,b\n{rows}无,,\n")
    for name, seed in (("one.csv", "4"), ("two.csv", "4"), ("other.csv", "5")):
        bands = str(place.folder / name)
        result = place.run("--simulate", "101", "--noise", "0.5", "--seed", seed, "--bands", bands)
        assert result.exit_code == 0, result.output
    assert place.table("one.csv") == place.table("two.csv")
    assert place.table("one.csv") != place.table("other.csv")
    header, *body = place.table("one.csv")
    assert header == ["code", "rank", "rank_p5", "rank_p50", "rank_p95"]
    assert [row[0] for row in body] == [row[0] for row in place.table()[1:]]
    assert body[-1] == ["无", "", "", "", ""]
    for row in body[:-1]:
        low, middle, high = map(float, row[2:])
        assert low <= middle <= high


@pytest.mark.parametrize("noise", ["0", "0.0"])
def test_bands_without_noise_repeat_the_rank(place, noise):
    bands = str(place.folder / "bands.csv")
    assert place.run("--simulate", "5", "--noise", noise, "--bands", bands).exit_code == 0
    for _, rank, *band in place.table("bands.csv")[1:]:
        assert [float(cell) if cell else "" for cell in band] == [float(rank) if rank else ""] * 3


def swap(old, new):
    assert old in SMALL
    return SMALL.replace(old, new, 1)


FRAMEWORKS = {
    "not TOML": ("schema = ", "TOML 写法有误"),
    "not UTF-8": ("id = “中文”".encode("gbk"), "不是 UTF-8 编码"),
    "no schema": (swap("schema = 1\n", ""), "顶层：缺少必填的 schema"),
    "schema 2": (swap("schema = 1", "schema = 2"), "顶层：schema 应为 1，现为 2"),
    "schema true": (swap("schema = 1", "schema = true"), "顶层：schema 应为整数，现为 “True”"),
    "no version": (swap('version = "1"\n', ""), "顶层：缺少必填的 version"),
    "version a number": (swap('version = "1"', "version = 1"), "顶层：version 应为非空的文字，现为 “1”"),
    "unknown top key": ("labels = 1\n" + SMALL, "顶层：不认识的键 “labels”"),
    "unknown key in score": (swap("[[node]]", "[score]\nrank = 2\n[[node]]"), "[score]：不认识的键 “rank”"),
    "unknown key in defaults": (
        swap("[[node]]", "[defaults]\nmising = 1\n[[node]]"),
        "[defaults]：不认识的键 “mising”，是否想写 missing？",
    ),
    "unknown key in node": (
        swap('id = "总分"', 'id = "总分"\nclip = false'),
        "[[node]] “总分”：不认识的键 “clip”",
    ),
    "unknown key in measure": (
        swap("weight = 3", "wieght = 3"),
        "[[measure]] “b”：不认识的键 “wieght”，是否想写 weight？",
    ),
    "ledger table": (SMALL + "[measure.ledger]\nkind = 'count'\n", "[[measure]] “b”：不认识的键 “ledger”"),
    "no id": (swap('id = "a"\n', ""), "第 1 个 [[measure]]：缺少必填的 id"),
    "no parent": (swap('id = "a"\nparent = "总分"', 'id = "a"'), "[[measure]] “a”：缺少必填的 parent"),
    "no node": (swap('[[node]]\nid = "总分"', ""), "顶层：缺少必填的 node"),
    "node as one table": (swap("[[node]]", "[node]"), "[[node]]：应写成双方括号的表"),
    "score not a table": ("score = 1\n" + SMALL, "[score]：应为一个表"),
    "weight a text": (swap("weight = 3", 'weight = "3"'), "[[measure]] “b”：weight 应为有限的数，现为 “3”"),
    "weight nan": (swap("weight = 3", "weight = nan"), "[[measure]] “b”：weight 应为有限的数"),
    "negative weight": (swap("weight = 3", "weight = -3"), "[[measure]] “b”：weight 应为非负数"),
    "clip true": (
        swap("weight = 3", "clip = true"),
        "[[measure]] “b”：clip 应为 false 或两个数 [下限, 上限]",
    ),
    "goalposts of three": (
        swap("[0, 10]", "[0, 5, 10]"),
        "[[measure]] “a”：goalposts 应为两个数 [下限, 上限]",
    ),
    "goalposts of texts": (swap("[0, 10]", '["0", "10"]'), "[[measure]] “a”：goalposts 应为有限的数"),
    "lo = hi": (swap("[0, 10]", "[10, 10]"), "[[measure]] “a”：goalposts 的下限 10 不小于上限 10"),
    "two roots": (swap("[[measure]]", '[[node]]\nid = "二"\n[[measure]]'), "[[node]] “二”：没有 parent"),
    "childless": (
        swap("[[measure]]", '[[node]]\nid = "二"\nparent = "总分"\n[[measure]]'),
        "[[node]] “二”：下面没有任何",
    ),
    "cycle": (swap('id = "总分"', 'id = "总分"\nparent = "总分"'), "[[node]] “总分”：parent 成环"),
    "unknown method": (
        swap("[[node]]", '[defaults]\nnormalise = "z"\n[[node]]'),
        "“a”：normalise 没有 “z” 这个选项",
    ),
    "impute a word": (
        swap("weight = 3", 'impute = "mean"'),
        "[[measure]] “b” impute：应为一个表",
    ),
    "unknown key in impute": (
        swap("weight = 3", 'impute = { by = "group_mean", grp = "区" }'),
        "[[measure]] “b” impute：不认识的键 “grp”，是否想写 group？",
    ),
    "impute by nothing": (swap("weight = 3", "impute = {}"), "[[measure]] “b” impute：缺少必填的 by"),
    "predictors a word": (
        swap("weight = 3", 'impute = { by = "regression", predictors = "a" }'),
        "[[measure]] “b” impute：predictors 应为一列文字，至少一个，现为 “a”",
    ),
    "treat without steps": (swap("weight = 3", "treat = {}"), "[[measure]] “b” treat：缺少必填的 steps"),
    "unknown key in treat": (
        swap("weight = 3", 'treat = { steps = ["log"], winmax = 5 }'),
        "[[measure]] “b” treat：不认识的键 “winmax”，可用：steps、points、skewness、kurtosis、power",
    ),
    "impute in defaults": (
        swap("[[node]]", "[defaults]\nimpute = { of = 1 }\n[[node]]"),
        "[defaults] impute：不认识的键 “of”",
    ),
    "time taken": (
        swap("[[node]]", '[score]\ntime = "rank"\n[[node]]'),
        "[score] time：“rank” 与结果文件的列名冲突",
    ),
    "no column of time": (
        swap("[[node]]", '[score]\ntime = "年"\n[[node]]'),
        "d.csv：没有列 “年”",
    ),
    "no column of groups": (
        swap("weight = 3", 'impute = { by = "group_mean", group = "区" }'),
        "d.csv：没有列 “区”",
    ),
    "no column to divide by": (swap("weight = 3", 'denominator = "人口"'), "d.csv：没有列 “人口”"),
    "a text to divide by": (
        swap("weight = 3", 'denominator = "备注"'),
        "第 2 行（“甲”）列 “备注”：“x” 不是数值",
    ),
    "too few to treat": (
        SMALL.replace("weight = 3", 'treat = { steps = ["winsorise"] }').replace("[0, 10]", "[0, 9]"),
        "[[measure]] “b”：treat 至少要 4 个值才能看出离群，现有 3 个",
    ),
    "a child in no ratio": (
        swap('id = "总分"', 'id = "总分"\naggregate = "ratio"\nnumerator = "a"\ndenominator = "c"'),
        "[[node]] “总分”：比值节点下面应只有 numerator、denominator 两个下级，现有 “a”、“b”",
    ),
    "column taken": (SMALL.replace('"a"', '"rank"'), "id “rank” 与结果文件的列名冲突"),
    "key taken": (SMALL.replace('"a"', '"code"'), "id “code” 与结果文件的列名冲突"),
    "constant column": (
        SMALL.replace("weight = 3", 'normalise = "minmax"'),
        "[[measure]] “b”：这一列的值全部相同（5），minmax",
    ),
    "log": (
        swap("goalposts = [0, 10]", 'normalise = "none"\ntransform = "log"'),
        "“a”：“丁” 的值 0 不是正数，不能取对数",
    ),
}


def refused(place, result, message):
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""
    assert not place.names() & {"out.csv", "bands.csv", "out.csv.part", "bands.csv.part"}


@pytest.mark.parametrize(("text", "message"), FRAMEWORKS.values(), ids=FRAMEWORKS.keys())
def test_wrong_frameworks(place, text, message):
    place.write("t.toml", text)
    refused(place, place.run(), message)


TABLES = {
    "empty file": ("", "d.csv：是空的"),
    "header only": ("code,a,b\n", "d.csv：没有数据行"),
    "missing column": ("code,a\n甲,1\n", "d.csv：没有列 “b”"),
    "column twice": ("code,a,b,a\n甲,1,2,3\n", "d.csv：重复的列 “a”"),
    "missing key column": ("name,a,b\n甲,1,2\n", "d.csv：没有列 “code”"),
    "empty key": ("code,a,b\n甲,1,2\n ,1,2\n", "第 3 行：“code” 为空"),
    "key twice": ("code,a,b\n甲,1,2\n乙,1,2\n甲,3,4\n", "“code” 重复：“甲”（第 2、4 行）"),
    "text": ("code,a,b\n甲,1,2\n乙,三,2\n", "第 3 行（“乙”）列 “a”：“三” 不是数值"),
    "thousands": ('code,a,b\n甲,1,"2,000"\n', "列 “b”：“2,000” 不是数值"),
    "nan": ("code,a,b\n甲,nan,2\n", "列 “a”：“nan” 不是数值"),
    "inf": ("code,a,b\n甲,-inf,2\n", "列 “a”：“-inf” 不是数值"),
    "too large": ("code,a,b\n甲,1e999,2\n", "列 “a”：“1e999” 不是数值"),
    "underscores": ("code,a,b\n甲,1_0,2\n", "列 “a”：“1_0” 不是数值"),
    "wide digits": ("code,a,b\n甲,１,2\n", "列 “a”：“１” 不是数值"),
    "all missing": ("code,a,b\n甲,,1\n乙,,2\n", "d.csv：列 “a” 全部为空"),
    "short row": ("code,a,b\n甲,1\n", "第 2 行：有 2 列，表头有 3 列"),
    "long row": ("code,a,b\n甲,1,2,3\n", "第 2 行：有 4 列，表头有 3 列"),
    "open quote": ('code,a,b\n甲,"1,2\n', "CSV 写法有误"),
    "GBK": ("code,a,b\n甲,1,2\n".encode("gbk"), "不是 UTF-8 编码"),
}


@pytest.mark.parametrize(("text", "message"), TABLES.values(), ids=TABLES.keys())
def test_wrong_tables(place, text, message):
    place.write("d.csv", text)
    refused(place, place.run(), message)


WEIGHTS = {
    "unknown id": ("id,weight\n无,1\n", "权重：框架里没有 id “无”"),
    "negative": ("id,weight\na,-1\n", "[[measure]] “a”：weight 应为非负数，现为 -1.0"),
    "empty": ("id,weight\na,\n", "w.csv 第 2 行（a）：weight 为空"),
    "text": ("id,weight\na,一\n", "第 2 行（“a”）列 “weight”：“一” 不是数值"),
    "twice": ("id,weight\na,1\na,2\n", "“id” 重复：“a”（第 2、3 行）"),
    "other columns": ("id,w\na,1\n", "应只有 id 与 weight 两列，现为 “id、w”"),
    "all zero": ("id,weight\na,0\nb,0\n", "[[node]] “总分”：下级权重之和必须大于 0"),
}


@pytest.mark.parametrize(("text", "message"), WEIGHTS.values(), ids=WEIGHTS.keys())
def test_wrong_weights(place, text, message):
    refused(place, place.run("--weights", place.write("w.csv", text)), message)


def test_wrong_usage(place):
    bands = ["--bands", str(place.folder / "bands.csv")]
    refused(place, place.run("--simulate", "5"), "--simulate 与 --bands 必须同时使用")
    refused(place, place.run(*bands), "--simulate 与 --bands 必须同时使用")
    refused(place, place.run("--simulate", "0", *bands), "模拟次数应为正整数，现为 0")
    refused(place, place.run("--simulate", "5", "--noise", "2", *bands), "扰动幅度应在 0 与 1 之间，现为 2.0")
    refused(place, place.run("--simulate", "5", "--bands", str(place.folder / "out.csv")), "不能是同一个文件")
    refused(place, place.run(framework="无.toml"), "无.toml：打不开")
    refused(place, place.run(data="无.csv"), "无.csv：打不开")


def test_nothing_is_written_and_the_old_result_stays_when_one_file_cannot_be(place):
    place.write("out.csv", "旧")
    (place.folder / "bands.csv").mkdir()
    result = place.run("--simulate", "5", "--bands", str(place.folder / "bands.csv"))
    assert result.exit_code == 2
    assert "是一个文件夹" in result.stderr
    assert (place.folder / "out.csv").read_text() == "旧"
    assert not any(name.endswith(".part") for name in place.names())


def test_a_bad_run_leaves_the_old_result_alone(place):
    place.write("out.csv", "旧")
    place.write("d.csv", "code,a,b\n甲,x,2\n")
    assert place.run().exit_code == 2
    assert (place.folder / "out.csv").read_text() == "旧"


def test_every_key_of_the_format_reaches_the_tree():
    tree = parse_tree(
        {
            "schema": 1,
            "id": "t",
            "version": "1",
            "score": {"scale": 1, "round_rank": 4, "ties": "average", "time": "年"},
            "defaults": {
                "normalise": "minmax",
                "clip": False,
                "missing": "zero",
                "min_coverage": 0.5,
                "range": [1, 5],
                "impute": {"by": "median"},
                "treat": {"steps": ["winsorise"]},
            },
            "node": [
                {"id": "r", "aggregate": "power", "p": 2, "floor": 1, "weight": 2},
                {"id": "n", "parent": "r", "missing": "propagate", "min_coverage": 0},
                {
                    "id": "q",
                    "parent": "r",
                    "aggregate": "ratio",
                    "numerator": "v",
                    "denominator": "w",
                    "times": 100,
                },
            ],
            "measure": [
                {
                    "id": "x",
                    "parent": "n",
                    "weight": 2,
                    "direction": -1,
                    "transform": "log",
                    "normalise": "target",
                    "target": 9,
                    "clip": [0, 2],
                    "range": [2, 3],
                },
                {"id": "y", "parent": "r", "goalposts": [1, 2]},
                {"id": "v", "parent": "q", "missing": "zero", "impute": False, "treat": False},
                {
                    "id": "w",
                    "parent": "q",
                    "denominator": "人口",
                    "missing": "impute",
                    "impute": {"by": "regression", "predictors": ["x", "y"]},
                    "treat": {
                        "steps": ["winsorise", "boxcox"],
                        "points": 3,
                        "skewness": 1,
                        "kurtosis": 2,
                        "power": 0.5,
                    },
                },
                {"id": "z", "parent": "r", "impute": {"by": "group_mean", "group": "区"}},
            ],
        }
    )
    assert (tree.scale, tree.round_rank, tree.ties, tree.time) == (1.0, 4, "average", "年")
    root, node, ratio = tree.nodes
    assert (ratio.aggregate, ratio.numerator, ratio.denominator, ratio.times) == ("ratio", "v", "w", 100)
    assert (root.aggregate, root.p, root.floor, root.missing, root.min_coverage) == (
        "power",
        2.0,
        1.0,
        "zero",
        0.5,
    )
    assert (node.parent, node.missing, node.min_coverage) == ("r", "propagate", 0.0)
    x, y, v, w, z = tree.leaves
    assert (y.missing, y.impute, y.treat) == (None, Imputation("median"), Treatment(("winsorise",)))
    assert (v.missing, v.impute, v.treat, v.denominator) == ("zero", None, None, "")
    assert (w.missing, w.denominator) == ("impute", "人口")
    assert w.impute == Imputation("regression", predictors=("x", "y"))
    assert w.treat == Treatment(("winsorise", "boxcox"), 3, 1.0, 2.0, 0.5)
    assert z.impute == Imputation("group_mean", group="区")
    assert (x.weight, x.direction, x.transform, x.normalise, x.target, x.clip, x.range) == (
        2,
        -1,
        "log",
        "target",
        9,
        (0, 2),
        (2, 3),
    )
    assert (y.normalise, y.clip, y.range, y.goalposts) == ("minmax", None, (1, 5), (1, 2))


def test_defaults_of_the_format(place):
    tree = load_tree(place.folder / "t.toml")
    assert (tree.scale, tree.round_rank, tree.ties, tree.name, tree.time) == (100.0, 9, "min", "", "")
    assert (tree.leaves[0].missing, tree.leaves[0].impute, tree.leaves[0].treat) == (None, None, None)
    assert tree.leaves[0].denominator == ""
    root, leaf = tree.nodes[0], tree.leaves[0]
    assert (root.aggregate, root.floor, root.missing, root.min_coverage, root.weight) == (
        "arithmetic",
        0,
        "reweight",
        0.6,
        1,
    )
    assert (leaf.normalise, leaf.clip, leaf.direction, leaf.transform, leaf.weight) == (
        "goalposts",
        (0, 1),
        1,
        "none",
        1,
    )


@pytest.mark.parametrize("name", ["TOP", "SCORE", "DEFAULTS", "NODE", "MEASURE", "IMPUTE", "TREAT"])
def test_every_key_and_word_stands_in_the_document(name):
    text = (REPO / "docs/指数计算.md").read_text(encoding="utf-8")
    keys = set(getattr(recipe, name)) - {"score", "defaults", "node", "measure"}
    words = {*METHODS, *IMPUTATIONS, *TREATMENTS, *AGGREGATES, *MISSING, MINIMUM, RATIO}
    assert [
        word for word in sorted(keys | words) if f"`{word}`" not in text and f"`{word} = " not in text
    ] == []


def test_the_example_of_the_document_is_a_framework(place):
    (example,) = re.findall(
        r"```toml\n(.*?)```", (REPO / "docs/指数计算.md").read_text(encoding="utf-8"), re.DOTALL
    )
    place.write("t.toml", example)
    place.write("d.csv", "iso3,region,g1,g14\nA,x,80,\nB,x,,40\nC,y,50,50\n")
    assert place.run(key="iso3").exit_code == 0
    assert [row[3] for row in place.table()[1:]] == [repr(80 / 3), repr((80 + 2 * 40) / 3), "50.0"]


def test_readers_alone(place):
    assert read_table(place.folder / "d.csv", "code", ["b"])["b"].tolist()[:3] == [5, 5, 5]
    assert read_weights(Path(place.write("w.csv", "weight,id\n 2.5 ,a\n"))) == {"a": 2.5}
    with pytest.raises(FrameworkProblem, match=r"t\.toml：顶层"):
        load_tree(Path(place.write("t.toml", "schema = 1")))
    with pytest.raises(DataProblem, match="打不开"):
        read_table(place.folder, "code", ["b"])


def test_the_verb_is_on_the_command_line(place):
    from metrics.cli import main

    result = CliRunner().invoke(main, ["index", "--framework", str(place.folder / "t.toml")])
    assert result.exit_code == 2
    assert "缺少参数 --data" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
