"""Coroutines run in tests, whatever loop the browser's tests have left running in the same process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def looped(coroutine):
    """What a coroutine returns, run on a loop and a thread of its own.

    The browser driver keeps a loop running in the main thread for as long as one of its fixtures lives,
    and a thread has room for one.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
