"""That sessions are in use, written behind the requests: whoever reads never waits for who writes."""

import threading
from datetime import datetime

from metrics.store.database import Database, StoreError
from metrics.store.people import sessions

#: Milliseconds the writing waits for another program's lock; it is tried again at the next request.
PATIENCE = 500


class SeenLater:
    """Remembers when sessions were last seen until one thread has written it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: dict[str, datetime] = {}
        self._thread: threading.Thread | None = None

    def note(self, token: str, now: datetime) -> None:
        """Remember that a session was seen just now, and have it written soon."""
        with self._lock:
            self._waiting[token] = now
        self.again()

    def again(self) -> None:
        """Write what still waits, when nobody is at it."""
        if not self._waiting:
            return
        with self._lock:
            if not self._waiting or self._thread:
                return
            self._thread = threading.Thread(target=self._write, name="kandejian-seen", daemon=True)
            self._thread.start()

    def settle(self) -> None:
        """Wait until the present writing has ended, whatever came of it."""
        with self._lock:
            thread = self._thread
        if thread:
            thread.join()

    def _write(self) -> None:
        try:
            while batch := self._taken():
                try:
                    self._database.write_within(PATIENCE, sessions.seen, batch)
                except StoreError:
                    # Locked, or a full disk: people still read. What came meanwhile is newer and stays.
                    with self._lock:
                        self._waiting = batch | self._waiting
                    return
        finally:
            with self._lock:
                self._thread = None

    def _taken(self) -> dict[str, datetime]:
        with self._lock:
            batch, self._waiting = self._waiting, {}
            return batch
