"""A whole quarter without anything: its workbook is made, checked and handed in as every other."""

from datetime import datetime
from typing import TYPE_CHECKING

from metrics.county import SubmissionInfo
from metrics.framework import Framework, Period
from metrics.ingest import CheckedWorkbook, check_workbook, write_template
from metrics.store.database import StoreError
from metrics.store.reporting.zeros.declarations import declarable

if TYPE_CHECKING:
    from metrics.store.reporting.store import ReportingStore

#: What is said about the report.
NOTE = "零报送"


def report_nothing(
    reporting: "ReportingStore",
    framework: Framework,
    unit: str,
    period: Period,
    account: str,
    at: datetime | None = None,
) -> SubmissionInfo:
    """Hand in that a unit's quarter has nothing: registers as last reported, every other ledger empty.

    It awaits approval as every report does; approved, its ledgers are observed zeros.

    Raises:
        StoreError: nothing may be handed in, a report counts or waits already, or the registers as they were
            last reported have errors now.
    """
    said = reporting.may_report(unit, period, account, at.date() if at else None)
    if not said.may:
        raise StoreError(said.sentence)
    if not said.zero:
        raise StoreError(f"{said.why}已经报过的季度不能零报送；要更正，请再报一版。")
    framework = reporting.collecting(framework, period)
    context = reporting.context(framework, unit, period, account)
    content = write_template(framework, unit, period, context)
    file = f"{NOTE}_{unit}_{period.code}.xlsx"
    checked = check_workbook(content, file, framework, context, unit, period)
    if not checked.accepted:
        wrong = "；".join(one.message for one in checked.of_severity("error")[:3])
        raise StoreError(f"照上次带入的登记类台账现在有错误：{wrong}请下载模板，改好后上传。")
    return reporting.submit(checked, content, account, at, NOTE, zero=declarable(framework, unit))


def empty_ledgers(framework: Framework, checked: CheckedWorkbook) -> tuple[str, ...]:
    """The unit's ledgers that a workbook leaves without rows and that may be declared to have nothing."""
    if not checked.unit:
        return ()
    filled = {code for code, part in checked.ledgers.items() if len(part.frame)}
    return tuple(code for code in declarable(framework, checked.unit) if code not in filled)
