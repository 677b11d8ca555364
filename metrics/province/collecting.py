"""Collecting packages: each is verified, recomputed and kept, or refused by a sentence; the others go on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from metrics.framework import PeriodError, parse_period
from metrics.province.engine import ComputedPackage, PackageTask
from metrics.province.errors import RefusedError
from metrics.province.lake import lake_files, lies, pour
from metrics.province.letters import under
from metrics.province.packages import (
    ENDING,
    LEDGERS,
    PARQUET,
    Handover,
    SealedPackage,
    opened,
    proven,
    sealed,
    sha256,
)
from metrics.province.recompute import ScoreDifference, recomputed
from metrics.province.register import Province, RegisteredCounty
from metrics.province.shelf import CollectedPackage, collected, place_of, put

TAKEN, KNOWN, REFUSED = "收下", "已有", "没收"


@runtime_checkable
class AheadEngine(Protocol):
    """An engine that opens packages itself, and begins before they are asked for."""

    def whole(self, sha256: str, file: str) -> ComputedPackage:
        """What is to be kept of a package, by its hash; `file` is its name."""

    def ahead(self, tasks: Iterator[PackageTask]) -> None:
        """Name the packages that will be asked for, in this order."""


#: What computes one county: the same function here and on a cluster.
Engine = Callable[[Handover], Mapping[str, bytes]] | AheadEngine


@dataclass(frozen=True)
class CollectingResult:
    """What became of one file.

    Args:
        file: its name.
        state: 收下, 已有 or 没收.
        words: who and what, or why not.
        differences: where the county's published scores are not what its rows give.
        code: of the county; of a file that was refused what it says of itself, empty where nothing is read.
        period: code of the period, likewise.
        revision: which publication, likewise; 0 where nothing is read.
    """

    file: str
    state: str
    words: str
    differences: tuple[ScoreDifference, ...] = ()
    code: str = ""
    period: str = ""
    revision: int = 0


def collect(province: Province, folder: Path, engine: Engine = recomputed) -> Iterator[CollectingResult]:
    """Collect every package of a folder, in the order of their names, which is that of revisions.

    Args:
        province: that collects.
        folder: with the packages; they stay as they are.
        engine: computes a county's scores.

    Raises:
        ProvinceError: the province's folder cannot be written.
    """
    files = sorted(folder.glob(f"*{ENDING}"))
    if isinstance(engine, AheadEngine):
        engine.ahead(_tasks(province, files))
    for file in files:
        said: dict[str, Any] = {}
        try:
            package = sealed(file)
            of = package.manifest
            said = {"code": of.code, "period": of.period, "revision": of.revision}
            yield replace(_take(province, file, package, engine), **said)
        except RefusedError as error:
            yield CollectingResult(file.name, REFUSED, str(error), **said)


def _tasks(province: Province, files: Iterable[Path]) -> Iterator[PackageTask]:
    """The packages that will be computed, as far as that is seen without opening them."""
    for file in files:
        try:
            package = sealed(file)
            county, manifest = _registered(province, package), package.manifest
            period, sha = parse_period(manifest.period), sha256(package.content)
        except (RefusedError, PeriodError):
            continue
        if not place_of(province, manifest.code, period.code, manifest.revision, sha).package.is_file():
            yield PackageTask(
                sha, package.content, county.key, county.name, province.name, province.framework_text
            )


def _take(province: Province, file: Path, package: SealedPackage, engine: Engine) -> CollectingResult:
    county, manifest = _registered(province, package), package.manifest
    try:
        period = parse_period(manifest.period)
    except PeriodError as error:
        raise RefusedError(f"清单里的报告期“{manifest.period}”读不懂。") from error
    place = place_of(province, manifest.code, period.code, manifest.revision, sha256(package.content))
    words = f"{county.name} {period.code} 第 {manifest.revision} 次发布"
    if place.package.is_file():
        _fill_lake(province, place, county)
        return CollectingResult(file.name, KNOWN, f"{words}：以前收过", place.differences)
    proven(package, county.key, county.name)
    _require_next(province, package, place)
    done = _computed(lambda: _whole(province, county, package, engine, place.sha256))
    found = put(province, place, package.content, done.made)
    _fill_lake(province, found, county, done.lake)
    return CollectingResult(file.name, TAKEN, f"{words}，{manifest.rows} 行台账", found.differences)


def _whole(
    province: Province, county: RegisteredCounty, package: SealedPackage, engine: Engine, sha: str
) -> ComputedPackage:
    """What is kept of a package, opened here or by the engine."""
    if isinstance(engine, AheadEngine):
        return engine.whole(sha, f"{county.name}的上报包")
    given = under(province, opened(package, county.key, county.name))
    return ComputedPackage(engine(given), lake_files(given.code, given.data.ledgers))


def _computed(work: Callable[[], ComputedPackage]) -> ComputedPackage:
    """What is computed of a package; what its contents cannot be computed for is one county's fault alone."""
    try:
        return work()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise RefusedError(
            f"得分算不出来（{type(error).__name__}：{error}）。请把这句话告诉县里。"
        ) from error


def _fill_lake(
    province: Province,
    found: CollectedPackage,
    county: RegisteredCounty,
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Pour the county's newest package into the lake, whoever collects a newer one meanwhile."""
    period = parse_period(found.period)
    while True:
        newest = list(collected(province, period, found.code))[-1]
        package = sealed(newest.package)
        ledgers = [name for name in package.manifest.files if name.startswith(LEDGERS)]
        codes = [name.removeprefix(LEDGERS).removesuffix(PARQUET) for name in ledgers]
        if lies(province, newest, codes):
            return
        if files is None or newest != found:
            rows = opened(package, county.key, county.name).data.ledgers
            pour(province, newest, lake_files(found.code, rows))
        else:
            pour(province, newest, files)


def _registered(province: Province, package: SealedPackage) -> RegisteredCounty:
    manifest = package.manifest
    county = province.counties.get(manifest.code)
    if county is None:
        raise RefusedError(f"{manifest.county}（{manifest.code}）不在{province.name}的登记名单里。")
    return county


def _require_next(province: Province, package: SealedPackage, place: CollectedPackage) -> None:
    """Refuse what is not newer than what lies there, or does not follow it."""
    manifest = package.manifest
    there = list(collected(province, parse_period(manifest.period), manifest.code))
    if not there or there[-1] == place:  # another collector was faster with the same one
        return
    newest: CollectedPackage = there[-1]
    if manifest.revision < newest.revision:
        raise RefusedError(
            f"是第 {manifest.revision} 次发布，已经收过更新的第 {newest.revision} 次，旧的不再收。"
        )
    if manifest.revision == newest.revision:
        raise RefusedError(
            f"第 {manifest.revision} 次发布已经收过，内容却不同：同一次发布不能有两个包。请向县里核实。"
        )
    before = sealed(newest.package).manifest
    if manifest.revision == newest.revision + 1 and manifest.before != before.chain:
        raise RefusedError(f"接不上已经收过的第 {newest.revision} 次发布：县里的发布记录和那时不同。请核实。")
