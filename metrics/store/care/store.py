"""The part of the store for reading the audit, and for telling whose a database is."""

from datetime import datetime

import pandas as pd

from metrics.store.care import audit_trail, chain_file
from metrics.store.care.contents import Contents, listed
from metrics.store.database import ChainHead, Database


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

    def audit_lines(self, by: str) -> list[str]:
        """Every audit row with its hash, the oldest first, as lines of JSON for another machine."""
        return self._database.read(chain_file.audit_lines, by)

    def compare_audit(self, by: str, head: ChainHead) -> str:
        """How the audit contradicts a chain that ended with `head`, in Chinese; empty when it goes on."""
        return self._database.read(chain_file.compare_lines, by, head)

    def audit_head(self, by: str) -> ChainHead:
        """The end of the audit's chain, to be kept elsewhere."""
        return self._database.read(audit_trail.head, by)

    def who_saw(self, file: str, by: str) -> pd.DataFrame:
        """Every audit row about a file, oldest first: uploaded, looked at, taken away, decided on, erased.

        `file` is the number of a submission, or a checksum or its beginning; columns as of `audit_rows`.
        StoreError when no file is called that.
        """
        return self._database.read(audit_trail.about_file, by, file)
