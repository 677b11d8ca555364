"""Asks a process of its own about strangers' files: each is answered for, also one that ends the process."""

import marshal
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from metrics.ingest.read.turns import LOOK_EVERY, Asker, asker, readers, require_wanted

#: What ends a process that has used up its CPU time; no system without it counts that time.
_SPENT = int(getattr(signal, "SIGXCPU", 24))
#: Bytes before each reply that say how long it is.
_LENGTH = 8


def ask(
    worker: Path,
    items: Sequence[tuple],
    seconds: float,
    within: float | None = None,
    *,
    counted: bool = False,
) -> list[tuple]:
    """Replies for all items; one that ends the worker is answered for, and the rest go to a new one.

    Args:
        worker: the script; reads a marshalled list of items, and writes for each the length of its reply
            (8 bytes, little-endian) and the marshalled reply.
        items: what marshal carries.
        seconds: wall-clock time that one item may take; each further one adds a second.
        within: wall-clock time that all of them may take; what is not done by then is answered `late`.
        counted: the worker grants each item CPU time of its own, and ends by it (`slow`); `seconds` is then
            only the far stop, at which the machine is too busy (`busy`) and nothing is said of the item.

    Returns:
        Per item the worker's reply, or `crashed`, `slow`, `busy` or `late` with an empty detail.

    Raises:
        AbandonedError: the tab that wanted them was closed meanwhile.
    """
    replies: list[tuple] = []
    until = time.monotonic() + within if within else None
    while len(replies) < len(items):
        left = items[len(replies) :]
        granted = seconds + len(left) - 1
        if until is not None:
            granted = min(granted, until - time.monotonic())
            if granted <= 0:
                return [*replies, *([("late", "")] * len(left))]
        given, ended_by = _run(worker, left, granted)
        if counted and ended_by == "slow":
            ended_by = "busy"
        elif ended_by == "spent":
            ended_by = "slow"
        replies += given
        if len(replies) < len(items):
            replies.append((ended_by, ""))
    return replies


def _run(script: Path, items: Sequence[tuple], seconds: float) -> tuple[list[tuple], str]:
    """Replies that one worker gave when its turn had come, and what ended it."""
    who = asker()
    with (
        readers.turn(who),
        subprocess.Popen(  # noqa: S603 - our own interpreter and our own script
            [sys.executable, "-I", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as worker,
    ):
        try:
            written, ended_by = _said(worker, marshal.dumps(list(items)), seconds, who)
        finally:
            worker.kill()
    return _replies(written), ended_by


def _said(worker: subprocess.Popen[bytes], given: bytes, seconds: float, who: Asker) -> tuple[bytes, str]:
    """What a worker wrote until it ended, or until its time was over, and what ended it."""
    ended = threading.Event()
    # Not by asking in between: `communicate` called again sends nothing more of what it was given.
    watch = threading.Thread(target=_watch, args=(worker, who, ended))
    watch.start()
    try:
        written = worker.communicate(given, timeout=seconds)[0]
        ended_by = "spent" if worker.returncode == -_SPENT else "crashed"
    except subprocess.TimeoutExpired:
        worker.kill()
        written, ended_by = worker.communicate()[0], "slow"
    finally:
        ended.set()
        watch.join()
    require_wanted(who)
    return written, ended_by


def _watch(worker: subprocess.Popen[bytes], who: Asker, ended: threading.Event) -> None:
    """End a worker for whose file nobody waits any more."""
    while not ended.wait(LOOK_EVERY):
        if not who.wanted():
            worker.kill()
            return


def _replies(output: bytes) -> list[tuple]:
    """The replies that were written whole."""
    replies, start = [], 0
    while start + _LENGTH <= len(output):
        first = start + _LENGTH
        end = first + int.from_bytes(output[start:first], "little")
        if end > len(output):
            break
        replies.append(marshal.loads(output[first:end]))  # noqa: S302 - written by our own worker
        start = end
    return replies
