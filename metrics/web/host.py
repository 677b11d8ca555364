"""What the guard has to know of Streamlit; dashboard.py answers, because this layer does not import it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple


class Opened(NamedTuple):
    """What a message to the browser gives it: a Streamlit session, and media files by their numbers."""

    session: str = ""
    files: Collection[str] = ()


@dataclass(frozen=True)
class Host:
    """Answers of the server that stands behind the guard.

    Attributes:
        upload_bytes: the largest body of an upload.
        opened: what a message to the browser of a Streamlit session, once known, gives it.
        accepts: whether a message of the browser to this Streamlit session is one that pages need.
        files_of: the numbers of the media files these Streamlit sessions show just now.
    """

    upload_bytes: int
    opened: Callable[[str, bytes], Opened]
    accepts: Callable[[str, bytes], bool]
    files_of: Callable[[Collection[str]], Collection[str]]
