"""Kills `python -m metrics submit` over and over, and looks whether what was acknowledged is stored whole.

Run as `python -m benchmarks.crash [--cycles 1000] [--lanes 2] [--db sqlite:///…]`. A cycle starts the real
command line on several workbooks, waits for a random number of acknowledgements (a line on its standard
output), then for a random moment of the next submission, and sends SIGKILL. Lanes work on one database at the
same time, each for its own unit. Afterwards:

- every acknowledged submission is there with the bytes of its file;
- every submission has its file, its rows and its row in the audit, and no other of them exists;
- the database is sound, and nothing is left to sweep.
"""

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import click
import pandas as pd

from metrics.framework import load_framework, parse_period
from metrics.ingest import write_template
from metrics.store import Store
from metrics.store.care import FAULT, examine
from metrics.store.database import SYSTEM, sweep
from metrics.store.people import Account
from tests.kit.county_packages import SIHONG

REPO = Path(__file__).resolve().parents[1]
UNITS = ("U08", "U09", "U10", "U11")
QUARTER = parse_period("2023Q1")
#: Workbooks one command is given; it seldom gets that far.
AT_ONCE = 5
#: Seconds between two looks at the journal, and after which a command that says nothing is taken as hanging.
LOOK, PATIENCE = 0.0005, 120
#: Cycles of a lane between two lines of progress.
SPEAK = 50


@dataclass
class Lane:
    """One unit's workbooks on their way in.

    Args:
        unit: code of the unit.
        folder: where its workbooks are written.
        draw: decides when to kill.
        acknowledged: submission id → sha256, of every line the command printed.
        moments: how often a kill came after so many acknowledgements of its command.
    """

    unit: str
    folder: Path
    draw: random.Random
    acknowledged: dict[int, str] = field(default_factory=dict)
    moments: Counter = field(default_factory=Counter)
    finished: int = 0
    made: int = 0

    def workbooks(self, base: bytes) -> list[Path]:
        """The next workbooks: the same rows, other bytes, so that each is a revision of its own."""
        paths = []
        for _ in range(AT_ONCE):
            self.made += 1
            path = self.folder / f"{self.unit}_{self.made:05d}.xlsx"
            path.write_bytes(base)
            with ZipFile(path, "a") as book:
                book.comment = f"{self.unit} {self.made}".encode()
            paths.append(path)
        return paths


def base_workbook(store: Store, unit: str) -> bytes:
    """A small workbook that is accepted."""
    framework = load_framework(SIHONG)
    rows = pd.DataFrame(
        {
            "held_on": [pd.Timestamp(2023, 2, day) for day in range(1, 21)],
            "activity_name": [f"微宣讲第{day}场" for day in range(1, 21)],
            "activity_type": "微宣讲",
            "sessions": 1,
            "attendances": range(20, 40),
            "organiser_type": "成员单位",
        }
    )
    return write_template(
        framework, unit, QUARTER, store.reporting.context(framework, unit, QUARTER, SYSTEM), {"L05": rows}
    )


def run(url: str, cycles: int, lanes: int, seed: int, folder: Path) -> list[Lane]:
    """Kill `cycles` commands in all; every lane goes on where its last command was killed."""
    with Store.open(url) as store:
        store.office.begin_county(SIHONG)
        bases = {unit: base_workbook(store, unit) for unit in UNITS[:lanes]}
        for unit in bases:
            store.people.ensure_account(Account(unit.lower(), unit, "填报员", unit))
    every = [Lane(unit, folder, random.Random(f"{seed} {unit}")) for unit in bases]  # noqa: S311
    shares = [len(range(number, cycles, lanes)) for number in range(lanes)]
    with ThreadPoolExecutor(lanes) as pool:
        list(pool.map(lambda lane, share: _lane(lane, url, bases[lane.unit], share), every, shares))
    return every


def _lane(lane: Lane, url: str, base: bytes, cycles: int) -> None:
    for cycle in range(cycles):
        if cycle % SPEAK == 0:
            print(f"{lane.unit}: {cycle} of {cycles}", file=sys.stderr, flush=True)
        paths = lane.workbooks(base)
        known = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        for line in _killed(lane, url, paths):
            number, *_, name = line.split("\t")
            lane.acknowledged[int(number)] = known[name]
        for path in paths:
            path.unlink()


def _killed(lane: Lane, url: str, paths: Sequence[Path]) -> list[str]:
    """Run the command on workbooks, kill it, and give the lines it had printed.

    Raises:
        RuntimeError: it ended with an error before it was killed.
    """
    command = [
        sys.executable,
        "-m",
        "metrics",
        "submit",
        *map(str, paths),
        "--as",
        lane.unit.lower(),
        "--db",
        url,
    ]
    said, complaints = (lane.folder / f"{lane.unit}.{end}" for end in ("out", "err"))
    with said.open("wb") as output, complaints.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own command line
            command, cwd=REPO, stdout=output, stderr=errors
        )
        try:
            acknowledged = lane.draw.randrange(AT_ONCE - 1)
            _wait(process, lambda: _lines(said) >= acknowledged)
            if journal := _journal(url) if lane.draw.random() < 0.6 else None:
                before = _state(journal)
                _wait(process, lambda: _state(journal) != before)
                time.sleep(lane.draw.uniform(0, 0.006))
            else:
                time.sleep(lane.draw.uniform(0, 0.3))
        finally:
            process.send_signal(signal.SIGKILL)
            lane.finished += process.wait() != -signal.SIGKILL
    if process.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the command failed by itself:\n{complaints.read_text(encoding='utf-8')[-2000:]}")
    lines = said.read_text(encoding="utf-8").splitlines(keepends=True)
    lane.moments[len(lines)] += 1
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


def _wait(process: subprocess.Popen, done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and not done():
        if time.monotonic() > until:
            raise TimeoutError("the command neither stores nor ends")
        time.sleep(LOOK)


def _lines(said: Path) -> int:
    return said.read_bytes().count(b"\n")


def _journal(url: str) -> Path | None:
    """SQLite's write-ahead log, which grows in the middle of a commit."""
    return Path(url.removeprefix("sqlite:///") + "-wal") if url.startswith("sqlite:///") else None


def _state(journal: Path) -> tuple[int, int]:
    try:
        found = journal.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns)


def verify(url: str, lanes: Sequence[Lane]) -> Iterator[str]:
    """What is wrong in the database; nothing when all is well."""
    if not any(lane.acknowledged for lane in lanes):
        yield "nothing was acknowledged: the run shows nothing"
    with Store.open(url, migrate=False) as store:
        stored = {info.id: info for info in store.reporting.submissions()}
        for lane in lanes:
            for number, sha256 in lane.acknowledged.items():
                if number not in stored or stored[number].sha256 != sha256:
                    yield f"acknowledged submission {number} of {lane.unit} is lost"
            revisions = [info.revision for info in stored.values() if info.unit == lane.unit]
            if revisions != list(range(1, len(revisions) + 1)):
                yield f"{lane.unit} has revisions {revisions}"
        for info in stored.values():
            if hashlib.sha256(store.reporting.original(info.sha256, SYSTEM)[1]).hexdigest() != info.sha256:
                yield f"submission {info.id} has other bytes"
        audited = sorted(
            int(text.split()[1]) for text in store.care.audit_rows(SYSTEM, action="submit")["subject"]
        )
        if audited != sorted(stored):
            yield f"audit tells of submissions {audited}, stored are {sorted(stored)}"
        yield from _counts(store, len(stored))
    if (left := sweep(url)).originals or left.files:
        yield f"left over: {left}"
    yield from (f"{check.name}: {check.text}" for check in examine(url) if check.state == FAULT)


def _counts(store: Store, submissions: int) -> Iterator[str]:
    with store.database.engine.connect() as connection:
        for table in ("original", "(SELECT DISTINCT submission_id FROM ledger_rows)"):
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table} AS t").scalar_one()  # noqa: S608
            if count != submissions:
                yield f"{count} rows in {table} for {submissions} submissions"


@click.command()
@click.option("--cycles", default=1000, show_default=True)
@click.option("--lanes", default=2, show_default=True, type=click.IntRange(1, len(UNITS)))
@click.option("--seed", default=20231231, show_default=True)
@click.option("--db", default="", help="an empty database; a SQLite file in a temporary folder without it")
def main(cycles: int, lanes: int, seed: int, db: str) -> None:
    """Run, verify, print what was found; exit 1 when anything is wrong."""
    folder = Path(tempfile.mkdtemp(prefix="kandejian-crash-"))
    url = db or f"sqlite:///{folder / 'county.db'}"
    began = time.monotonic()
    every = run(url, cycles, lanes, seed, folder)
    took = time.monotonic() - began
    wrong = list(verify(url, every))
    moments = sum((lane.moments for lane in every), Counter())
    with Store.open(url, migrate=False) as store:
        stored = len(store.reporting.submissions())
    print(f"{cycles} cycles, {lanes} lanes, {took:.0f} s ({took / cycles:.2f} s a cycle)")
    print(f"acknowledged {sum(len(lane.acknowledged) for lane in every)}, stored {stored}")
    print("killed after acknowledgements: " + ", ".join(f"{n}: {moments[n]}" for n in sorted(moments)))
    print(f"commands that ended before the kill: {sum(lane.finished for lane in every)}")
    print("\n".join(wrong) or "nothing lost, nothing half stored, nothing left over")
    shutil.rmtree(folder)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
