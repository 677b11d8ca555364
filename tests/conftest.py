"""Fixtures for every test: a database of its own, and the sample county, loaded once a run."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
CACHE = REPO / ".cache"


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
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            shutil.copy(loaded_sample(), target)
    return target


def loaded_sample():
    """The sample county as it was just loaded; kept while neither the program nor the sample changes."""
    kept = CACHE / f"demo-{state_of_the_program()}.db"
    if not kept.exists():
        for old in sorted(CACHE.glob("demo-*"), key=lambda file: file.stat().st_mtime)[:-2]:
            old.unlink()
        unfinished = CACHE / "unfinished.db"
        unfinished.unlink(missing_ok=True)
        initialise(unfinished, demo=True)
        unfinished.rename(kept)
    return kept


def state_of_the_program():
    """Hash of everything the sample county's database is made of."""
    files = [REPO / "requirements.txt"]
    for folder, pattern in (
        ("metrics", "**/*.*"),
        ("sample_data", "*.*"),
        ("sample_data/workbooks", "**/*.*"),
    ):
        files += sorted(file for file in (REPO / folder).glob(pattern) if file.suffix not in (".pyc", ".ttf"))
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


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
