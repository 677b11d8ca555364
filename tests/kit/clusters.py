"""A scheduler and workers as processes with addresses of their own, as a province starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.kit.project import REPO


class RunningCluster:
    """Its address and its processes; `workers` may be killed by whoever tests that."""

    def __init__(self, address: str, scheduler: subprocess.Popen, workers: list[subprocess.Popen]):
        self.address, self.scheduler, self.workers = address, scheduler, workers

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """At once, as a machine that lost its power."""
        process.send_signal(signal.SIGKILL)
        process.wait()


@contextmanager
def running_cluster(folder: Path, workers: int = 2, tls: Path | None = None):
    """A scheduler and so many workers on this machine, ended in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    certificates = ["--tls", tls] if tls else []
    address = f"{'tls' if tls else 'tcp'}://127.0.0.1:{port}"
    started: list[subprocess.Popen] = []

    def start(*words):
        with (folder / f"process-{len(started)}.log").open("wb") as log:
            command = [sys.executable, "-m", "metrics", *map(str, words)]
            environment = {**os.environ, "OMP_NUM_THREADS": "1"}
            started.append(
                subprocess.Popen(command, cwd=REPO, env=environment, stdout=log, stderr=subprocess.STDOUT)
            )
        return started[-1]

    try:
        scheduler = start("scheduler", "--port", port, *certificates)
        _answered(port)
        made = [start("worker", address, "--no-nanny", *certificates) for _ in range(workers)]
        yield RunningCluster(address, scheduler, made)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            if process.poll() is None:
                process.kill()
                process.wait()


def _answered(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise TimeoutError(port)
