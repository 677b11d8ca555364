"""Files that nobody but the program's own user may read: database, backups, exports.

On Windows a file has the rights of its folder, and all of this says nothing.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

#: Taken from the rights of every new file and folder.
UMASK = 0o077
_READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH
#: SQLite's own files beside a database have its name and one of these.
BESIDE = ("-wal", "-shm", "-journal")


def keep_private() -> int:
    """From now on new files and folders of this process and its children are its user's alone.

    Returns:
        What held before, for `os.umask`.
    """
    return os.umask(UMASK)


def make_private(file: Path) -> None:
    """Make an empty file of the user's alone where there is none; whoever opens it says what went wrong."""
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))


def open_to_others(files: Iterable[Path]) -> list[Path]:
    """Those of some files and folders that others than their owner may read."""
    if os.name == "nt":
        return []
    return [file for file in files if file.exists() and file.stat().st_mode & _READ_BY_OTHERS]


def close_to_others(file: Path) -> list[Path]:
    """Take the others' rights to a database and the files beside it away; gives those that had any.

    A file of somebody else's stays as it is, and `doctor` goes on warning.
    """
    found = open_to_others(file.with_name(file.name + end) for end in ("", *BESIDE))
    for path in found:
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~UMASK)
    return found
