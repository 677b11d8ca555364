"""How much a request may carry, counted while it arrives."""

from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Send


class TooLargeError(Exception):
    """A body over the limit, in a Chinese sentence."""


class Limited:
    """A request's channel that ends in TooLargeError as soon as the body is longer than allowed."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._most = receive, send, most
        self._seen = 0
        self.answered = False

    def check_announced(self, request: HTTPConnection) -> None:
        """Refuse by the announced length, before a byte of the body is read."""
        announced = request.headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._most:
            raise self._error()

    async def receive(self) -> Message:
        """The next part of the body; TooLargeError once there was too much of it."""
        message = await self._receive()
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
