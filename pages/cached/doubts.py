"""What does not fit in the county, found once for every session and every process."""

from functools import partial

from metrics.doubts import Doubt
from metrics.reports.write import doubts_now, questions_now
from pages.cached.county import framework_of, opened, submissions
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition


def period_doubts(key: Edition) -> tuple[Doubt, ...]:
    """Every doubt of a period, whoever asks; what an account may see of them the store says."""
    answer = opened(key.url).office.returned(key.period)
    return _period_doubts(key, hash((_states(), answer.number if answer else 0)))


def _states() -> tuple[tuple[int, str], ...]:
    return tuple((info.id, info.state) for info in submissions())


@shared(16, "正在比对各单位、各期的数据…")
def _period_doubts(key: Edition, states: int) -> tuple[Doubt, ...]:  # noqa: ARG001 - part of the key
    # The rows have the columns of the framework they were read by, and no newer ones.
    return doubts_now(opened(key.url), framework_of(key), key.period, key.version, partial(dataset, key))


@shared(16, "正在比对各单位、各期的数据…")
def questions_of_year(key: Edition) -> tuple[Doubt, ...]:
    """What the office is asked to decide, from January to the period's end, whoever asks."""
    return questions_now(opened(key.url), framework_of(key), key.period, key.version, partial(dataset, key))
