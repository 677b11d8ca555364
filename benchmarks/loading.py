"""From stored Parquet to the numbers scoring works with: texts as today, or dictionary codes all the way.

    python benchmarks/loading.py [ROWS] [DATABASE [TIMES]]

ROWS: activities of the county of `benchmarks/measures.py`, in one submission a unit. DATABASE: a SQLite file
with the sample county (`python -m metrics init --demo`), every submission TIMES times over. Each side runs in
a process of its own; CPU is the best of three, the peak is the process's own.

- texts: what the program does: Parquet without dictionaries, `str` columns, numbered by `Columns.factor`.
- codes: text columns as dictionaries in Parquet and Arrow, unified over the submissions, categorical in the
  frame; numbering only renumbers the codes.
- codes of few: the same for the columns that hold few different values (enum, reference).
- coded once: texts in Parquet and Arrow; columns of few values become codes when the submissions are joined.
"""

import json
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Made = TypeVar("Made")
REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from benchmarks import measures  # noqa: E402
from metrics.county import Dataset  # noqa: E402
from metrics.framework import LedgerSpec, load_framework, parse_period  # noqa: E402
from metrics.framework.model import LEVELS  # noqa: E402
from metrics.scoring import prepare, score_book  # noqa: E402
from metrics.scoring.measures.columns import Columns  # noqa: E402
from metrics.store import Store  # noqa: E402
from metrics.store.database.parquet import pack, to_frame, unpack  # noqa: E402
from tests.kit.county_packages import SIHONG  # noqa: E402

FRAMEWORK = load_framework(SIHONG)
ORIGIN = ["_submission", "_unit", "_period"]
FEW = ("enum", "reference")
TEXTS = (*FEW, "code", "text")
#: Ledger → the Parquet bytes of each submission; ledger → the columns that scoring numbers.
Stored = Mapping[str, Sequence[bytes]]
Asked = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Side:
    """A way to store and load: column types stored as dictionaries, and those coded when joined."""

    stored: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


SIDES = {
    "texts": Side(),
    "codes": Side(stored=TEXTS),
    "codes of few": Side(stored=FEW),
    "coded once": Side(joined=FEW),
}


def names(spec: LedgerSpec, types: tuple[str, ...]) -> list[str]:
    """The columns of some types."""
    return [column.id for column in spec.columns if column.type in types]


def stored_as(content: bytes, spec: LedgerSpec, types: tuple[str, ...]) -> bytes:
    """The same ledger with dictionaries in the Parquet file."""
    sink, coded = pa.BufferOutputStream(), names(spec, types)
    pq.write_table(unpack(content), sink, use_dictionary=coded, write_statistics=False, store_schema=False)
    return sink.getvalue().to_pybytes()


def read(content: bytes, spec: LedgerSpec, types: tuple[str, ...]) -> pa.Table:
    """A stored ledger, columns of some types as dictionaries."""
    if not types:
        return unpack(content)
    reader = pq.ParquetFile(pa.BufferReader(content), read_dictionary=names(spec, types))
    return reader.read(use_threads=False)


def framed(tables: Sequence[pa.Table], spec: LedgerSpec, side: Side) -> pd.DataFrame:
    """The ledgers of all submissions as one frame."""
    types = side.stored or side.joined
    if not types:
        return to_frame(tables, spec)
    whole = pa.concat_tables(tables, promote_options="permissive")
    whole = whole.unify_dictionaries() if side.stored else whole
    coded = [name for name in names(spec, types) if name in whole.column_names]
    kinds = {column.id: column for column in spec.columns if column.id not in coded}
    plain = to_frame([whole.drop_columns(coded)], spec)[[*kinds, "_row"]]
    return plain.assign(**{name: categorical(whole[name]) for name in coded})


def categorical(column: pa.ChunkedArray) -> pd.Categorical:
    """A text column as codes and its different values."""
    if pa.types.is_null(column.type):
        return pd.Categorical([None] * len(column))
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    words = pd.Index(encoded.chunk(0).dictionary.to_pandas(), dtype="str")
    return pd.Categorical.from_codes(np.concatenate(codes), categories=words, validate=False)


def numbered(frame: pd.DataFrame, asked: Iterable[str]) -> None:
    """Number the columns that scoring asks for, by their codes where they have them."""
    columns = Columns(frame)
    for name in asked:
        if name in frame and isinstance(frame[name].dtype, pd.CategoricalDtype):
            pd.factorize(frame[name].cat.codes.to_numpy())
        else:
            columns.factor(name)


def numbered_all(frames: Mapping[str, pd.DataFrame], asked: Mapping[str, Iterable[str]]) -> None:
    """The same of every ledger."""
    for code, frame in frames.items():
        numbered(frame, asked.get(code, ()))


def best(work: Callable[[], Made]) -> tuple[float, Made]:
    """The best CPU seconds of three, and what came of it."""
    seconds = np.inf
    for _ in range(3):
        start = time.process_time()
        made = work()
        seconds = min(seconds, time.process_time() - start)
    return seconds, made


def peak() -> float:
    """The process's own peak memory in MB; the usual figure would begin with the parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def measure(name: str, place: Path) -> None:
    """Run one side and print its figures."""
    stored, asked = pickle.loads(place.read_bytes())  # noqa: S301 - our own file
    side, specs = SIDES[name], FRAMEWORK.ledgers
    if side.stored:
        stored = {
            code: [stored_as(one, specs[code], side.stored) for one in parts]
            for code, parts in stored.items()
        }
    reading, tables = best(
        lambda: {
            code: [read(one, specs[code], side.stored) for one in parts] for code, parts in stored.items()
        }
    )
    joining, frames = best(lambda: {code: framed(parts, specs[code], side) for code, parts in tables.items()})
    numbering, _ = best(lambda: numbered_all(frames, asked))
    figures = {
        "stored MB": sum(len(one) for parts in stored.values() for one in parts) / 1e6,
        "read s": reading,
        "join s": joining,
        "number s": numbering,
        "sum s": reading + joining + numbering,
        "again s": joining + numbering,
        "frames MB": sum(frame.memory_usage(deep=True).sum() for frame in frames.values()) / 1e6,
        "peak MB": peak(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def asked_of(data: Dataset) -> dict[str, list[str]]:
    """Ledger → the columns whose values scoring numbers, at whatever level."""
    prepared = prepare(FRAMEWORK, data)
    for level in LEVELS:
        score_book(prepared, level)
    memos = {code: table.columns._memo for code, table in prepared.tables.items()}
    return {code: [key[1] for key in memo if key[0] == "factor"] for code, memo in memos.items()}


def split(data: Dataset, times: int = 1) -> Stored:
    """Every ledger as its submissions store it."""
    found = {}
    for code, frame in data.ledgers.items():
        parts = [part.drop(columns=ORIGIN) for _, part in frame.groupby("_submission", sort=False)]
        if parts:
            found[code] = [pack(part, code) for part in parts] * times
    return found


def compare(title: str, stored: Stored, asked: Asked) -> None:
    """All sides on the same bytes, as a table."""
    many = sum(map(len, stored.values()))
    sys.stdout.write(
        f"{title}, {many:,} stored ledgers; again = join + number, with the ledgers read before\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "stored"
        place.write_bytes(pickle.dumps((stored, asked)))
        for at, name in enumerate(SIDES):
            command = [sys.executable, __file__, "--side", name, str(place)]
            done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
            figures = json.loads(done.stdout)
            if not at:
                sys.stdout.write(f"{'':<14}" + "".join(f"{key:>11}" for key in figures) + "\n")
            cells = "".join(f"{value:>11.3f}" for value in figures.values())
            sys.stdout.write(f"{name:<14}{cells}\n")


def main(rows: int, database: str, times: int) -> None:
    """Compare on the large county, and on the sample county where there is one."""
    data = measures.county(rows)
    compare(f"{rows:,} activities", split(data), asked_of(data))
    if not database:
        return
    with Store.open(f"sqlite:///{database}", migrate=False) as store:
        sample = store.reporting.dataset(FRAMEWORK, parse_period("2023"))
    for copies in dict.fromkeys((1, times)):
        compare(f"sample county × {copies}", split(sample, copies), asked_of(sample))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        given = sys.argv[1:]
        main(
            int(given[0]) if given else 1_000_000,
            given[1] if len(given) > 1 else "",
            int(given[2]) if len(given) > 2 else 20,
        )
