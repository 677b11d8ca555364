"""Scores computed ahead: after an approval or a ruling a process of its own keeps what pages ask for next.

Pages never wait for it: what it has not kept yet they compute themselves. It is started by a server only, and
one at a time; what is approved while it works is looked at when it has ended.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-m", "metrics", "ready")
#: Lets pages go first.
_NICE = 10
_LOG = logging.getLogger("kandejian.ahead")


class ScoresAhead:
    """Starts the process, and once more if it was asked for meanwhile.

    Args:
        command: finds the address of the database in DATABASE_URL: it may hold a password.
    """

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = tuple(command)
        self._changed = threading.Condition()
        self._serves = False
        self._wanted = ""
        self._process: subprocess.Popen[bytes] | None = None

    def serve(self) -> None:
        """From now on processes are started: a server runs."""
        with self._changed:
            self._serves = True

    def begin(self, url: str) -> None:
        """Have the scores of a database (its address) computed; nothing without a server."""
        with self._changed:
            if not self._serves:
                return
            self._wanted = url
            if self._process is None:
                self._start()

    def stop(self) -> None:
        """Start none any more and end the one that works: the server ends."""
        with self._changed:
            self._serves, self._wanted = False, ""
            if self._process is not None:
                self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is computed, so long at most; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: self._process is None, seconds)

    def _start(self) -> None:
        url, self._wanted = self._wanted, ""
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "DATABASE_URL": url},
            )
        except OSError:
            # Whoever approved has approved; pages compute what nobody has kept.
            _LOG.exception("Scores are not computed ahead")
            return
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)
        threading.Thread(target=self._watch, args=(self._process,), name="ahead", daemon=True).start()

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        with self._changed:
            self._process = None
            if self._serves and self._wanted:
                self._start()
            self._changed.notify_all()


AHEAD = ScoresAhead()
