"""What a province has collected: packages that never change, each beside what was computed of it.

A package appears by one rename of its folder, whole or not at all; of two collectors that bring the same one,
the second finds it there. The lake is made of the packages and can be made again.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from metrics.framework import Period
from metrics.province.errors import ProvinceError
from metrics.province.recompute import BOOKS, DIFFERENCES, PARTS, SIGHTS, ScoreDifference
from metrics.province.register import Province

PACKAGE = "package.kdj"
_FOLDER = re.compile(r"r([0-9]{4,})-([0-9a-f]{64})")


@dataclass(frozen=True)
class CollectedPackage:
    """A package on the shelf: county, period, revision, sha256 of its bytes, and its folder."""

    code: str
    period: str
    revision: int
    sha256: str
    folder: Path

    @property
    def package(self) -> Path:
        """The file as it came."""
        return self.folder / PACKAGE

    @property
    def parts(self) -> Path:
        """What the county adds to areas (`scoring.parts_of`)."""
        return self.folder / PARTS

    @property
    def sights(self) -> Path:
        """Its cases, carriers and honours; not there where an earlier program computed it."""
        return self.folder / SIGHTS

    def book(self, level: str) -> bytes:
        """The packed score book of a level."""
        return (self.folder / BOOKS / level).read_bytes()

    @property
    def differences(self) -> tuple[ScoreDifference, ...]:
        """Where its published scores are not what its rows give."""
        return tuple(ScoreDifference(**one) for one in json.loads((self.folder / DIFFERENCES).read_bytes()))


def collected(province: Province, period: Period | None = None, code: str = "") -> Iterator[CollectedPackage]:
    """Every package (of a period, of a county), oldest revision first."""
    where = f"{code or '*'}/{period.code if period else '*'}/*"
    for folder in sorted((province.folder / "packages").glob(where)):
        if found := _FOLDER.fullmatch(folder.name):
            yield CollectedPackage(folder.parts[-3], folder.parts[-2], int(found[1]), found[2], folder)


def latest(province: Province, period: Period) -> Mapping[str, CollectedPackage]:
    """County code → its newest package of a period; of counties that are registered now."""
    return {one.code: one for one in collected(province, period) if one.code in province.counties}


def put(
    province: Province, named: CollectedPackage, content: bytes, made: Mapping[str, bytes]
) -> CollectedPackage:
    """Put a package and what was computed of it on the shelf; one that lies there already stays.

    Raises:
        ProvinceError: it cannot be written.
    """
    try:
        incoming = province.folder / "incoming"
        incoming.mkdir(mode=0o700, exist_ok=True)
        part = Path(mkdtemp(dir=incoming))
        for name, piece in {PACKAGE: content, **made}.items():
            file = part / name
            file.parent.mkdir(exist_ok=True)
            with file.open("wb") as stream:
                stream.write(piece)
                os.fsync(stream.fileno())
        named.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            part.rename(named.folder)
        except OSError:
            if not named.package.is_file():
                raise
            _remove(part)
    except OSError as error:
        raise ProvinceError(
            f"写不进 {province.folder}（{error.strerror}）。请检查权限和磁盘空间。"
        ) from error
    return named


def place_of(province: Province, code: str, period: str, revision: int, sha256: str) -> CollectedPackage:
    """Where a package is to lie."""
    folder = province.folder / "packages" / code / period / f"r{revision:04d}-{sha256}"
    return CollectedPackage(code, period, revision, sha256, folder)


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
