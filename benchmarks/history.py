"""One county over the years: what the first page after an approval costs, by how many quarters there are.

    python benchmarks/history.py [QUARTERS …]

Takes the sample county's four quarters as often as asked for, a year earlier each time, in a database of its
own. For 4, 20 and 40 quarters (or those given) it prints CPU seconds and computed books of what the overview
and the trends ask for, the county's scores of every quarter:

- first: nobody has computed any; as it was after every approval.
- approved: a report of the latest quarter was approved since.
- restarted: a new process on the same database.
- warm: asked again.

Then the same of the page 总览 itself, in a session that has it open: again (warm), at the first click after a
report of the latest quarter was approved, and at the first click after another, when the process that a
server starts then has ended (`ready`, whose own CPU stands beside). That may cost 1.5 times the warm page;
the program ends with an error where it costs more. Memory is the process's own peak after the first line and
after all.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pandas as pd

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from streamlit import user_info  # noqa: E402
from streamlit.testing.v1 import AppTest  # noqa: E402

from metrics import scoring  # noqa: E402
from metrics.framework import Period, parse_period  # noqa: E402
from metrics.host import identity  # noqa: E402
from metrics.ingest import CheckedWorkbook, LedgerRows  # noqa: E402
from metrics.scoring import kept  # noqa: E402
from metrics.store import Store  # noqa: E402
from metrics.store.database import SETUP, SYSTEM  # noqa: E402
from pages import cached  # noqa: E402
from tests.kit.project import initialise  # noqa: E402

LATEST = parse_period("2023Q4")
#: Who sees every page, and what the page may cost after an approval against the warm one.
ADMINISTRATOR, MOST = "guanli", 1.5
RERUNS = 5


def earlier(period: Period, years: int) -> Period:
    """The same quarter some years before."""
    return parse_period(f"{period.start.year - years}Q{period.code[-1]}")


def shifted(rows: LedgerRows, years: int) -> LedgerRows:
    """A ledger of the sample, as it would have been reported some years before."""
    frame = rows.frame.copy()
    for name in frame.select_dtypes("datetime").columns:
        frame[name] = frame[name] - pd.DateOffset(years=years)
    return replace(rows, frame=frame)


def sample_books(store: Store) -> list[CheckedWorkbook]:
    """What counts of the sample county, as workbooks that can be handed in again."""
    framework = store.office.framework()
    data = store.reporting.dataset(framework, parse_period("2023"), ruled=False)
    origin = ["_submission", "_unit", "_period"]
    books = []
    for number, info in data.submissions.items():
        ledgers = {
            code: LedgerRows(
                code, *data.places[number, code], frame[frame["_submission"] == number].drop(columns=origin)
            )
            for code, frame in data.ledgers.items()
            if (number, code) in data.places
        }
        period = parse_period(info.period)
        books.append(
            CheckedWorkbook(
                info.file, info.sha256, info.unit, period, framework.template_version, ledgers, ()
            )
        )
    return books


def hand_in(store: Store, book: CheckedWorkbook, content: bytes) -> None:
    """Store a report and approve it."""
    named = replace(book, sha256=hashlib.sha256(content).hexdigest())
    store.reporting.approve(store.reporting.submit(named, content, SYSTEM).id, SETUP)


def grow(store: Store, quarters: int) -> None:
    """Give the county some years more, all before its own."""
    books = sample_books(store)
    for years in range(1, quarters // 4):
        for quarter in parse_period("2023").quarters:
            at = earlier(quarter, years)
            store.reporting.ensure_period(at, at.end + timedelta(days=15))
        for book in books:
            if book.period is None:
                continue
            moved = {code: shifted(rows, years) for code, rows in book.ledgers.items()}
            one = replace(book, period=earlier(book.period, years), ledgers=moved)
            hand_in(store, one, f"{book.sha256} {years}".encode())


def peak() -> float:
    """The process's own peak memory in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def visit(url: str, again: str) -> None:
    """Ask as a page does, in a process of its own, and print what it took."""
    os.environ["DATABASE_URL"] = url
    computed: list[str] = []

    def counted(prepared: scoring.Prepared, level: str) -> scoring.ScoreBook:
        computed.append(prepared.period.code)
        return scoring.score_book(prepared, level)

    kept.score_book = counted

    def page() -> None:
        for info in cached.periods():
            cached.book(cached.edition_of(parse_period(info.code)), "county")

    told = {"s": spent(page), "books": len(computed), "MB": peak()}
    computed.clear()
    told["warm s"] = spent(page)
    if again:
        store = cached.store()
        book = next(one for one in sample_books(store) if one.period == LATEST)
        hand_in(store, book, b"a later revision")
        told |= {"approved s": spent(page), "approved books": len(computed), "approved MB": peak()}
        told |= overview([partial(hand_in, store, book, one) for one in (b"another one", b"and one more")])
    sys.stdout.write(json.dumps(told) + "\n")


def children() -> float:
    """CPU seconds of the processes that this one started and that have ended."""
    spent_there = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent_there.ru_utime + spent_there.ru_stime


def overview(approvals: Sequence[Callable[[], object]]) -> dict[str, float]:
    """The page itself, in a session that has it open: warm, after an approval, after one and `ready`."""
    setattr(user_info, identity.USER_FUNCTION, lambda: {"account": ADMINISTRATOR})
    app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=600)
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].message)
    warm = sorted(spent(app.run) for _ in range(RERUNS))[RERUNS // 2]
    approvals[0]()
    told = {"page s": warm, "approved page s": spent(app.run)}
    approvals[1]()
    before = children()
    subprocess.run([sys.executable, "-m", "metrics", "ready"], cwd=REPO, check=True, capture_output=True)
    told["ready s"] = children() - before
    return told | {"ready page s": spent(app.run), "page MB": peak()}


def asked(url: str, again: str = "") -> dict[str, float]:
    """What `visit` prints, in another process."""
    command = [sys.executable, __file__, "--visit", url, again]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    return json.loads(done.stdout)


def main(counts: list[int], folder: Path) -> None:
    """Build, measure, print."""
    print(
        "quarters      first  approved restarted      warm   books computed        MB  MB after"
        "   page   approved   ready  page then  ratio   page MB"
    )
    missed = []
    for count in counts:
        url = initialise(folder / f"{count}.db", demo=True)
        with Store.open(url) as store:
            grow(store, count)
        first, restarted = asked(url, "again"), asked(url)
        ratio = first["ready page s"] / first["page s"]
        books = f"{first['books']} / {first['approved books']} / {restarted['books']}"
        print(
            f"{count:>8} {first['s']:>10.2f} {first['approved s']:>9.2f} {restarted['s']:>9.2f}"
            f" {first['warm s']:>9.3f} {books:>16} {first['MB']:>9.0f} {first['approved MB']:>9.0f}"
            f" {first['page s']:>6.3f} {first['approved page s']:>10.3f} {first['ready s']:>7.2f}"
            f" {first['ready page s']:>10.3f} {ratio:>6.1f}"
            f" {first['page MB']:>9.0f}",
            flush=True,
        )
        missed += [count] if ratio > MOST else []
    if missed:
        sys.exit(f"总览 after an approval costs more than {MOST} times the warm page at {missed} quarters")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--visit"]:
        visit(*sys.argv[2:])
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main([int(count) for count in sys.argv[1:]] or [4, 20, 40], Path(temporary))
