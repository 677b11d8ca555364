"""One open websocket: every message is checked, and the end of the session ends it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.host import protocol

#: Seconds between looks at the session of a tab in which nobody does anything.
WATCH_EVERY = 2
LOG = logging.getLogger("kandejian.guard")


class GuardedSocket:
    """Stands between a websocket and the application.

    Args:
        receive, send: the websocket's own channel.
        ended: the code to close with when the session does not hold, else 0; told whether the look is no deed
            of the person.
        opened: is shown the Streamlit session, once known, and messages to the browser; gives the session
            when one tells it.
        accepts: whether a message to a Streamlit session may pass.
        by_itself: whether a message is sent by a timer of the page: it puts off no idle time-out.

    Attributes:
        session: the Streamlit session, once known.
    """

    def __init__(
        self,
        receive: Receive,
        send: Send,
        *,
        ended: Callable[[bool], Awaitable[int]],
        opened: Callable[[str, bytes], str],
        accepts: Callable[[str, bytes], bool],
        by_itself: Callable[[bytes], bool],
    ) -> None:
        self._receive, self._send = receive, send
        self._check, self._opened, self._accepts = ended, opened, accepts
        self._by_itself = by_itself
        self.session = ""
        self._accepted, self._ended = False, 0

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Serve the websocket until it is closed by either side or the session ends."""
        watch = asyncio.create_task(self._watch(), name="kandejian-watch")
        try:
            await app(scope, self.receive, self.send)
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def receive(self) -> Message:
        """The next message that may pass, while the session allows it; else the end."""
        while not self._ended:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            payload = message.get("bytes") or b""
            code = await self._check(self._by_itself(payload))
            if code:
                await self._end(code)
            elif self._accepts(self.session, payload):
                return message
            else:
                LOG.warning("message dropped: not one that pages send")
        return {"type": "websocket.disconnect", "code": self._ended}

    async def send(self, message: Message) -> None:
        """Pass a message to the browser; OSError, which Starlette takes for a lost line, after the end."""
        if self._ended:
            raise OSError("the session of this websocket has ended")
        self._accepted = self._accepted or message["type"] == "websocket.accept"
        payload = message.get("bytes") or b""
        # Once the session is known, only the end of a run and a file handed over are of interest.
        if payload and (not self.session or len(payload) <= protocol.SHORT):
            self.session = self._opened(self.session, payload) or self.session
        await self._send(message)

    async def _watch(self) -> None:
        while not self._ended:
            await asyncio.sleep(WATCH_EVERY)
            code = await self._check(True) if self._accepted else 0
            if code:
                await self._end(code)

    async def _end(self, code: int) -> None:
        if not self._ended:
            self._ended = code
            with suppress(OSError):
                await self._send({"type": "websocket.close", "code": code, "reason": "session ended"})
