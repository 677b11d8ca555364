"""Files in a ZIP: the same files give the same bytes."""

import io
import unicodedata
import zipfile
from collections.abc import Iterable

#: ZIP knows no earlier moment; a fixed one keeps the bytes the same.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of named files in the order given; a name that comes twice is numbered.

    Names that differ in letter case or in how a sign is composed are the same file once unpacked on Windows.
    """
    memory = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(_free(name, taken), _MOMENT)
            # Pictures are packed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return memory.getvalue()


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    choices = [name, *(f"{stem}（{at}）{dot}{suffix}" for at in range(2, len(taken) + 3))]
    free = next(one for one in choices if _unpacked(one) not in taken)
    taken.add(_unpacked(free))
    return free


def _unpacked(name: str) -> str:
    """A name as a file system without letter case has it."""
    return unicodedata.normalize("NFC", name).casefold()
