"""Connections whose request has not arrived whole: each has its time, all together their number."""

import asyncio
import logging
import time
from collections import OrderedDict

from metrics.host import HttpLine, connections
from metrics.web.doors import limits

LOG = logging.getLogger("kandejian.guard")
#: Seconds for which one line of the log stands for all that are closed.
_TOLD = 60


class Heads:
    """Closes what is late, and what is too many: the oldest of the address that has most of them.

    So one address that opens thousands displaces its own only, and at any moment there are files left for
    others. Loopback is no exception: a proxy there sends its heads whole.
    """

    def __init__(self) -> None:
        self._of: dict[str, OrderedDict[HttpLine, asyncio.TimerHandle]] = {}
        self._count = 0
        self._told = -float(_TOLD)

    def bound(self, kind: type) -> None:
        """Keep all connections of uvicorn's class within bounds, for good; called in its loop."""
        connections.accept_few(asyncio.get_running_loop(), limits.ACCEPTED_AT_ONCE)
        connections.watch(kind, self.look, self.forget)

    def look(self, connection: HttpLine) -> None:
        """Note whether the connection owes us a request."""
        if not connections.owes_request(connection):
            self.forget(connection)
            return
        mine = self._of.setdefault(_address(connection), OrderedDict())
        if connection in mine:
            return
        loop = asyncio.get_running_loop()
        mine[connection] = loop.call_later(limits.HEAD_SECONDS, self._close, connection)
        self._count += 1
        if self._count > limits.HEADS:
            most = max(self._of.values(), key=len)
            self._close(next(iter(most)))

    def forget(self, connection: HttpLine) -> None:
        """The request is whole, or the connection has ended."""
        mine = self._of.get(_address(connection))
        timer = mine.pop(connection, None) if mine else None
        if timer is None:
            return
        timer.cancel()
        self._count -= 1
        if not mine:
            del self._of[_address(connection)]

    def _close(self, connection: HttpLine) -> None:
        if time.monotonic() - self._told > _TOLD:
            self._told = time.monotonic()
            LOG.warning("connections without a whole request are closed, now of %s", _address(connection))
        self.forget(connection)
        connection.transport.abort()


def _address(connection: HttpLine) -> str:
    return connection.client[0] if connection.client else ""
