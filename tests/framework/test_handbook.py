"""口径手册 says everything the framework says, and nothing it does not."""

from dataclasses import replace

import pandas as pd
import pytest

from metrics.framework import earlier_framework, load_framework
from metrics.framework.handbook import effective_weights, formula, handbook, measure_section
from metrics.framework.model import FORMULA_LEVELS
from metrics.scoring.index.engine import effective_weights as of_engine
from metrics.scoring.scorebook import tree_of
from tests.kit.county_packages import SIHONG
from tests.kit.small_county import dataset

FRAMEWORK, OLD = load_framework(SIHONG), earlier_framework("2023.1", SIHONG)
TEXT = handbook(FRAMEWORK)


@pytest.mark.parametrize(
    ("framework", "measure"),
    [pytest.param(one, m, id=f"{one.version} {m.id}") for one in (OLD, FRAMEWORK) for m in one.measures],
)
def test_every_measure_has_its_words_targets_units_and_sources(framework, measure):
    section = measure_section(framework, measure)
    assert section in handbook(framework)
    assert measure.words in section
    for code in measure.ledger.source:
        assert f"{framework.ledgers[code].sheet}（{code}）" in section
    for letter in measure.ledger.levels:
        row = next(line for line in section.splitlines() if line.startswith(f"| {FORMULA_LEVELS[letter]} |"))
        assert f"| {measure.ledger.units[letter]} | " in row
        assert f"{measure.ledger.full_score.get(letter, 100):g}" in row
    ledgers = [framework.ledgers[code].by_id for code in measure.ledger.source]
    terms = [name for term in measure.ledger.term for name in (*term.columns, *term.filter)]
    for field in (*measure.ledger.columns, *measure.ledger.filter, *terms):
        headers = [columns[field].header for columns in ledgers if field in columns]
        assert headers
        assert all(header in section for header in headers)


def test_items_stand_in_order_with_their_question():
    places = [TEXT.index(f"## {item.id} {item.name}\n\n{item.asks}？") for item in FRAMEWORK.items]
    assert places == sorted(places)


@pytest.mark.parametrize("letter", FORMULA_LEVELS)
def test_effective_weights_are_the_engines(letter):
    """Where every measure of the level applies and is there."""
    data = dataset()
    tree = tree_of(FRAMEWORK, letter, data.period)
    applies = {m.id: letter in m.ledger.levels for m in FRAMEWORK.measures}
    there = pd.DataFrame([applies])
    wanted = of_engine(tree, there, there).iloc[0]
    got = effective_weights(FRAMEWORK, letter)
    for measure in FRAMEWORK.measures:
        assert got.get(measure.id, 0) == pytest.approx(wanted[measure.id], abs=1e-12)
    assert sum(got[group.id] for group in FRAMEWORK.groups) == pytest.approx(1)


@pytest.mark.parametrize(
    ("measure", "letter", "words"),
    [
        ("K1b", "E", "Σ 本期服务人次 ÷ 本企业职工人数 × 100"),
        ("K1b", "B", "Σ 本期服务人次 ÷ 在用载体数"),
        ("K4a", "U", "Σ 场次（线下） ÷ 走进的企业数"),
        ("J1a", "C", "Σ （参加人次 − 其中线上人次） ÷ 在册企业的职工人数 × 100"),
        ("J3a", "E", "有或没有"),
        ("J3a", "B", "不同企业数（线下） ÷ 走进的企业数 × 100"),
        ("D2b", "U", "Σ 金额 ÷ 涉及企业的职工人数"),
        ("K3a", "B", "符合条件的行数 ÷ 到期的行数 × 100"),
        ("D2c", "C", "符合条件的行数 ÷ 全部行数 × 100"),
        ("K3c", "U", "创新成果台账的行数 ÷ 在册试点企业数 × 100"),
    ],
)
def test_formulas_of_2023_in_words(measure, letter, words):
    assert formula(OLD, OLD.measure[measure], letter) == words


@pytest.mark.parametrize(
    ("measure", "letter", "words"),
    [
        ("K1b", "E", "本企业的合计 ÷ 职工人数 × 100"),
        ("K1b", "B", "合计（不写企业的也算）"),
        ("K2a", "U", "Σ min(企业目标, 在每家企业的合计)"),
        ("K4a", "C", "名册内企业得分率的平均 × 100"),
        ("K4a", "U", "Σ min(每家目标, 在每家企业的合计) ÷（责任面 × 每家目标）× 100，最高 100"),
        ("J1a", "C", "名册内企业得分率的按职工数加权的平均 × 100，加公共得分，最高 100"),
        ("J2b", "B", "有这样的行的月数 ÷ 已过月数 × 100"),
        ("K3a", "B", "符合条件的行数 ÷ 到期的行数 × 100"),
    ],
)
def test_formulas_in_words(measure, letter, words):
    assert formula(FRAMEWORK, FRAMEWORK.measure[measure], letter) == words


def test_rules_come_from_the_framework():
    assert "覆盖率低于 60% 就没有得分" in TEXT
    assert "90 分以上为“优”；80 分以上为“良”；60 分以上为“中”；以下为“需加力”" in TEXT
    nodes = tuple(replace(n, min_coverage=0.5) if n.parent is None else n for n in FRAMEWORK.nodes)
    assert "覆盖率低于 50% 就没有得分" in handbook(replace(FRAMEWORK, nodes=nodes))


def test_an_example_stands_with_its_measure():
    text = handbook(FRAMEWORK, {"K2a": "某厂 10 分"}, "样例县的数据")
    assert "例子按样例县的数据计算" in text
    section = text[text.index("### K2a") : text.index("### K2b")]
    assert section.rstrip().endswith("- 例：某厂 10 分")
    assert "例：" not in TEXT
