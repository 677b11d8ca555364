"""What a cached result was made of."""

import os
from dataclasses import dataclass, replace

from metrics.framework import Period

#: The level with the one entity that is the county itself.
COUNTY = "county"
DEFAULT_URL = "sqlite:///data/kandejian.db"


@dataclass(frozen=True)
class Edition:
    """What names a result: anything approved or erased anywhere, or another framework, makes another edition.

    Args:
        url: of the database.
        period: the period.
        version: of the data, a hash.
        framework: hash of its files.
        erased: how many files were erased so far: rows change then, and neither scores nor version do.
    """

    url: str
    period: Period
    version: str
    framework: str
    erased: int = 0

    def at(self, period: Period) -> "Edition":
        """The same data and framework in another period."""
        return replace(self, period=period)


def database_url() -> str:
    """Where the data lies: DATABASE_URL, else a file in the project's data folder."""
    return os.environ.get("DATABASE_URL") or DEFAULT_URL
