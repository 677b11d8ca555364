"""The workbooks themselves: typed sheets of every submission, written through the office's own template."""

from collections.abc import Iterator

from metrics.framework import parse_period
from metrics.ingest.write.template import write_template
from sample_data.sihong.county import SampleCounty
from sample_data.sihong.frames import Year
from sample_data.sihong.revisions import REVISIONS, Revision, Sheets, with_codes
from sample_data.sihong.submissions import Submission
from sample_data.sihong.typed import as_typed, known_by

_REVISED = {(revision.unit, revision.quarter): revision for revision in REVISIONS}


def sheets_of(county: SampleCounty, year: Year, submission: Submission) -> Sheets:
    """The typed sheets of a submission."""
    place = (submission.unit, submission.quarter)
    ledgers = county.framework.ledgers
    final = {
        code: as_typed(county, ledgers[code], frame, f"{submission.unit} {submission.quarter}")
        for code, frame in year[place].items()
    }
    revision = _REVISED.get(place)
    if revision is None or (revision.extra and submission.revision == 1):
        return final
    if revision.extra:
        return revision.take_back(county, _coded(county, revision, final, final))
    first = revision.take_back(county, final)
    return first if submission.revision == 1 else _coded(county, revision, first, final)


def _coded(county: SampleCounty, revision: Revision, first: Sheets, final: Sheets) -> Sheets:
    """The final sheets as typed into the copy handed back: rows of the first one carry their codes."""
    unit, ledgers = county.framework.unit[revision.unit], county.framework.ledgers
    coded = {}
    for code, frame in final.items():
        key = ledgers[code].key
        issued = with_codes(unit, revision.quarter, ledgers[code], first[code])[key]
        coded[code] = frame.assign(
            **{key: issued.reindex(frame.index).astype(object).where(lambda c: c.notna(), None)}
        )
    return coded


def write_workbooks(
    county: SampleCounty, year: Year, submissions: list[Submission]
) -> Iterator[tuple[Submission, bytes]]:
    """Every submission with the bytes of its workbook."""
    for submission in submissions:
        context = known_by(county, submission.unit, submission.quarter, submission.submitted_at.date())
        period, rows = parse_period(submission.quarter), sheets_of(county, year, submission)
        yield submission, write_template(county.framework, submission.unit, period, context, rows=rows)
