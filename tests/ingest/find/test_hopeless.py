"""A column of nothing but nonsense: its first cells are thought about, the others share their finding."""

from metrics.ingest.find import tables
from metrics.ingest.values import BLANK, Reading


def reading(raws):
    """What is said of distinct cells, and how many were read: numbers are understood, x… is not."""
    asked = []

    def reader(raw):
        asked.append(raw)
        return Reading(int(raw)) if raw.isdigit() else Reading(problem="E402") if raw.strip() else BLANK

    return tables._readings(raws, reader), asked


def test_once_none_of_very_many_is_understood_the_rest_is_not_read():
    raws = [f"x{number}" for number in range(tables._HOPELESS + 300)]
    found, asked = reading(raws)
    assert [one.problem for one in found] == ["E402"] * len(raws)
    assert asked == raws[: tables._HOPELESS]


def test_a_blank_among_them_stays_a_blank():
    raws = [*(f"x{number}" for number in range(tables._HOPELESS)), " ", "x"]
    assert [one.problem for one in reading(raws)[0][-2:]] == ["", "E402"]


def test_one_that_is_understood_has_all_of_them_read():
    raws = ["1", *(f"x{number}" for number in range(tables._HOPELESS)), "2"]
    found, asked = reading(raws)
    assert (found[0].value, found[-1].value) == (1, 2)
    assert asked == raws
