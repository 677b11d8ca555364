"""What an account may hold in memory of files that were chosen and not yet handed in."""

import ctypes
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress

from metrics.host import Held
from metrics.web.doors import limits
from metrics.web.doors.limits import LimitError

FULL = (
    f"还没有报送的文件，一个账号同时最多 {limits.UPLOAD_FILES} 个、共 {limits.UPLOAD_BYTES >> 20} MB。"
    "请先报送或移除一些，或者关掉别的标签页，一分钟后再传。"
)


def trim() -> None:
    """Give memory that was freed back to the system, where the C library keeps it for itself (glibc)."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class UploadShares:
    """Counts what lies in memory and what is on its way.

    Args:
        held: how much the given Streamlit sessions hold.
    """

    def __init__(self, held: Callable[[Collection[str]], Held]) -> None:
        self._held = held
        self._files: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    @contextmanager
    def room(self, who: str, sessions: Collection[str], size: int) -> Iterator[None]:
        """Keep room for one more file while it arrives.

        Args:
            who: the account.
            sessions: its Streamlit sessions.
            size: bytes of the file, at most.

        Raises:
            LimitError: there is none.
        """
        held = self._held(sessions)
        if (
            held.files + self._files[who] >= limits.UPLOAD_FILES
            or held.bytes + self._bytes[who] + size > limits.UPLOAD_BYTES
        ):
            raise LimitError(FULL)
        self._files[who] += 1
        self._bytes[who] += size
        try:
            yield
        finally:
            self._files[who] -= 1
            self._bytes[who] -= size
            if not self._files[who]:
                del self._files[who], self._bytes[who]
