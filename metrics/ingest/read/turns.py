"""Whose file is read next: a few reading processes at once, and those who wait take turns."""

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

#: Reading processes at once, in this process; a core stays for those who look at pages.
READERS = max(1, (os.cpu_count() or 2) - 1)
#: Seconds between looks whether a file is still wanted.
LOOK_EVERY = 0.5


class AbandonedError(Exception):
    """Nobody waits for the file any more."""

    def __init__(self) -> None:
        super().__init__("等这个文件的标签页已经关了，不再读取。")


@dataclass(frozen=True)
class Asker:
    """Who wants a file read.

    Args:
        account: with whom the others take turns; empty for the command line.
        wanted: whether somebody still waits for it; a closed tab does not.
    """

    account: str = ""
    wanted: Callable[[], bool] = lambda: True


_sources: list[Callable[[], Asker]] = []


def asked_by(source: Callable[[], Asker]) -> None:
    """Ask `source` who wants a file read, for good; an earlier source is replaced."""
    _sources[:] = [source]


def asker() -> Asker:
    """Who wants the file that is to be read now."""
    return _sources[0]() if _sources else Asker()


class Turns:
    """Lets a few in at once; of those who wait, one of each account after the other."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[object]] = OrderedDict()

    @contextmanager
    def turn(self, who: Asker) -> Iterator[None]:
        """Be in within the block.

        Raises:
            AbandonedError: nobody wants the file any more.
        """
        with self._changed:
            self._wait(who)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _wait(self, who: Asker) -> None:
        me = object()
        self._waiting.setdefault(who.account, deque()).append(me)
        try:
            while not (self._free and self._first() is me):
                self._changed.wait(LOOK_EVERY)
                require_wanted(who)
            self._free -= 1
            self._waiting.move_to_end(who.account)
        finally:
            self._waiting[who.account].remove(me)
            if not self._waiting[who.account]:
                del self._waiting[who.account]
            self._changed.notify_all()

    def _first(self) -> object:
        return next(iter(self._waiting.values()))[0]


def require_wanted(who: Asker) -> None:
    """Go on only while somebody waits.

    Raises:
        AbandonedError: nobody does.
    """
    if not who.wanted():
        raise AbandonedError


readers = Turns(READERS)
