"""What a county hands up of a published period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

import pandas as pd

from metrics.county import Dataset
from metrics.framework import VISIBLE, CountyPackage, Framework, Period, parse_framework, read_files

#: Of the package's form; another number is another form.
FORMAT = 1
ENDING = ".kdj"
#: Ledger, submission and row in the unit's file.
RowAt = tuple[str, int, int]


@dataclass(frozen=True)
class Handover:
    """A published period of a county, as it goes up and as it is read again.

    Args:
        code: GB/T 2260 code of the county, six digits.
        period: that was published.
        revision: which publication of the period, from 1.
        chain: hash of the audit row that recorded the publication.
        before: that of the publication of the period before it; empty for the first.
        package: the county's own files.
        framework_text: `visible.toml` of the version that scored it.
        data: the approved rows up to the period's end, with places and what was expected.
        rulings: doubt and row that counts, as they stand in the data version.
        tables: level → scores as published.
        program: version of the program that made it.
        originals: sha256 → bytes of the units' files, where the county gives them.
        thumbnails: row → a small WebP of its photo, of cases, carriers and honours; only where somebody has
            said that it may be shown.
        sha256: of the package it was read from; empty before it is one.
        above: `visible.toml` of the office above, where the county's has items of its own beside it: books
            that are put together are made by it.
    """

    code: str
    period: Period
    revision: int
    chain: str
    before: str
    package: CountyPackage
    framework_text: str
    data: Dataset
    rulings: tuple[tuple[str, str], ...]
    tables: Mapping[str, pd.DataFrame]
    program: str
    originals: Mapping[str, bytes] = field(default_factory=dict)
    thumbnails: Mapping[RowAt, bytes] = field(default_factory=dict)
    sha256: str = ""
    above: str = ""

    @property
    def framework(self) -> Framework:
        """What it was scored by, in the county as it was."""
        return _parsed(self.framework_text, self.package)

    @property
    def framework_above(self) -> Framework:
        """What it is put together by: without what is the county's own."""
        return _parsed(self.above or self.framework_text, self.package)

    @property
    def file(self) -> str:
        """What the package is called."""
        return f"{self.framework.county}_{self.code}_{self.period.code}_r{self.revision}{ENDING}"


@lru_cache(maxsize=16)
def _parsed(text: str, package: CountyPackage) -> Framework:
    return parse_framework({**package.over(read_files()), VISIBLE: text.encode("utf-8")})


@dataclass(frozen=True)
class PackageManifest:
    """What a package says of itself; `files` are its other members: name → sha256."""

    format: int
    code: str
    county: str
    period: str
    revision: int
    chain: str
    before: str
    framework: str
    framework_version: str
    data_version: str
    program: str
    rows: int
    files: Mapping[str, str]

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Self:
        """From JSON; TypeError, ValueError or KeyError for anything else."""
        told: dict[str, Any] = {
            name: str(said[name]) for name in cls.__dataclass_fields__ if name not in _OTHERS
        }
        told |= {name: int(str(said[name])) for name in ("format", "revision", "rows")}
        files = said["files"]
        if not isinstance(files, dict):
            raise TypeError(files)
        return cls(**told, files={str(name): str(sha) for name, sha in files.items()})


_OTHERS = ("format", "revision", "rows", "files")
