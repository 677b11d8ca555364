"""The sample counties' databases, loaded once and kept while neither the program nor the sample changes."""

import fcntl
import hashlib
import shutil
from functools import cache, partial
from pathlib import Path

import pytest

from metrics import scoring
from metrics.county import BookKey
from metrics.framework import LEVELS, parse_period
from metrics.store import Store
from tests.kit.project import REPO, initialise

CACHE = REPO / ".cache"
FIRST, SECOND = "sihong", "qinglan"
#: Sample county → what its kept databases are called.
_KEPT = {FIRST: "demo", SECOND: "second"}


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of ``init --demo``; only pages write into it, what they keep of score books."""
    return _of_this_worker(tmp_path_factory, FIRST)


@pytest.fixture
def demo_url(tmp_path: Path) -> str:
    """URL of a copy of the sample county that the test may change."""
    return f"sqlite:///{_copied(FIRST, tmp_path)}"


@pytest.fixture(scope="session")
def second_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of ``init --demo qinglan``; likewise."""
    return _of_this_worker(tmp_path_factory, SECOND)


@pytest.fixture
def second_url(tmp_path: Path) -> str:
    """URL of a copy of the second sample county that the test may change."""
    return f"sqlite:///{_copied(SECOND, tmp_path)}"


def _of_this_worker(tmp_path_factory: pytest.TempPathFactory, county: str) -> Path:
    """A worker's own file: whoever copies one ends its process's locks on it, and two workers would clash."""
    return _copied(county, tmp_path_factory.getbasetemp())


def _copied(county: str, folder: Path) -> Path:
    return Path(shutil.copy(_ready(county), folder / f"{_KEPT[county]}.db"))


@cache
def _ready(county: str) -> Path:
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{_KEPT[county]}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return loaded_sample(county)


def loaded_sample(county: str = FIRST) -> Path:
    """A sample county as it was just loaded; kept while neither the program nor the sample changes."""
    kept = CACHE / f"{_KEPT[county]}-{state_of_the_program(county)}.db"
    if not kept.exists():
        for old in sorted(CACHE.glob(f"{_KEPT[county]}-*"), key=lambda file: file.stat().st_mtime)[:-2]:
            old.unlink()
        unfinished = CACHE / f"unfinished-{county}.db"
        unfinished.unlink(missing_ok=True)
        initialise(unfinished, demo=county)
        keep_books(unfinished)
        unfinished.rename(kept)
    return kept


def keep_books(file: Path) -> None:
    """Put in what pages keep of scores: else every test that has a copy computes them anew."""
    with Store.open(f"sqlite:///{file}", migrate=False) as store:
        quarters = [info.code for info in store.reporting.periods()]
        years = sorted({code[:4] for code in quarters})
        for period in map(parse_period, (*quarters, *(f"{year}H1" for year in years), *years)):
            version = store.office.framework_for(period)
            data = store.reporting.data_version(period)
            prepared = scoring.prepare(version, store.reporting.dataset(version, period))
            for level in LEVELS:
                key = BookKey(period.code, level, data, version.hash, scoring.code_version())
                scoring.book_of(store.office, key, partial(_made, prepared))


def _made(prepared: scoring.Prepared) -> scoring.Prepared:
    return prepared


def state_of_the_program(county: str = FIRST) -> str:
    """Hash of everything a sample county's database is made of."""
    files = [REPO / "requirements.txt"]
    for folder, pattern in (
        ("metrics", "**/*.*"),
        (f"sample_data/{county}", "*.*"),
        (f"sample_data/{county}/county", "**/*.*"),
        (f"sample_data/{county}/workbooks", "**/*.*"),
    ):
        files += sorted(file for file in (REPO / folder).glob(pattern) if file.suffix not in (".pyc", ".ttf"))
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


if __name__ == "__main__":  # ./test.sh has them made beside the checks of style, which use one core
    for sample in (FIRST, SECOND):
        _ready(sample)
