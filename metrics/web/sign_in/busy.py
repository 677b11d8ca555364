"""Work that costs a processor: off the event loop, a few at a time, and no endless queue."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from metrics.store import StoreError
from metrics.store.database import audit

AT_ONCE, WAITING = 2, 40
Given = ParamSpec("Given")
Result = TypeVar("Result")


class BusyError(StoreError):
    """Too many sign-ins wait already."""


class Bounded:
    """Runs functions in threads, at most ``AT_ONCE`` at the same time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def run(
        self, address: str, function: Callable[Given, Result], *args: Given.args, **named: Given.kwargs
    ) -> Result:
        """The function's result; what it stores is noted as done from the address.

        Raises:
            BusyError: more than ``WAITING`` are in line.
        """

        def noted() -> Result:
            with audit.from_address(address):
                return function(*args, **named)

        if self._waiting >= WAITING:
            raise BusyError("现在登录的人太多，请过一会儿再试。")
        self._waiting += 1
        try:
            async with self._turns:
                return await run_in_threadpool(noted)
        finally:
            self._waiting -= 1


bounded = Bounded()
