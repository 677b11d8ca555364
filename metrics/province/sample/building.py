"""A sample province built: keys, register, packages, collected and recomputed as real ones are.

What was begun is gone on with: packages that were made lie in the inbox, and beside it what was computed of
their rows while they were made, which the collector takes instead of computing it once more.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from io import BytesIO
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.framework import SHANGHAI
from metrics.province.collector import INBOX
from metrics.province.due import set_due
from metrics.province.errors import ProvinceError
from metrics.province.packages import (
    PRIVATE,
    PUBLIC,
    Handover,
    as_json,
    make_keys,
    package_of,
    private_key,
    sha256,
    zipped,
)
from metrics.province.protocol import collect_noted
from metrics.province.recompute import computed, recomputed
from metrics.province.register import Province, begin, replace_file
from metrics.province.sample.counties import MadeCounty, PlantedCounties, planted
from metrics.province.sample.rows import SampleRows, handed_up
from metrics.scoring import code_version

NAME = "江海省（示例）"
KEYS, LIST = "keys", "counties.csv"
#: What was computed while packages were made, which counties are done, and of what all of it is made.
_COMPUTED, _DONE, PLAN = "computed", "done", "plan.json"
#: What collecting makes; begun anew, so that the sample has one run with an end.
_COLLECTED = ("packages", "lake", "collections", "incoming")
#: Who is said to have collected.
_OPERATOR = "省产改办（样例）"
#: How long counties have for handing up, and how much later the last one does.
_TIME_LEFT, _LATEST = timedelta(days=20), timedelta(days=2)
#: What is done with each county, in this order.
MAKING, COLLECTING = "做上报包", "核对、收报"


@dataclass(frozen=True)
class CountyTask:
    """What a process must know to make a county's packages."""

    folder: Path
    one: MadeCounty
    key: Path
    plan: PlantedCounties
    framework_text: str
    seed: int


def build_province(
    folder: Path,
    samples: Sequence[SampleRows],
    counties: Sequence[MadeCounty],
    *,
    seed: int = 2023,
    processes: int = 1,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Province:
    """Make a sample province: keys, register, packages, collected and recomputed as real ones are.

    Args:
        folder: to be made, or one whose making was stopped: the counties that are done stay, unless they
            were made of something else.
        samples: of one period.
        counties: as `sample_counties` gives them.
        seed: another one gives another province.
        processes: that make counties at once; 1 makes them in this one.
        progress: told `MAKING` or `COLLECTING`, the number of counties that is done, and of all.

    Raises:
        ProvinceError: the folder cannot be written, or holds another province.
    """
    _gone_on_with(folder, samples, counties, seed)
    province, plan = _registered(folder, counties), planted(counties)
    period, total = samples[0].data.period, len(counties)
    set_due(province, period, period.end + _TIME_LEFT)
    left = [
        CountyTask(folder, one, _key_of(folder, counties, plan, one), plan, province.framework_text, seed)
        for one in counties
        if not (folder / _DONE / one.code).exists()
    ]
    for done, _ in enumerate(_made(left, samples, processes), total - len(left) + 1):
        progress(MAKING, done, total)
    step = (_TIME_LEFT + _LATEST) / max(total, 1)
    began = datetime.combine(period.end, time(9), SHANGHAI)
    times = (began + number * step for number in count(1))
    results = collect_noted(
        province, folder / INBOX, _Known(folder / _COMPUTED), by=_OPERATOR, clock=times.__next__
    )
    for done, _ in enumerate(results, 1):
        progress(COLLECTING, min(done, total), total)
    progress(COLLECTING, total, total)
    shutil.rmtree(folder / _COMPUTED)
    return province


def _gone_on_with(
    folder: Path, samples: Sequence[SampleRows], counties: Sequence[MadeCounty], seed: int
) -> None:
    """Leave of a folder what can be gone on with: all that was made of the same, nothing of the rest."""
    wanted = as_json(
        {
            "counties": [[one.code, one.name, one.city, one.sample] for one in counties],
            "samples": [one.data.version for one in samples],
            "program": code_version(),
            "seed": seed,
        }
    )
    plan = folder / PLAN
    if (folder / "province.json").exists() and not plan.exists():
        raise ProvinceError(f"{folder} 里已有一个省，不是样例省，没有动它。")
    for name in _COLLECTED:
        shutil.rmtree(folder / name, ignore_errors=True)
    if not plan.exists() or plan.read_bytes() != wanted:
        for name in (INBOX, KEYS, _COMPUTED, _DONE):
            shutil.rmtree(folder / name, ignore_errors=True)
    for name in (INBOX, _COMPUTED, _DONE):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(plan, wanted)


def _registered(folder: Path, counties: Sequence[MadeCounty]) -> Province:
    """The province with its list of counties, each with keys of its own."""
    keys = folder / KEYS
    for one in counties:
        if not (keys / f"{one.code}{PUBLIC}").exists():
            (keys / f"{one.code}{PRIVATE}").unlink(missing_ok=True)
            make_keys(keys, one.code)
    lines = [f"{one.code},{one.name},{one.city},{KEYS}/{one.code}{PUBLIC}" for one in counties]
    (folder / LIST).write_text("\n".join(["代码,名称,市,公钥", *lines]), encoding="utf-8-sig")
    return begin(folder, NAME, folder / LIST)


def _key_of(folder: Path, counties: Sequence[MadeCounty], plan: PlantedCounties, one: MadeCounty) -> Path:
    owner = counties[0].code if one.code == plan.foreign else one.code
    return folder / KEYS / f"{owner}{PRIVATE}"


def _made(left: Sequence[CountyTask], samples: Sequence[SampleRows], processes: int) -> Iterator[None]:
    """Make every county that is left; one step for each."""
    if processes < 2 or len(left) < 2:
        for task in left:
            make_county(task, samples[task.one.sample])
            yield
        return
    # New processes, not copies of this one, which may have threads.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin_process, (samples,)) as pool:
        futures: list[Future[None]] = [pool.submit(_make_there, task) for task in left]
        try:
            for future in as_completed(futures):
                future.result()
                yield
        finally:
            for future in futures:
                future.cancel()


_SAMPLES: list[SampleRows] = []


def _begin_process(samples: Sequence[SampleRows]) -> None:
    """Give a process the samples once, not with every county."""
    _SAMPLES[:] = samples


def _make_there(task: CountyTask) -> None:
    make_county(task, _SAMPLES[task.one.sample])


def make_county(task: CountyTask, rows: SampleRows) -> None:
    """Write a county's packages into the inbox, and beside them what its rows give."""
    given, scores = handed_up(task.one, rows, task.plan, task.framework_text, task.seed)
    made = zipped(dict(computed(given, scores)))
    for name, content in _packages(given, private_key(task.key), task.plan):
        replace_file(task.folder / _COMPUTED / sha256(content), made)
        replace_file(task.folder / INBOX / name, content)
    (task.folder / _DONE / task.one.code).touch()


class _Known:
    """The engine of a sample: what was computed of the same rows when the package was made."""

    def __init__(self, folder: Path) -> None:
        """Say where it lies."""
        self._folder = folder

    def __call__(self, given: Handover) -> Mapping[str, bytes]:
        """What `recomputed` would give."""
        file = self._folder / given.sha256
        if not file.exists():
            return recomputed(given)
        with ZipFile(BytesIO(file.read_bytes())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _packages(given: Handover, key: Ed25519PrivateKey, plan: PlantedCounties) -> Iterator[tuple[str, bytes]]:
    """What a county sends: file name and bytes, once, twice, spoilt or not at all."""
    if given.code in plan.missing:
        return
    content = package_of(given, key)
    if given.code == plan.altered:
        middle = len(content) // 2
        content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    yield given.file, content
    if given.code == plan.republished:
        later = replace(given, revision=2, chain=f"{given.code}-2", before=given.chain)
        yield later.file, package_of(later, key)
