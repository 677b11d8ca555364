"""Scores are computed ahead by one process at a time, and only in a server."""

import sys

import pytest

from metrics.web.ahead import ScoresAhead

#: Writes the address that it was given, then waits for a line that never comes, or ends.
_NOTES = """
import os, pathlib, time
with open({0!r}, "a") as told:
    told.write(os.environ["DATABASE_URL"] + "\\n")
while not pathlib.Path({1!r}).exists():
    time.sleep(0.02)
"""
PATIENT = 60
ONE, TWO = "sqlite:///one.db", "sqlite:///two.db"


@pytest.fixture
def noted(tmp_path):
    """A maker whose process notes that it ran, what it noted, and the file that lets it end."""
    told, go = tmp_path / "told.txt", tmp_path / "go"
    told.touch()
    made = ScoresAhead((sys.executable, "-c", _NOTES.format(str(told), str(go))))
    yield made, told, go
    made.stop()
    assert made.wait(PATIENT)


def test_without_a_server_nothing_is_started(noted):
    made, told, _ = noted
    made.begin(ONE)
    assert made.wait(0)
    assert told.read_text() == ""


def test_what_is_asked_for_meanwhile_is_done_once_more(noted):
    made, told, go = noted
    made.serve()
    made.begin(ONE)
    made.begin(ONE)
    made.begin(TWO)
    assert not made.wait(0)
    go.touch()
    assert made.wait(PATIENT)
    assert told.read_text().splitlines() == [ONE, TWO]


def test_the_end_of_the_server_ends_it(noted):
    made, told, _ = noted
    made.serve()
    made.begin(ONE)
    made.begin(ONE)
    made.stop()
    assert made.wait(PATIENT)
    made.begin(ONE)
    assert made.wait(0)
    assert len(told.read_text().splitlines()) <= 1


def test_a_process_that_cannot_be_started_stops_nobody(caplog):
    made = ScoresAhead(("/nowhere/python",))
    made.serve()
    made.begin(ONE)
    assert made.wait(0)
    assert "not computed ahead" in caplog.text
