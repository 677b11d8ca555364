"""Before a file is handed in: several made one, sheets nobody knows, doubts, what the last quarter held."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from metrics.doubts import CountyRows, Doubt, check_county
from metrics.framework import SHANGHAI, Framework
from metrics.ingest import CheckedWorkbook
from metrics.ingest.desk import MergedFile, MergePart, merge
from metrics.ingest.find import StrangeSheet, strange_sheets
from metrics.ingest.patch import CellEdit, edits_of
from metrics.ingest.read import RawBook, read
from metrics.ingest.revisions import quarter_changes
from metrics.store.reporting.intake import Upload, inspect_upload, taught_for, what_if, with_trail
from metrics.store.reporting.store import ReportingStore
from metrics.store.reporting.trails import begun

_WHOLE_SHEET = "整张表取自“{}”"


def merge_uploads(
    reporting: ReportingStore,
    framework: Framework,
    uploads: Sequence[Upload],
    chosen: Mapping[str, int],
    account: str,
) -> tuple[Upload, MergedFile]:
    """Several files of one unit and quarter as one.

    Args:
        reporting: as `check_upload`; likewise `framework` and `account`.
        uploads: two or more, inspected, of the same unit and quarter.
        chosen: ledger that several hold → position of the file that counts, or `metrics.ingest.desk.ALL`.

    Returns:
        The file they became, inspected, with every row that came along among its changes; how it was made.

    Raises:
        MergeError: a choice is missing, or rows of one sheet do not fit into the other.
        StoreError: the database cannot be read.
    """
    whose = {(upload.checked.unit, upload.checked.period) for upload in uploads}
    ((unit, period),) = whose
    collected = reporting.collecting(framework, period)
    taught = taught_for(reporting, collected, unit)
    parts = [MergePart(upload.content, upload.checked, upload.context) for upload in uploads]
    made = merge(taught, parts, chosen)
    base, now = uploads[made.base], datetime.now(SHANGHAI)
    edits = edits_of(base.content, base.checked, made.outcome.cells, (), {}, account, now, made.rows)
    whole = [
        CellEdit(sheet, 0, 0, "", "整张表", account, now, _WHOLE_SHEET.format(file))
        for sheet, file in made.sheets.items()
    ]
    done = inspect_upload(reporting, framework, made.content, made.file, unit, period, account=account)
    first = base.trail or begun(base.checked.file, base.content, ())
    earlier = [edit for upload in uploads if upload.trail for edit in upload.trail.edits]
    trail = replace(first, edits=(*earlier, *whole, *edits))
    learned = tuple(dict.fromkeys(one for upload in uploads for one in upload.learned))
    return replace(with_trail(done, trail), learned=learned), made


def strange_sheets_of(upload: Upload) -> tuple[StrangeSheet, ...]:
    """The sheets of an inspected file that hold something and were taken for no ledger."""
    told = {item.code for item in upload.checked.findings}
    if not told & {"W209", "E201", "E202"}:
        return ()
    book = read(upload.checked.file, upload.content)
    known = {rows.sheet for rows in upload.checked.ledgers.values()}
    return strange_sheets(book, known) if isinstance(book, RawBook) else ()


def own_doubts(
    reporting: ReportingStore, framework: Framework, checked: CheckedWorkbook
) -> tuple[Doubt, ...]:
    """What would be doubted in a workbook's own rows, were it approved; nothing of other units' rows.

    Raises:
        StoreError: the database cannot be read.
        ValueError: the workbook is not accepted.
    """
    accepted = checked.accept()
    after = what_if(reporting, framework, accepted)
    here = (accepted.unit, accepted.period.code)
    found = check_county(CountyRows(framework, after))
    return tuple(
        doubt
        for doubt in found
        if doubt.where
        and {place.unit for place in doubt.where} | set(doubt.units) == {accepted.unit}
        and any((place.unit, place.period) == here for place in doubt.where)
    )


def since_last_quarter(
    reporting: ReportingStore, framework: Framework, checked: CheckedWorkbook, account: str
) -> pd.DataFrame | None:
    """How a workbook differs from what its unit reported for the quarter before (see `quarter_changes`).

    Returns:
        None when the unit reported nothing for it, or the workbook names no unit or quarter.

    Raises:
        StoreError: the database cannot be read.
    """
    if not checked.unit or checked.period is None or checked.period.kind != "Q":
        return None
    last = checked.period.previous()
    before = reporting.context(framework, checked.unit, last, account).previous
    return quarter_changes(framework, before, checked) if before else None
