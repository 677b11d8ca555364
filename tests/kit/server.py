"""Starts the real server as its own process, for tests that speak HTTP, websocket or browser."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import urlopen

from metrics.commands.certificate import Certificate
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
    database_url: str,
    log: Path,
    script: Path = REPO / "dashboard.py",
    sign: str = "/healthz",
    environment: Mapping[str, str] = MappingProxyType({}),
    certificate: Certificate | None = None,
) -> Iterator[Server]:
    """Serve ``script`` on a free port until the block ends, then end the whole process group.

    With a ``certificate`` of the program's own, under https, as `serve --tls self` does.

    The server is up when the address ``sign`` answers.

    Raises AssertionError with the log when the server ends or stays silent for ``START_SECONDS``.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    scheme, trusted = "http", None
    if certificate:
        scheme, trusted = "https", certificate.certificate
        command += ["--server.sslCertFile", str(trusted), "--server.sslKeyFile", str(certificate.key)]
        environment = {**environment, "TLS": "self"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=script.parent,
            env={**os.environ, "DATABASE_URL": database_url, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"{scheme}://127.0.0.1:{port}"
        _wait_until_healthy(process, url + sign, log, trusted)
        yield Server(url, database_url, log, process.pid)
    finally:
        _end_group(process)


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(process: subprocess.Popen, sign: str, log: Path, trusted: Path | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(sign, trusted):
            return
        time.sleep(0.1)
    raise AssertionError(f"server did not start (exit {process.poll()}):\n{log.read_text()}")


def answers(url: str, trusted: Path | None = None) -> bool:
    """Whether ``url`` answers 200 just now; under https by a certificate that ``trusted`` vouches for."""
    if url.startswith("https") and not (trusted and trusted.exists()):
        return False
    context = ssl.create_default_context(cafile=trusted) if url.startswith("https") else None
    try:
        with urlopen(url, timeout=5, context=context) as answer:
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
