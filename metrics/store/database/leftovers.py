"""What an interrupted program may leave behind, and the sweep that removes it when the program starts."""

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, exists, select

from metrics.store.database import audit
from metrics.store.database.engine import address_of, file_of, open_engine, read, write
from metrics.store.database.schema import original, submission

#: Ends of the names of files that are being written; the last step of writing is a new name.
UNFINISHED = (".part", ".restoring")
#: Seconds after which nobody can still be writing such a file.
STALE = 24 * 3600

_ORPHAN = ~exists().where(submission.c.sha256 == original.c.sha256)


@dataclass(frozen=True)
class Leftovers:
    """Checksums of stored files that no submission refers to, and unfinished files beside the database."""

    originals: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def find_leftovers(connection: Connection, url: str, older: float = STALE) -> Leftovers:
    """What lies around now; files only where they are older than so many seconds."""
    return Leftovers(
        tuple(connection.execute(select(original.c.sha256).where(_ORPHAN)).scalars()), _files(url, older)
    )


def sweep(url: str) -> Leftovers:
    """Remove what lies around in and beside a migrated database; others may work with it meanwhile.

    Returns:
        What was removed.

    Raises:
        StoreError: the database cannot be opened or written.
    """
    engine = open_engine(url, create=False)
    try:
        found = read(engine, find_leftovers, url)
        if found.originals:
            write(engine, _remove)
    finally:
        engine.dispose()
    for path in found.files:
        path.unlink(missing_ok=True)
    return found


def _remove(connection: Connection) -> None:
    gone = connection.execute(delete(original).where(_ORPHAN).returning(original.c.sha256)).scalars().all()
    audit.record(connection, audit.SYSTEM, "sweep", "original", {"sha256": sorted(gone)})


def _files(url: str, older: float) -> tuple[Path, ...]:
    database = file_of(address_of(url))
    if database is None or not database.parent.is_dir():
        return ()
    before = time.time() - older
    return tuple(
        path
        for path in sorted(database.parent.iterdir())
        if path.suffix in UNFINISHED and path.is_file() and path.stat().st_mtime < before
    )
