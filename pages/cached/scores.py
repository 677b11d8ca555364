"""Data sets, scores, facts and the rows behind them, of an edition."""

from metrics import scoring
from metrics.framework import parse_period
from metrics.ingest.model import Dataset
from metrics.scoring.change import Change, explain_change
from metrics.scoring.examples import examples as worked
from metrics.scoring.gains import gains as held_back
from pages.cached.county import edition, framework_of, opened
from pages.cached.shared import shared
from pages.edition import Edition


@shared(16, "正在汇总台账…")
def prepared(key: Edition) -> scoring.Prepared:
    """The approved rows as scoring takes them."""
    version = framework_of(key)
    return scoring.prepare(version, opened(key.url).reporting.dataset(version, parse_period(key.period)))


def dataset(key: Edition) -> Dataset:
    """The approved rows."""
    return prepared(key).data


def is_sample() -> bool:
    """Whether the enterprises are the invented ones of the sample county."""
    key = edition()
    return bool(key and _is_sample(key))


@shared(16)
def _is_sample(key: Edition) -> bool:
    return bool(dataset(key).ledgers["L15"]["enterprise_name"].str.endswith("（示例）").any())


@shared(100, "正在计算得分…")
def book(key: Edition, level: str) -> scoring.ScoreBook:
    """The scores of a level."""
    return scoring.score_book(framework_of(key), dataset(key), level, prepared(key))


@shared(16)
def facts(key: Edition) -> dict[str, float | int | None]:
    """The figures of the report's kind."""
    return scoring.facts(framework_of(key), dataset(key), prepared(key))


@shared(100, "正在查找来源…")
def fact_sources(key: Edition, fact: str):
    """The rows a fact was counted from."""
    return scoring.fact_rows(framework_of(key), dataset(key), fact, prepared(key))


@shared(200, "正在查找来源…")
def rows(key: Edition, level: str, entity: str, measure: str):
    """The rows a measure of an entity was made of."""
    return scoring.rows_behind(framework_of(key), dataset(key), level, entity, measure, prepared(key))


@shared(8, "正在举例…")
def examples(key: Edition) -> dict[str, str]:
    """Measure → a worked example."""
    told = worked(framework_of(key), dataset(key), prepared(key))
    return {measure: str(example) for measure, example in told.items()}


@shared(50, "正在比较两期…")
def change(key: Edition, earlier: Edition, level: str, code: str, node: str | None = None) -> Change:
    """Why an entity's score differs between two editions."""
    sides = [(dataset(one), book(one, level)) for one in (earlier, key)]
    return explain_change(framework_of(key), *sides, code, node, prepared=(prepared(earlier), prepared(key)))


@shared(200)
def gains(key: Edition, level: str, code: str):
    """What would raise an entity's score most."""
    return held_back(framework_of(key), dataset(key), book(key, level), code)
