"""Whether a database is sound: reachable, current, whole, without leftovers, with room to grow."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from metrics.store.database import (
    StoreError,
    address_of,
    file_of,
    find_leftovers,
    is_current,
    load_rows,
    open_engine,
    original,
    read,
    submission,
)
from metrics.store.people import START_OFFICE, sample

FINE, WARNING, FAULT = "正常", "注意", "故障"
#: Bytes: below the first a submission may fail any day, below the second one should make room.
LEAST_SPACE, ENOUGH_SPACE = 200 << 20, 2 << 30
_AT_ONCE = 50


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at: what, how it stands (正常, 注意, 故障), and what to do."""

    name: str
    state: str
    text: str


def examine(url: str) -> list[Diagnosis]:
    """Look at a database without changing it; one that cannot be read is a 故障, never an exception."""
    try:
        address = address_of(url)
        place = address.render_as_string(hide_password=True)
        engine = open_engine(url, create=False)
    except StoreError as error:
        return [Diagnosis("数据库", FAULT, str(error))]
    try:
        current = read(engine, is_current)
        checks = [Diagnosis("数据库", FINE, f"可以打开（{place}）"), _structure(current=current)]
        if current:
            checks += read(engine, _contents, url)
    except StoreError as error:
        checks = [Diagnosis("数据库", FAULT, str(error))]
    finally:
        engine.dispose()
    return [*checks, space(file_of(address) or Path.cwd())]


def _structure(*, current: bool) -> Diagnosis:
    if current:
        return Diagnosis("表结构", FINE, "与程序一致")
    return Diagnosis("表结构", FAULT, "比程序旧。请先备份，再运行 python -m metrics init 升级")


def _contents(connection: Connection, url: str) -> list[Diagnosis]:
    return [
        _whole(connection),
        _files(connection),
        _ledgers(connection),
        _apart(connection),
        _leftovers(connection, url),
    ]


def _whole(connection: Connection) -> Diagnosis:
    """SQLite can be asked whether its pages are sound; a server checks its own pages as it reads them."""
    if connection.dialect.name != "sqlite":
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        return Diagnosis("完整性", FINE, f"PostgreSQL {version}，由服务器检查")
    found = [line for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(5)") if line != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check")
    found += [f"{row[0]} 引用了不存在的 {row[2]}" for row in broken]
    if found:
        return Diagnosis("完整性", FAULT, f"{'；'.join(found[:5])}。请停用本系统，从最近的备份恢复")
    return Diagnosis("完整性", FINE, "数据库文件和引用关系完好")


def _files(connection: Connection) -> Diagnosis:
    """Every stored file is still what its checksum says."""
    names = connection.execute(select(original.c.sha256).order_by(original.c.sha256)).scalars().all()
    wrong = [name for name in names if _checksum(connection, name) != name]
    if wrong:
        return Diagnosis(
            "原始文件", FAULT, f"{len(wrong)} 份的内容与校验码不符（{wrong[0][:12]}…）。请从备份恢复"
        )
    return Diagnosis("原始文件", FINE, f"{len(names)} 份，内容与校验码一致")


def _checksum(connection: Connection, name: str) -> str:
    content = connection.execute(select(original.c.content).where(original.c.sha256 == name)).scalar_one()
    return hashlib.sha256(content).hexdigest()


def _ledgers(connection: Connection) -> Diagnosis:
    """The rows of every submission can be read."""
    numbers = connection.execute(select(submission.c.id).order_by(submission.c.id)).scalars().all()
    batches = [numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE)]
    try:
        count = sum(_row_count(connection, batch) for batch in batches)
    except (StoreError, ValueError, OSError) as error:
        return Diagnosis("台账行", FAULT, f"有报送的数据读不出来（{error}）。请从备份恢复")
    return Diagnosis("台账行", FINE, f"{len(numbers)} 份报送，{count} 行，都能读出")


def _row_count(connection: Connection, numbers: Sequence[int]) -> int:
    stored = load_rows(connection, numbers)
    return sum(ledger.table.num_rows for ledgers in stored.values() for ledger in ledgers.values())


def _apart(connection: Connection) -> Diagnosis:
    """The sample county and an office live apart."""
    found = sample.inhabitants(connection)
    if found.mixed:
        return Diagnosis(
            "样例数据",
            FAULT,
            f"样例县（可用的演示账号 {found.demo} 个、演示账号的报送 {found.tried} 份）和正式的"
            f"（账号 {found.real} 个、报送 {found.reported} 份）混在一个库里：分数里有虚构的数。"
            f"有正式账号时演示入口已经关闭。请用 {START_OFFICE} 另建正式库，把正式的原文件重新报送到那里",
        )
    if found.sample:
        return Diagnosis("样例数据", FINE, "这是样例库，没有正式账号和报送；不要用它办公")
    return Diagnosis("样例数据", FINE, "没有，这是正式库")


def _leftovers(connection: Connection, url: str) -> Diagnosis:
    found = find_leftovers(connection, url)
    if found.originals or found.files:
        count = f"{len(found.originals)} 份没有报送的文件、{len(found.files)} 个没写完的临时文件"
        return Diagnosis("遗留物", WARNING, f"{count}。下次启动时清理")
    return Diagnosis("遗留物", FINE, "没有")


def space(near: Path) -> Diagnosis:
    """Free space of the disk a path lies on, or will lie on."""
    folder = next(path for path in (near, *near.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    state = FINE if free >= ENOUGH_SPACE else WARNING if free >= LEAST_SPACE else FAULT
    advice = "" if free >= ENOUGH_SPACE else "。请清理磁盘，或把数据和备份移到别的盘"
    return Diagnosis("磁盘空间", state, f"{folder} 还剩 {free / 2**30:.1f} GB{advice}")
