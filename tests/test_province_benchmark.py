"""What measures a province runs, at its smallest; its limits can be broken."""

import pytest

from benchmarks.province.__main__ import parts
from benchmarks.province.figures import BenchFigure, of_many
from benchmarks.province.making import made_province
from metrics.commands.application import SAMPLES
from metrics.commands.sample_province import sample_rows
from tests.kit.sample_county import FIRST, SECOND


def test_a_figure_says_whether_its_limits_hold():
    assert BenchFigure("a", 1.69, "×", least=1.7).line.endswith("[at least 1.7: DOES NOT HOLD]")
    assert BenchFigure("a", 1.7, "×", least=1.7).holds
    assert not BenchFigure("a", 1.11, most=1.1).holds
    assert BenchFigure("a", 1e9).holds
    assert "[" not in BenchFigure("a", 1e9).line
    told = of_many("a", [3.0, 1.0, 2.0], "s", most=2.5)
    assert (told.value, told.spread, told.holds) == (2.0, (1.0, 3.0), True)


@pytest.mark.long
def test_every_part_runs_at_its_smallest(demo_file, second_file, tmp_path):
    files = {FIRST: demo_file, SECOND: second_file}
    samples = [sample_rows(f"sqlite:///{file}", SAMPLES / name) for name, file in files.items()]
    made = made_province(tmp_path, samples, counties=4, quarters=2, processes=1)
    assert [period.code for period in made.periods] == ["2023Q3", "2022Q3"]
    figures = {name: list(part()) for name, part in parts(made, samples, 1, 2000).items()}
    # How long anything takes is no matter here; what is counted is.
    assert figures["changed"][0].value == 1
    assert all(figures.values())
