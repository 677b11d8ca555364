"""Fixtures for every test: a database of its own, and the sample county, loaded once a run."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_database(tmp_path, monkeypatch):
    """DATABASE_URL points into the test's own folder, so that no test writes into the project's data/."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory):
    """The SQLite file of ``init --demo``; read-only by agreement. Worker processes share one."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    target = shared / "demo.db"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            unfinished = shared / "unfinished.db"
            initialise(unfinished, demo=True)
            unfinished.rename(target)
    return target


@pytest.fixture
def demo_url(demo_file, tmp_path):
    """URL of a copy of the sample county that the test may change."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"


def initialise(path, *, demo):
    """Run ``init`` for a database at ``path``; a failure shows what the command said."""
    url = f"sqlite:///{path}"
    command = [sys.executable, "-m", "metrics", "init", *(["--demo"] if demo else []), "--db", url]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return url
