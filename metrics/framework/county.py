"""What is one county's own: its name, units, towns, words, figures and duties, as the files of a package.

The program carries none of them. They lie in the county's database, in versions, and are put over the
program's files when a framework is read: one program serves every county, and old periods keep their words.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Self


class CountyFile(StrEnum):
    """The files of a package by what they hold; the last two are folders.

    WORDS are words that a county adds to a vocabulary of the program, TEXTS sentences it has instead of the
    program's.
    """

    COUNTY = "county.toml"
    UNITS = "vocab/units.csv"
    TOWNS = "vocab/towns.csv"
    ORGANISATIONS = "vocab/social_organisations.csv"
    FACTS = "facts.toml"
    CLAIMS = "claims.toml"
    BRANDS = "brands.csv"
    WORDS = "words/"
    TEXTS = "texts/"


#: Where the towns lie, as squares and as shapes: nothing is counted by them.
GRID, SHAPES = "grid.csv", "towns.geojson"
_NAMED = ("county.toml", "facts.toml", "claims.toml", "brands.csv", GRID)
_PATTERNS = (*_NAMED, "vocab/*.csv", "words/*.csv", "texts/*.toml", "*.geojson")
#: Where the program's own figures lie beside those of a county that has its own.
SPARE_FACTS = "facts/program.toml"

#: File name within a package, or within the framework's folder → its bytes.
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class County:
    """A county as texts name it.

    Args:
        name: in full, such as 某某县; empty while nobody has said.
        called: how it is called in running text, without 县, 市, 区.
        province: in full; empty where it is not said.
        city: the city it belongs to, in full.
        neighbours: names of the counties around.
        duty: unit or brand → for how many enterprises it answers, where that is not a share of the roster.
        issuer: who issues its reports.
        red_head: the name above the red line of its 专报.
        copies_to: to whom the reports go.
        address: where its people reach the system, for reminders.
    """

    name: str = ""
    called: str = ""
    province: str = ""
    city: str = ""
    neighbours: tuple[str, ...] = ()
    duty: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    issuer: str = ""
    red_head: str = ""
    copies_to: str = ""
    address: str = ""

    @property
    def short(self) -> str:
        """What it is called, or its whole name where nothing shorter was said."""
        return self.called or self.name

    @property
    def here(self) -> tuple[str, ...]:
        """Where it lies, as names of its enterprises begin: province, city, county; longest first."""
        return _said_shorter(self.name, self.called, self.province, self.city)

    @property
    def spelled_places(self) -> dict[str, str]:
        """How the county, what it belongs to and what lies around may be written → the place in full."""
        whole = (self.name, self.province, self.city, *self.neighbours)
        return {text: name for name in whole if name for text in _said_shorter(name)} | (
            {self.called: self.name} if self.called else {}
        )

    @property
    def places(self) -> tuple[str, ...]:
        """Places that people here think of: where it lies, and those around; longest first."""
        return _said_shorter(*self.here, *self.neighbours)


@dataclass(frozen=True)
class PlannedBrand:
    """A brand that was settled before anybody reported it: its code, its name, the unit that leads it."""

    code: str
    name: str
    unit: str
    is_county_brand: bool = False


@dataclass(frozen=True)
class CountyPackage:
    """The files that are a county's own, by name, in order; equal files are an equal package."""

    files: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of(cls, files: Files) -> Self:
        """A package of these files, in one order whatever theirs."""
        return cls(tuple(sorted((str(name), content) for name, content in files.items())))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A package from what `to_json` wrote."""
        return cls.of({name: content.encode("utf-8") for name, content in json.loads(text).items()})

    def to_json(self) -> str:
        """The files as one text, for keeping."""
        return json.dumps({name: content.decode("utf-8") for name, content in self.files}, ensure_ascii=False)

    @cached_property
    def by_name(self) -> Files:
        """File name → bytes."""
        return dict(self.files)

    @cached_property
    def hash(self) -> str:
        """sha256 over names and contents; empty for a package without files."""
        digest = hashlib.sha256()
        for name, content in self.files:
            digest.update(name.encode() + b"\0" + content + b"\0")
        return digest.hexdigest() if self.files else ""

    def changed(self, files: Mapping[str, bytes | None]) -> "CountyPackage":
        """The package with these files in place of its own; None takes one away."""
        kept = {**self.by_name, **files}
        return CountyPackage.of({name: content for name, content in kept.items() if content is not None})

    def over(self, program: Files) -> dict[str, bytes]:
        """The program's files with the county's over them; its further words follow a vocabulary's own.

        Its maps are left out: another arrangement of the squares makes no other framework.
        """
        own = {name: content for name, content in self.files if name not in (GRID, SHAPES)}
        out = {
            **program,
            **{name: content for name, content in own.items() if not name.startswith(CountyFile.WORDS)},
        }
        if CountyFile.FACTS in self.by_name and CountyFile.FACTS in program:
            out[SPARE_FACTS] = program[CountyFile.FACTS]
        for name, content in self.files:
            if name.startswith(CountyFile.WORDS):
                place = f"vocab/{name.removeprefix(CountyFile.WORDS)}"
                out[place] = _joined(out.get(place, b""), content)
        return out


#: A database in which nobody has said yet whose it is.
NO_COUNTY = CountyPackage()


def read_package(folder: Path | str) -> CountyPackage:
    """The package whose files lie in a folder; other files in it are left alone."""
    home = Path(folder)
    paths = (path for pattern in _PATTERNS for path in home.glob(pattern))
    return CountyPackage.of({path.relative_to(home).as_posix(): path.read_bytes() for path in paths})


def _joined(words: bytes, more: bytes) -> bytes:
    """Two lists of words, the first line of both being their heading; the columns are the first one's."""
    if not words:
        return more
    first, other = (csv.DictReader(StringIO(text.decode("utf-8-sig"), newline="")) for text in (words, more))
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(first.fieldnames or ()), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows([*first, *other])
    return out.getvalue().encode("utf-8")


def _said_shorter(*names: str) -> tuple[str, ...]:
    """Names of places, and each without 省, 市, 县, 区 where something is left; longest first."""
    bare = (name[:-1] for name in names if len(name) > 2 and name[-1] in "省市县区")
    return tuple(sorted({name for name in (*names, *bare) if name}, key=lambda name: (-len(name), name)))
