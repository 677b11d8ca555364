"""What names a score book by its contents, and where such books are kept."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class BookKey:
    """Everything a score book depends on: the same key, the same book, whenever and wherever it was made.

    Args:
        period: code of the period.
        level: enterprise, brand, unit, county, town or industry.
        data_version: of the rows up to the period's end, and of no later ones (`Dataset.version`).
        framework_version: hash of the framework, the county's words at that time among its files.
        code_version: of the program that scores (`scoring.code_version`).
        erased: how many files had been erased by then: cells that went leave the data version as it is.
    """

    period: str
    level: str
    data_version: str
    framework_version: str
    code_version: str
    erased: int = 0


class BookShelf(Protocol):
    """Where books are kept for every process."""

    def find_book(self, key: BookKey) -> bytes | None:
        """The packed book of a key, or None."""

    def keep_book(self, key: BookKey, content: bytes) -> None:
        """Keep a packed book; a shelf that cannot at this moment may leave it."""
