"""What does not fit in the county, found once for every session."""

from dataclasses import replace

from metrics.doubts import CountyRows, Doubt, check_county, specs
from pages.cached.county import framework_of, store, submissions
from pages.cached.scores import dataset
from pages.cached.shared import shared
from pages.edition import Edition


def period_doubts(key: Edition) -> tuple[Doubt, ...]:
    """Every doubt of a period, whoever asks; what an account may see of them the store says."""
    states = tuple((info.id, info.state) for info in submissions())
    answer = store().office.returned(key.period)
    return _period_doubts(key, hash((states, answer.number if answer else 0)))


@shared(16, "正在比对各单位、各期的数据…")
def _period_doubts(key: Edition, states: int) -> tuple[Doubt, ...]:  # noqa: ARG001 - part of the key
    # The rows have the columns of the framework they were read by, and no newer ones.
    reporting, version, data = store().reporting, framework_of(key), dataset(key)
    reported = reporting.dataset(version, key.period, ruled=False) if len(data.ruled_out) else None
    answer = store().office.returned(key.period)
    county = CountyRows(
        version,
        data,
        reported,
        reporting.revisions(version, key.period),
        answer.findings if answer else (),
    )
    return check_county(county)


@shared(16, "正在比对各单位、各期的数据…")
def questions_of_year(key: Edition) -> tuple[Doubt, ...]:
    """What the office is asked to decide, from January to the period's end, whoever asks."""
    questions = [code for code, spec in specs().items() if spec.severity == "question"]
    data = dataset(key)
    year = replace(data, period=data.period.year_to_date)
    return check_county(CountyRows(framework_of(key), year), questions)
