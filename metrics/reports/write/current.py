"""What a store knows of other periods, and a paper as its data would have it now."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from metrics.county import Dataset
from metrics.framework import Framework, Period, parse_period
from metrics.reports.model import Report
from metrics.reports.write.briefing import draft_of
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.store import Store


def elsewhen_of(store: Store, framework: Framework) -> Callable[[Period], Dataset | None]:
    """Gives the approved rows of a period; None where nothing is approved in it."""

    def rows(period: Period) -> Dataset | None:
        found = store.reporting.dataset(framework, period)
        quarters = {quarter.code for quarter in period.quarters}
        return found if any(one.period in quarters for one in found.submissions.values()) else None

    return rows


def present(store: Store, period: Period, account: str, at: datetime, kind: str = "special") -> Report:
    """A paper about the whole county as the data has it now, without charts and tables, to compare with.

    Raises:
        ReportError: nothing is approved in the period.
    """
    framework = store.office.framework_for(period)
    gate = partial(store.reporting.rows_for, account)
    options = BriefOptions(charts=(), tables=(), gate=gate)
    data = store.reporting.dataset(framework, period)
    elsewhen = elsewhen_of(store, framework)
    return draft_of(kind, framework, data, options, generated_at=at, elsewhen=elsewhen).paper


def period_named(store: Store, label: str) -> Period:
    """The period a file says it is about, such as `2023年第四季度`.

    Raises:
        ReportError: it names none of this county's.
    """
    known: dict[str, Period] = {}
    for one in store.reporting.periods():
        quarter = parse_period(one.code)
        year = quarter.start.year
        for code in (one.code, f"{year}", f"{year}H1", f"{year}H2", f"{year}Q1-3"):
            period = parse_period(code)
            known[period.label] = period
    if label not in known:
        raise ReportError(f"文件里写的报告期“{label}”认不出来，请写明报告期。")
    return known[label]
