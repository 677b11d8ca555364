"""`bands`: how often the bands of the quarters held the rank of the year."""

import tomllib

import pytest

from metrics.commands import bands
from metrics.scoring.whatif import BandCoverage


@pytest.fixture
def quick(monkeypatch):
    """What is found is given: finding it takes minutes and is tested elsewhere."""

    def coverage_of(until, year):
        return [BandCoverage(year.level, until.period.code, "weights", 0.25, 3.456, len(year.entities))]

    monkeypatch.setattr(bands, "coverage_of", coverage_of)


def test_the_quarters_of_a_year_are_told_by_level(run, demo_file, quick):
    answer = run("bands", "--period", "2023", "--by", "unit", db=f"sqlite:///{demo_file}")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        f"2023年1—{month}月\t成员单位\t仅权重\t25.0%\t平均宽 3.5 位\t21" for month in (3, 6, 9)
    ]


@pytest.mark.long
def test_they_are_written_as_the_handbook_reads_them(run, demo_file, quick, tmp_path):
    out = tmp_path / "bands.toml"
    answer = run("bands", "--period", "2023", "--by", "town", "--out", out, db=f"sqlite:///{demo_file}")
    assert answer.code == 0
    stored = tomllib.loads(out.read_text(encoding="utf-8"))
    assert (stored["period"], len(stored["band"])) == ("2023", 3)
    first = {"level": "town", "until": "2023Q1", "varied": "weights", "held": 0.25, "width": 3.46}
    assert {name: stored["band"][0][name] for name in first} == first


def test_only_a_year_has_quarters_held_back(run, demo_file):
    answer = run("bands", "--period", "2023Q4", db=f"sqlite:///{demo_file}")
    assert answer.code != 0
    assert "要写一整年" in answer.err
