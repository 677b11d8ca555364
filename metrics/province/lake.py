"""The rows of all counties as Parquet by ledger, period and city, made of the packages, never by hand.

`ledger=L05/period=2023Q4/city=3213/321324-….parquet` holds what one county's newest package of that period
says of that ledger; a newer package's file takes its place.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from metrics.province.errors import ProvinceError
from metrics.province.packing import as_parquet
from metrics.province.register import Province, replace_file
from metrics.province.shelf import CollectedPackage

LAKE = "lake"
#: Signs of a package's hash in the name of its file.
_SIGNS = 16


def pour(province: Province, of: CollectedPackage, ledgers: Mapping[str, pd.DataFrame]) -> None:
    """Write a package's rows into the lake, in place of those of the county's older ones.

    Raises:
        ProvinceError: it cannot be written.
    """
    try:
        for code, rows in ledgers.items():
            file = _place(province, of, code)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                replace_file(file, as_parquet(rows.assign(_county=of.code)))
            for old in file.parent.glob(f"{of.code}-*.parquet"):
                if old != file:
                    old.unlink(missing_ok=True)
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder / LAKE}（{error.strerror}）。") from error


def lies(province: Province, of: CollectedPackage, ledgers: Iterable[str]) -> bool:
    """Whether all of a package's rows are in the lake: a collector may have been stopped before that."""
    return all(_place(province, of, code).exists() for code in ledgers)


def _place(province: Province, of: CollectedPackage, ledger: str) -> Path:
    folder = province.folder / LAKE / f"ledger={ledger}" / f"period={of.period}" / f"city={of.code[:4]}"
    return folder / f"{of.code}-{of.sha256[:_SIGNS]}.parquet"
