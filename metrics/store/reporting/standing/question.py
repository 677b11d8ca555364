"""The question, asked of the database at the moment of the act."""

from datetime import date

from sqlalchemy import Connection

from metrics.county import SubmissionInfo
from metrics.framework import Period, parse_period
from metrics.store.database import StoreError
from metrics.store.people import permits, units
from metrics.store.reporting import found, periods
from metrics.store.reporting.found import COUNTED
from metrics.store.reporting.periods import PERIOD_STATE_NAMES
from metrics.store.reporting.standing import corrections
from metrics.store.reporting.standing.answer import ReportAnswer, Situation, answer


def situation(connection: Connection, unit: str, period: Period, on: date) -> Situation:
    """What stands about a unit's quarter on a day."""
    reports = found.every(connection, period, unit)
    standing = [one for one in reports if one.state != "withdrawn"]
    opened = periods.every(connection, unit)
    return Situation(
        unit=unit,
        period=period,
        info=next((info for info in opened if info.code == period.code), None),
        latest=standing[-1] if standing else None,
        counts=any(one.state in COUNTED for one in reports),
        correction=corrections.newest(connection, unit, period.code),
        today=on,
    )


def may_report(connection: Connection, unit: str, period: Period, account: str, on: date) -> ReportAnswer:
    """Who may hand in what now; see `ReportAnswer`.

    Args:
        connection: of a transaction.
        unit: a member unit's code.
        period: a quarter.
        account: who asks.
        on: today.

    Raises:
        StoreError: the unit is not in the database, the period is no quarter, or nobody known asks.
    """
    units.require(connection, unit)
    if period.kind != "Q":
        raise StoreError(f"报送按季度进行，“{period.label}”不是一个季度。请写成 2023Q4 这样。")
    holder = permits.acting(connection, account, "submit")
    return answer(situation(connection, unit, period, on), holder)


def may_report_all(
    connection: Connection, period: Period, account: str, on: date
) -> dict[tuple[str, str], ReportAnswer]:
    """The same for every unit in the opened quarters of a period, by the codes of unit and quarter."""
    opened = {info.code for info in periods.every(connection)}
    holder = permits.acting(connection, account, "submit")
    return {
        (unit, quarter.code): answer(situation(connection, unit, quarter, on), holder)
        for quarter in period.quarters
        if quarter.code in opened
        for unit in units.codes(connection)
    }


def require(connection: Connection, unit: str, period: Period, account: str, on: date) -> ReportAnswer:
    """Refuse what may not be handed in now.

    Raises:
        StoreError: with the answer's sentence, or as `may_report`.
    """
    said = may_report(connection, unit, period, account, on)
    if not said.may:
        permits.require(connection, account, "submit", unit)
        raise StoreError(said.sentence)
    return said


def require_decidable(connection: Connection, report: SubmissionInfo, words: str) -> None:
    """Refuse to decide on a report of a closed quarter, unless it came in under a correction.

    Raises:
        StoreError: the quarter is published or locked.
    """
    quarter = parse_period(report.period)
    state = periods.states(connection, [quarter]).get(quarter.code, "open")
    asked = corrections.newest(connection, report.unit, report.period)
    if state != "open" and not (asked and asked.covers(report)):
        raise StoreError(
            f"{quarter.label}{PERIOD_STATE_NAMES[state]}，不能再{words}。确需更正，请{report.unit}申请更正。"
        )
