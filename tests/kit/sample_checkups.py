"""Check-ups of the sample county's year, made once a process; and a small one that nobody has to wait for."""

from dataclasses import replace
from functools import lru_cache

from metrics.framework import CheckupVerdict, earlier_framework, load_checkup, load_framework
from metrics.scoring import prepare
from metrics.scoring.checkup import CheapWay, Checkup, Price, Spread, Tried, Violation, check_up
from tests.kit.county_packages import SIHONG
from tests.kit.sample_scores import county

OWN, BEFORE = "2024.1", "2023.1"


@lru_cache(maxsize=2)
def checkup(demo_file, version, period="2023"):
    """What the check-up of one of the program's versions finds on the sample county's rows."""
    framework = load_framework(SIHONG) if version == OWN else earlier_framework(version, SIHONG)
    return check_up(prepare(framework, county(demo_file, period)))


FELL = Violation(
    *("add", "L05", "在活动台账（L05）里多一行", "unit", "U08", "县某局", "J1a", "职工参与", 57.14, 42.9, 3)
)
SPREAD = Spread("unit", "K2b", "典型案例", False, 21, 0.8, 0.0, 0.8, 3, 0.5, 0.08, 0.09, 12.0, (30.0, 50.0))


def canned(prepared, *violations):
    """A check-up with one of everything, as if it had been made of some rows."""
    sentences = tuple(one.sentence for one in violations)
    code, version = prepared.period.code, prepared.data.version
    return Checkup(
        CheckupVerdict(prepared.framework.hash, code, version, 7, sentences),
        prepared.framework.version,
        prepared.scope.label,
        2024,
        (Tried("add", "L05", 7, 20),),
        load_checkup().exceptions,
        violations,
        (Price("unit", "U08", "县某局", "L05", "活动台账", "场次 1场", 2.09),),
        (CheapWay("unit", "U08", "县某局", "L05", "活动台账", "换一家企业", 8, 11.4, ("Q101",)),),
        (SPREAD, replace(SPREAD, id="K2", name="有典型可看", item=True, proposed=None, target=None)),
    )
