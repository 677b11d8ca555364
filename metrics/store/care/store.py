"""The part of the store for reading the audit, and for telling whose a database is."""

from datetime import datetime

import pandas as pd

from metrics.store.care import audit_trail
from metrics.store.care.contents import Contents, listed
from metrics.store.database import Database


class CareStore:
    """`store.care`: the audit.

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

    def contents(self, by: str) -> Contents:
        """Who has an account and what was reported, for who may see the accounts."""
        return self._database.read(listed, by)
