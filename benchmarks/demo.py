"""The whole line once: load the sample county as uploads, score every level, draw the first page.

    python benchmarks/demo.py

Prints CPU seconds (this process and its reading processes) against a bare calamine read of the same workbooks
in the same run, scoring of all six levels against loading their rows, and the CPU of a page's first run and
reruns. Scoring alone, of a database that holds the sample county:

    python benchmarks/demo.py sqlite:///county.db
"""

import gc
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

import numpy as np  # noqa: E402
from python_calamine import load_workbook  # noqa: E402
from streamlit import user_info  # noqa: E402
from streamlit.testing.v1 import AppTest  # noqa: E402

from metrics.commands.sample import load_demo  # noqa: E402
from metrics.framework import Framework, load_framework, parse_period  # noqa: E402
from metrics.framework.model import LEVELS  # noqa: E402
from metrics.host import identity  # noqa: E402
from metrics.scoring.measures.prepared import prepare  # noqa: E402
from metrics.scoring.scorebook import score_book  # noqa: E402
from metrics.store import Store  # noqa: E402
from tests.kit.county_packages import SIHONG  # noqa: E402

SAMPLE = REPO / "sample_data" / "sihong"
RERUNS = 20
SCORINGS = 15
#: Who sees every page.
ADMINISTRATOR = "guanli"


def cpu() -> float:
    """CPU seconds of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall-clock seconds of a piece of work."""
    before, start = cpu(), time.perf_counter()
    work()
    return cpu() - before, time.perf_counter() - start


def bare_read() -> None:
    """Every workbook through calamine alone."""
    for path in SAMPLE.glob("workbooks/*/*.xlsx"):
        book = load_workbook(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def say(label: str, seconds: tuple[float, float], note: str = "") -> None:
    """One line of the report."""
    print(f"{label:<44}{seconds[0]:8.2f} s CPU {seconds[1]:8.2f} s wall  {note}")


def main(folder: Path) -> None:
    """Run every step and print it."""
    url = f"sqlite:///{folder / 'demo.db'}"
    store, framework = Store.open(url), load_framework(SIHONG)
    bare = timed(bare_read)
    say("bare calamine read of all workbooks", bare)
    load = timed(lambda: load_demo(store, SAMPLE))
    say("load of the sample county", load, f"{load[0] / bare[0]:.1f} x bare; target 20 s CPU")
    scoring(store, framework)
    pages(url)


def scoring(store: Store, framework: Framework) -> None:
    """Rows of a year loaded, numbered and scored at all six levels, in turn: the least and the median."""
    runs = np.array([_scored_once(store, framework) for _ in range(SCORINGS)])
    for name, of in (("least", runs.min(axis=0)), ("median", np.median(runs, axis=0))):
        load, number, score = of
        print(
            f"{'2023, ' + name + ' of ' + str(SCORINGS):<24}"
            f"rows loaded {load:.3f} s CPU, numbered {number:.3f}, "
            f"six levels scored {score:.3f}: {score / load:.2f} x loading (with numbering "
            f"{(number + score) / load:.2f} x)"
        )


def _scored_once(store: Store, framework: Framework) -> tuple[float, float, float]:
    """CPU seconds of loading a year's rows, of numbering them, of scoring six levels."""
    marks = [time.process_time()]
    dataset = store.reporting.dataset(framework, parse_period("2023"))
    marks.append(time.process_time())
    ready = prepare(framework, dataset)
    marks.append(time.process_time())
    for level in LEVELS:
        score_book(ready, level)
    marks.append(time.process_time())
    first, second, third = (after - before for before, after in pairwise(marks))
    return first, second, third


def pages(url: str) -> None:
    """First run and reruns of every page, as the server's lifespan leaves the process."""
    os.environ["DATABASE_URL"] = url
    # The guard's part: AppTest cannot say who is there.
    setattr(user_info, identity.USER_FUNCTION, lambda: {"account": ADMINISTRATOR})
    gc.collect()
    gc.freeze()
    for name in ("overview", "enterprises", "brands", "indicators", "upload", "progress"):
        app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=60)
        app.run()
        say(f"{name}: first run", timed(partial(_opened, app, name)))
        runs = timed(partial(_rerun, app))
        per_run = runs[0] / RERUNS
        print(f"{name + ': rerun':<44}{1000 * per_run:8.1f} ms CPU  target 100 ms CPU")


def _opened(app: AppTest, name: str) -> None:
    app.switch_page(f"{name}.py").run()


def _rerun(app: AppTest) -> None:
    for _ in range(RERUNS):
        app.run()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        scoring(Store.open(sys.argv[1]), load_framework(SIHONG))
        sys.exit()
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
