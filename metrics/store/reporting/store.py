"""The part of the store for what units report.

Methods that act, or hand out a unit's rows, files or remarks, take the acting account and ask `permits`.
Without an account are those that say what stands where (`periods`, `submissions`, `board`), those that go
into the scores and doubts of the whole county (`dataset`, `data_version`, `revisions`,
`rulings_until`), which files were erased (`erased`), and the names every template holds (`enterprises`,
`confirmed_headers`). Rows of these reach nobody but through `rows_for`, `rows_of_unit` and `doubts_for`:
pages draw no other (see `metrics.county.MARKS`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from metrics.county import Dataset, SubmissionInfo, VisibleRows
from metrics.doubts import Doubt, Revisions
from metrics.framework import Framework, Period
from metrics.ingest import AcceptedWorkbook, CheckedWorkbook, Context, Finding
from metrics.ingest.patch import Headers, mark
from metrics.store.database import ROSTER, audit, framework_at, today
from metrics.store.reporting import (
    aliases,
    board,
    comments,
    contexts,
    datasets,
    drafts,
    erasures,
    extensions,
    found,
    mergers,
    own_columns,
    own_tables,
    periods,
    retention,
    revisions,
    roster,
    rulings,
    submissions,
    trails,
    visible,
    workflow,
)
from metrics.store.reporting.answers import AnswersStore
from metrics.store.reporting.comments import Comment
from metrics.store.reporting.drafts import UploadDraft
from metrics.store.reporting.erasures import Erasure, ErasureOutlook
from metrics.store.reporting.extensions import Extension
from metrics.store.reporting.gate import refuse_personal
from metrics.store.reporting.mergers import Merger, MergerWish
from metrics.store.reporting.own_tables import OwnTables
from metrics.store.reporting.periods import PeriodInfo
from metrics.store.reporting.retention import Expired
from metrics.store.reporting.rulings import Ruling
from metrics.store.reporting.trails import UploadTrail
from metrics.store.reporting.workflow import Deed


class ReportingStore(AnswersStore):
    """`store.reporting`: periods, submissions and decisions about them, drafts, doubts, the rows that count.

    May be shared by threads. Every method raises StoreError, whose text is a Chinese sentence, when the
    database cannot do what is asked; then nothing was stored. Times are given back in Asia/Shanghai; a time
    without a zone is taken as local there. `at` dates an action otherwise than now.
    """

    def ensure_period(self, period: Period, due_on: date | None = None, account: str = audit.SYSTEM) -> None:
        """Open a quarter, or set its due date; StoreError when the period is not a quarter."""
        self._database.write(periods.appoint, period, due_on, account)

    def open_year(self, year: int, account: str) -> list[str]:
        """Open a year's quarters that are not open yet, due as the latest one was; gives their codes.

        StoreError when all of them are, or for a year that cannot be.
        """
        return self._database.write(periods.open_year, year, account)

    def periods(self, unit: str = "") -> list[PeriodInfo]:
        """The opened quarters, earliest first; with a unit its own last day where it has an extension."""
        return self._database.read(periods.every, unit)

    def extend(
        self,
        unit: str,
        period: Period,
        due_on: date,
        why: str,
        account: str,
        at: datetime | None = None,
    ) -> Extension:
        """Give one unit until a later day for a quarter (延期); StoreError says why not."""
        return self._database.write(extensions.grant, unit, period, due_on, why, account, at)

    def take_back_extension(
        self, unit: str, period: Period, account: str, at: datetime | None = None
    ) -> None:
        """Let the quarter's last day hold for the unit again."""
        self._database.write(extensions.take_back, unit, period, account, at)

    def decide_merger(self, wish: MergerWish, account: str, at: datetime | None = None) -> Merger:
        """Decide whether two projects that are alike become one (归并); StoreError says why not."""
        return self._database.write(mergers.decide, wish, account, at)

    def mergers(self) -> list[Merger]:
        """What was decided about projects that are alike, oldest first: codes, no rows."""
        return self._database.read(mergers.every)

    def extensions(self) -> list[Extension]:
        """The extensions that hold, by quarter and unit."""
        return self._database.read(extensions.every)

    def collecting(self, framework: Framework, period: Period | None = None) -> Framework:
        """The framework by which a quarter's workbooks are made and read: with the columns that the version
        in force adds; without a quarter, with every column that was ever added."""
        return self._database.read(own_columns.collecting, framework, period)

    def context(self, framework: Framework, unit: str, period: Period, account: str) -> Context:
        """What is known when the unit's workbook for a period is made or checked.

        Known are entities that were approved, and the unit's own that await approval. `prefill` holds the
        unit's own registers as last reported up to the period. `used_codes` leaves out those of the unit's
        own quarter, which a new revision replaces. StoreError for a unit the framework does not have.
        """
        return self._database.read(contexts.context, self._database.rows, framework, unit, period, account)

    def submit(
        self,
        checked: CheckedWorkbook,
        content: bytes,
        account: str,
        at: datetime | None = None,
        note: str = "",
        *,
        trail: UploadTrail | None = None,
        zero: Collection[str] = (),
    ) -> SubmissionInfo:
        """Store file, rows and findings as the unit's next revision for the quarter, in one transaction.

        `zero` are ledgers declared with it to have nothing. With the `trail` of a file that was changed on
        the page its first bytes and every change are kept.

        The same bytes again for the same unit and quarter give the submission that is there already.
        Drafts of these bytes go. StoreError when the workbook is not accepted, not for a quarter, was checked
        from other bytes, or `may_report` says no; PersonalDataError when it holds personal numbers.
        """
        ledgers = self._database.read(framework_at).ledgers
        keys = {code: spec.key for code, spec in ledgers.items()}
        parcel = submissions.parcel(checked, content, keys, trail)
        refuse_personal(self._database, checked.file, content, account)
        return self._database.write(submissions.submit, parcel, account, at, note, zero)

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
        spec = self._database.read(framework_at).ledgers.get(ROSTER)
        return self._database.write(workflow.approve, submission_id, Deed(account, at, why), spec, seen)

    def give_back(
        self, submission_id: int, account: str, why: str, at: datetime | None = None
    ) -> SubmissionInfo:
        """Return a submission (退回); its `note` is then the reason. StoreError as `approve`."""
        return self._database.write(workflow.give_back, submission_id, Deed(account, at, why))

    def withdraw(
        self, submission_id: int, account: str, why: str = "", at: datetime | None = None
    ) -> SubmissionInfo:
        """Take a submission back (撤回) that awaits its decision; the bytes may be submitted again.

        StoreError when it was decided on, its quarter is published, or the account is neither who submitted
        nor a 填报员 of the unit.
        """
        return self._database.write(workflow.withdraw, submission_id, Deed(account, at, why))

    def submissions(self, period: Period | None = None, unit: str | None = None) -> list[SubmissionInfo]:
        """Submissions of a period's quarters and of a unit: by quarter, unit, revision ascending."""
        return self._database.read(found.every, period, unit)

    def board(self, framework: Framework, period: Period, on: date | None = None) -> pd.DataFrame:
        """One row per member unit and quarter of a period.

        Columns `unit`, `name`, `period`, `state` (missing, late, submitted, returned, approved, published),
        `revision`, `submitted_at`, `due_on`, `findings` and `rows` (counts), `approved`. `on` is the day that
        decides what is late: today without it. PeriodError for a period shorter than a quarter.
        """
        return self._database.read(board.board, framework, period, on or today())

    def original(self, sha256: str, account: str) -> tuple[str, bytes]:
        """Name and bytes of a submitted file, which the audit notes; StoreError when it was never stored."""
        return self._database.write(submissions.file_for, sha256, account)

    def checked(self, submission_id: int, account: str) -> AcceptedWorkbook:
        """A submission's rows and findings as they were stored; StoreError when there is none."""
        framework = self._database.read(framework_at)
        return self._database.read(submissions.checked_again, submission_id, framework, account)[1]

    def marked(self, submission_id: int, account: str) -> tuple[str, bytes]:
        """Name and bytes of a submission's marked copy, made anew from the file and what was found in it.

        The audit notes who took it. StoreError when there is no such submission, ErasedError when its file
        was erased.
        """
        framework = self._database.read(framework_at)
        content, checked = self._database.write(submissions.to_mark, submission_id, framework, account)
        copy = mark(content, checked.file, checked, framework)
        return copy.name, copy.content

    def findings(self, submission_id: int, account: str) -> tuple[Finding, ...]:
        """What was found in a submission's file."""
        return self._database.read(submissions.findings, submission_id, account)

    def rows_for(self, account: str, rows: pd.DataFrame) -> VisibleRows:
        """The rows of a table that an account may see now; the one way from the data to a screen or a file.

        `rows` says in `submission` or `_submission` where each row stands. StoreError for an account that is
        unknown or disabled.
        """
        return self._database.read(visible.rows_for, account, rows)

    def rows_of_unit(self, account: str, unit: str, rows: pd.DataFrame) -> VisibleRows:
        """Rows or cells of one unit's workbook; StoreError when the account may not see what it reports.

        `unit` is empty for a file that was just uploaded and names none.
        """
        return self._database.read(visible.rows_of_unit, account, unit, rows)

    def doubts_for(self, account: str, doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
        """The doubts of which an account may see every row."""
        return self._database.read(visible.doubts_for, account, doubts)

    def dataset(self, framework: Framework, period: Period, *, ruled: bool = True) -> Dataset:
        """The approved rows up to a period's end; PeriodError for a period shorter than a quarter.

        What two units reported and the office ruled one fact is there once; `ruled_out` lists the rows left
        out. Without `ruled` every row is there.
        """
        return self._database.read(datasets.dataset, self._database.rows, framework, period, ruled=ruled)

    def leading_rows(self, period: Period) -> list[tuple[str, str]]:
        """Doubt and row that counts (主办), of the rulings a period's data version holds."""
        return self._database.read(datasets.leading, period)

    def data_version(self, period: Period) -> str:
        """The version of `dataset`, without loading rows."""
        return self._database.read(datasets.data_version, period)

    def counted(self, period: Period) -> list[SubmissionInfo]:
        """The reports whose rows `dataset` gives, without loading rows."""
        return self._database.read(submissions.counted, period.end)

    def revisions(self, framework: Framework, period: Period) -> Revisions:
        """The newest revisions of a period's quarters beside those they replace, with their rows."""
        return self._database.read(revisions.revisions, self._database.rows, framework, period)

    def rulings_until(self, period: Period) -> list[Ruling]:
        """The rulings that hold and change what counts up to a period's end (see `store.rulings`)."""
        return self._database.read(rulings.concerning, period.end)

    def enterprises(self) -> pd.DataFrame:
        """The enterprises of the approved rosters by code; columns as the table's."""
        return self._database.read(roster.every)

    def confirm_alias(
        self, ledger: str, text: str, code: str, account: str, at: datetime | None = None
    ) -> None:
        """Keep that a text means an entity of a ledger, e.g. `L15`; `context` then knows it."""
        self._database.write(aliases.confirm, ledger, text, code, account, at)

    def confirmed_headers(self) -> Headers:
        """Ledger code → field → headers confirmed for it by `confirm_alias("header:L05", …)`."""
        return self._database.read(aliases.headers)

    def own_tables(self, unit: str) -> OwnTables:
        """What the sheets and columns of a unit's own tables are (see `remember_table`)."""
        return self._database.read(own_tables.of_unit, unit)

    def remember_table(
        self, framework: Framework, table: tuple[str, str, str], headings: Mapping[str, str], account: str
    ) -> None:
        """Keep that a sheet of a unit is a ledger, and what its headings mean.

        Args:
            framework: the ledgers.
            table: the unit's code, the ledger's code, the sheet's name.
            headings: heading → field id; an empty one means nothing.
            account: who says so.
        """
        self._database.write(own_tables.remember, framework, table, headings, account)

    def keep_draft(
        self,
        unit: str,
        period: Period | None,
        file: str,
        content: bytes,
        account: str,
        trail: UploadTrail | None = None,
    ) -> UploadDraft:
        """Keep uploaded bytes before anything is known about them.

        The same bytes for the same unit and quarter give the draft that is there. An account has 20 at most:
        one more pushes its oldest out. Submitting the same bytes removes the draft.

        Args:
            unit: a member unit's code, or empty when it is not known yet.
            period: the quarter, or None.
            file: the name it came under; only the last part is kept.
            content: the bytes.
            account: whose draft.
            trail: how the bytes came about, when they were changed on the page.

        Raises:
            PersonalDataError: it holds numbers that belong to a person; nothing of it stays.
            StoreError: no account, or an unknown unit.
        """
        refuse_personal(self._database, file, content, account)
        kept = trails.storable(trail) if trail else None
        return self._database.write(drafts.keep, unit, period, file, content, account, kept)

    def drafts(self, account: str) -> list[UploadDraft]:
        """An account's drafts, newest first."""
        return self._database.read(drafts.mine, account)

    def draft(self, draft_id: int, account: str) -> tuple[UploadDraft, bytes]:
        """One of the account's own drafts with its bytes; StoreError when it has none of this id.

        One with personal numbers, kept before these were looked for, is wiped instead: PersonalDataError.
        """
        kept, content = self._database.read(drafts.one, draft_id, account)
        refuse_personal(self._database, kept.file, content, account)
        return kept, content

    def draft_trail(self, draft_id: int, account: str) -> UploadTrail | None:
        """How a draft of the account came about, or None; StoreError when it has none of this id."""
        self._database.read(drafts.one, draft_id, account)
        return self._database.read(trails.of_draft, draft_id)

    def trail(self, submission_id: int, account: str) -> UploadTrail | None:
        """How a submission's bytes came about, or None; StoreError when the account may not see it."""
        return self._database.read(submissions.trail_of, submission_id, account)

    def drop_draft(self, draft_id: int, account: str) -> None:
        """Forget one of the account's own drafts; StoreError when it has none of this id."""
        self._database.write(drafts.drop, draft_id, account)

    def ask_erasure(
        self, sha256: str, why: str, account: str, cells: Sequence[str] = (), at: datetime | None = None
    ) -> Erasure:
        """Ask that a file be erased that should never have come; somebody else confirms.

        `sha256` may be its beginning; `cells` (`活动台账!P3`) go from the rows, as do personal numbers.
        StoreError as `erasures.ask`.
        """
        return self._database.write(erasures.ask, sha256, why, cells, account, at)

    def confirm_erasure(self, erasure_id: int, account: str, at: datetime | None = None) -> Erasure:
        """Erase what another account asked for: bytes, drafts, what rows and findings repeat of them.

        StoreError by whoever asked, when it was decided on, or the account may not.
        """
        done = self._database.write(erasures.confirm, erasure_id, account, at)
        self._database.forget_pages()
        return done

    def decline_erasure(self, erasure_id: int, account: str, at: datetime | None = None) -> Erasure:
        """Leave the file where it is; StoreError as `confirm_erasure`, but whoever asked may."""
        return self._database.write(erasures.decline, erasure_id, account, at)

    def erasure_outlook(self, sha256: str, account: str, cells: Collection[str] = ()) -> ErasureOutlook:
        """What erasing a file would take away; StoreError when the account may not ask for that."""
        return self._database.read(erasures.outlook, sha256, cells, account)

    def erasure_of(self, sha256: str, account: str) -> Erasure | None:
        """The newest request about a file; StoreError when the account may not make one."""
        return self._database.read(erasures.of_file, sha256, account)

    def erasures(self, account: str) -> list[Erasure]:
        """What was asked so far, newest first."""
        return self._database.read(erasures.every, account)

    def erased(self) -> Mapping[str, Erasure]:
        """Checksum → erasure, of the files that are not there any more."""
        return self._database.read(erasures.gone)

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

    def comment(self, submission_id: int, account: str, text: str, at: datetime | None = None) -> Comment:
        """Say something about a submission; StoreError for a blank text or one above 2,000 signs."""
        return self._database.write(comments.add, submission_id, account, text, at)

    def comments(self, submission_id: int, account: str) -> list[Comment]:
        """What was said about a submission, oldest first."""
        return self._database.read(comments.every, submission_id, account)
