"""A county of many enterprises: what its table book and its doubts cost.

    python -m benchmarks.wide [TIMES …]

Takes the sample county's rows of 2023 as often as asked for (1, 10 and 30 times; 30 are 4,080 enterprises),
every time under other enterprise codes. Each count is a process of its own; it prints CPU seconds and peak
memory of making the table book with all its rows and of the process that prints it, and the CPU seconds of
looking for doubts. Fails where the printing process of 4,080 enterprises needs more than its target.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from metrics.commands.sample import load_demo
from metrics.county import Dataset, VisibleRows
from metrics.doubts import CountyRows, check_county
from metrics.framework import load_framework, parse_period
from metrics.reports.press import PaperQueue
from metrics.reports.write import BriefOptions
from metrics.reports.write.briefing import CHINA, make
from metrics.store import Store
from tests.kit.county_packages import SIHONG

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "sihong"
AT = datetime(2024, 2, 6, 9, 0, tzinfo=CHINA)
#: Enterprises of the sample county, and the rows by which one copy stands below the one before.
ENTERPRISES, BELOW = 136, 10_000
Made = TypeVar("Made")
#: Megabytes that printing the table book of thirty counties may take.
TARGET = 500


def other(code: object, time_: int) -> object:
    """An enterprise's code, or a code that begins with one, in another copy."""
    if not isinstance(code, str) or not code.startswith("E"):
        return code
    first, dash, rest = code.partition("-")
    return f"E{int(first[1:]) + ENTERPRISES * time_:03d}{dash}{rest}"


def copied(frame: pd.DataFrame, time_: int) -> pd.DataFrame:
    """Rows as another county's enterprises would report them."""
    made = frame.copy()
    for column in ("enterprise_code", "holder_ref"):
        if column in made:
            made[column] = made[column].map(lambda code: other(code, time_)).astype(frame[column].dtype)
    if "enterprise_name" in made:
        made["enterprise_name"] = made["enterprise_name"] + str(time_)
    return made.assign(_row=made["_row"] + BELOW * time_)


def wide(data: Dataset, times: int) -> Dataset:
    """The county with so many times its enterprises; ledgers that name none stay."""
    ledgers = {}
    for code, frame in data.ledgers.items():
        named = "enterprise_code" in frame
        ledgers[code] = pd.concat(
            [frame, *(copied(frame, time_) for time_ in range(1, times if named else 1))], ignore_index=True
        )
    return replace(data, ledgers=ledgers)


def peak(process: str = "self") -> float:
    """Megabytes a process took at most; `ru_maxrss` of a child would begin with what its parent had taken."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def children() -> set[str]:
    """The processes that this one has started and that run."""
    lists = Path("/proc/self/task").glob("*/children")
    return {child for one in lists for child in one.read_text(encoding="ascii").split()}


def spent(work: Callable[[], Made]) -> tuple[Made, float]:
    """What was made, and CPU seconds."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def measured(url: str, times: int) -> None:
    """One line of the table."""
    framework, period = load_framework(SIHONG), parse_period("2023")
    with Store.open(url) as store:
        data = wide(store.reporting.dataset(framework, period), times)
    before, others = peak(), children()
    options = BriefOptions(evidence=True, gate=partial(VisibleRows, "office"))
    report, making = spent(lambda: make("book", framework, data, options, generated_at=AT))
    made = peak()
    queue = PaperQueue()
    content = queue.printed(report, "xlsx", "office")
    asking, needed = peak(), max(map(peak, children() - others))
    queue.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    printing = used.ru_utime + used.ru_stime
    found, looking = spent(lambda: check_county(CountyRows(framework, data)))
    print(
        f"{times:>5} {ENTERPRISES * times:>11} {making:>9.1f} {before:>7.0f} {made:>7.0f} {asking:>7.0f}"
        f" {printing:>9.1f} {needed:>9.0f} {len(content) / 2**20:>7.1f} {looking:>8.1f} {len(found):>7}",
        flush=True,
    )
    if times == 30 and needed > TARGET:
        sys.exit(f"printing took {needed:.0f} MB, more than {TARGET}")


def main(counts: list[int]) -> None:
    """Measure and print; every count in a process of its own, whose peak is then its own."""
    print(
        "times enterprises   making   MB→ made→ asked  printing  its MB  file MB   doubts   found", flush=True
    )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        with Store.open(url) as store:
            load_demo(store, SAMPLE)
        for times in counts:
            command = [sys.executable, "-m", "benchmarks.wide", "--one", url, str(times)]
            subprocess.run(command, check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measured(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(times) for times in sys.argv[1:]] or [1, 10, 30])
