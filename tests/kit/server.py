"""Starts the real server as its own process, for tests that speak HTTP, websocket or browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.kit.project import REPO

START_SECONDS = 90


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, what it stores in, what it wrote, its process."""

    url: str
    database_url: str
    log: Path
    pid: int = 0


@contextmanager
def serve(
    database_url: str, log: Path, script: Path = REPO / "dashboard.py", sign: str = "/healthz"
) -> Iterator[Server]:
    """Serve ``script`` on a free port until the block ends, then end the whole process group.

    The server is up when the address ``sign`` answers.

    Raises AssertionError with the log when the server ends or stays silent for ``START_SECONDS``.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=script.parent,
            env={**os.environ, "DATABASE_URL": database_url},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(process, url + sign, log)
        yield Server(url, database_url, log, process.pid)
    finally:
        _end_group(process)


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(process: subprocess.Popen, sign: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(sign):
            return
        time.sleep(0.1)
    raise AssertionError(f"server did not start (exit {process.poll()}):\n{log.read_text()}")


def answers(url: str) -> bool:
    """Whether ``url`` answers 200 just now."""
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False


def _end_group(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
