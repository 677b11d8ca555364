"""Measures of every level from a million ledger rows, against bare pandas groupbys of the same columns.

    python benchmarks/measures.py [ROWS]

Each side runs in a process of its own, so that the peak memory printed is its own.

- ours: all measures of all six levels from all ledgers, with statuses, scores, ranks, contributions.
- one groupby a level: the sums of the three number columns of the activities by the level's entity alone.
- one groupby of all keys: these sums once, by enterprise, brand, unit, spirit and type together.
- what the measures need: for each level the sums by entity, by entity and spirit, by entity and type, the
  distinct enterprises by entity and by entity and spirit, and the months by entity.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from metrics.county.model import Dataset, SubmissionInfo
from metrics.framework import load_framework, parse_period
from metrics.framework.model import LEVELS
from metrics.scoring import prepare, score_book
from metrics.store.database import moment
from tests.kit.county_packages import SIHONG

ROOT = Path(__file__).resolve().parent.parent
FRAMEWORK = load_framework(SIHONG)
PERIOD = parse_period("2023Q4")
ENTERPRISES, BRANDS, SEED = 136, 50, 1
KEYS = ("enterprise_code", "brand_code", "unit", "town", "industry", "county")
NUMBERS = ["sessions", "attendances", "online_attendances"]
DTYPES = {"int": "Int64", "decimal": "Float64", "bool": "boolean", "date": "datetime64[us]"}


def frame(ledger: str, rows: int, **columns: object) -> pd.DataFrame:
    """Typed rows of a ledger; fields that are not given are all missing."""
    spec, draw = FRAMEWORK.ledgers[ledger], np.random.default_rng(SEED)
    empty = {c.id: pd.Series([None] * rows, dtype=DTYPES.get(c.type, "str")) for c in spec.columns}
    given = {name: pd.Series(values).astype(empty[name].dtype) for name, values in columns.items()}
    units = np.array([unit.code for unit in FRAMEWORK.owners(ledger)])
    unit = pd.Series(units[draw.integers(0, len(units), rows)], dtype="str")
    return pd.DataFrame(
        {
            **empty,
            **given,
            "_row": np.arange(rows) + 4,
            "_submission": unit.str.slice(1).astype("int64"),
            "_unit": unit,
            "_period": pd.Series([PERIOD.code] * rows, dtype="str"),
        }
    )


def picked(draw: np.random.Generator, words: list[str], rows: int) -> np.ndarray:
    """Some of the words, one a row."""
    return np.array(words, dtype=object)[draw.integers(0, len(words), rows)]


def county(rows: int) -> Dataset:
    """A county of the sample's size in which `rows` activities were held in a quarter."""
    draw = np.random.default_rng(SEED)
    enterprises, brands = (
        [f"{p}{n:03d}" for n in range(1, m + 1)] for p, m in (("E", ENTERPRISES), ("B", BRANDS))
    )
    words = {name: list(vocabulary.names()) for name, vocabulary in FRAMEWORK.vocabularies.items()}
    days = np.datetime64("2023-10-01") + draw.integers(0, 92, rows).astype("timedelta64[D]")
    attendances = draw.integers(1, 300, rows)
    lead = np.array([unit.code for unit in FRAMEWORK.units])[np.arange(BRANDS) % len(FRAMEWORK.units)]
    ledgers = {code: frame(code, 0) for code in FRAMEWORK.ledgers}
    ledgers["L15"] = frame(
        "L15",
        ENTERPRISES,
        enterprise_code=enterprises,
        enterprise_name=enterprises,
        town=picked(draw, words["towns"], ENTERPRISES),
        industry=picked(draw, words["industries"], ENTERPRISES),
        employees=draw.integers(30, 1600, ENTERPRISES),
        status=["试点中"] * ENTERPRISES,
    )
    ledgers["L01"] = frame(
        "L01", BRANDS, brand_code=brands, brand_name=brands, lead_unit_code=lead, status=["推进中"] * BRANDS
    )
    ledgers["L05"] = frame(
        "L05",
        rows,
        activity_code=np.arange(rows).astype(str),
        activity_name=picked(draw, ["微宣讲", "比武", "讲座"], rows),
        held_on=days,
        activity_type=picked(draw, words["activity_types"], rows),
        sessions=draw.integers(1, 4, rows),
        attendances=attendances,
        online_attendances=attendances * (draw.random(rows) < 0.1),
        enterprise_code=pd.Series(picked(draw, enterprises, rows))
        .where(draw.random(rows) < 0.9, None)
        .to_numpy(),
        brand_code=picked(draw, brands, rows),
        spirit_tag=picked(draw, words["spirits"], rows),
    )
    submissions = {
        number: SubmissionInfo(number, unit.code, PERIOD.code, 1, "", "", "approved", "", moment(None))
        for number, unit in enumerate(FRAMEWORK.units, 1)
    }
    expected = pd.DataFrame(
        {"unit": [unit.code for unit in FRAMEWORK.units], "period": PERIOD.code, "approved": True}
    )
    return Dataset(PERIOD, ledgers, submissions, {}, expected, "0" * 64)


def ours(data: Dataset) -> int:
    """All measures and scores of all levels."""
    prepared = prepare(FRAMEWORK, data)
    return sum(len(score_book(prepared, level).scores) for level in LEVELS)


def activities(data: Dataset) -> pd.DataFrame:
    """The period's activities with every level's entity beside them."""
    rows, roster, brands = data.ledgers["L05"], data.ledgers["L15"], data.ledgers["L01"]
    inside = rows["held_on"].between(pd.Timestamp(PERIOD.start), pd.Timestamp(PERIOD.end))
    columns = [*NUMBERS, "held_on", "enterprise_code", "brand_code", "spirit_tag", "activity_type"]
    rows, place = rows.loc[inside, columns], roster.set_index("enterprise_code")
    return rows.assign(
        month=rows["held_on"].dt.month,
        town=rows["enterprise_code"].map(place["town"]),
        industry=rows["enterprise_code"].map(place["industry"]),
        unit=rows["brand_code"].map(brands.set_index("brand_code")["lead_unit_code"]),
        county=1,
    )


def by_level(data: Dataset) -> int:
    """One groupby a level."""
    rows = activities(data)
    return sum(len(rows.groupby(key)[NUMBERS].sum()) for key in KEYS)


def by_all(data: Dataset) -> int:
    """One groupby of all keys."""
    keys = ["enterprise_code", "brand_code", "_unit", "spirit_tag", "activity_type"]
    return len(data.ledgers["L05"].groupby(keys)[NUMBERS].sum())


def needed(data: Dataset) -> int:
    """The groupbys that the measures of the activities need."""
    rows, size = activities(data), 0
    for key in KEYS:
        for by in ([key], [key, "spirit_tag"], [key, "activity_type"]):
            size += len(rows.groupby(by)[NUMBERS].sum())
        for by in ([key], [key, "spirit_tag"]):
            size += len(rows.groupby(by)["enterprise_code"].nunique())
        size += len(rows.groupby(key)["month"].nunique())
    return size


WORK = {
    "ours": ours,
    "one groupby a level": by_level,
    "one groupby of all keys": by_all,
    "what the measures need": needed,
}


def measure(name: str, rows: int) -> None:
    """Run one side and print its best CPU seconds of three, its own peak memory and that before it."""
    data = county(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = np.inf
    for _ in range(3):
        start = time.process_time()
        WORK[name](replace(data))
        best = min(best, time.process_time() - start)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"cpu": best, "before": before / 1024, "peak": after / 1024}) + "\n")


def main() -> None:
    """Measure both sides in processes of their own and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    found = {}
    for name in WORK:
        command = [sys.executable, __file__, name, str(rows)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
        found[name] = json.loads(done.stdout)
    header = f"{rows:,} activity rows"
    sys.stdout.write(f"{header:<26}{'CPU s':>8}{'rows MB':>10}{'peak MB':>10}{'ours ÷ it':>11}\n")
    for name, one in found.items():
        ratio = found["ours"]["cpu"] / one["cpu"]
        sys.stdout.write(
            f"{name:<26}{one['cpu']:>8.2f}{one['before']:>10.0f}{one['peak']:>10.0f}{ratio:>11.2f}\n"
        )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
