"""Papers by themselves: which are due so many days after a period's close; kept, never sent."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from metrics.framework import Period, parse_period
from metrics.reports.export import exported
from metrics.reports.filenames import file_name
from metrics.reports.write import (
    ReportError,
    draft_of,
    elsewhen_of,
    options_of,
    review_of,
    with_needs,
)
from metrics.reports.write.kinds import KINDS
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.office import Export, ExportedFile

#: Preference of the office that holds the schedule, and the one that holds its head and imprint.
NAME, _HEAD = "brief-schedule", "briefing-head"
#: Option of a kept export that says that nobody asked for it on the day.
SCHEDULED = "scheduled"


@dataclass(frozen=True)
class PaperSchedule:
    """What is made, and when.

    `days` after a period's last day, `kinds` of `KINDS`, `form` a format of all of them. No kinds: nothing.
    """

    days: int = 10
    kinds: tuple[str, ...] = ()
    form: str = "docx"


def schedule_of(store: Store) -> PaperSchedule:
    """The office's schedule; nothing is made where none was set."""
    kept: Mapping[str, Any] = store.office.remembered(NAME) or {}
    known = tuple(kind for kind in kept.get("kinds", ()) if kind in offered())
    return PaperSchedule(int(kept.get("days", 10)), known, str(kept.get("form", "docx")))


def keep_schedule(store: Store, schedule: PaperSchedule, account: str) -> None:
    """Set it; StoreError for one who does not write briefings, ReportError for what cannot be made."""
    for kind in schedule.kinds:
        if kind not in offered() or schedule.form not in KINDS[kind].formats:
            raise ReportError(f"定时不能做“{kind}”的 {schedule.form}。")
    store.office.remember(NAME, asdict(schedule), account)


def offered() -> tuple[str, ...]:
    """Kinds that are about the whole county and need nobody's choice."""
    return tuple(name for name, kind in KINDS.items() if not kind.level and not kind.ledger)


def due(store: Store, schedule: PaperSchedule, today: date) -> list[tuple[str, Period]]:
    """Kind and period of the papers that should be there on a day and are not; the last quarter alone, and
    the last year.

    A paper that was made once is not made again, whatever became of it.
    """
    approved = {one.period for one in store.reporting.submissions() if one.state in ("approved", "published")}
    return [
        (kind, period)
        for period in _closed(today - timedelta(days=schedule.days))
        if {quarter.code for quarter in period.quarters} & approved
        for kind in schedule.kinds
        if not _made(store.office.exports(period=period.code, kind=kind))
    ]


def _closed(on: date) -> list[Period]:
    """The last quarter, and the last year, that ended before a day."""
    quarter = parse_period(f"{on.year}Q{(on.month - 1) // 3 + 1}").previous()
    return [quarter, parse_period(f"{on.year - 1}")]


def _made(kept: Collection[Export]) -> bool:
    return any(one.options.get(SCHEDULED) for one in kept)


def make_due(store: Store, today: date, at: datetime) -> list[Export]:
    """Make what is due and keep it for the office to look at; the history shows it as made by the schedule.

    Args:
        store: where the schedule is and the papers go.
        today: the day.
        at: the time of generation.

    Raises:
        ReportError: a paper that cannot be made.
    """
    schedule = schedule_of(store)
    return [_keep(store, schedule, kind, period, at) for kind, period in due(store, schedule, today)]


def _keep(store: Store, schedule: PaperSchedule, kind: str, period: Period, at: datetime) -> Export:
    framework = store.office.framework_for(period)
    data = store.reporting.dataset(framework, period)
    head = store.office.remembered(_HEAD) or {}
    wanted = ("org", "issuer", "report_to", "send_to") if kind == "special" else ()
    record = {name: head[name] for name in wanted if head.get(name)}
    options = replace(options_of(record), gate=partial(store.reporting.rows_for, SYSTEM))
    options = with_needs(kind, options, store, framework, data, SYSTEM)
    if "review" in KINDS[kind].needs:
        options = replace(options, review=review_of(store, framework, period, data))
    course = tuple(store.reporting.dataset(framework, one) for one in period.quarters)
    report = draft_of(
        kind,
        framework,
        data,
        options,
        generated_at=at,
        course=course if "course" in KINDS[kind].needs else (),
        elsewhen=elsewhen_of(store, framework),
    ).report
    made = exported(report, schedule.form)
    parcel = ExportedFile(
        kind=kind,
        period=period.code,
        scope="county",
        format=schedule.form,
        file=file_name(report, made.form or schedule.form),
        content=made.content,
        options={**record, SCHEDULED: True},
        data_version=data.version,
        framework_version=framework.hash,
    )
    return store.office.keep_export(parcel, SYSTEM, at)
