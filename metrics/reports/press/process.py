"""The printing process as the queue sees it: started with a folder of its own, which goes with it."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from metrics.reports.press.worker import FOLDER

_ROOT = Path(__file__).resolve().parents[3]
#: What ends a process whose library got no memory: some give up, some do not look.
_GIVEN_UP = frozenset(-int(one) for one in (signal.SIGABRT, signal.SIGSEGV))


class PrintingProcess:
    """A process that prints, and the folder in which it writes what it does not hold in memory.

    Args:
        command: what is run.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kandejian-press-"))
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        mine = str(self._folder)
        more = {"PYTHONPATH": os.pathsep.join(paths), "TMPDIR": mine, FOLDER: mine}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            tuple(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | more
        )

    @property
    def given(self) -> IO[bytes]:
        """Where it reads from."""
        assert self._process.stdin is not None  # noqa: S101 - opened with pipes
        return self._process.stdin

    @property
    def said(self) -> IO[bytes]:
        """Where it writes to."""
        assert self._process.stdout is not None  # noqa: S101 - opened with pipes
        return self._process.stdout

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Stop it at once; whoever reads from it sees it end."""
        self._process.kill()

    def end(self) -> bool:
        """Stop it, close what led to it, remove what it left; whether it had given up for want of memory."""
        self._process.kill()
        given_up = self._process.wait() in _GIVEN_UP
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        return given_up
