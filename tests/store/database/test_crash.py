"""The real command line is killed while it stores; what it acknowledged is there, whole, and nothing else.

`python -m benchmarks.crash` does the same a thousand times.
"""

import pytest

from benchmarks.crash import run, verify


def killed_often(url, folder, cycles, seed):
    lanes = run(url, cycles, 2, seed, folder)
    assert list(verify(url, lanes)) == []
    assert sum(lane.moments.total() for lane in lanes) == cycles
    assert sum(lane.finished for lane in lanes) < cycles / 2, "most were killed, not just done"
    assert sum(len(lane.acknowledged) for lane in lanes) > 0


@pytest.mark.long
def test_nothing_acknowledged_is_lost_in_8_kills(sqlite_url, tmp_path):
    killed_often(sqlite_url, tmp_path, 8, seed=1)


@pytest.mark.long
def test_nothing_acknowledged_is_lost_in_60_kills(sqlite_url, tmp_path):
    killed_often(sqlite_url, tmp_path, 60, seed=2)


@pytest.mark.long
def test_a_servers_clients_may_be_killed_as_often(postgresql_url, tmp_path):
    killed_often(postgresql_url, tmp_path, 60, seed=3)
