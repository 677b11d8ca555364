"""Packages that somebody brings by the browser, or has laid on the server, collected by a process of its own.

The process is no part of the server: pages stay quick while it computes, whoever began may go away, and what
it does is read from the protocol. Its words, if it fails, are in `collecting.log`.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from metrics.framework import SHANGHAI
from metrics.province.collecting import REFUSED
from metrics.province.errors import ProvinceError
from metrics.province.packages import ENDING
from metrics.province.protocol import CollectingRun, begin_run, collect_noted, is_at_work, runs
from metrics.province.register import Province, read_province

#: Where packages are laid on the server, and where those lie that are being collected.
INBOX, _RECEIVED, _LOG = "inbox", "received", "collecting.log"
_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-c", "from metrics.province.collector import main; main()")
#: Lets pages go first.
_NICE = 10
#: What starts collecting: the province's folder, that of the packages, and the number of the run.
Start = Callable[[Path, Path, int], object]


def laid_down(province: Province) -> list[str]:
    """Names of the packages in the inbox that no run has taken, and that came after they were refused."""
    last = {one.file: one for run in reversed(runs(province)) for one in run.results}
    names = []
    for file in sorted((province.folder / INBOX).glob(f"*{ENDING}")):
        one = last.get(file.name)
        if one is None or (one.state == REFUSED and _came(file) > one.at):
            names.append(file.name)
    return names


def brought(province: Province, files: Mapping[str, bytes]) -> Path:
    """Put packages that were brought into a folder of their own, to be collected.

    Args:
        province: that collects.
        files: name → bytes.

    Raises:
        ProvinceError: a name is none of a package, or they cannot be written.
    """
    for name in files:
        if Path(name).name != name or not name.endswith(ENDING) or name == ENDING:
            raise ProvinceError(f"“{name}”不是上报包：上报包的文件名以 {ENDING} 结尾。")
    folder = _folder(province)
    try:
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ProvinceError(f"写不进 {folder}（{error.strerror}）。请检查权限和磁盘空间。") from error
    return folder


def picked_up(province: Province, names: Sequence[str]) -> Path:
    """The same of packages that lie in the inbox, where they stay."""
    there = {name: province.folder / INBOX / name for name in laid_down(province)}
    if gone := [name for name in names if name not in there]:
        raise ProvinceError(f"{province.folder / INBOX} 里没有 {gone[0]}，或者刚才已经收过。请刷新页面。")
    return brought(province, {name: there[name].read_bytes() for name in names})


def begin_collecting(province: Province, folder: Path, by: str, start: Start | None = None) -> CollectingRun:
    """Begin to collect a folder that `brought` or `picked_up` gave, and do not wait for the end.

    Args:
        province: the whole, not a city's.
        folder: with the packages; gone afterwards.
        by: who begins it.
        start: starts the process; by default one of this program's.

    Raises:
        ProvinceError: a run is at work already, or the protocol cannot be written.
    """
    before = runs(province)
    if before and is_at_work(before[0]):
        shutil.rmtree(folder, ignore_errors=True)
        raise ProvinceError(f"第 {before[0].number} 次收报还没有完。请等它收完再收，办法见下面的记录。")
    number = begin_run(province, folder, by)
    (start or start_process)(province.folder, folder, number)
    return next(run for run in runs(province) if run.number == number)


def collect_received(home: Path, folder: Path, number: int) -> None:
    """What the process does: collect a folder as a run that was begun, then take the folder away."""
    try:
        for _ in collect_noted(read_province(home), folder, number=number):
            pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Entry of the process: folder of the province, folder of the packages, number of the run."""
    home, folder, number = sys.argv[1:]
    if hasattr(os, "nice"):
        os.nice(_NICE)
    collect_received(Path(home), Path(folder), int(number))


def _came(file: Path) -> datetime:
    """When a file was written or laid here, in whole seconds, as the protocol has them."""
    said = file.stat()
    return datetime.fromtimestamp(int(max(said.st_mtime, said.st_ctime)), SHANGHAI)


def _folder(province: Province) -> Path:
    whole = province.folder / _RECEIVED
    try:
        whole.mkdir(mode=0o700, exist_ok=True)
        return Path(mkdtemp(dir=whole))
    except OSError as error:
        raise ProvinceError(f"写不进 {whole}（{error.strerror}）。请检查权限和磁盘空间。") from error


def start_process(home: Path, folder: Path, number: int) -> threading.Thread:
    """Start `main` on its own; the thread ends when it has ended."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    with (home / _LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [*_COMMAND, str(home.resolve()), str(folder.resolve()), str(number)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
    # Somebody has to ask how it ended, or it stays in the machine's table.
    watch = threading.Thread(target=process.wait, daemon=True)
    watch.start()
    return watch
