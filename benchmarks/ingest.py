"""What reading and checking an upload costs, against a bare calamine read of the same file in the same run.

Run as `python -m benchmarks.ingest [ROWS …]` (default 1000 10000 100000). Prints CPU seconds, subprocess
included; `itself` is the whole without starting the process, `ratio` that against the bare read: the median
of runs in which each is measured after the other.
"""

import io
import marshal
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from statistics import median

import pandas as pd
import python_calamine

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, check_workbook, write_template
from metrics.ingest.read.reader import WORKER, read
from metrics.ingest.read.sniff import sniff
from tests.kit.county_packages import SIHONG

REPEATS = 5
#: Targets: times the bare read, seconds, milliseconds, megabytes.
RATIO, WHOLE, PRECHECK, PEAK = 2.5, 0.25, 1.0, 350
FRAMEWORK = load_framework(SIHONG)
QUARTER = parse_period("2023Q4")


def county() -> Context:
    """136 enterprises and 50 brands to refer to."""
    return Context(
        known={"L15": _entities("E", 136, 3), "L01": _entities("B", 50, 2)}, today=date(2024, 1, 5)
    )


def _entities(prefix: str, count: int, digits: int) -> pd.DataFrame:
    numbers = range(1, count + 1)
    codes = [f"{prefix}{number:0{digits}d}" for number in numbers]
    names = [f"泗洪第{number}号（示例）" for number in numbers]
    return pd.DataFrame({"code": codes, "name": names, "aliases": [()] * count, "status": ["试点中"] * count})


def activities(rows: int) -> pd.DataFrame:
    """Correct rows of 活动台账, each of its own."""
    numbers = pd.Series(range(rows))
    # Names that differ in more than a number, which would be asked about.
    texts = numbers.map(lambda number: chr(0x4E00 + number // 300) + chr(0x6E00 + number % 300))
    enterprise, brand = numbers % 136 + 1, numbers % 50 + 1
    return pd.DataFrame(
        {
            "held_on": pd.Timestamp(2023, 10, 1) + pd.to_timedelta(numbers % 92, unit="D"),
            "activity_name": "走进" + texts + "微宣讲",
            "activity_type": (numbers % 3).map({0: "微宣讲", 1: "技能培训", 2: "劳模宣讲"}),
            "sessions": 1,
            "attendances": numbers * 7 % 400,
            "online_attendances": 0,
            "enterprise_code": [f"E{n:03d} 泗洪第{n}号（示例）" for n in enterprise],
            "town": "开发区",
            "brand_code": [f"B{n:02d} 泗洪第{n}号（示例）" for n in brand],
            "organiser_type": "成员单位",
            "spirit_tag": "见工匠精神",
        }
    )


def cpu(task: Callable[[], object]) -> float:
    """Least CPU seconds of several runs, child processes included."""
    return min(once(task) for _ in range(REPEATS))


def once(task: Callable[[], object]) -> float:
    """CPU seconds of a run, child processes included."""

    def used() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    before = used()
    task()
    return used() - before


def pairs(*tasks: Callable[[], object]) -> list[tuple[float, ...]]:
    """CPU seconds of tasks that are done one after the other, several times: what slows one slows all."""
    return [tuple(once(task) for task in tasks) for _ in range(REPEATS)]


def bare(content: bytes) -> None:
    """The raw read: every sheet to Python values."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def start() -> None:
    """A worker that gets no file: what the process alone costs."""
    subprocess.run([sys.executable, "-I", WORKER], input=b"[\0\0\0\0", check=True)  # noqa: S603


def precheck(content: bytes) -> float:
    """Milliseconds that looking at the first bytes and the archive's directory takes."""
    times = 50
    return cpu(lambda: [sniff("x.xlsx", content) for _ in range(times)]) / times * 1000


def worker_peak(content: bytes) -> int:
    """Megabytes of memory the reading process takes at most.

    A child counts the memory its parent had when it was started, so that a small process starts it.
    """
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
    code += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)"
    command = [sys.executable, "-I", "-c", code, sys.executable, "-I", str(WORKER)]
    given = marshal.dumps([("xlsx", content)])
    return int(subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603


def measure(rows: int) -> tuple[str, list[str]]:
    """One line of the table, and the targets that were missed."""
    context = county()
    content = write_template(FRAMEWORK, "U19", QUARTER, context, {"L05": activities(rows)})
    checked = check_workbook(content, "x.xlsx", FRAMEWORK, context)
    if checked.findings or len(checked.ledgers["L05"].frame) != rows:
        raise SystemExit(f"the measured workbook is not clean: {checked.findings[:3]}")
    raw = read("x.xlsx", content)
    spent = pairs(lambda: bare(content), start, lambda: check_workbook(content, "x.xlsx", FRAMEWORK, context))
    ratio = median((whole - process) / base for base, process, whole in spent)
    base, process, whole = map(min, zip(*spent, strict=True))
    checks = cpu(lambda: check_workbook(content, "x.xlsx", FRAMEWORK, context, raw=raw))
    first, peak = precheck(content), worker_peak(content)
    seconds = " ".join(f"{one:>9.3f}" for one in (base, whole, process, whole - process))
    line = f"{rows:>7} {seconds} {ratio:>7.2f} {checks:>9.3f} {first:>9.3f} {peak:>9}"
    missed = {
        f"ratio {ratio:.2f} > {RATIO}": rows >= 10_000 and ratio > RATIO,
        f"whole {whole:.3f} s > {WHOLE} s": rows <= 1_000 and whole > WHOLE,
        f"pre-check {first:.2f} ms > {PRECHECK} ms": first > PRECHECK,
        f"worker {peak} MB > {PEAK} MB": rows <= 100_000 and peak > PEAK,
    }
    return line, [f"{rows} rows: {text}" for text, over in missed.items() if over]


def main() -> int:
    """Print the table for the sizes asked for; 1 when a target was missed."""
    write = cpu(lambda: write_template(FRAMEWORK, "U01", QUARTER, county()))
    print(f"template of the largest unit: {write:.3f} s")
    print(f"targets: ratio {RATIO} from 10000 rows, whole {WHOLE} s up to 1000, ", end="")
    print(f"pre-check {PRECHECK} ms, worker {PEAK} MB up to 100000")
    print("   rows calamine     whole   process    itself   ratio    checks pre-check worker MB")
    missed = []
    for rows in map(int, sys.argv[1:] or ("1000", "10000", "100000")):
        line, late = measure(rows)
        print(line, flush=True)
        missed += late
    print("\n".join(missed) or "every target is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
