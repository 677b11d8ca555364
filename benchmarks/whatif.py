"""The what-if page rerun after a slider was moved, with 1,000 weight sets, on the sample county.

    python benchmarks/whatif.py

Prints the CPU milliseconds of one rerun by level, view and normalisation: every rerun has weights that were
never tried before, so nothing of it comes from a cache; as the server's lifespan leaves the process.
"""

import gc
import os
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from statistics import median

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

import streamlit.user_info  # noqa: E402
from streamlit.testing.v1 import AppTest  # noqa: E402

from metrics.commands.sample import load_demo  # noqa: E402
from metrics.framework.model import LEVEL_NAMES  # noqa: E402
from metrics.host import identity  # noqa: E402
from metrics.scoring.whatif.scenario import Scenario  # noqa: E402
from metrics.store import Store  # noqa: E402

TARGET, RERUNS = 150, 12
#: Whom the guard would let in: AppTest has no request that says it.
WHO = {"account": "guanli", "address": "127.0.0.1", "session": "benchmark"}
VIEWS = ("名次变动", "名次区间", "哪一项说了算")
#: The framework's own, which needs no new normalised values, and the dearest of the others.
METHODS = ("goalposts", "rank")


def open_page(level: str, view: str, method: str) -> AppTest:
    """The page as the administrator sees it, run once."""
    app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=60)
    app.query_params["assumed-level"], app.query_params["assumed-view"] = level, view
    app.query_params["assume"] = assumed(None, method)
    app.run().switch_page("weights.py").run()
    if app.exception or app.error:
        raise SystemExit([one.value for one in (*app.exception, *app.error)])
    return app


def assumed(weight: float | None, method: str) -> str:
    """What the address says of an assumption."""
    parts = [weight is not None and f"K={weight:g}", method != METHODS[0] and f"normalise={method}"]
    return ",".join(part for part in parts if part)


def rerun(app: AppTest, weight: float, method: str) -> float:
    """CPU milliseconds of the run that follows a move of the first slider."""
    slider = next(one for one in app.slider if (one.key or "").startswith("assumed-K-"))
    slider.set_value(weight)
    start = time.process_time()
    app.run()
    spent = 1000 * (time.process_time() - start)
    if app.exception or app.query_params["assume"] != assumed(weight, method):
        raise SystemExit(f"the slider did not move: {app.query_params.get('assume')}")
    return spent


def main(folder: Path) -> None:
    """Every level and view."""
    url = f"sqlite:///{folder / 'demo.db'}"
    os.environ["DATABASE_URL"] = url
    setattr(streamlit.user_info, identity.USER_FUNCTION, lambda: WHO)
    load_demo(Store.open(url), REPO / "sample_data" / "sihong")
    gc.collect()
    gc.freeze()
    print(f"{Scenario().count} weight sets; CPU ms of one rerun (best, median of {RERUNS}); target {TARGET}")
    for level, word in LEVEL_NAMES.items():
        if level == "county":
            continue
        for view, method in product(VIEWS, METHODS):
            app = open_page(word, view, method)
            spent = [rerun(app, 4.25 + 0.25 * turn, method) for turn in range(RERUNS)]
            print(f"{level:<12}{view:<12}{method:<12}{min(spent):8.1f}{median(spent):8.1f}", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
