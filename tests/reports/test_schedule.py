"""Papers by themselves: due on the day, made once, marked in the history."""

from datetime import date

import pytest

from metrics.reports import SCHEDULED, PaperSchedule, due, keep_schedule, make_due, schedule_of
from metrics.reports.write import ReportError
from metrics.store import StoreError
from tests.kit.county_packages import open_store
from tests.kit.sample_reports import AT


@pytest.fixture
def office(demo_url):
    with open_store(demo_url) as store:
        yield store


def test_nothing_is_due_before_the_day_and_everything_on_it(office):
    schedule = PaperSchedule(10, ("leaders",), "xlsx")
    told = [
        [(kind, period.code) for kind, period in due(office, schedule, day)]
        for day in (date(2024, 1, 9), date(2024, 1, 10), date(2024, 1, 11))
    ]
    assert told[:2] == [[("leaders", "2023Q3")]] * 2
    assert told[2] == [("leaders", "2023Q4"), ("leaders", "2023")]


@pytest.mark.long
def test_what_was_made_is_kept_marked_and_not_made_again(office):
    assert make_due(office, date(2023, 7, 11), AT) == []
    keep_schedule(office, PaperSchedule(10, ("leaders",), "xlsx"), "shenhe")
    assert schedule_of(office).kinds == ("leaders",)
    (made,) = make_due(office, date(2023, 7, 11), AT)
    assert (made.kind, made.period, made.format) == ("leaders", "2023Q2", "xlsx")
    (kept,) = office.office.exports(period="2023Q2", kind="leaders")
    assert kept.options[SCHEDULED] is True
    assert office.office.export_content(kept.id, "shenhe")[1].startswith(b"PK")
    assert make_due(office, date(2023, 7, 12), AT) == []


def test_only_who_writes_briefings_sets_it_and_only_what_can_be_made(office):
    with pytest.raises(StoreError):
        keep_schedule(office, PaperSchedule(10, ("leaders",)), "u08")
    with pytest.raises(ReportError, match="enterprise"):
        keep_schedule(office, PaperSchedule(10, ("enterprise",)), "shenhe")
    with pytest.raises(ReportError, match="pptx"):
        keep_schedule(office, PaperSchedule(10, ("leaders",), "pptx"), "shenhe")
    assert schedule_of(office).kinds == ()
