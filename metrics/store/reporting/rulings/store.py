"""The part of the store for what the office rules about doubts."""

from datetime import datetime

from metrics.framework import Period
from metrics.store.database import Database
from metrics.store.reporting.rulings import acts, holding
from metrics.store.reporting.rulings.model import Ruling


class RulingStore:
    """`store.rulings`: decisions about doubts (认定), undone by another one, never changed.

    Methods that act take the acting account and ask `permits`. Every method raises StoreError, whose text is
    a Chinese sentence, when the database cannot do what is asked; then nothing was stored. `at` dates an
    action otherwise than now.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def rule(self, ruling: Ruling, account: str, at: datetime | None = None) -> Ruling:
        """Keep what the office decided about a doubt; of one key the newest holds.

        StoreError without account, for an unknown verdict, 已核实无误 without a reason, or when no row of a
        fact would be left.
        """
        return self._database.write(acts.rule, ruling, account, at)

    def close_enterprise(
        self, code: str, period: Period, why: str, account: str, at: datetime | None = None
    ) -> Ruling:
        """Take an enterprise that closed out of the roster from the end of a quarter on; undone as a ruling.

        StoreError for an unknown enterprise, a period that is no quarter, without a reason or without right.
        """
        return self._database.write(acts.close_enterprise, code, period, why, account, at)

    def reopen_enterprise(
        self, code: str, account: str, at: datetime | None = None, note: str = ""
    ) -> Ruling:
        """Take back that an enterprise closed; StoreError when nobody ruled so."""
        return self._database.write(acts.reopen_enterprise, code, account, at, note)

    def undo(self, key: str, account: str, at: datetime | None = None, note: str = "") -> Ruling:
        """Take back the ruling that holds for a key; StoreError when none does."""
        return self._database.write(acts.undo, key, account, at, note)

    def holding(self) -> list[Ruling]:
        """The rulings that hold, oldest first."""
        return self._database.read(holding.active)

    def history(self, key: str = "") -> list[Ruling]:
        """Every ruling (about a key), those taken back included, oldest first."""
        return self._database.read(holding.history, key)
