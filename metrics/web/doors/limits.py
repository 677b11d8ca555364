"""How much one may take of what all share: the numbers, counted while requests arrive.

Reading processes are shared out where they are started (`metrics/ingest/read/turns.py`), locks against
guessing where guesses are stored (`metrics/store/people/attempts.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Send

#: Tabs open at once for an account; whoever compares periods has five or six.
TABS = 20
#: What an account's tabs hold together of files that were chosen and not yet handed in.
UPLOAD_BYTES, UPLOAD_FILES = 200 << 20, 60
#: Seconds after which a tab that was closed, or lost its line and did not come back, gives back what it held.
TAB_LEFT = 40
#: The largest body of one of our own forms, and the seconds in which it has to arrive.
FORM_BYTES, FORM_SECONDS = 16 << 10, 20
#: The photos a telephone sends by a link, and the seconds they may take on a slow line.
PHOTO_BYTES, PHOTO_SECONDS = 64 << 20, 120
#: Requests of our own pages (signing in and the like) in work at once from one address.
OWN_PAGES_AN_ADDRESS = 10
#: Hashing at once; how many wait for it, and how many of them from one address, which an office may share.
HASHING, WAITING, WAITING_AN_ADDRESS = 2, 40, 8
#: Connections whose request has not arrived whole, of all addresses, and the seconds each may take for it.
#: Both leave most of the usual 1,024 files of a process to those who are signed in.
HEADS, HEAD_SECONDS = 200, 15
#: Connections that are accepted before those accepted earlier are looked at.
ACCEPTED_AT_ONCE = 128
BUSY = "现在登录的人太多，请过一会儿再试。"


class LimitError(Exception):
    """A request over a limit, in a Chinese sentence."""

    status = 413


class TooLargeError(LimitError):
    """A body over the limit."""


class TooSlowError(LimitError):
    """A body that did not arrive in time."""

    status = 408


class CrowdedError(LimitError):
    """One has as much of something at present as one may."""

    status = 503


class Shares:
    """How many of something each has at present."""

    def __init__(self, most: int, refusal: str) -> None:
        self._most, self._refusal = most, refusal
        self._held: Counter[str] = Counter()

    @contextmanager
    def one(self, who: str) -> Iterator[None]:
        """Have one more within the block.

        Raises:
            CrowdedError: `who` has as many as one may.
        """
        if self._held[who] >= self._most:
            raise CrowdedError(self._refusal)
        self._held[who] += 1
        try:
            yield
        finally:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]


class Limited:
    """A request's channel that ends in LimitError once the body is longer, or takes longer, than allowed.

    Args:
        receive, send: the request's own channel.
        most: bytes of the body.
        seconds: in which all of it has to arrive; 0 for as long as it takes.
    """

    def __init__(self, receive: Receive, send: Send, most: int, seconds: float = 0) -> None:
        self._receive, self._send, self._most = receive, send, most
        self._until = asyncio.get_running_loop().time() + seconds if seconds else None
        self._seen = 0
        self.answered = False

    def check_announced(self, request: HTTPConnection) -> None:
        """Refuse by the announced length, before a byte of the body is read."""
        announced = request.headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._most:
            raise self._error()

    async def receive(self) -> Message:
        """The next part of the body; LimitError once there was too much of it or the time is over."""
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError as error:
            raise TooSlowError("内容没有及时传完，请再试一次。") from error
        if not message.get("more_body"):
            self._until = None
        self._seen += len(message.get("body", b""))
        if self._seen > self._most:
            raise self._error()
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on and remember that there was one."""
        self.answered = True
        await self._send(message)

    def _error(self) -> TooLargeError:
        size = f"{self._most // 1024**2} MB" if self._most >= 1024**2 else f"{self._most // 1024} KB"
        return TooLargeError(f"内容太大，上限为 {size}。")
