"""Columns that a version of the framework adds to ledgers, for the quarters it holds for.

Templates, reading and checks take them from the version in force for the quarter a workbook is about; what
shows rows knows every column that was ever added.
"""

import tomllib
from functools import lru_cache

from sqlalchemy import Connection, select

from metrics.framework import ColumnSpec, Framework, Period, columns_of, with_columns, without_added
from metrics.store.database import framework_version
from metrics.store.reporting.words_then import in_words_of

Columns = tuple[tuple[str, ColumnSpec], ...]


def collecting(connection: Connection, framework: Framework, period: Period | None) -> Framework:
    """The framework by which a quarter's workbooks are made and read.

    Args:
        connection: to the versions.
        framework: with the county's words, of which those of the quarter's time are taken; columns of its
            own are left out.
        period: the quarter; without one every column that any version ever added is there, the newest of
            each name.
    """
    own = without_added(in_words_of(connection, framework, period) if period else framework)
    if period is None:
        return with_columns(own, [(code, column) for (code, _), column in ever_added(connection).items()])
    query = select(framework_version.c.visible).where(framework_version.c.starts_on <= period.start)
    text = connection.execute(query.order_by(framework_version.c.id.desc()).limit(1)).scalar_one_or_none()
    return with_columns(own, _columns(text)) if text else own


def ever_added(connection: Connection) -> dict[tuple[str, str], ColumnSpec]:
    """Every column that a version ever added, by ledger and id; the newest of each."""
    texts = connection.execute(select(framework_version.c.visible).order_by(framework_version.c.id)).scalars()
    return {(code, column.id): column for text in texts for code, column in _columns(text)}


@lru_cache(maxsize=64)
def _columns(text: str) -> Columns:
    return columns_of(tomllib.loads(text)) if "[[column]]" in text else ()
