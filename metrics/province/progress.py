"""Who has handed up, in time or late, who has not, and why a file of theirs was not taken."""

from dataclasses import dataclass
from datetime import date, datetime

from metrics.framework import Period, parse_period
from metrics.province.due import due_days, due_of
from metrics.province.protocol import came_at, refusals
from metrics.province.register import Province
from metrics.province.standing import arrivals

CAME, CAME_LATE, MISSING, OVERDUE, NOT_TAKEN = "已报", "迟报", "未报", "逾期未报", "没收"


@dataclass(frozen=True)
class CountyProgress:
    """A county's package of a period.

    Args:
        code, name, city: of the county.
        state: 已报, 迟报 (its first one came after the last day), 未报, 逾期未报 (the last day is over), or
            没收 (a file came and was refused).
        revision: which publication is there; 0 without one.
        differences: of its scores.
        at: when its first package was taken; None where nobody noted it.
        refused: why the newest file in its name was not taken; empty where it was.
    """

    code: str
    name: str
    city: str
    state: str
    revision: int
    differences: int
    at: datetime | None
    refused: str


def progress_of(province: Province, period: Period, today: date) -> list[CountyProgress]:
    """Every registered county, in the order of codes.

    Raises:
        ProvinceError: what was noted cannot be read.
    """
    times, refused, due = came_at(province, period), refusals(province, period), due_of(province, period)
    made = []
    for one in arrivals(province, period):
        at = times.get(one.code)
        no = refused[one.code].words if one.code in refused else ""
        if one.revision:
            state = CAME_LATE if due and at and at.date() > due else CAME
        else:
            state = NOT_TAKEN if no else OVERDUE if due and today > due else MISSING
        made.append(
            CountyProgress(one.code, one.name, one.city, state, one.revision, one.differences, at, no)
        )
    return made


def periods_collected(province: Province) -> list[Period]:
    """The periods of which a package was asked for or has come, the latest end first."""
    came = {folder.name for folder in (province.folder / "packages").glob("*/*")}
    periods = [parse_period(code) for code in {*came, *due_days(province)}]
    return sorted(periods, key=lambda period: (period.end, period.start), reverse=True)
