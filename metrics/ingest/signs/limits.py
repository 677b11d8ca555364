"""From where on a sign is one: the numbers of signs.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("signs.toml")


@dataclass(frozen=True)
class Titled:
    """Fields of a ledger that are looked at: title, date, type of activity; empty where there is none."""

    ledger: str
    title: str
    date: str = ""
    kind: str = ""


@dataclass(frozen=True)
class SignLimits:
    """The numbers of signs.toml; `days` may lie between copies, shares are of 1."""

    copied: tuple[Titled, ...]
    days: int
    copies: int
    again: int
    again_share: float
    times_employed: float
    guests: int
    honours: int
    honoured: str
    tagged: tuple[Titled, ...]

    def copied_of(self, ledger: str) -> Titled | None:
        """Where copies are looked for in a ledger."""
        return next((one for one in self.copied if one.ledger == ledger), None)

    def tagged_of(self, ledger: str) -> Titled | None:
        """Where a ledger's spirit tag is held against its title."""
        return next((one for one in self.tagged if one.ledger == ledger), None)


@cache
def sign_limits() -> SignLimits:
    """The limits of the file."""
    table: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    copies, again, crowd, honours = (table[name] for name in ("copies", "again", "crowd", "honours"))
    return SignLimits(
        copied=tuple(Titled(**one) for one in copies["ledgers"]),
        days=copies["days"],
        copies=copies["at_least"],
        again=again["at_least"],
        again_share=again["share"],
        times_employed=crowd["times"],
        guests=crowd["guests"],
        honours=honours["at_least"],
        honoured=honours["holder"],
        tagged=tuple(Titled(**one) for one in table["tags"]),
    )
