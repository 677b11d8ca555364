"""When each workbook came in and was approved: most in time, five late."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from metrics.framework import UnitSpec
from sample_data.sihong.county import EARLY, MISSING, QUARTERS, SampleCounty, chance
from sample_data.sihong.revisions import REVISIONS

REVIEWER = "shenhe"
#: Unit-quarters that came in after the due date, by how many days.
LATE = {("U09", 0): 4, ("U16", 1): 3, ("U10", 2): 3, ("U19", 2): 8, ("U20", 3): 4}
_DUE_DAY = 15


@dataclass(frozen=True)
class Submission:
    """One workbook: a line of the manifest."""

    unit: str
    quarter: str
    revision: int
    file: str
    submitted_at: datetime
    approved_at: datetime | None
    due_on: date

    @property
    def line(self) -> list[str]:
        """The manifest's columns; times are local (Asia/Shanghai)."""
        approved = self.approved_at.isoformat(" ", "minutes") if self.approved_at else ""
        return [
            self.file,
            self.unit,
            self.quarter,
            str(self.revision),
            self.submitted_at.isoformat(" ", "minutes"),
            account(self.unit),
            approved,
            REVIEWER if approved else "",
            self.due_on.isoformat(),
        ]


MANIFEST_COLUMNS = (
    "file",
    "unit",
    "period",
    "revision",
    "submitted_at",
    "submitted_by",
    "approved_at",
    "approved_by",
    "due_on",
)


def account(unit: str) -> str:
    """The demo account that reports for a unit."""
    return unit.lower()


def file_name(unit: UnitSpec, quarter: str, revision: int) -> str:
    """Path of a workbook inside the sample folder."""
    suffix = f"_修订{revision - 1}" if revision > 1 else ""
    return f"workbooks/{quarter}/泗洪县产改台账_{unit.code}_{unit.name}_{quarter}{suffix}.xlsx"


def due_on(quarter: int) -> date:
    """The 15th of the month after a quarter (0–3)."""
    end = QUARTERS[quarter].end
    return date(end.year + end.month // 12, end.month % 12 + 1, _DUE_DAY)


def make_submissions(county: SampleCounty) -> list[Submission]:
    """All workbooks, first ones and revisions, in the order they came in."""
    made = []
    for number, quarter in enumerate(QUARTERS):
        for unit in county.framework.units:
            if (unit.code, quarter.code) != MISSING:
                submitted, approved = _times(unit.code, number)
                made.append(_submission(unit, number, 1, submitted, approved))
    for revision in REVISIONS:
        number = [quarter.code for quarter in QUARTERS].index(revision.quarter)
        unit = county.framework.unit[revision.unit]
        times = [
            datetime.fromisoformat(t) if t else None for t in (revision.submitted_at, revision.approved_at)
        ]
        made.append(_submission(unit, number, 2, *times))
    return sorted(made, key=lambda submission: (submission.submitted_at, submission.unit))


def _submission(
    unit: UnitSpec, number: int, revision: int, submitted: datetime, approved: datetime | None
) -> Submission:
    quarter = QUARTERS[number].code
    file = file_name(unit, quarter, revision)
    return Submission(unit.code, quarter, revision, file, submitted, approved, due_on(number))


def _times(unit: str, quarter: int) -> tuple[datetime, datetime]:
    """When a first workbook came in and was approved.

    In the first quarter the office (with the roster) comes first, then the units of EARLY, then the others:
    nobody can name a brand that is not in yet.
    """
    draw, due = chance(f"time {unit} {quarter}"), due_on(quarter)
    late = LATE.get((unit, quarter))
    if late:
        day = due + timedelta(days=late)
    elif quarter == 0:
        first, last = (3, 3) if unit == "U01" else (6, 7) if unit in EARLY else (11, 14)
        day = date(2023, 4, int(draw.integers(first, last + 1)))
    else:
        day = _office_day(draw, due)
    decided = _working(day + timedelta(days=1 if quarter == 0 else int(draw.integers(1, 5))))
    return _at(draw, day), datetime.combine(
        decided, time(9 if quarter == 0 else int(draw.integers(9, 17)), int(draw.integers(0, 60)))
    )


def _office_day(draw: np.random.Generator, due: date) -> date:
    return _working(due - timedelta(days=int(draw.integers(0, 8))), step=-1)


def _working(day: date, step: int = 1) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


def _at(draw: np.random.Generator, day: date) -> datetime:
    return datetime.combine(day, time(int(draw.integers(9, 17)), int(draw.integers(0, 60))))
