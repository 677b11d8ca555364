"""Rows of all counties summed by county: the province's question against a bare DuckDB query of its files.

Both sides run in a process of their own, `python -m benchmarks.province.rows ours|bare FOLDER PERIOD`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.province.figures import BenchFigure, of_many, peak
from benchmarks.province.making import BenchProvince
from metrics.framework import Period, parse_period
from metrics.province import Province, SampleRows, asked, compact, read_province, sources
from metrics.province.lake import lake_files, pour
from metrics.province.shelf import place_of

REPO = Path(__file__).resolve().parents[2]
LEDGER = "L05"
#: Targets: wall of the question against the bare query, and the question's memory in MB.
SLOWER, MEMORY = 1.2, 1000
_SUMS = "count(*) AS n, sum(sessions) AS sessions, sum(attendances) AS attendances"
_ORDER = "GROUP BY _county ORDER BY _county"
QUESTION = f"SELECT _county, {_SUMS} FROM rows {_ORDER}"  # noqa: S608 - ours
#: As the question is limited (`metrics.province.questions`).
_LIMITS = {"memory_limit": "900MB", "threads": "2"}


def poured(made: BenchProvince, rows: SampleRows, count: int) -> Province:
    """A province whose lake has so many activities, of as many counties as it has."""
    province, period = made.begin("rows"), made.periods[0]
    own = rows.data.ledgers[LEDGER]
    each = -(-count // len(made.counties))
    draw = np.random.default_rng(1)
    for one in made.counties:
        frame = own.iloc[draw.integers(0, len(own), each)].assign(_row=np.arange(each) + 4)
        place = place_of(province, one.code, period.code, 1, f"{int(one.code):064d}")
        place.folder.mkdir(parents=True)
        pour(province, place, lake_files(one.code, {LEDGER: frame.reset_index(drop=True)}))
    return province


def rows(made: BenchProvince, samples: Sequence[SampleRows], count: int, times: int) -> Iterator[BenchFigure]:
    """Both sides in turn, of the lake as it was poured and of the compacted one."""
    province, period = poured(made, samples[0], count), made.periods[0]
    for state in ("as poured", "compacted"):
        if state == "compacted":
            compact(province, period)
        found: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
        for number in range(times):
            for side in ("ours", "bare") if number % 2 == 0 else ("bare", "ours"):
                found[side].append(_in_a_process(side, province.folder, period))
        answers = {json.dumps(one.pop("answer")) for those in found.values() for one in those}
        if len(answers) > 1:
            raise RuntimeError("the question and the bare query give other sums")
        ours, bare = found["ours"], found["bare"]
        yield of_many(
            f"{count:,} rows, lake {state}: the question's wall ÷ a bare query's",
            [one["wall"] / other["wall"] for one, other in zip(ours, bare, strict=True)],
            "×",
            most=SLOWER,
        )
        yield BenchFigure(
            f"{count:,} rows, lake {state}: memory of the asking process",
            max(one["MB"] for one in ours),
            "MB",
            most=MEMORY,
        )
        yield of_many("the same: a bare query's wall", [one["wall"] for one in bare], "s")


def _in_a_process(side: str, folder: Path, period: Period) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.province.rows", side, str(folder), period.code]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    said: dict[str, float] = json.loads(done.stdout)
    return said


def _bare(files: Sequence[Path]) -> pd.DataFrame:
    listed = ", ".join(f"'{file}'" for file in files)
    with duckdb.connect(":memory:", config=dict(_LIMITS)) as connection:
        return connection.execute(
            f"SELECT _county, {_SUMS} FROM read_parquet([{listed}], union_by_name = true) {_ORDER}"  # noqa: S608
        ).df()


def ask(side: str, folder: str, code: str) -> None:
    """One side, once; print what it took."""
    province, period = read_province(Path(folder)), parse_period(code)
    files = [one.file for one in sources(province, period, LEDGER)]
    begun = time.perf_counter()
    found = asked(province, period, LEDGER, QUESTION) if side == "ours" else _bare(files)
    wall = time.perf_counter() - begun
    answer = found.astype(str).to_numpy().tolist()
    sys.stdout.write(json.dumps({"wall": wall, "MB": peak(), "answer": answer}) + "\n")


if __name__ == "__main__":
    ask(*sys.argv[1:])
