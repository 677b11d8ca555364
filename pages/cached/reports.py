"""Reports as they would be sent out now, and their pages as pictures."""

import json
from datetime import datetime

from metrics.framework import parse_period
from metrics.reports.briefing import make, paragraphs_of
from metrics.reports.export import picture_pages
from metrics.reports.model import Report
from metrics.reports.options import BriefOptions, options_of
from metrics.reports.sentences import Filled
from pages.cached.county import framework_of, opened
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition


@shared(8)
def report(key: Edition, kind: str, record: str, at: str) -> Report:
    """A report of an edition; `record` is what was chosen (JSON), `at` the time of generation."""
    framework, quarters = framework_of(key), _quarters_before(key)
    earlier = parse_period(key.period).previous()
    before = key._replace(period=earlier.code)
    return make(
        kind,
        framework,
        dataset(key),
        options_of(json.loads(record)),
        generated_at=datetime.fromisoformat(at),
        course=tuple(dataset(key._replace(period=quarter)) for quarter in quarters),
        before=dataset(before) if dataset(before).submissions else None,
    )


def _quarters_before(key: Edition) -> tuple[str, ...]:
    """Quarters with approved rows up to the edition's end, at most four."""
    end, county = parse_period(key.period).end, opened(key.url)
    approved = {one.period for one in county.submissions() if one.state in ("approved", "published")}
    known = [one for one in county.periods() if one.code in approved and parse_period(one.code).end <= end]
    return tuple(one.code for one in known[-4:])


@shared(4)
def pages_of(key: Edition, kind: str, record: str, at: str) -> list[bytes]:
    """The pages of a report as pictures; a preview asks by the day, so that it is kept."""
    return picture_pages(report(key, kind, record, at))


@shared(16)
def paragraphs(key: Edition, kind: str, entity: str) -> tuple[tuple[str, str, Filled], ...]:
    """The generated paragraphs of a report: id, heading, sentences with their figures."""
    return paragraphs_of(kind, framework_of(key), dataset(key), BriefOptions(entity=entity))
