"""The rows of all counties as Parquet by ledger, period and city, made of the packages, never by hand.

`ledger=L05/period=2023Q4/city=3213/321324-….parquet` holds what one county's newest package of that period
says of that ledger; a newer package's file takes its place. Compacted, the counties of a city lie in one
`all-….parquet`, whose schema says of which package each county's rows are. Whoever reads asks `sources` what
is to be read of which file: so a row is read once, also while somebody pours or compacts.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from metrics.framework import Period
from metrics.province.errors import ProvinceError
from metrics.province.packages import as_json, as_parquet, sha256
from metrics.province.register import Province, replace_file
from metrics.province.shelf import CollectedPackage, latest

LAKE = "lake"
#: Column with the county's code.
COUNTY_CODE = "_county"
#: Signs of a package's hash in the name of its file.
_SIGNS = 16
_ALL, _PACKAGES = "all-", b"packages"
#: How often rows are asked for while somebody else puts files together.
_TRIES = 5


@dataclass(frozen=True)
class LakeSource:
    """A file of the lake, and the counties whose rows are to be taken from it."""

    file: Path
    counties: tuple[str, ...]


def lake_files(code: str, ledgers: Mapping[str, pd.DataFrame]) -> Mapping[str, bytes]:
    """Ledger → a county's rows as they lie in the lake."""
    return {ledger: as_parquet(rows.assign(**{COUNTY_CODE: code})) for ledger, rows in ledgers.items()}


def pour(province: Province, of: CollectedPackage, files: Mapping[str, bytes]) -> None:
    """Write a package's rows into the lake, in place of those of the county's older ones.

    Args:
        province: whose lake.
        of: the package.
        files: as `lake_files` gives them.

    Raises:
        ProvinceError: it cannot be written.
    """
    try:
        for code, content in files.items():
            file = _place(province, of, code)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                replace_file(file, content)
            for old in file.parent.glob(f"{of.code}-*.parquet"):
                if old != file:
                    old.unlink(missing_ok=True)
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder / LAKE}（{error.strerror}）。") from error


def lies(province: Province, of: CollectedPackage, ledgers: Iterable[str]) -> bool:
    """Whether all of a package's rows are in the lake: a collector may have been stopped before that."""
    return all(
        _place(province, of, code).exists() or _compacted(_place(province, of, code).parent, of)
        for code in ledgers
    )


def sources(province: Province, period: Period, ledger: str) -> list[LakeSource]:
    """Every file that holds newest rows of a ledger and period, each county in exactly one of them."""
    found: dict[Path, list[str]] = {}
    for of in latest(province, period).values():
        file = _place(province, of, ledger)
        whole = file if file.exists() else _compacted(file.parent, of)
        if whole is not None:
            found.setdefault(whole, []).append(of.code)
    return [LakeSource(file, tuple(codes)) for file, codes in found.items()]


def lake_rows(
    province: Province, period: Period, ledger: str, columns: Iterable[str] | None = None
) -> pd.DataFrame:
    """The newest rows of a ledger of all counties that have come, with `_county`.

    Args:
        province, period, ledger: what is asked for.
        columns: those wanted beside `_county`; all of them without it.

    Raises:
        ProvinceError: files go as fast as they are asked for.
    """
    wanted = None if columns is None else [*columns, COUNTY_CODE]
    for _ in range(_TRIES):
        # A file that went meanwhile was put together with others, or is an older package's: asked for anew.
        with suppress(FileNotFoundError):
            return _read(sources(province, period, ledger), wanted)
    raise ProvinceError(f"{province.folder / LAKE} 正在整理，请稍后再试。")


def _read(found: Iterable[LakeSource], wanted: list[str] | None) -> pd.DataFrame:
    frames = []
    for one in found:
        there = (
            None if wanted is None else [name for name in wanted if name in pq.read_schema(one.file).names]
        )
        # The path names ledger, period and city: those are no fields.
        frame = pd.read_parquet(one.file, columns=there, partitioning=None)
        frames.append(frame[frame[COUNTY_CODE].isin(one.counties)])
    joined = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({COUNTY_CODE: []})
    return joined if wanted is None else joined.reindex(columns=wanted)


def compact(province: Province, period: Period) -> int:
    """Put the files of a city's counties together, ledger by ledger; how many files went.

    Raises:
        ProvinceError: the lake cannot be written.
    """
    newest = latest(province, period)
    try:
        folders = (province.folder / LAKE).glob(f"ledger=*/period={period.code}/city=*")
        return sum(_compact(folder, newest) for folder in sorted(folders))
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder / LAKE}（{error.strerror}）。") from error


def _compact(folder: Path, newest: Mapping[str, CollectedPackage]) -> int:
    before = sorted(folder.glob("*.parquet"))
    if len(before) < 2:
        return 0
    members, tables = {}, []
    for code, of in sorted(newest.items()):
        own = folder / _file(of)
        whole = own if own.exists() else _compacted(folder, of)
        if whole is not None:
            members[code] = of.sha256
            tables.append(pq.read_table(whole, filters=[(COUNTY_CODE, "==", code)], partitioning=None))
    if len(before) < 2:
        return 0
    if not tables:
        return 0
    table = pa.concat_tables(tables, promote_options="permissive")
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _PACKAGES: as_json(members)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    made = folder / f"{_ALL}{sha256(as_json(members))[:_SIGNS]}.parquet"
    replace_file(made, sink.getvalue().to_pybytes())
    gone = [file for file in before if file != made and not _came_since(file, newest)]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def _came_since(file: Path, newest: Mapping[str, CollectedPackage]) -> bool:
    """Whether a county's file is of a package that came while the others were put together."""
    code = file.name.partition("-")[0]
    return code in newest and file.name != _file(newest[code])


def _compacted(folder: Path, of: CollectedPackage) -> Path | None:
    """The compacted file that holds a package's rows."""
    for file in folder.glob(f"{_ALL}*.parquet"):
        with suppress(FileNotFoundError):
            if dict(_packages(file)).get(of.code) == of.sha256:
                return file
    return None


def _packages(file: Path) -> Iterator[tuple[str, str]]:
    told = (pq.read_schema(file).metadata or {}).get(_PACKAGES, b"{}")
    yield from json.loads(told).items()


def _file(of: CollectedPackage) -> str:
    return f"{of.code}-{of.sha256[:_SIGNS]}.parquet"


def _place(province: Province, of: CollectedPackage, ledger: str) -> Path:
    folder = province.folder / LAKE / f"ledger={ledger}" / f"period={of.period}" / f"city={of.code[:4]}"
    return folder / _file(of)
