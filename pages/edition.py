"""What a cached result was made of."""

import os
from dataclasses import dataclass

from metrics.framework import Period

#: The level with the one entity that is the county itself.
COUNTY = "county"
DEFAULT_URL = "sqlite:///data/kandejian.db"


@dataclass(frozen=True)
class Edition:
    """What names a result by all it is made of: while none of these changes, neither does the result.

    What is approved after a period's end makes no other edition of it.

    Args:
        url: of the database.
        period: the period.
        version: of the data up to the period's end, a hash.
        framework: hash of its files, as they hold for the period.
        erased: how many files were erased so far: rows change then, and neither scores nor version do.
    """

    url: str
    period: Period
    version: str
    framework: str
    erased: int = 0

    @property
    def short_version(self) -> str:
        """First eight characters of the data version, as shown to people (as `Dataset.short_version`)."""
        return self.version[:8]


def database_url() -> str:
    """Where the data lies: DATABASE_URL, else a file in the project's data folder."""
    return os.environ.get("DATABASE_URL") or DEFAULT_URL
