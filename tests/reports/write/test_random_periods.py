"""The truth layer held against counties drawn by chance: every kind of paper, whatever the period."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from metrics.reports.model import CHINA
from metrics.reports.write import BriefOptions, ReportError, draft_of
from metrics.reports.write.content import Material
from metrics.reports.write.kinds import KINDS, rows_named
from tests.kit.paper_laws import broken
from tests.kit.random_periods import RandomPeriod, random_periods
from tests.kit.sample_reports import everything

AT = datetime(2024, 2, 6, 9, tzinfo=CHINA)
#: Papers made of sentences; the table book and the pack of charts say nothing.
TOLD = ("special", "leaders", "enterprise", "brand", "unit", "town", "case", "carrier")
EXAMPLES = [3, pytest.param(60, marks=pytest.mark.long)]


def tried(examples, strategy, holds):
    """Try a law on so many counties: the same ones each time, save in a long run."""
    law = settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples < 30,
        phases=[Phase.explicit, Phase.generate] if examples < 30 else list(Phase),
        suppress_health_check=list(HealthCheck),
    )
    law(given(strategy)(holds))()


def entities_of(made: RandomPeriod, kind: str) -> list[str]:
    """Whom a kind can be about in a county; one empty word for the county itself."""
    material = Material(made.framework, made.data, gate=everything)
    if KINDS[kind].ledger:
        return list(rows_named(material, KINDS[kind].ledger))
    return list(map(str, material.book(KINDS[kind].level).entities.index)) if KINDS[kind].level else [""]


@pytest.mark.breadth(4)
@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("examples", EXAMPLES)
def test_a_paper_of_any_period_says_nothing_it_may_not(kind, examples):
    def holds(made, place):
        known = entities_of(made, kind) if made.reported else [""]
        entity = known[place % len(known)] if known else "E999"
        options = BriefOptions(charts=(), gate=everything, entity=entity)
        try:
            draft = draft_of(kind, made.framework, made.data, options, generated_at=AT, before=made.before)
        except ReportError:
            assert not made.reported or not known
            return
        level = KINDS[kind].level
        material = Material(
            made.framework, made.data, level=level, entity=entity if level else "", gate=everything
        )
        for paper in (draft.report, draft.paper):
            assert broken(made, material, paper) == []

    tried(examples, st.tuples(random_periods(), st.integers(0, 5)), lambda drawn: holds(*drawn))
