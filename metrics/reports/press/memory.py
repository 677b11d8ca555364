"""How much memory a paper may take, and what is said when it takes more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import resource
except ImportError:
    # Windows: there the server's own limit is the only one.
    resource = None  # type: ignore[assignment] # what uses it asks first

#: Bytes of its own that the printing process may hold while it typesets or writes; the browser has its own.
MEMORY = 1536 << 20
#: What a thread of a library wants at once.
_THREAD = 64 << 20


class PaperTooLargeError(ValueError):
    """A paper that needs more memory than one may take; one Chinese sentence."""

    def __init__(self) -> None:
        super().__init__(too_large())


def too_large(memory: int = MEMORY) -> str:
    """What happened, why, and what to do."""
    return (
        f"没有做成：这份文件太大，做它要用的内存超过了一份文件的上限（{memory / (1 << 30):.1f} GB）。"
        "请少选一些再做：全表册在“要哪些部分”里一次只选一个层级，或者换一个短些的报告期；图集和专报少选几张图。"
    )


@contextmanager
def limited(memory: int | None = None) -> Iterator[None]:
    """Hold this process to so many bytes of its own (`MEMORY` without it) within the block.

    Raises:
        PaperTooLargeError: it wanted more.
    """
    before = None if resource is None else resource.getrlimit(resource.RLIMIT_DATA)
    within = MEMORY if memory is None else memory
    if before is not None:
        # A soft limit alone, which this process may lift again.
        soft = within if before[1] == resource.RLIM_INFINITY else min(within, before[1])
        resource.setrlimit(resource.RLIMIT_DATA, (soft, before[1]))
    try:
        yield
    except Exception as error:
        if isinstance(error, MemoryError) or (not isinstance(error, ValueError) and _used_up(within)):
            raise PaperTooLargeError from error
        raise
    finally:
        if before is not None:
            resource.setrlimit(resource.RLIMIT_DATA, before)


def _used_up(within: int) -> bool:
    """Whether next to nothing is left; a library that gets no thread says so by an error of its own."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    held = next((line.split()[1] for line in lines if line.startswith("VmData")), "0")
    return int(held) * 1024 + _THREAD > within
