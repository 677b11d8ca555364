"""The one door to the database."""

from collections.abc import Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

import pandas as pd
from sqlalchemy import Engine

from metrics.county import Dataset, SubmissionInfo
from metrics.doubts import Revisions
from metrics.framework import Framework, Period, load_framework
from metrics.ingest import CheckedWorkbook, Context, Finding
from metrics.ingest.patch import Headers, mark
from metrics.store import (
    aliases,
    audit,
    board,
    contexts,
    datasets,
    frameworks,
    periods,
    replay,
    revisions,
    roster,
    rulings,
    scenarios,
    submissions,
    units,
    workflow,
)
from metrics.store import migrate as migrations
from metrics.store.accounts import AccountsOfStore
from metrics.store.comments import CommentsOfStore
from metrics.store.drafts import DraftsOfStore
from metrics.store.engine import open_engine, read, write
from metrics.store.exports import ExportsOfStore
from metrics.store.frameworks import Draft, FrameworkVersion
from metrics.store.notes import NotesOfStore
from metrics.store.periods import PeriodInfo
from metrics.store.publications import PublicationsOfStore
from metrics.store.rows import RowCache
from metrics.store.rulings import Ruling
from metrics.store.scenarios import SavedScenario
from metrics.store.schema import ROSTER, today
from metrics.store.sessions import SessionsOfStore
from metrics.store.workflow import Deed


class Store(
    AccountsOfStore,
    SessionsOfStore,
    PublicationsOfStore,
    CommentsOfStore,
    DraftsOfStore,
    NotesOfStore,
    ExportsOfStore,
):
    """Periods, submissions, decisions and audit of one database.

    May be shared by threads. Every method raises StoreError, whose text is a Chinese sentence, when the
    database cannot do what is asked; then nothing was stored. Times are given back in Asia/Shanghai; a time
    without a zone is taken as local there. `at` dates an action otherwise than now.
    """

    def __init__(self, engine: Engine, framework: Framework) -> None:
        self._engine = engine
        self._framework = framework
        self._rows = RowCache()

    @classmethod
    def open(cls, url: str, *, migrate: bool = True, framework: Framework | None = None) -> Self:
        """Open a database.

        Args:
            url: e.g. `sqlite:///data/kandejian.db`; the folder and the file are made when they do not exist.
            migrate: whether to make or upgrade the tables and bring in the member units; without it a
                database that is missing or older is refused.
            framework: whose member units it holds; the product's without one.

        Raises:
            StoreError: it cannot be opened, or was made by a newer program.
        """
        framework = framework or load_framework()
        engine = open_engine(url, create=migrate)
        try:
            _prepare(engine, framework, migrate=migrate)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, framework)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ensure_period(self, period: Period, due_on: date | None = None, account: str = audit.SYSTEM) -> None:
        """Open a quarter, or set its due date; StoreError when the period is not a quarter."""
        write(self._engine, periods.ensure, period, due_on, account)

    def periods(self) -> list[PeriodInfo]:
        """The opened quarters, earliest first."""
        return read(self._engine, periods.every)

    def context(self, framework: Framework, unit: str, period: Period) -> Context:
        """What is known when the unit's workbook for a period is made or checked.

        Known are entities that were approved, and the unit's own that await approval. `prefill` holds the
        unit's own registers as last reported up to the period. `used_codes` leaves out those of the unit's
        own quarter, which a new revision replaces. StoreError for a unit the framework does not have.
        """
        return read(self._engine, contexts.context, self._rows, framework, unit, period)

    def submit(
        self,
        checked: CheckedWorkbook,
        content: bytes,
        account: str,
        at: datetime | None = None,
        note: str = "",
    ) -> SubmissionInfo:
        """Store file, rows and findings as the unit's next revision for the quarter, in one transaction.

        The same bytes again for the same unit and quarter give the submission that is there already.
        Drafts of these bytes go. StoreError when the workbook is not accepted, not for a quarter, was checked
        from other bytes, or the quarter is published.
        """
        parcel = submissions.parcel(checked, content)
        return write(self._engine, submissions.submit, parcel, account, at, note)

    def approve(
        self,
        submission_id: int,
        account: str,
        at: datetime | None = None,
        *,
        seen: str | None = None,
        why: str = "",
    ) -> SubmissionInfo:
        """Let a submission's rows count.

        `seen` names the revision that was looked at: `{id}:{sha256}`, as `workflow.token` gives it.
        StoreError by the account that submitted, when it is not the one seen, not the latest, awaits no
        decision, or its quarter is published.
        """
        spec = self._framework.ledgers.get(ROSTER)
        return write(self._engine, workflow.approve, submission_id, Deed(account, at, why), spec, seen)

    def give_back(
        self, submission_id: int, account: str, why: str, at: datetime | None = None
    ) -> SubmissionInfo:
        """Return a submission (退回); its `note` is then the reason. StoreError as `approve`."""
        return write(self._engine, workflow.give_back, submission_id, Deed(account, at, why))

    def withdraw(
        self, submission_id: int, account: str, why: str = "", at: datetime | None = None
    ) -> SubmissionInfo:
        """Take a submission back (撤回) that awaits its decision; the bytes may be submitted again.

        StoreError when it was decided on, its quarter is published, or the account is neither who submitted
        nor a 填报员 of the unit.
        """
        return write(self._engine, workflow.withdraw, submission_id, Deed(account, at, why))

    def submissions(self, period: Period | None = None, unit: str | None = None) -> list[SubmissionInfo]:
        """Submissions of a period's quarters and of a unit: by quarter, unit, revision ascending."""
        return read(self._engine, submissions.every, period, unit)

    def board(self, framework: Framework, period: Period, on: date | None = None) -> pd.DataFrame:
        """One row per member unit and quarter of a period.

        Columns `unit`, `name`, `period`, `state` (missing, late, submitted, returned, approved, published),
        `revision`, `submitted_at`, `due_on`, `findings` and `rows` (counts), `approved`. `on` is the day that
        decides what is late: today without it. PeriodError for a period shorter than a quarter.
        """
        return read(self._engine, board.board, framework, period, on or today())

    def original(self, sha256: str) -> tuple[str, bytes]:
        """Name and bytes of a submitted file; StoreError when it was never stored."""
        return read(self._engine, submissions.file_of, sha256)

    def checked(self, submission_id: int) -> CheckedWorkbook:
        """A submission's rows and findings as they were stored; StoreError when there is none."""
        return read(self._engine, submissions.checked_again, submission_id, self._framework)[1]

    def marked(self, submission_id: int) -> tuple[str, bytes]:
        """Name and bytes of a submission's marked copy, made anew from the file and what was found in it.

        StoreError when there is no such submission.
        """
        content, checked = read(self._engine, submissions.checked_again, submission_id, self._framework)
        copy = mark(content, checked.file, checked, self._framework)
        return copy.name, copy.content

    def findings(self, submission_id: int) -> tuple[Finding, ...]:
        """What was found in a submission's file."""
        return read(self._engine, submissions.findings, submission_id)

    def dataset(self, framework: Framework, period: Period, *, ruled: bool = True) -> Dataset:
        """The approved rows up to a period's end; PeriodError for a period shorter than a quarter.

        What two units reported and the office ruled one fact is there once; `ruled_out` lists the rows left
        out. Without `ruled` every row is there.
        """
        return read(self._engine, datasets.dataset, self._rows, framework, period, ruled=ruled)

    def data_version(self, period: Period) -> str:
        """The version of `dataset`, without loading rows."""
        return read(self._engine, datasets.data_version, period)

    def mark(self) -> int:
        """The number of the newest audit row, 0 without any: while it stays, nothing was written."""
        return read(self._engine, audit.newest)

    def revisions(self, framework: Framework, period: Period) -> Revisions:
        """The newest revisions of a period's quarters beside those they replace, with their rows."""
        return read(self._engine, revisions.revisions, self._rows, framework, period)

    def rule(self, ruling: Ruling, account: str, at: datetime | None = None) -> Ruling:
        """Keep what the office decided about a doubt; of one key the newest holds.

        StoreError without account, for an unknown verdict, 已核实无误 without a reason, or when no row of a
        fact would be left.
        """
        return write(self._engine, rulings.rule, ruling, account, at)

    def undo_ruling(self, key: str, account: str, at: datetime | None = None, note: str = "") -> Ruling:
        """Take back the ruling that holds for a key; StoreError when none does."""
        return write(self._engine, rulings.undo, key, account, at, note)

    def rulings(self) -> list[Ruling]:
        """The rulings that hold, oldest first."""
        return read(self._engine, rulings.active)

    def ruling_history(self, key: str = "") -> list[Ruling]:
        """Every ruling (about a key), those taken back included, oldest first."""
        return read(self._engine, rulings.history, key)

    def framework_versions(self) -> list[FrameworkVersion]:
        """The program's own version of the framework and the saved ones, oldest first."""
        return read(self._engine, frameworks.every)

    def framework(self, number: int = 0) -> Framework:
        """The framework of a version, by default the program's own; StoreError for an unknown number."""
        return read(self._engine, frameworks.framework_of, number)

    def framework_in_force(self, period: Period) -> FrameworkVersion:
        """The newest version that holds for a period."""
        return read(self._engine, frameworks.in_force, period)

    def preview_framework(self, parent: int, changes: Mapping[str, float], version: str) -> Framework:
        """The framework that a version with other numbers would be; nothing is stored.

        FrameworkError for a number that is unknown or not allowed.
        """
        return read(self._engine, frameworks.preview, parent, changes, version)

    def save_framework(self, draft: Draft, account: str, at: datetime | None = None) -> FrameworkVersion:
        """Keep a version of the framework with other weights and targets (`edit.numbers` names them).

        It holds for the periods that begin with `draft.starts` or later. StoreError when nothing changes,
        without a reason, or for a name that is taken; FrameworkError for a number that is not allowed.
        """
        return write(self._engine, frameworks.save, draft, account, at)

    def save_scenario(
        self,
        name: str,
        parameters: Mapping[str, Any],
        framework_version: str,
        account: str,
        at: datetime | None = None,
    ) -> SavedScenario:
        """Keep a what-if scenario under a name, in place of the one saved under it before.

        StoreError without a name.
        """
        return write(self._engine, scenarios.save, name, parameters, framework_version, account, at)

    def remove_scenario(self, name: str, account: str, at: datetime | None = None) -> None:
        """Forget a scenario; StoreError when there is none of the name."""
        write(self._engine, scenarios.remove, name, account, at)

    def scenarios(self) -> list[SavedScenario]:
        """The saved what-if scenarios, by name."""
        return read(self._engine, scenarios.every)

    def enterprises(self) -> pd.DataFrame:
        """The enterprises of the approved rosters by code; columns as the table's."""
        return read(self._engine, roster.every)

    def confirm_alias(
        self, ledger: str, text: str, code: str, account: str, at: datetime | None = None
    ) -> None:
        """Keep that a text means an entity of a ledger, e.g. `L15`; `context` then knows it."""
        write(self._engine, aliases.confirm, ledger, text, code, account, at)

    def confirmed_headers(self) -> Headers:
        """Ledger code → field → headers confirmed for it by `confirm_alias("header:L05", …)`."""
        return read(self._engine, aliases.headers)

    def audit_rows(
        self,
        *,
        account: str = "",
        action: str = "",
        subject: str = "",
        address: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> pd.DataFrame:
        """Audit rows that match everything given, oldest first; `since` and `until` are included.

        Columns `id`, `at`, `account`, `action` (`audit.ACTION_NAMES` has all), `subject`, `detail` (a
        mapping), `address`.
        """
        match = {"account": account, "action": action, "subject": subject, "address": address}
        return read(self._engine, audit.rows, **match, since=since, until=until)

    def replay(self) -> dict[int, str]:
        """Submission id → state, computed from the audit rows alone."""
        return read(self._engine, replay.replay).submissions

    def replay_periods(self) -> dict[str, str]:
        """Quarter → state (open, published, locked), computed from the audit rows alone."""
        return read(self._engine, replay.replay).periods


def _prepare(engine: Engine, framework: Framework, *, migrate: bool) -> None:
    if not migrate:
        migrations.require_current(engine)
        return
    migrations.upgrade(engine)
    if read(engine, units.differing, framework):
        write(engine, units.seed, framework)
