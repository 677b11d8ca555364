"""Reports as they would be sent out now, and their pages as pictures."""

import json
from dataclasses import replace
from datetime import datetime

from metrics.framework import parse_period
from metrics.reports.briefing import make, paragraphs_of
from metrics.reports.export import picture_pages
from metrics.reports.kinds import KINDS
from metrics.reports.model import Report
from metrics.reports.options import BriefOptions, options_of
from metrics.reports.review import Review, review_of
from metrics.reports.sentences import Filled
from pages.cached.county import framework_of, opened, rulings
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition


def report(key: Edition, kind: str, record: str, at: str) -> Report:
    """A report of an edition; `record` is what was chosen (JSON), `at` the time of generation."""
    return _report(key, kind, record, at, rulings())


@shared(8)
def _report(key: Edition, kind: str, record: str, at: str, ruled: int) -> Report:
    framework, quarters = framework_of(key), _quarters_before(key)
    earlier = parse_period(key.period).previous()
    before = key._replace(period=earlier.code)
    options = options_of(json.loads(record))
    if "review" in KINDS[kind].needs:
        options = replace(options, review=_review(key, ruled))
    return make(
        kind,
        framework,
        dataset(key),
        options,
        generated_at=datetime.fromisoformat(at),
        course=tuple(dataset(key._replace(period=quarter)) for quarter in quarters),
        before=dataset(before) if dataset(before).submissions else None,
    )


@shared(8, "正在核对数据…")
def _review(key: Edition, ruled: int) -> Review:  # noqa: ARG001 - part of the key
    """What is in doubt; a ruling that leaves every row in does not make another edition."""
    return review_of(opened(key.url), framework_of(key), parse_period(key.period), dataset(key))


def _quarters_before(key: Edition) -> tuple[str, ...]:
    """Quarters with approved rows up to the edition's end, at most four."""
    end, county = parse_period(key.period).end, opened(key.url)
    approved = {
        one.period for one in county.reporting.submissions() if one.state in ("approved", "published")
    }
    known = [
        one
        for one in county.reporting.periods()
        if one.code in approved and parse_period(one.code).end <= end
    ]
    return tuple(one.code for one in known[-4:])


def pages_of(key: Edition, kind: str, record: str, at: str) -> list[bytes]:
    """The pages of a report as pictures; a preview asks by the day, so that it is kept."""
    return _pages_of(key, kind, record, at, rulings())


@shared(4)
def _pages_of(key: Edition, kind: str, record: str, at: str, ruled: int) -> list[bytes]:
    return picture_pages(_report(key, kind, record, at, ruled))


@shared(16)
def paragraphs(key: Edition, kind: str, entity: str) -> tuple[tuple[str, str, Filled], ...]:
    """The generated paragraphs of a report: id, heading, sentences with their figures."""
    return paragraphs_of(kind, framework_of(key), dataset(key), BriefOptions(entity=entity))
