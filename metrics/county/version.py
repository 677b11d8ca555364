"""The data version: what a county's rows are told apart by, whoever holds them."""

import hashlib
from collections.abc import Iterable
from typing import Protocol


class CountedReport(Protocol):
    """A submission that counts."""

    @property
    def unit(self) -> str:
        """Code of the unit."""

    @property
    def period(self) -> str:
        """Code of the quarter."""

    @property
    def revision(self) -> int:
        """Which of the unit and quarter."""

    @property
    def sha256(self) -> str:
        """Of the file."""


def version_of(approved: Iterable[CountedReport], holding: Iterable[tuple[str, str]] = ()) -> str:
    """The data version: sha256 over unit, period, revision and file of what counts, whatever its order,
    and over the key and the kept row of the rulings that leave rows out."""
    lines = sorted(f"{info.unit}\t{info.period}\t{info.revision}\t{info.sha256}\n" for info in approved)
    lines += sorted(f"{key}\t{keep}\n" for key, keep in holding)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
