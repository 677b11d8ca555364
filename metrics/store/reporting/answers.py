"""The part of the reporting store about who may hand in what: the answer, corrections, declared zeros."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from metrics.framework import Period
from metrics.ingest.patch import mark
from metrics.store.database import Database, StoreError, framework_at, today
from metrics.store.reporting import last, standing
from metrics.store.reporting.last import LastReport
from metrics.store.reporting.standing import Correction, ReportAnswer, corrections
from metrics.store.reporting.zeros import ZeroDeclaration, declarable, declarations


class AnswersStore:
    """What `ReportingStore` has of it; see there for what holds of every method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def may_report(self, unit: str, period: Period, account: str, on: date | None = None) -> ReportAnswer:
        """Who may hand in what now, why not, and what to do next: the one answer to that question.

        Every badge, sentence, button and verb asks it, and `submit` does at the moment of the act. `on` is
        the day: today without it. StoreError for an unknown unit or account, or a period that is no quarter.
        """
        return self._database.read(standing.may_report, unit, period, account, on or today())

    def may_report_all(
        self, period: Period, account: str, on: date | None = None
    ) -> Mapping[tuple[str, str], ReportAnswer]:
        """The same for every unit in the opened quarters of a period, by the codes of unit and quarter."""
        return self._database.read(standing.may_report_all, period, account, on or today())

    def last_report(self, unit: str, period: Period, account: str) -> LastReport | None:
        """The report a unit can go on from: of the quarter, else of an earlier one as a pattern, or None.

        StoreError when the account may not see what the unit reports.
        """
        return self._database.read(last.last_report, unit, period, account)

    def last_report_file(self, unit: str, period: Period, account: str) -> tuple[str, bytes]:
        """Name and bytes of that report (下载上次报送): with all codes, findings and remarks in their cells.

        The audit notes who took it. StoreError when there is none, ErasedError when its file was erased.
        """
        framework = self._database.read(framework_at)
        name, content, marked = self._database.write(last.taken, unit, period, framework, account)
        return name, mark(content, marked.file, marked, framework).content

    def ask_correction(
        self, unit: str, period: Period, why: str, account: str, at: datetime | None = None
    ) -> Correction:
        """Ask that a closed quarter be opened for one unit (申请更正); StoreError as `corrections.ask`."""
        return self._database.write(corrections.ask, unit, period, why, account, at)

    def grant_correction(
        self, number: int, until: date, account: str, answer: str = "", at: datetime | None = None
    ) -> Correction:
        """Open the quarter for the one unit up to a day; what was published stays. StoreError as `grant`."""
        return self._database.write(corrections.grant, number, until, account, answer, at)

    def refuse_correction(
        self, number: int, why: str, account: str, at: datetime | None = None
    ) -> Correction:
        """Leave the quarter closed, with a reason."""
        return self._database.write(corrections.refuse, number, why, account, at)

    def withdraw_correction(self, number: int, account: str, at: datetime | None = None) -> Correction:
        """Take a request back that nobody has answered."""
        return self._database.write(corrections.withdraw, number, account, at)

    def end_correction(self, number: int, why: str, account: str, at: datetime | None = None) -> Correction:
        """Close the quarter for the unit again before its last day."""
        return self._database.write(corrections.end, number, why, account, at)

    def declare_zero(
        self,
        unit: str,
        period: Period,
        ledgers: Collection[str],
        account: str,
        at: datetime | None = None,
    ) -> list[ZeroDeclaration]:
        """Declare that ledgers of a unit's quarter have nothing (零报送); rows that come take it back.

        StoreError when nothing may be handed in now, a ledger is no flow of the unit's, or the latest report
        has rows in one.
        """
        allowed = declarable(self._database.read(framework_at), unit)
        if wrong := [code for code in ledgers if code not in allowed]:
            raise StoreError(
                f"{'、'.join(wrong)}不是{unit}能作零报送的台账。可以的是：{'、'.join(allowed)}。"
            )
        return self._database.write(declarations.declare, unit, period, ledgers, account, at)

    def withdraw_zero(self, number: int, account: str, at: datetime | None = None) -> ZeroDeclaration:
        """Take a declaration back; StoreError when it came with a report, or the account may not."""
        return self._database.write(declarations.withdraw, number, account, at)

    def zero_declarations(self, period: Period | None = None, unit: str = "") -> list[ZeroDeclaration]:
        """Those that stand (for the quarters of a period, of a unit), oldest first."""
        return self._database.read(declarations.standing_in, period, unit)

    def corrections(self, account: str) -> list[Correction]:
        """The requests an account may see: its own unit's, or all; oldest first."""
        return self._database.read(corrections.seen_by, account)
