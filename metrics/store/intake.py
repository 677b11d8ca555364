"""The one way in for a file: recognised, checked, stored, alike for page, command line and demo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.framework import Framework, Period, UnitSpec, parse_period
from metrics.ingest import CheckedWorkbook, Context, SubmissionInfo, check_workbook
from metrics.ingest.raw import RawBook, Refusal
from metrics.ingest.reader import read
from metrics.ingest.recognise import recognise
from metrics.store.periods import PeriodInfo
from metrics.store.store import Store

#: A quarter can be reported from this long before its end …
EARLY = timedelta(days=15)
#: … and is what people are offered first until this long after it was due.
LATE = timedelta(days=60)

Raw = RawBook | Refusal


@dataclass(frozen=True)
class Upload:
    """A file that came in: its bytes, what they say, and what the office knew when they were checked."""

    content: bytes
    checked: CheckedWorkbook
    context: Context


@dataclass(frozen=True)
class Receipt:
    """What became of a file: no submission when it was not accepted, `repeated` when it was stored before."""

    checked: CheckedWorkbook
    submission: SubmissionInfo | None = None
    repeated: bool = False


def check_upload(
    store: Store,
    framework: Framework,
    content: bytes,
    file: str,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
) -> CheckedWorkbook:
    """Check an uploaded file against what the office knows; nothing is stored.

    Args:
        store: where known enterprises, brands, codes come from.
        framework: what is collected.
        content: the file's bytes, from anywhere.
        file: the name it came under.
        unit: the unit it is handed in for, or its code; without it the file is asked.
        period: the quarter it is handed in for; without it the file is asked.

    Returns:
        Typed rows and all findings; a bad file is a finding, never an exception.

    Raises:
        StoreError: the database cannot be read.
        KeyError: `unit` is no member unit.
    """
    return inspect_upload(store, framework, content, file, unit, period).checked


def inspect_upload(
    store: Store,
    framework: Framework,
    content: bytes,
    file: str,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
    *,
    raw: Raw | None = None,
) -> Upload:
    """As `check_upload`, with the context it was checked in; `raw` is the file if it was read already."""
    code = unit.code if isinstance(unit, UnitSpec) else unit
    raw = read(file, content) if raw is None else raw
    context = _context(store, framework, raw, file, code, period)
    return Upload(content, check_workbook(content, file, framework, context, code, period, raw=raw), context)


def _context(
    store: Store, framework: Framework, raw: Raw, file: str, unit: str | None, period: Period | None
) -> Context:
    """What is known for the file's unit and period.

    The names everyone may refer to are the same for all: a file that does not say whose it is or for when is
    checked against these, so that not every enterprise in it is reported as unknown.
    """
    if isinstance(raw, Refusal):
        return Context()
    known = recognise(raw, file, framework, "", unit, period)
    opened = [parse_period(info.code) for info in store.periods()]
    for_period = known.period or (opened[-1] if opened else None)
    if for_period is None:
        return Context()
    return store.context(framework, known.unit or framework.units[0].code, for_period)


def hand_in(
    store: Store, upload: Upload, account: str, at: datetime | None = None, note: str = ""
) -> Receipt:
    """Store an inspected file as its unit's next revision.

    Returns:
        A receipt with the submission; for bytes the unit had handed in for the quarter before, with that one.

    Raises:
        StoreError: it was not accepted, or the database cannot take it; nothing was stored.
    """
    before = {info.id for info in stored_already(store, upload.checked)}
    info = store.submit(upload.checked, upload.content, account, at, note)
    return Receipt(upload.checked, info, repeated=info.id in before)


def stored_already(store: Store, checked: CheckedWorkbook) -> list[SubmissionInfo]:
    """Submissions of the same bytes for the same unit and quarter, not counting withdrawn ones."""
    if not checked.unit or checked.period is None:
        return []
    infos = store.submissions(checked.period, checked.unit)
    return [info for info in infos if info.sha256 == checked.sha256 and info.state != "withdrawn"]


def receive(
    store: Store,
    framework: Framework,
    content: bytes,
    file: str,
    account: str,
    at: datetime | None = None,
    *,
    raw: Raw | None = None,
) -> Receipt:
    """Check a file for the unit and quarter it names and store it when it is accepted.

    Both steps of the page at once, for batches; findings to confirm count as confirmed.

    Args:
        store: as `check_upload`; likewise `framework`, `content` and `file`.
        account: who hands it in.
        at: when; now without it.
        raw: the file as `reader.read_many` read it, when several are read at once.

    Raises:
        StoreError: the database cannot do it; nothing was stored.
    """
    upload = inspect_upload(store, framework, content, file, raw=raw)
    if not upload.checked.accepted:
        return Receipt(upload.checked)
    return hand_in(store, upload, account, at)


def period_to_report(periods: Iterable[PeriodInfo], today: date) -> PeriodInfo | None:
    """The quarter people most likely want to hand in.

    The newest that can be reported and is not long overdue; else the newest that can be reported; else the
    first. None when no quarter was opened.
    """
    opened = sorted(periods, key=lambda info: parse_period(info.code).start)
    begun = [info for info in opened if parse_period(info.code).end <= today + EARLY]
    live = [info for info in begun if info.due_on is None or today <= info.due_on + LATE]
    return next(iter([*live[-1:], *begun[-1:], *opened[:1]]), None)
