"""What each run of collecting did, line by line while it runs: who looks sees what is left.

`collections/000001.jsonl`: first which files are to come, by whom and when, then a line a file, in the end
that it ended. A run that was stopped has no end.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from metrics.framework import SHANGHAI, Period
from metrics.province.collecting import KNOWN, REFUSED, TAKEN, CollectingResult, Engine, collect
from metrics.province.errors import ProvinceError
from metrics.province.packages import ENDING
from metrics.province.recompute import recomputed
from metrics.province.register import Province

_FOLDER = "collections"
#: How long after its last line a run without an end may still be at work.
_ALIVE = timedelta(minutes=10)


@dataclass(frozen=True)
class NotedResult:
    """What became of a file, and when; `code`, `period` and `revision` as of `CollectingResult`."""

    at: datetime
    file: str
    state: str
    words: str
    differences: int
    code: str
    period: str
    revision: int


@dataclass(frozen=True)
class CollectingRun:
    """A run of collecting.

    Args:
        number: from 1.
        at: when it began.
        by: who began it; empty where nobody said.
        files: that were to be looked at.
        results: so far.
        ended: when it ended; None while it runs, and for ever where it was stopped.
    """

    number: int
    at: datetime
    by: str
    files: tuple[str, ...]
    results: tuple[NotedResult, ...]
    ended: datetime | None

    @property
    def left(self) -> tuple[str, ...]:
        """The files that were not looked at yet."""
        done = {one.file for one in self.results}
        return tuple(file for file in self.files if file not in done)

    def count(self, state: str) -> int:
        """How many files came to a state."""
        return sum(one.state == state for one in self.results)

    @property
    def words(self) -> str:
        """What came of it, in a sentence."""
        counts = "，".join(f"{state} {self.count(state)} 个" for state in (TAKEN, KNOWN, REFUSED))
        return f"{counts}。" if self.ended else f"{counts}，还剩 {len(self.left)} 个没有看。"


def _now() -> datetime:
    return datetime.now(SHANGHAI).replace(microsecond=0)


def begin_run(province: Province, folder: Path, by: str = "", clock: Callable[[], datetime] = _now) -> int:
    """Note that a folder is going to be collected; the number of the run.

    Raises:
        ProvinceError: the province's folder cannot be written.
    """
    files = sorted(file.name for file in folder.glob(f"*{ENDING}"))
    try:
        note = _begun(province.folder / _FOLDER)
        _add(note, {"at": clock().isoformat(), "by": by, "files": files})
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder / _FOLDER}（{error.strerror}）。") from error
    return int(note.stem)


def collect_noted(
    province: Province,
    folder: Path,
    engine: Engine = recomputed,
    *,
    by: str = "",
    number: int = 0,
    clock: Callable[[], datetime] = _now,
) -> Iterator[CollectingResult]:
    """Collect as `collect` does, and note every file beside the packages.

    Args:
        province, folder, engine: as of `collect`.
        by: who does it.
        number: the run as which it is noted, which `begin_run` gave; without it a new one.
        clock: says the time; that of this machine without it.

    Raises:
        ProvinceError: the province's folder cannot be written.
    """
    note = _file(province.folder / _FOLDER, number or begin_run(province, folder, by, clock))
    try:
        for result in collect(province, folder, engine):
            _add(note, _line(result, clock()))
            yield result
        _add(note, {"ended": clock().isoformat()})
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder / _FOLDER}（{error.strerror}）。") from error


def is_at_work(run: CollectingRun) -> bool:
    """Whether a run may still be at work: it has no end, and its last line is not old."""
    last = run.results[-1].at if run.results else run.at
    return run.ended is None and datetime.now(SHANGHAI) - last < _ALIVE


def runs(province: Province) -> list[CollectingRun]:
    """Every run, the newest first; of a city's province only the lines about its own counties.

    Raises:
        ProvinceError: what was noted cannot be read.
    """
    found = []
    for file in sorted((province.folder / _FOLDER).glob("*.jsonl"), reverse=True):
        try:
            # What stands behind the last end of line is being written at this moment.
            whole = file.read_text(encoding="utf-8").rpartition("\n")[0]
            lines = [json.loads(line) for line in whole.splitlines()]
            found += [_run(province, int(file.stem), lines)] if lines else []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ProvinceError(f"收报记录 {file} 读不出来。请把它移走，再收一次。") from error
    return found


def came_at(province: Province, period: Period) -> Mapping[str, datetime]:
    """County code → when its first package of a period was taken, as far as it was noted."""
    first: dict[str, datetime] = {}
    for run in reversed(runs(province)):
        for one in run.results:
            if one.state == TAKEN and one.period == period.code:
                first.setdefault(one.code, one.at)
    return first


def refusals(province: Province, period: Period) -> Mapping[str, NotedResult]:
    """County code → the last file in its name that was refused, where none was taken since."""
    last: dict[str, NotedResult] = {}
    for run in reversed(runs(province)):
        for one in run.results:
            if one.period == period.code and one.state == REFUSED:
                last[one.code] = one
            elif one.period == period.code:
                last.pop(one.code, None)
    return last


def _run(province: Province, number: int, lines: list[dict[str, Any]]) -> CollectingRun:
    head, *rest = lines
    ended = rest.pop()["ended"] if rest and "ended" in rest[-1] else None
    results = (NotedResult(**{**line, "at": datetime.fromisoformat(line["at"])}) for line in rest)
    mine = tuple(one for one in results if not province.city or one.code in province.counties)
    files = tuple(head["files"])
    if province.city:  # the names of others' files are not a city's either
        files = tuple(one.file for one in mine)
    return CollectingRun(
        number,
        datetime.fromisoformat(head["at"]),
        str(head["by"]),
        files,
        mine,
        datetime.fromisoformat(ended) if ended else None,
    )


def _begun(folder: Path) -> Path:
    """The file of a new run; two who begin at this moment have one each."""
    folder.mkdir(mode=0o700, exist_ok=True)
    number = len(list(folder.glob("*.jsonl")))
    while True:
        number += 1
        file = _file(folder, number)
        try:
            file.open("xb").close()
        except FileExistsError:
            continue
        return file


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.jsonl"


def _line(result: CollectingResult, at: datetime) -> dict[str, object]:
    return {
        "at": at.isoformat(),
        "file": result.file,
        "state": result.state,
        "words": result.words,
        "differences": len(result.differences),
        "code": result.code,
        "period": result.period,
        "revision": result.revision,
    }


def _add(file: Path, line: dict[str, object]) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
