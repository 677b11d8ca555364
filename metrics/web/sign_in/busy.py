"""Work that costs a processor: off the event loop, a few at a time, each address in its turn."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from metrics.store import StoreError
from metrics.store.database import audit
from metrics.web.doors import limits

Given = ParamSpec("Given")
Result = TypeVar("Result")


class BusyError(StoreError):
    """Too many sign-ins wait already."""

    def __init__(self) -> None:
        super().__init__(limits.BUSY)


class SignInLine:
    """Who waits for one of a few turns; the addresses take them round about, whoever sends how much.

    When the line is full, whoever comes from an address with fewer in it takes the place of the last one of
    the address that has most.
    """

    def __init__(self) -> None:
        self._free = limits.HASHING
        self._of: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Have a turn within the block.

        Raises:
            BusyError: the address or all together have as many in line as there may be.
        """
        if self._free:
            self._free -= 1
        else:
            await self._wait(address)
        try:
            yield
        finally:
            self._next()

    async def _wait(self, address: str) -> None:
        self._make_room(address)
        called = asyncio.get_running_loop().create_future()
        self._of.setdefault(address, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled() and not called.exception():
                self._next()
            self._drop(address, called)
            raise

    def _make_room(self, address: str) -> None:
        mine = len(self._of.get(address, ()))
        if mine >= limits.WAITING_AN_ADDRESS:
            raise BusyError
        if sum(map(len, self._of.values())) < limits.WAITING:
            return
        crowded = max(self._of, key=lambda one: len(self._of[one]))
        if len(self._of[crowded]) <= mine + 1:
            raise BusyError
        last = self._of[crowded][-1]
        self._drop(crowded, last)
        last.set_exception(BusyError())

    def _next(self) -> None:
        """Call the first of the address whose turn it is; its others wait until all addresses had theirs."""
        if not self._of:
            self._free += 1
            return
        address, waiting = next(iter(self._of.items()))
        called = waiting[0]
        self._drop(address, called)
        if address in self._of:
            self._of.move_to_end(address)
        called.set_result(None)

    def _drop(self, address: str, called: asyncio.Future[None]) -> None:
        waiting = self._of.get(address, deque())
        with suppress(ValueError):
            waiting.remove(called)
        if not waiting:
            self._of.pop(address, None)


_line = SignInLine()


async def at_once(
    address: str, function: Callable[Given, Result], *args: Given.args, **named: Given.kwargs
) -> Result:
    """The function's result, off the event loop; what it stores is noted as done from the address."""

    def noted() -> Result:
        with audit.from_address(address):
            return function(*args, **named)

    return await run_in_threadpool(noted)


async def in_turn(
    address: str, function: Callable[Given, Result], *args: Given.args, **named: Given.kwargs
) -> Result:
    """As `at_once`, when the address has its turn; for what hashes a password.

    Raises:
        BusyError: too many are in line.
    """
    async with _line.turn(address):
        return await at_once(address, function, *args, **named)
