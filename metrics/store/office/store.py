"""The part of the store for what the office makes of the data.

Methods that act, or hand out an exported file, take the acting account. Without one are scores
(`publications`, `published_scores`), versions of the framework, saved scenarios, remarks on the county's
figures, the list of what was exported, and preferences: none of them holds a unit's rows.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypeVar

import pandas as pd

from metrics.county import BookKey, Returned, VisibleRows
from metrics.framework import CheckupVerdict, CountyPackage, Framework, Period, UnitSpec
from metrics.framework.editing import Edit
from metrics.store.database import (
    SYSTEM,
    CountyVersion,
    Database,
    StoreError,
    county_in_force,
    county_versions,
    today,
)
from metrics.store.office import (
    above,
    counties,
    exports,
    frameworks,
    kept_books,
    notes,
    orders,
    publications,
    returns,
    scenarios,
)
from metrics.store.office.counties import CountyDraft
from metrics.store.office.exports import Export, ExportedFile
from metrics.store.office.frameworks import FrameworkDraft, FrameworkVersion
from metrics.store.office.notes import Remark
from metrics.store.office.orders import KeptOrder, PaperOrder
from metrics.store.office.publications import Publication, UnderCorrection
from metrics.store.office.scenarios import SavedScenario

#: Milliseconds a page waits for its turn to keep a book.
_PATIENCE = 500
Made = TypeVar("Made")


class OfficeStore:
    """`store.office`: publications, exports, versions of the framework, scenarios, remarks.

    May be shared by threads. Every method raises StoreError, whose text is a Chinese sentence, when the
    database cannot do what is asked; then nothing was stored. Times are given back in Asia/Shanghai; a time
    without a zone is taken as local there. `at` dates an action otherwise than now.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(
        self,
        period: Period,
        account: str,
        scores: Mapping[str, pd.DataFrame],
        note: str = "",
        at: datetime | None = None,
        *,
        data_version: str,
        framework_version: str,
    ) -> Publication:
        """Freeze a period's scores and versions, and close its quarters until they are reopened.

        The submissions that count become `published`; live data go on counting as before.

        Args:
            period: a quarter, half-year or year.
            account: who publishes.
            scores: level → frame with string column names; its index is kept.
            note: what is said about it.
            at: when; now without it.
            data_version: what the scores were computed from, `ScoreBook.data_version`.
            framework_version: what with, `ScoreBook.framework_version`.

        Raises:
            StoreError: the period is published already, one of its quarters was never opened, submissions
                wait for a decision (they are named), nothing is approved, or data or framework are not the
                present ones any more.
            PeriodError: the period is shorter than a quarter.
        """
        frozen = publications.freeze(scores, data_version, framework_version)
        return self._database.write(publications.publish, period, account, frozen, note, at)

    def lock(self, period: Period, account: str, at: datetime | None = None) -> Publication:
        """Lock a published period; StoreError when it is not published."""
        return self._database.write(publications.lock, period, account, at)

    def reopen(self, period: Period, account: str, why: str, at: datetime | None = None) -> list[Publication]:
        """Open a period's quarters for submitting again; gives the publications that became history by it.

        They are those of any period that holds one of the quarters, and stay readable. StoreError without a
        reason, and when nothing of it is closed.
        """
        return self._database.write(publications.reopen, period, account, why, at)

    def publications(self, period: Period | None = None) -> list[Publication]:
        """The publications (of exactly a period), oldest first, with those that were reopened."""
        return self._database.read(publications.every, period)

    def under_correction(self, on: date | None = None) -> dict[int, UnderCorrection]:
        """Publication that holds → what is being corrected of it (更正中); `on` is today without it."""
        return self._database.read(publications.corrected_now, on or today())

    def correcting(self, period: Period, on: date | None = None) -> UnderCorrection:
        """What is being corrected of the published quarters of a period; `on` is today without it."""
        return self._database.read(publications.correcting, period, on or today())

    def published_scores(self, publication_id: int, level: str) -> pd.DataFrame:
        """The frozen scores of a level as they were given; StoreError when there are none."""
        return self._database.read(publications.scores_of, publication_id, level)

    def find_book(self, key: BookKey) -> bytes | None:
        """The packed score book of a key that any process has kept, or None (see `scoring.book_of`)."""
        return self._database.read(kept_books.find, key)

    def keep_book(self, key: BookKey, content: bytes) -> None:
        """Keep a computed score book for every process; it may be left where the database is busy."""
        with suppress(StoreError):  # whoever asks has the book; the next one computes it once more
            self._database.write_within(_PATIENCE, kept_books.keep, key, content)

    def take_in(self, given: Returned, account: str, at: datetime | None = None, **detail: str) -> bool:
        """Keep what the office above answered about a publication; whether it is new.

        Args:
            given: the answer, proven to come from there.
            account: who takes it in.
            at: when; now without it.
            **detail: anything more for the audit, such as the file's checksum.

        Raises:
            StoreError: the account may not, the answer is of no publication of this county, or an older one.
        """
        return self._database.write(returns.take_in, given, detail, account, at)

    def returned(self, period: Period) -> Returned | None:
        """The last answer of the office above about a period; None without one."""
        return self._database.read(returns.newest, period)

    def province_reach(self, account: str) -> str:
        """Whose counties an account sees in a province's installation: empty for all, else its city's code.

        StoreError when it may see none.
        """
        return self._database.read(above.reach, account)

    def rows_of_city(self, account: str, city: str, rows: pd.DataFrame) -> VisibleRows:
        """Rows or cells of packages of a city's counties, by its code, for an account that may see them.

        StoreError when it may not.
        """
        return self._database.read(above.rows_of_city, account, city, rows)

    def rows_of_cities(self, account: str, rows: pd.DataFrame) -> VisibleRows:
        """Those of the packages' rows, with `city_code`, that an account may see; StoreError for nobody."""
        return self._database.read(above.rows_of_cities, account, rows)

    def rule_across(
        self, account: str, subject: str, detail: Mapping[str, object], act: Callable[[str], Made]
    ) -> Made:
        """Let an account decide what two counties claim: `act` writes it, given the account's name.

        Args:
            account: who decides.
            subject, detail: what is decided, for the audit.
            act: keeps the decision beside the packages; what it raises takes the line of the audit back.

        Raises:
            StoreError: the account may not.
        """
        return self._database.write(above.acted, account, above.RULE, subject, detail, act)

    def collect_across(
        self, account: str, subject: str, detail: Mapping[str, object], act: Callable[[str], Made]
    ) -> Made:
        """Let an account begin to collect counties' packages: `act` begins it, given the account's name.

        Args:
            account: who collects.
            subject, detail: which files, for the audit.
            act: begins it; what it raises takes the line of the audit back.

        Raises:
            StoreError: the account may not.
        """
        return self._database.write(above.acted, account, above.COLLECT, subject, detail, act)

    def keep_export(
        self, exported: ExportedFile, account: str, at: datetime | None = None, order: str = ""
    ) -> Export:
        """Keep an exported file with what it was made from, and with that end the order it was made for.

        StoreError without an account.
        """
        return self._database.write(exports.keep, exported, account, at, order)

    def keep_order(self, order: PaperOrder, account: str, at: datetime | None = None) -> str:
        """Write down what was ordered until it is done, and give its number.

        StoreError for an account that may not export.
        """
        return self._database.write(orders.keep, order, account, at)

    def orders(self, account: str) -> list[KeptOrder]:
        """What an account ordered that is neither done nor taken back, newest first."""
        return self._database.read(orders.of, account)

    def drop_order(self, number: str, account: str) -> None:
        """Take an order back; nothing where it is done. StoreError where it is another account's."""
        self._database.write(orders.drop, number, account)

    def exports(self, period: str = "", kind: str = "") -> list[Export]:
        """What was exported (of a period, of a kind), newest first."""
        return self._database.read(exports.every, period, kind)

    def export_content(self, number: int, account: str) -> tuple[str, bytes]:
        """Name and bytes of an export as they were made; the audit keeps who took it.

        StoreError for an unknown number.
        """
        return self._database.write(exports.content, number, account)

    def remember(self, name: str, value: object, account: str) -> None:
        """Keep a preference, `value` being JSON: of one account (`tour:u08`), else of the office.

        StoreError when it is another account's.
        """
        self._database.write(exports.remember, name, value, account)

    def remembered(self, name: str) -> Any:  # noqa: ANN401 - whatever was kept
        """What was kept under a name, or None."""
        return self._database.read(exports.remembered, name)

    def framework_versions(self) -> list[FrameworkVersion]:
        """The program's own version of the framework and the saved ones, oldest first."""
        return self._database.read(frameworks.every)

    def framework(self, number: int = frameworks.NEWEST, on: Period | None = None) -> Framework:
        """The framework of a version, by default the program's newest; StoreError for an unknown number.

        With a period, in the county as it was at its end; else as it is now.
        """
        return self._database.read(frameworks.framework_of, number, on)

    def framework_for(self, period: Period) -> Framework:
        """What a period is scored by: the version in force for it, in the county as it was."""
        return self._database.read(frameworks.for_period, period)

    def county_versions(self) -> list[CountyVersion]:
        """What the county said of itself, oldest first."""
        return self._database.read(county_versions)

    def county(self, on: Period | None = None) -> CountyPackage:
        """The county's own files, now or at a period's end; none while nobody has said whose it is."""
        return self._database.read(county_in_force, on)

    def former_units(self) -> list[tuple[UnitSpec, ...]]:
        """The member units as each version of the county lists them, oldest first."""
        return self._database.read(counties.former_units)

    def save_county(self, draft: CountyDraft, account: str, at: datetime | None = None) -> CountyVersion:
        """Keep other files of the county, from a day on.

        StoreError when nothing changes or no reason is given; FrameworkError for files that cannot be read.
        """
        return self._database.write(counties.save, draft, account, at)

    def begin_county(self, package: CountyPackage, account: str = SYSTEM) -> CountyVersion | None:
        """Give a database without a county its first one; None where it has one."""
        return self._database.write(counties.begin, package, account)

    def framework_in_force(self, period: Period) -> FrameworkVersion:
        """The newest version that holds for a period."""
        return self._database.read(frameworks.in_force, period)

    def preview_framework(self, parent: int, edits: Sequence[Edit], version: str) -> Framework:
        """The framework that a version with some edits would be; nothing is stored.

        FrameworkError where an edit does not fit or what comes of it cannot be scored.
        """
        return self._database.read(frameworks.preview, parent, edits, version)

    def framework_text(self, number: int, account: str) -> str:
        """The text of a version, one TOML file, for somebody who takes it; the audit keeps who did.

        StoreError for an unknown number, or an account that may not.
        """
        return self._database.write(frameworks.take, number, account)

    def framework_source(self, number: int) -> str:
        """The text of a version for the program's own use; StoreError for an unknown number."""
        return self._database.read(frameworks.text_of, number)

    def period_to_check(self) -> Period | None:
        """The period on whose rows a version is checked before it is saved; None while there are no rows."""
        return self._database.read(frameworks.period_to_check)

    def save_framework(
        self, draft: FrameworkDraft, verdict: CheckupVerdict, account: str, at: datetime | None = None
    ) -> FrameworkVersion:
        """Keep a version of the framework that was changed by edits.

        It holds for the periods that begin with `draft.starts` or later. `verdict` is of the check-up of
        `preview_framework(draft.parent, draft.edits, CHECKED)` on `period_to_check()`. StoreError when
        nothing changes, without a reason, for a name that is taken, or without a passed check-up;
        FrameworkError where an edit does not fit, or changes what was issued from above.
        """
        return self._database.write(frameworks.save, draft, verdict, account, at)

    def save_scenario(
        self,
        name: str,
        parameters: Mapping[str, Any],
        framework_version: str,
        account: str,
        at: datetime | None = None,
    ) -> SavedScenario:
        """Keep a what-if scenario under a name, in place of the one saved under it before.

        StoreError without a name, and when the one saved before is somebody else's.
        """
        return self._database.write(scenarios.save, name, parameters, framework_version, account, at)

    def remove_scenario(self, name: str, account: str, at: datetime | None = None) -> None:
        """Forget a scenario; StoreError when there is none of the name, or it is somebody else's."""
        self._database.write(scenarios.remove, name, account, at)

    def scenarios(self) -> list[SavedScenario]:
        """The saved what-if scenarios, by name."""
        return self._database.read(scenarios.every)

    def add_note(self, period: str, level: str, code: str, text: str, account: str) -> Remark:
        """Keep a remark on an entity in a period; StoreError for a blank text or one above 500 signs."""
        return self._database.write(notes.add, period, (level, code), text, account)

    def drop_note(self, number: int, account: str) -> None:
        """Take a remark back; StoreError when there is none, or it is somebody else's."""
        self._database.write(notes.drop, number, account)

    def notes(self, periods: tuple[str, ...]) -> list[Remark]:
        """The remarks on some periods (their codes), oldest first."""
        return self._database.read(notes.every, periods)
