"""A flood of sign-ins from one address, in a process of its own.

``python -m tests.kit.flood URL ADDRESS COUNT`` runs it. Each of the connections guesses as fast as it is
answered, every guess for another account, until the process is ended. The first answers are told on standard
output, one status a line.
"""

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.kit.project import REPO

_TOLD = 60
_numbers = itertools.count(1)


@contextmanager
def flood(url: str, address: str, count: int) -> Iterator[None]:
    """Flood a server from an address over `count` connections until the block ends."""
    command = [sys.executable, "-m", "tests.kit.flood", url, address, str(count)]
    process = subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline(), "the flood did not begin"
        yield
    finally:
        process.kill()
        process.communicate()


async def _guess_on(url: str, address: str) -> None:
    place = urlsplit(url)
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            try:
                while await _one(reader, writer, url, address):
                    pass
            finally:
                writer.close()
        await asyncio.sleep(0.01)


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str, address: str) -> bool:
    """One guess; gives whether the connection may be used again."""
    number = next(_numbers)
    body = f"code=nobody{number}&password=falsch{number}&next=/"
    head = (
        f"POST /login HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nOrigin: {url}\r\n"
        f"X-Forwarded-For: {address}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head + body).encode())
    await writer.drain()
    answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = answer.partition("content-length:")[2].split("\r\n")[0]
    await reader.readexactly(int(length or 0))
    if number <= _TOLD:
        sys.stdout.write(answer.split()[1] + "\n")
        sys.stdout.flush()
    return "connection: close" not in answer


async def _main(url: str, address: str, count: str) -> None:
    await asyncio.gather(*(_guess_on(url, address) for _ in range(int(count))))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
