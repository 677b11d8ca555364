"""What marking an upload costs, against a plain copy of the same archive in the same run.

Run as `python -m benchmarks.marked [ROWS …]` (default 1000 10000). Prints CPU seconds; the target is 0.15 s
at 1,000 rows. One row in ten has a fault, every row gets its code.
"""

import io
import sys
import zipfile

import pandas as pd

from benchmarks.ingest import FRAMEWORK, QUARTER, activities, county, cpu
from metrics.ingest import CheckedWorkbook, check_workbook, write_template
from metrics.ingest.patch.fresh import fresh
from metrics.ingest.patch.marked import mark
from metrics.ingest.read.raw import RawBook
from metrics.ingest.read.reader import read

FILE = "x.xlsx"


def faulty(rows: int) -> pd.DataFrame:
    """Rows of 活动台账 of which every tenth has a word that is in no list."""
    frame = activities(rows)
    frame.loc[frame.index % 10 == 0, "activity_type"] = "微宣将"
    return frame


def plain_copy(content: bytes) -> bytes:
    """Every part unpacked and packed again."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return stream.getvalue()


def marked_twice(checked: CheckedWorkbook, content: bytes) -> float:
    """CPU seconds of marking a copy that has marks already."""
    copy = mark(content, FILE, checked, FRAMEWORK)
    again = check_workbook(copy.content, FILE, FRAMEWORK, county())
    return cpu(lambda: mark(copy.content, FILE, again, FRAMEWORK))


def measure(rows: int) -> str:
    """One line of the table."""
    context = county()
    content = write_template(FRAMEWORK, "U19", QUARTER, context, {"L05": faulty(rows)})
    checked = check_workbook(content, FILE, FRAMEWORK, context)
    raw = read(FILE, content)
    if not checked.findings or not isinstance(raw, RawBook) or mark(content, FILE, checked, FRAMEWORK).remade:
        raise SystemExit("the measured workbook is not as meant")
    seconds = (
        cpu(lambda: plain_copy(content)),
        cpu(lambda: mark(content, FILE, checked, FRAMEWORK)),
        marked_twice(checked, content),
        cpu(lambda: fresh(raw, checked, FRAMEWORK)),
    )
    spent = " ".join(f"{each:>9.3f}" for each in seconds)
    return f"{rows:>7} {len(checked.findings):>8} {spent} {seconds[1] / seconds[0]:>7.2f}"


def main() -> None:
    """Print the table for the sizes asked for."""
    print("   rows findings      copy    marked     again       new   ratio")
    for rows in map(int, sys.argv[1:] or ("1000", "10000")):
        print(measure(rows))


if __name__ == "__main__":
    main()
