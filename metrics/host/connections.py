"""What the doors have to know of uvicorn's connections; `dashboard.py` hands in the class, nobody here may.

A connection is looked at when it is made, after each part that arrives, and when it is lost.
"""

from asyncio import AbstractEventLoop, AbstractServer
from collections.abc import Callable
from typing import Protocol

#: Methods of the class that are called at these moments.
MADE, ARRIVED, LOST = "connection_made", "data_received", "connection_lost"
#: What the loop is asked for to serve, with the number of connections it accepts at one stroke.
CREATE_SERVER, BACKLOG = "create_server", "backlog"


class Transport(Protocol):
    """What can be done with the line of a connection."""

    def abort(self) -> None:
        """Close it at once."""

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""

    def get_protocol(self) -> object:
        """Who listens to it: another one after the change to a websocket."""


class RequestCycle(Protocol):
    """A request with its answer."""

    response_complete: bool


class HttpLine(Protocol):
    """A connection of uvicorn, whichever of its two ways of reading HTTP it uses."""

    transport: Transport
    client: tuple[str, int] | None
    cycle: RequestCycle | None


def owes_request(connection: HttpLine) -> bool:
    """Whether the client has to send something before we can do anything.

    So it is before the head of a request is whole, and after an answer while bytes trickle in that are no
    whole request: uvicorn ends neither by itself.
    """
    if connection.transport.is_closing() or connection.transport.get_protocol() is not connection:
        return False
    return connection.cycle is None or connection.cycle.response_complete


def watch(kind: type, arrived: Callable[[HttpLine], None], lost: Callable[[HttpLine], None]) -> None:
    """Show every connection of a class to `arrived` when made and at each part, to `lost` at the end."""
    for name, told in ((MADE, arrived), (ARRIVED, arrived), (LOST, lost)):
        setattr(kind, name, _then(getattr(kind, name), told))


def accept_few(loop: AbstractEventLoop, most: int) -> None:
    """Have servers that the loop begins from now on accept few connections at one stroke.

    uvicorn asks for 2,048: asyncio would accept so many before it looks at one of them, run out of files, and
    log that 2,048 times without doing anything else.
    """
    create = loop.create_server

    async def bounded(*given: object, **options: object) -> AbstractServer:
        server: AbstractServer = await create(*given, **{**options, BACKLOG: most})  # type: ignore[call-overload]
        return server

    setattr(loop, CREATE_SERVER, bounded)


def _then(
    method: Callable[[HttpLine, object], None], told: Callable[[HttpLine], None]
) -> Callable[[HttpLine, object], None]:
    def both(connection: HttpLine, given: object) -> None:
        method(connection, given)
        told(connection)

    return both
