"""The sample county's database, loaded once and kept while neither the program nor the sample changes."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from tests.kit.project import REPO, initialise

CACHE = REPO / ".cache"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture
def demo_url(demo_file: Path, tmp_path: Path) -> str:
    """URL of a copy of the sample county that the test may change."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"


def loaded_sample() -> Path:
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


def state_of_the_program() -> str:
    """Hash of everything the sample county's database is made of."""
    files = [REPO / "requirements.txt"]
    for folder, pattern in (
        ("metrics", "**/*.*"),
        ("sample_data/sihong", "*.*"),
        ("sample_data/sihong/county", "**/*.*"),
        ("sample_data/sihong/workbooks", "**/*.*"),
    ):
        files += sorted(file for file in (REPO / folder).glob(pattern) if file.suffix not in (".pyc", ".ttf"))
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(file.read_bytes())
    return whole.hexdigest()[:16]
