"""The part of the store for reading the audit."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from metrics.store.care import audit_trail, retention
from metrics.store.care.retention import Expired
from metrics.store.database import Database


class CareStore:
    """`store.care`: the audit, and how long things are kept.

    May be shared by threads. Every method raises StoreError, whose text is a Chinese sentence, when the
    database cannot do what is asked; then nothing was stored. Times are given back in Asia/Shanghai; a time
    without a zone is taken as local there. `at` dates an action otherwise than now.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def audit_rows(
        self,
        by: str,
        *,
        account: str = "",
        action: str = "",
        subject: str = "",
        address: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> pd.DataFrame:
        """Audit rows that match everything given, oldest first; `since` and `until` are included.

        Columns `id`, `at`, `account`, `action` (`ACTION_NAMES` has all), `subject`, `detail` (a
        mapping), `address`.
        """
        match = {"account": account, "action": action, "subject": subject, "address": address}
        return self._database.read(audit_trail.rows, by, match, since, until)

    def who_saw(self, file: str, by: str) -> pd.DataFrame:
        """Every audit row about a file, oldest first: uploaded, looked at, taken away, decided on, erased.

        `file` is the number of a submission, or a checksum or its beginning; columns as of `audit_rows`.
        StoreError when no file is called that.
        """
        return self._database.read(audit_trail.about_file, by, file)

    def retention(self) -> Mapping[str, int]:
        """Kind of thing (`KEEP_RULES`) → days it is kept; 0 for ever."""
        return self._database.read(retention.periods)

    def keep_for(self, what: str, days: int, account: str, at: datetime | None = None) -> None:
        """Set how long a kind of thing is kept; StoreError for one that has a least, or cannot be set."""
        self._database.write(retention.keep_for, what, days, account, at)

    def due(self, at: datetime | None = None) -> Expired:
        """How much is kept longer than it should be."""
        return self._database.read(retention.due, at)

    def expire(self, at: datetime | None = None) -> Expired:
        """Take away what is over; nothing goes without an audit row."""
        if self.due(at).nothing:
            return Expired()
        gone = self._database.write(retention.expire, at)
        self._database.forget_pages()
        return gone
