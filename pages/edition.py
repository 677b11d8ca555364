"""What a cached result was made of."""

import os
from dataclasses import dataclass, replace

from metrics.framework import Period, parse_period

#: The level with the one entity that is the county itself.
COUNTY = "county"
DEFAULT_URL = "sqlite:///data/kandejian.db"


@dataclass(frozen=True)
class Edition:
    """What names a result: anything approved anywhere, or another framework, makes another edition.

    Args:
        url: of the database.
        span: the period.
        version: of the data, a hash.
        framework: hash of its files.
    """

    url: str
    span: Period
    version: str
    framework: str

    @property
    def period(self) -> str:
        """The period's code, as addresses, file names and stored rows write it."""
        return self.span.code

    def at(self, span: Period) -> "Edition":
        """The same data and framework in another period."""
        return replace(self, span=span)

    def _replace(self, *, period: str) -> "Edition":
        """As `at`, by the period's code."""
        return self.at(parse_period(period))


def database_url() -> str:
    """Where the data lies: DATABASE_URL, else a file in the project's data folder."""
    return os.environ.get("DATABASE_URL") or DEFAULT_URL
