"""Reports as they would be sent out now, and their pages as pictures."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from metrics.county import Dataset
from metrics.framework import Period, parse_period
from metrics.reports import CHINA, Report, picture_pages
from metrics.reports.press import PaperQueue
from metrics.reports.write import (
    BriefOptions,
    Draft,
    Filled,
    Material,
    Review,
    correcting_of,
    draft_of,
    earlier_papers,
    options_of,
    paragraphs_of,
    review_of,
    with_needs,
)
from metrics.reports.write.kinds import KINDS, rows_named
from pages.cached.county import at, framework_of, opened, rulings
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition

#: Lanes of the printing queue, each with a printing process of its own.
LONG, SHORT = "long", "short"


class Viewer(NamedTuple):
    """Whom a report is made for, as the account is now."""

    account: str
    role: str = ""
    unit: str = ""
    active: bool = False


@shared(2)
def paper_queue(lane: str) -> PaperQueue:
    """The server's queue for papers: those that take minutes are LONG, and no SHORT one waits behind them."""
    del lane
    return PaperQueue()


def report(key: Edition, kind: str, record: str, at: str, account: str) -> Report:
    """A report of an edition; `record` is what was chosen (JSON), `at` the time of generation.

    `account` is the code of whoever it is for: ledger rows stand in it as far as that account may see them.
    """
    return draft(key, kind, record, at, account).report


def draft(key: Edition, kind: str, record: str, at: str, account: str) -> Draft:
    """A report of an edition as draft, as 定稿 and as 核对单; arguments as those of `report`."""
    papers = len(opened(key.url).office.exports(period=key.period.code, kind=kind))
    state = (rulings(), papers, _correcting(key), _photos(key, kind))
    return _draft(key, kind, record, at, state, _seen_by(key, account))


def _correcting(key: Edition) -> str:
    """What is being corrected of published quarters: it begins and ends without another edition."""
    return correcting_of(opened(key.url), framework_of(key), key.period)


def _photos(key: Edition, kind: str) -> int:
    """What changes when a photo may be shown no more: a kept draft of a kind with photos goes with it."""
    return opened(key.url).database.mark() if "photos" in KINDS[kind].needs else 0


def _seen_by(key: Edition, account: str) -> Viewer:
    """Who looks, with role and unit as they are now: after a change a report is made anew."""
    known = opened(key.url).people.account(account)
    return Viewer(account, known.role, known.unit, known.active) if known else Viewer(account)


@shared(8)
def _draft(
    key: Edition, kind: str, record: str, made: str, state: tuple[int, int, str, int], viewer: Viewer
) -> Draft:
    framework, quarters = framework_of(key), _quarters_before(key)
    gate = partial(opened(key.url).reporting.rows_for, viewer.account)
    options = replace(options_of(json.loads(record)), gate=gate)
    options = with_needs(kind, options, opened(key.url), framework, dataset(key), viewer.account)
    if "review" in KINDS[kind].needs:
        options = replace(options, review=_review(key, state[0]))
    scope = options.entity or "county"
    earlier = earlier_papers(opened(key.url), kind, key.period.code, scope)
    options = replace(options, earlier=earlier, correcting=state[2])
    return draft_of(
        kind,
        framework,
        dataset(key),
        options,
        generated_at=datetime.fromisoformat(made),
        course=tuple(dataset(at(key, quarter)) for quarter in quarters),
        elsewhen=partial(_elsewhen, key),
    )


def _elsewhen(key: Edition, period: Period) -> Dataset | None:
    """The rows of another period, when something was approved in it."""
    found = dataset(at(key, period))
    quarters = {quarter.code for quarter in period.quarters}
    return found if any(one.period in quarters for one in found.submissions.values()) else None


@shared(8, "正在核对数据…")
def _review(key: Edition, ruled: int) -> Review:  # noqa: ARG001 - part of the key
    """What is in doubt; a ruling that leaves every row in does not make another edition."""
    return review_of(opened(key.url), framework_of(key), key.period, dataset(key))


def rows_to_report(key: Edition, ledger: str, account: str) -> Mapping[str, str]:
    """Code → name of the cases or carriers that a report can be about, as far as the account may see them."""
    return _rows_to_report(key, ledger, _seen_by(key, account))


@shared(8)
def _rows_to_report(key: Edition, ledger: str, viewer: Viewer) -> Mapping[str, str]:
    gate = partial(opened(key.url).reporting.rows_for, viewer.account)
    return rows_named(Material(framework_of(key), dataset(key), gate=gate), ledger)


def _quarters_before(key: Edition) -> tuple[Period, ...]:
    """Quarters with approved rows up to the edition's end, at most four."""
    county = opened(key.url)
    approved = {
        one.period for one in county.reporting.submissions() if one.state in ("approved", "published")
    }
    quarters = [parse_period(one.code) for one in county.reporting.periods() if one.code in approved]
    return tuple([one for one in quarters if one.end <= key.period.end][-4:])


def pages_of(key: Edition, kind: str, record: str, at: str, account: str) -> list[bytes]:
    """The pages of a report as pictures; a preview asks by the day, so that it is kept."""
    state = (rulings(), -1, _correcting(key), _photos(key, kind))
    return _pages_of(key, kind, record, at, state, _seen_by(key, account))


@shared(4)
def _pages_of(
    key: Edition, kind: str, record: str, at: str, state: tuple[int, int, str, int], viewer: Viewer
) -> list[bytes]:
    return picture_pages(_draft(key, kind, record, at, state, viewer).report)


def paragraphs(key: Edition, kind: str, entity: str, account: str) -> tuple[tuple[str, str, Filled], ...]:
    """The generated paragraphs of a report: id, heading, sentences with their figures."""
    return _paragraphs(key, kind, entity, datetime.now(CHINA).date(), _seen_by(key, account))


@shared(16)
def _paragraphs(
    key: Edition, kind: str, entity: str, today: date, viewer: Viewer
) -> tuple[tuple[str, str, Filled], ...]:
    gate = partial(opened(key.url).reporting.rows_for, viewer.account)
    options = BriefOptions(entity=entity, gate=gate)
    elsewhen = partial(_elsewhen, key)
    return paragraphs_of(kind, framework_of(key), dataset(key), options, elsewhen=elsewhen, today=today)
