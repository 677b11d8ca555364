"""The one way in for a file: recognised, checked, stored, alike for page, command line and demo."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from metrics.county import Dataset, SubmissionInfo, mark_closed, with_submission
from metrics.doubts import disown, leave_out
from metrics.framework import SHANGHAI, Framework, Period, UnitSpec, parse_period
from metrics.ingest import ROW, CheckedWorkbook, Context, check_workbook
from metrics.ingest.checks import with_places
from metrics.ingest.desk import Desk, RowWays, desk_of
from metrics.ingest.find import recognise
from metrics.ingest.patch import (
    Confirmation,
    Corrections,
    apply_corrections,
    corrected_name,
    edits_of,
    merged,
    renamed_sheets,
    with_bounds,
    with_headers,
)
from metrics.ingest.personal import personal_places
from metrics.ingest.photos import with_photos
from metrics.ingest.read import RawBook, Refusal, read
from metrics.store.database import ROSTER, SYSTEM
from metrics.store.reporting.periods import PeriodInfo
from metrics.store.reporting.rulings import closed, disowned, pairs
from metrics.store.reporting.store import ReportingStore
from metrics.store.reporting.trails import UploadTrail, begun

#: A quarter can be reported from this long before its end …
EARLY = timedelta(days=15)
#: … and is what people are offered first until this long after it was due.
LATE = timedelta(days=60)

Raw = RawBook | Refusal


@dataclass(frozen=True)
class Upload:
    """A file that came in.

    Args:
        content: its bytes.
        checked: what they say.
        context: what the office knew when they were checked.
        issued: rows whose code the check issued; the sheet has an empty cell for it.
        learned: what a person confirmed in correcting it, to be kept when it is handed in.
        trail: the bytes that came first and every change since, when something was changed on the page.
    """

    content: bytes
    checked: CheckedWorkbook
    context: Context
    issued: int = 0
    learned: tuple[Confirmation, ...] = ()
    trail: UploadTrail | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a file: no submission when it was not accepted, `repeated` when it was stored before."""

    checked: CheckedWorkbook
    submission: SubmissionInfo | None = None
    repeated: bool = False


def check_upload(
    reporting: ReportingStore,
    framework: Framework,
    content: bytes,
    file: str,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
    *,
    account: str,
) -> CheckedWorkbook:
    """Check an uploaded file against what the office knows; nothing is stored.

    Args:
        reporting: where known enterprises, brands, codes come from.
        framework: what is collected.
        content: the file's bytes, from anywhere.
        file: the name it came under.
        unit: the unit it is handed in for, or its code; without it the file is asked.
        period: the quarter it is handed in for; without it the file is asked.
        account: who asks; what its unit reported before is looked at.

    Returns:
        Typed rows and all findings; a bad file is a finding, never an exception.

    Raises:
        StoreError: the database cannot be read.
        KeyError: `unit` is no member unit.
    """
    return inspect_upload(reporting, framework, content, file, unit, period, account=account).checked


def inspect_upload(  # noqa: PLR0913 - a file, what it is handed in for, and by whom
    reporting: ReportingStore,
    framework: Framework,
    content: bytes,
    file: str,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
    *,
    account: str,
    raw: Raw | None = None,
) -> Upload:
    """As `check_upload`, with the context it was checked in; `raw` is the file if it was read already."""
    code = unit.code if isinstance(unit, UnitSpec) else unit
    raw = read(file, content) if raw is None else raw
    framework = reporting.collecting(framework, _quarter(framework, raw, file, period))
    context = _context(reporting, framework, raw, (file, code, period), account)
    whose = code or (
        "" if isinstance(raw, Refusal) else recognise(raw, file, framework, "", None, period).unit
    )
    taught = taught_for(reporting, framework, whose)
    checked = check_workbook(content, file, taught, context, code, period, raw=raw)
    checked = with_photos(with_places(checked, personal_places(file, content)), content)
    return Upload(content, checked, context, _issued(raw, checked, framework))


def inspect_as_written(  # noqa: PLR0913 - a file, what was chosen for it, and by whom
    reporting: ReportingStore,
    framework: Framework,
    content: bytes,
    file: str,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
    *,
    account: str,
    unit_leads: bool = False,
) -> Upload:
    """As `inspect_upload`, but the quarter the file names leads over the one chosen, and so does its unit.

    What was chosen counts where the file says nothing. With `unit_leads` the unit chosen is the only one the
    account may report for; a file of another unit is then refused by a finding at its cover. Whoever shows
    the result says so where it differs from what was chosen.

    Raises:
        StoreError: as `inspect_upload`.
    """
    raw = read(file, content)
    if isinstance(raw, Refusal):
        return inspect_upload(reporting, framework, content, file, unit, period, account=account, raw=raw)
    said = recognise(raw, file, framework, "", None, None)
    if not said.unit and (said.period or period):
        # It may bear the name it had then.
        then = reporting.collecting(framework, said.period or period)
        said = recognise(raw, file, then, "", None, None)
    quarter = said.period if said.period is not None and said.period.kind == "Q" else period
    whose = unit if unit_leads or not said.unit else said.unit
    return inspect_upload(reporting, framework, content, file, whose, quarter, account=account, raw=raw)


def taught_for(reporting: ReportingStore, framework: Framework, unit: str) -> Framework:
    """The framework by which a unit's workbooks are read: with what was confirmed of headings and sheets."""
    taught = with_headers(framework, reporting.confirmed_headers())
    return reporting.own_tables(unit).taught(taught) if unit else taught


def _quarter(framework: Framework, raw: Raw, file: str, given: Period | None) -> Period | None:
    """The quarter a file is about: what it is handed in for, or what it says."""
    if given is not None or isinstance(raw, Refusal):
        return given
    return recognise(raw, file, framework, "", None, None).period


def _issued(raw: Raw, checked: CheckedWorkbook, framework: Framework) -> int:
    """How many rows have a code that does not stand in the file."""
    if isinstance(raw, Refusal):
        return 0
    count = 0
    for rows in checked.ledgers.values():
        key, sheet = framework.ledgers[rows.ledger].key, raw.sheet(rows.sheet)
        if rows.columns.get(key) and sheet is not None:
            given = rows.frame.loc[rows.frame[key].notna(), ROW].to_numpy()
            count += int(sheet.columns[rows.columns[key] - 1].blank[given - 1].sum())
    return count


def with_trail(upload: Upload, trail: UploadTrail | None) -> Upload:
    """An inspected file with how it came about: numbers that were accepted keep their bounds."""
    if trail is None:
        return upload
    return replace(upload, checked=with_bounds(upload.checked, trail.edits), trail=trail)


def correct_upload(  # noqa: PLR0913 - a file, what is changed in it, for what, and by whom
    reporting: ReportingStore,
    framework: Framework,
    original: Upload,
    corrections: Corrections,
    unit: UnitSpec | str | None = None,
    period: Period | None = None,
    *,
    account: str,
    taken: Collection[tuple[str, int, int]] = (),
    rows: RowWays | None = None,
    kept: Corrections | None = None,
) -> Upload:
    """Write corrections into an inspected file and inspect what comes of it, as any upload.

    Args:
        reporting: as `check_upload`; likewise `framework`, `unit` and `period`.
        original: the file as it came.
        corrections: for its cells, as the file itself names them.
        taken: those cells whose text was a proposal; the others were typed.
        rows: the rows that come or go by them, and how.
        kept: for further cells what they showed as parts of merged ones; no change anybody made.

    Raises:
        CorrectionError: the file cannot take them.
        StoreError: the database cannot be read.
    """
    file = original.checked.file
    sheets = renamed_sheets(file, original.checked, framework)
    content = apply_corrections(original.content, file, {**(kept or {}), **corrections}, sheets)
    now = datetime.now(SHANGHAI)
    edits = edits_of(original.content, original.checked, corrections, taken, sheets, account, now, rows)
    first = original.trail or begun(file, original.content, ())
    done = inspect_upload(reporting, framework, content, corrected_name(file), unit, period, account=account)
    return with_trail(done, replace(first, edits=merged(first.edits, edits)))


def desk_of_upload(reporting: ReportingStore, framework: Framework, upload: Upload) -> Desk:
    """An inspected file laid out for corrections.

    Args:
        reporting: knows the headers that were confirmed.
        framework: what is collected.
        upload: the file, and what it was checked against.

    Raises:
        StoreError: the database cannot be read.
    """
    framework = reporting.collecting(framework, upload.checked.period)
    taught = taught_for(reporting, framework, upload.checked.unit)
    return desk_of(upload.content, upload.checked, taught, upload.context)


def what_if(reporting: ReportingStore, framework: Framework, checked: CheckedWorkbook) -> Dataset:
    """The data of a quarter as they would be if an accepted workbook were submitted and approved.

    Raises:
        StoreError: the database cannot be read.
        ValueError: the workbook is not accepted.
    """
    accepted = checked.accept()
    period = accepted.period
    framework = reporting.collecting(framework, period)
    before = reporting.dataset(framework, period, ruled=False)
    revisions = [info.revision for info in reporting.submissions(period, checked.unit)]
    after = with_submission(before, accepted, framework, max(revisions, default=0) + 1)
    concerning = reporting.rulings_until(period)
    ledgers = disown(framework, after.ledgers, disowned(concerning))
    ledgers, left_out = leave_out(framework, ledgers, pairs(concerning))
    ledgers = mark_closed(ledgers, ROSTER, framework.ledgers[ROSTER].key, closed(concerning))
    return replace(after, ledgers=ledgers, ruled_out=left_out)


def _context(
    reporting: ReportingStore,
    framework: Framework,
    raw: Raw,
    given: tuple[str, str | None, Period | None],
    account: str,
) -> Context:
    """What is known for the file's unit and period; `given` is its name, and what it is handed in for.

    The names everyone may refer to are the same for all: a file that does not say whose it is or for when is
    checked against these, so that not every enterprise in it is reported as unknown.
    """
    if isinstance(raw, Refusal):
        return Context()
    file, unit, period = given
    known = recognise(raw, file, framework, "", unit, period)
    opened = [parse_period(info.code) for info in reporting.periods()]
    for_period = known.period or (opened[-1] if opened else None)
    if for_period is None or not framework.units:
        # Nobody has set up the county yet.
        return Context()
    if known.unit:
        return reporting.context(framework, known.unit, for_period, account)
    anyone = reporting.context(framework, framework.units[0].code, for_period, SYSTEM)
    return replace(anyone, prefill={}, previous={})


def hand_in(
    reporting: ReportingStore,
    upload: Upload,
    account: str,
    at: datetime | None = None,
    note: str = "",
    *,
    zero: Collection[str] = (),
) -> Receipt:
    """Store an inspected file as its unit's next revision, and what was learned in correcting it.

    `zero` are its empty ledgers that are declared to have nothing (零报送).

    Returns:
        A receipt with the submission; for bytes the unit had handed in for the quarter before, with that one.

    Raises:
        StoreError: it was not accepted, or the database cannot take it; nothing was stored.
    """
    before = {info.id for info in stored_already(reporting, upload.checked)}
    info = reporting.submit(upload.checked, upload.content, account, at, note, trail=upload.trail, zero=zero)
    for one in upload.learned:
        reporting.confirm_alias(one.kind, one.text, one.code, account, at)
    return Receipt(upload.checked, info, repeated=info.id in before)


def stored_already(reporting: ReportingStore, checked: CheckedWorkbook) -> list[SubmissionInfo]:
    """Submissions of the same bytes for the same unit and quarter, not counting withdrawn ones."""
    if not checked.unit or checked.period is None:
        return []
    infos = reporting.submissions(checked.period, checked.unit)
    return [info for info in infos if info.sha256 == checked.sha256 and info.state != "withdrawn"]


def receive(
    reporting: ReportingStore,
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
        reporting: as `check_upload`; likewise `framework`, `content` and `file`.
        account: who hands it in.
        at: when; now without it.
        raw: the file as `reader.read_many` read it, when several are read at once.

    Raises:
        StoreError: the database cannot do it; nothing was stored.
    """
    upload = inspect_upload(reporting, framework, content, file, account=account, raw=raw)
    if not upload.checked.accepted:
        return Receipt(upload.checked)
    return hand_in(reporting, upload, account, at)


def period_to_report(periods: Iterable[PeriodInfo], today: date) -> PeriodInfo | None:
    """The quarter people most likely want to hand in.

    The newest that can be reported and is not long overdue; else the newest that can be reported; else the
    first. A published one only when all are. None when no quarter was opened.
    """
    every = sorted(periods, key=lambda info: parse_period(info.code).start)
    opened = [info for info in every if info.state == "open"] or every
    begun = [info for info in opened if parse_period(info.code).end <= today + EARLY]
    live = [info for info in begun if info.due_on is None or today <= info.due_on + LATE]
    return next(iter([*live[-1:], *begun[-1:], *opened[:1]]), None)
