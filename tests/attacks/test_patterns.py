"""Every pattern of the program works in time that grows as its text does, whatever the text."""

from difflib import SequenceMatcher
from time import process_time

import pytest

from metrics.doubts.pairs import similarity
from metrics.ingest.values import nearest
from tests.kit.hostile_texts import called, hostile, patterns, run, text_of

#: Signs of a hostile text: the most a cell holds, and four times less.
SHORT, LONG = 10_000, 40_000
#: Looked at first: on these a pattern that is worse than the square still comes to an end.
FEW, MORE = 500, 2_000
#: Seconds below which nobody waits; and how much more four times the text may take (16 times is the square).
ENOUGH, MOST = 0.002, 9
PATTERNS = patterns()
NAMES = sorted(PATTERNS)


def spent(work, *given):
    """CPU seconds of a run; the least of three when that is long enough to tell."""
    took = []
    while len(took) < 3 and (not took or took[0] > ENOUGH):
        begun = process_time()
        work(*given)
        took.append(process_time() - begun)
    return min(took)


def growth(work, short, long):
    """How many times longer the long text takes; 0 when the short one takes next to nothing."""
    before = spent(work, short)
    return spent(work, long) / before if before > ENOUGH else 0


def slow(name, sizes=((FEW, MORE), (SHORT, LONG))):
    """Hostile texts on which a pattern is worse than linear."""
    pattern = PATTERNS[name]
    for method in called(name):
        for before, unit in hostile(pattern):
            for pair in sizes:
                texts = [text_of(pattern, before, unit, length) for length in pair]
                times = growth(lambda text, how=method: run(pattern, how, text), *texts)
                if times > MOST:
                    yield f"{method} on {before!r} + {unit!r} …: {times:.0f} times"
                    break


def test_there_are_patterns_to_look_at():
    assert len(PATTERNS) > 100


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_pattern_is_linear(name):
    assert list(slow(name)) == [], "bound what repeats, or let it not begin where it would fail again"


@pytest.mark.long
@pytest.mark.parametrize("quadratic", [r"\s*x$", r"<a>.*?</a>"])
def test_a_bad_pattern_is_seen(quadratic):
    import re

    PATTERNS["bad"] = re.compile(quadratic)
    try:
        assert any(slow("bad", [(5_000, 20_000)]))
    finally:
        del PATTERNS["bad"]


LONG_NAMES = ("泗洪", "有限公司（", "1" * 40, "一 ", "的")


@pytest.mark.parametrize("unit", LONG_NAMES)
def test_likeness_is_not_looked_for_in_what_is_no_name(unit):
    words = {f"选项{number}": f"选项{number}" for number in range(200)} | {unit * 100: "长"}
    texts = [unit * (length // len(unit)) for length in (SHORT, LONG)]
    for work in (
        lambda text: nearest(text, words),
        lambda text: similarity(text, text[:-2] + "别"),
    ):
        assert growth(work, *texts) <= MOST
        assert spent(work, texts[1]) < 0.5


def test_names_of_a_usual_length_are_still_compared():
    assert similarity("车间里的微宣讲", "车间里的车间微宣讲") == pytest.approx(
        SequenceMatcher(None, "车间里的微宣讲", "车间里的车间微宣讲").ratio()
    )
    assert nearest("车间微宣讲", {"微宣讲": "微宣讲", "技能培训": "技能培训"}) == "微宣讲"
