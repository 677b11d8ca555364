"""What one process does: one county of all changed; more and more counties, and the nation on paper."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.province.figures import BenchFigure, TimeSpent, peak, spent
from benchmarks.province.making import BenchProvince
from metrics.province import (
    Handover,
    Province,
    collect,
    opened_county,
    package_of,
    private_key,
    ranking,
    recomputed,
    with_scores,
)

#: One county of 95 may cost a fiftieth of all; of fewer its share is larger by as much.
SHARE, AT = 1 / 50, 95
NATION = 2844


def changed(made: BenchProvince) -> Iterator[BenchFigure]:
    """One county publishes anew; everybody's packages are brought once more."""
    period, size = made.periods[0], len(made.counties)
    province = made.begin("changed")
    computed: list[str] = []

    def counted(given: Handover) -> Mapping[str, bytes]:
        computed.append(given.code)
        return recomputed(given)

    def collected() -> None:
        list(collect(province, made.box(period), counted))
        ranking(province, period)

    spent(lambda: ranking_of_one(made))
    first = spent(collected)
    _publish_anew(made, opened_county(province, period, made.counties[0].code)[0])
    computed.clear()
    again = spent(collected)
    yield BenchFigure(
        f"one of {size} counties changed: counties that were computed", len(computed), "", most=1
    )
    yield BenchFigure(
        "the same: share of the CPU of collecting and ranking all",
        again.cpu / first.cpu,
        "",
        most=SHARE * AT / size,
    )


def ranking_of_one(made: BenchProvince) -> None:
    """Collect and rank one county, so that everything is loaded."""
    province = made.begin("warm")
    list(collect(province, made.some(1)))
    ranking(province, made.periods[0])


def _publish_anew(made: BenchProvince, given: Handover) -> None:
    """Put a later publication beside the packages, in which an activity is missing."""
    ledgers = {**given.data.ledgers, "L05": given.data.ledgers["L05"].iloc[1:].reset_index(drop=True)}
    later = replace(given, revision=2, chain=f"{given.code}-2", before=given.chain, sha256="")
    one = with_scores(replace(later, data=replace(given.data, ledgers=ledgers)))
    (made.box(given.period) / one.file).write_bytes(package_of(one, private_key(made.key(given.code))))


def nation(made: BenchProvince) -> Iterator[BenchFigure]:
    """A quarter, a half and all of the counties: what each takes, and 2,844 by the slope of the last step."""
    period, size = made.periods[0], len(made.counties)
    sizes = sorted({max(1, size // 4), max(2, size // 2), size})
    ranking_of_one(made)
    collecting: list[TimeSpent] = []
    ranked: list[TimeSpent] = []
    for some in sizes:
        box, province = made.some(some), made.begin(f"first-{some}")
        collecting.append(spent(partial(_collected, province, box)))
        ranked.append(spent(partial(ranking, province, period)))
        shutil.rmtree(province.folder)
    for name, found in (("collecting", collecting), ("ranking", ranked)):
        steps = ", ".join(f"{some}: {one.cpu:.2f} s" for some, one in zip(sizes, found, strict=True))
        slope = _slope(sizes, found)
        yield BenchFigure(f"{name} {steps} CPU; exponent", slope)
        one = found[-1].cpu * (NATION / size) ** max(slope, 1.0)
        yield BenchFigure(f"on paper, {name} {NATION} counties in one process", one / 60, "minutes CPU")
    yield BenchFigure(f"memory of the collecting process at {size}", peak(), "MB")


def _collected(province: Province, box: Path) -> None:
    for _ in collect(province, box):
        pass


def _slope(sizes: list[int], found: list[TimeSpent]) -> float:
    """How fast the time grows: exponent of a power through all sizes."""
    if len(sizes) < 2:
        return 1.0
    times = [max(one.cpu, 0.01) for one in found]
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])
