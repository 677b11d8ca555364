"""One machine against two workers; one of two killed; everything collected and ranked by two."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.province.figures import BenchFigure, TimeSpent, cpu_of, of_many, spent
from benchmarks.province.making import BenchProvince, contents
from metrics.province import (
    TAKEN,
    Cluster,
    CollectingResult,
    Province,
    collect,
    latest,
    ranking,
    recomputed,
)
from metrics.province.engine import PackageTask, computed_task
from tests.kit.clusters import RunningCluster, running_cluster

#: Targets: wall of one machine by that of two workers, CPU of both against one, counties lost with a worker,
#: everything against half of opening and scoring one after another.
FASTER, MORE_CPU, LOST, WHOLE = 1.7, 1.10, 1.0, 1.5
#: Seconds until a worker must have come.
_PATIENCE = 300


@contextmanager
def _workers(made: BenchProvince) -> Iterator[tuple[RunningCluster, Cluster, tuple[int, ...]]]:
    """Two warm workers, what computes on them, and the processes behind it."""
    logs = made.folder / "logs"
    logs.mkdir(exist_ok=True)
    with running_cluster(logs) as running, Cluster(running.address, patience=_PATIENCE) as engine:
        pids = (running.scheduler.pid, *(one.pid for one in running.workers))
        _collected(made.begin("warm"), made.some(4), engine)
        _collected(made.begin("warm"), made.some(1))
        yield running, engine, pids


def _collected(province: Province, box: Path, engine: Cluster | None = None) -> list[CollectingResult]:
    """Collect a folder, which has nothing that could be refused."""
    found = list(collect(province, box, engine or recomputed))
    if wrong := [one for one in found if one.state != TAKEN]:
        raise RuntimeError(f"not taken: {wrong[0].file}: {wrong[0].words}")
    return found


def _require_same(province: Province, wanted: dict[str, str]) -> None:
    if contents(province) != wanted:
        raise RuntimeError(f"{province.folder.name}: other bytes than those of one machine")


def pairs(made: BenchProvince, count: int) -> Iterator[BenchFigure]:
    """Both sides in turn."""
    box = made.box(made.periods[0])
    wanted: dict[str, str] = {}
    found: dict[str, list[TimeSpent]] = {"here": [], "there": []}
    with _workers(made) as (_, engine, pids):
        engines = {"here": None, "there": engine}
        for number in range(count):
            for side in ("here", "there") if number % 2 == 0 else ("there", "here"):
                province = made.begin(side)
                found[side].append(spent(partial(_collected, province, box, engines[side]), *pids))
                wanted = wanted or contents(province)
                _require_same(province, wanted)
    both = list(zip(found["here"], found["there"], strict=True))
    size = len(made.counties)
    yield of_many(
        f"{size} counties: one machine's wall ÷ two workers'",
        [a.wall / b.wall for a, b in both],
        "×",
        least=FASTER,
    )
    yield of_many(
        f"{size} counties: CPU of two workers and the collector ÷ one machine's",
        [b.cpu / a.cpu for a, b in both],
        "×",
        most=MORE_CPU,
    )
    yield of_many("CPU of a county collected on one machine", [a.cpu / size for a, _ in both], "s")


def killed(made: BenchProvince) -> Iterator[BenchFigure]:
    """One of two workers goes when a third has come."""
    box, size = made.box(made.periods[0]), len(made.counties)
    first = max(1, size // 3)
    with _workers(made) as (running, engine, pids):
        by_two = made.begin("two")
        two = spent(lambda: _collected(by_two, box, engine), *pids)
        wanted, gone = contents(by_two), 0.0

        def interrupted() -> None:
            nonlocal gone
            results = collect(broken, box, engine)
            came = list(islice(results, first))
            gone = cpu_of(running.workers[0].pid)
            running.kill(running.workers[0])
            came += results
            if [one.state for one in came] != [TAKEN] * size:
                raise RuntimeError("a county is lost with its worker")

        broken, before = made.begin("broken"), cpu_of(running.workers[0].pid)
        took = spent(interrupted, pids[0], pids[2])
        _require_same(broken, wanted)
        again = made.begin("alone")
        alone = spent(lambda: _collected(again, box, engine), pids[0], pids[2])
        _require_same(again, wanted)
    left = (size - first) / size
    expected = two.wall * (1 - left) + alone.wall * left
    yield BenchFigure(
        f"{size} counties, one of two workers killed after {first}: counties of wall beyond its lost share",
        (took.wall - expected) / (alone.wall / size),
        "",
        most=LOST,
    )
    yield BenchFigure(
        "the same: counties that were computed twice, by CPU",
        (took.cpu + gone - before - two.cpu) / (two.cpu / size),
    )


def _tasks(province: Province, made: BenchProvince) -> Iterator[PackageTask]:
    """What a worker is given of each package."""
    for period in made.periods:
        for code, one in latest(province, period).items():
            county = province.counties[code]
            content = one.package.read_bytes()
            yield PackageTask(
                one.sha256, content, county.key, county.name, province.name, province.framework_text
            )


def whole(made: BenchProvince) -> Iterator[BenchFigure]:
    """All quarters, against the scoring alone."""
    box, size = made.box(*made.periods), len(made.counties) * len(made.periods)
    with _workers(made) as (_, engine, pids):
        province = made.begin("whole")

        def everything() -> None:
            _collected(province, box, engine)
            for period in made.periods:
                ranking(province, period)

        took = spent(everything, *pids)

    tasks = list(_tasks(province, made))
    serial = spent(lambda: [computed_task(task) for task in tasks])
    yield BenchFigure(
        f"{size} packages collected, recomputed, ranked by two ÷ half of opening and scoring them",
        took.wall / (serial.wall / 2),
        "×",
        most=WHOLE,
    )
    yield BenchFigure("the same by CPU ÷ CPU of opening and scoring them", took.cpu / serial.cpu, "×")
