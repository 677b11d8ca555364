"""What a cached result was made of."""

import os
from typing import NamedTuple

#: The level with the one entity that is the county itself.
COUNTY = "county"
DEFAULT_URL = "sqlite:///data/kandejian.db"


class Edition(NamedTuple):
    """Texts that name a result: anything approved anywhere, or another framework, makes another edition."""

    url: str
    period: str
    version: str
    framework: str


def database_url() -> str:
    """Where the data lies: DATABASE_URL, else a file in the project's data folder."""
    return os.environ.get("DATABASE_URL") or DEFAULT_URL
