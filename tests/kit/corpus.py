"""Feeds every file of a folder to the real check, in a process that stands for the server.

Run as `python -m tests.kit.corpus FOLDER [--unit U08] [--period 2023Q4] [--all]`. Says how many files were
opened, refused with a sentence, crashed the process or took more than 25 seconds of the processors, and the
memory used; exit code 1 when one crashed, was too slow or was refused without a word. `--all` prints a line a
file.
"""

import argparse
import multiprocessing
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, check_workbook
from tests.kit.county_packages import SIHONG

SECONDS = 25
CHINESE = re.compile(r"[\u4e00-\u9fff].*[。？！]$", re.DOTALL)
KINDS = ("opened", "refused", "mute", "crashed", "slow")
#: A file that is opened has ledgers or at least sheets; these codes refuse the file as a whole.
REFUSALS = tuple(f"E10{number}" for number in range(1, 10))


@dataclass(frozen=True)
class Fed:
    """What became of a file; memory is the peak so far, in MB, time that of the processors, in seconds.

    `kind` is opened, refused (with a Chinese sentence), mute (without one), crashed or slow.
    """

    file: str
    kind: str
    sentence: str = ""
    seconds: float = 0.0
    server: int = 0
    worker: int = 0


def feed(files: Iterable[tuple[str, bytes]], unit: str = "U19", period: str = "2023Q4") -> Iterator[Fed]:
    """Check files one after the other in a process of their own; a new one follows one that died.

    Args:
        files: (name, bytes).
        unit: code of the unit they are handed in for.
        period: the quarter they are handed in for.
    """
    server = _Server(unit, period)
    try:
        for name, content in files:
            yield server.check(name, content)
    finally:
        server.stop()


class _Server:
    def __init__(self, unit: str, period: str) -> None:
        self._for = (unit, period)
        self._start()

    def _start(self) -> None:
        method = multiprocessing.get_context("spawn")
        self._pipe, theirs = method.Pipe()
        self._process = method.Process(target=_serve, args=(theirs, *self._for), daemon=False)
        with _no_page_as_main():
            self._process.start()
        theirs.close()
        self._pipe.recv()

    def check(self, name: str, content: bytes) -> Fed:
        started = time.monotonic()
        self._pipe.send((name, content))
        # The wall clock only ends what hangs: others may be at work on the machine.
        if not self._pipe.poll(SECONDS * 6):
            return self._again(Fed(name, "slow", seconds=time.monotonic() - started))
        try:
            kind, sentence, seconds, server, worker = self._pipe.recv()
        except EOFError:
            return self._again(Fed(name, "crashed", seconds=time.monotonic() - started))
        return Fed(name, "slow" if seconds > SECONDS else kind, sentence, seconds, server, worker)

    def _again(self, outcome: Fed) -> Fed:
        self.stop()
        self._start()
        return outcome

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(1)
        self._process.kill()
        self._process.join()


@contextmanager
def _no_page_as_main() -> Iterator[None]:
    """A page that a test ran before is left as the main module, and a new process would run it again."""
    before = sys.modules["__main__"]
    if __name__ != "__main__":
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = before


def _serve(pipe: Connection, unit: str, period: str) -> None:
    """Answer file after file until the other end closes; whatever escapes the check ends this process."""
    framework, quarter = load_framework(SIHONG), parse_period(period)
    pipe.send("ready")
    while True:
        try:
            name, content = pipe.recv()
        except EOFError:
            return
        before = _worked()
        findings = check_workbook(content, name, framework, Context(), unit, quarter).findings
        refusals = [found for found in findings if found.code in REFUSALS]
        told = " ".join(found.message for found in refusals)
        kind = "opened" if not refusals else "refused" if CHINESE.search(told) else "mute"
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        told = told or f"{len(findings)} 条检查结果"
        pipe.send((kind, told, _worked() - before, own_peak(), worker))


def _worked() -> float:
    """Seconds of the processors that this process and the reading processes that ended have had."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def own_peak() -> int:
    """Megabytes this process took at most; `ru_maxrss` would begin with what its parent had taken."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) >> 10


def main() -> int:
    """Print what became of the files of a folder."""
    parser = argparse.ArgumentParser(description="Feed a folder of spreadsheets to the check.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unit", default="U19")
    parser.add_argument("--period", default="2023Q4")
    parser.add_argument("--all", action="store_true", help="a line for every file")
    given = parser.parse_args()
    paths = sorted(path for path in given.folder.rglob("*") if path.is_file())
    kinds: Counter[str] = Counter()
    longest, server, worker = 0.0, 0, 0
    for done in feed(((str(path), path.read_bytes()) for path in paths), given.unit, given.period):
        kinds[done.kind] += 1
        longest = max(longest, done.seconds)
        server, worker = max(server, done.server), max(worker, done.worker)
        if given.all or done.kind in ("crashed", "slow", "mute"):
            print(f"{done.kind:8} {done.seconds:6.2f} s  {done.file}  {done.sentence}")
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS)
    print(f"{len(paths)} files: {counts}; longest {longest:.2f} s; server {server} MB, worker {worker} MB")
    return 1 if kinds["crashed"] + kinds["slow"] + kinds["mute"] else 0


if __name__ == "__main__":
    sys.exit(main())
