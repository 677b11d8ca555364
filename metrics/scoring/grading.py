"""Which grade words hold for a book, and the word beside a score that has none yet.

A duty is met bit by bit, so units and brands are graded at any time of the year. An enterprise's few sessions
come when they come: before the year's end it, and what is averaged over enterprises, is set beside the same
months of last year instead.
"""

from dataclasses import replace

from metrics.framework import LEVELS, Framework, Grade, Period
from metrics.scoring.rounding import shown
from metrics.scoring.scorebook import ScoreBook

#: The word where nothing is graded yet, and its colour.
NOT_YET, _GREY = "暂不评等", "#5B6770"
_EVEN = "BU"


def period_beside(framework: Framework, period: Period, level: str) -> Period | None:
    """What a level's scores of a period are set beside; None where that is nothing.

    The period just before; of scores since January, for units and brands those of a quarter earlier in the
    year, for the others those of the same months of last year.
    """
    if not framework.to_date:
        return period.previous()
    if LEVELS[level] not in _EVEN:
        return period.year_before
    return period.before_to_date() if period.kind != "Q" else None


def is_graded(framework: Framework, book: ScoreBook) -> bool:
    """Whether the scores of a book are graded, rather than compared with last year's."""
    return not framework.to_date or book.scope.months == 12 or LEVELS[book.level] in _EVEN


def graded_for(framework: Framework, book: ScoreBook) -> Framework:
    """The framework with the grades that hold for a book; where there are none yet, a word for that."""
    if is_graded(framework, book):
        return framework
    return replace(framework, grades=(Grade(NOT_YET, 0.0, _GREY),))


def against_last_year(now: float, before: float) -> str:
    """The word of a score that is not graded beside last year's of the same months, by the shown numbers."""
    moved = float(shown(now)) - float(shown(before))
    way = "领先于" if moved > 0 else "落后于" if moved < 0 else "持平于"
    return f"{way}去年同期"
