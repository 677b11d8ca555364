"""What reading and checking an upload costs, against a bare calamine read of the same file in the same run.

Run as `python -m benchmarks.ingest [ROWS …]` (default 1000 10000). Prints CPU seconds, subprocess included.
"""

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pandas as pd
import python_calamine

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, check_workbook, write_template
from metrics.ingest.reader import WORKER, read

REPEATS = 5
FRAMEWORK = load_framework()
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
    texts = numbers.astype("str")
    enterprise, brand = numbers % 136 + 1, numbers % 50 + 1
    return pd.DataFrame(
        {
            "held_on": pd.Timestamp(2023, 10, 1) + pd.to_timedelta(numbers % 92, unit="D"),
            "activity_name": "第" + texts + "场微宣讲",
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

    def used() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    spent = []
    for _ in range(REPEATS):
        before = used()
        task()
        spent.append(used() - before)
    return min(spent)


def bare(content: bytes) -> None:
    """The raw read: every sheet to Python values."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def start() -> None:
    """A worker that gets no file: what the process alone costs."""
    subprocess.run([sys.executable, "-I", WORKER], input=b"[\0\0\0\0", check=True)  # noqa: S603


def measure(rows: int) -> str:
    """One line of the table."""
    context = county()
    content = write_template(FRAMEWORK, "U19", QUARTER, context, {"L05": activities(rows)})
    checked = check_workbook(content, "x.xlsx", FRAMEWORK, context)
    if checked.findings or len(checked.ledgers["L05"].frame) != rows:
        raise SystemExit(f"the measured workbook is not clean: {checked.findings[:3]}")
    raw = read("x.xlsx", content)
    base, process = cpu(lambda: bare(content)), cpu(start)
    whole = cpu(lambda: check_workbook(content, "x.xlsx", FRAMEWORK, context))
    checks = cpu(lambda: check_workbook(content, "x.xlsx", FRAMEWORK, context, raw=raw))
    seconds = (base, whole, process, whole - process)
    ratio = (whole - process) / base
    return f"{rows:>7} " + " ".join(f"{spent:>9.3f}" for spent in seconds) + f" {ratio:>7.2f} {checks:>9.3f}"


def main() -> None:
    """Print the table for the sizes asked for."""
    write = cpu(lambda: write_template(FRAMEWORK, "U01", QUARTER, county()))
    print(f"template of the largest unit: {write:.3f} s")
    print("   rows calamine     whole   process    itself   ratio    checks")
    for rows in map(int, sys.argv[1:] or ("1000", "10000")):
        print(measure(rows))


if __name__ == "__main__":
    main()
