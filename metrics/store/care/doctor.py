"""Whether a database is sound: reachable, current, whole, proven, private, with room to grow."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, exists, select

from metrics.store.care.ownership import too_much
from metrics.store.care.places import is_on_server, place_of
from metrics.store.care.proof import prove, unguarded
from metrics.store.database import (
    BESIDE,
    StoreError,
    address_of,
    erasure,
    file_of,
    find_leftovers,
    is_current,
    load_rows,
    open_engine,
    open_to_others,
    original,
    read,
    submission,
)
from metrics.store.people import START_OFFICE, keyfile, sample
from metrics.store.photos import kept as photos
from metrics.store.reporting import retention

FINE, WARNING, FAULT = "正常", "注意", "故障"
#: Bytes: below the first a submission may fail any day, below the second one should make room.
LEAST_SPACE, ENOUGH_SPACE = 200 << 20, 2 << 30
_AT_ONCE = 50
_ERASED = exists().where(erasure.c.sha256 == original.c.sha256, erasure.c.state == "done")


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at: what, how it stands (正常, 注意, 故障), and what to do."""

    name: str
    state: str
    text: str


def examine(url: str, backups: Path | None = None) -> list[Diagnosis]:
    """Look at a database without changing it; one that cannot be read is a 故障, never an exception.

    Args:
        url: the database.
        backups: the folder of its backups; without it `backups` beside a file, `data/backups` for a server.
    """
    try:
        address = address_of(url)
        engine = open_engine(url, create=False)
    except StoreError as error:
        return [Diagnosis("数据库", FAULT, str(error))]
    folder = backups or _backups_of(address)
    try:
        current = read(engine, is_current)
        place = address.render_as_string(hide_password=True)
        checks = [Diagnosis("数据库", FINE, f"可以打开（{place}）"), _structure(current=current)]
        if current:
            checks += read(engine, contents, place_of(address), folder)
            checks.append(read(engine, _apart))
            checks.append(read(engine, _sealing))
            checks.append(read(engine, _leftovers, url))
            checks.append(read(engine, _kept_too_long))
        if current and is_on_server(address):
            checks.append(read(engine, _ownership))
    except StoreError as error:
        checks = [Diagnosis("数据库", FAULT, str(error))]
    finally:
        engine.dispose()
    return [*checks, _private(address, folder), space(file_of(address) or Path.cwd())]


def key_of(url: str) -> Diagnosis:
    """Whether the secrets of one-time codes in a database open; 故障 when it cannot be read."""
    try:
        engine = open_engine(url, create=False)
        try:
            return read(engine, _sealing)
        finally:
            engine.dispose()
    except StoreError as error:
        return Diagnosis("数据库", FAULT, str(error))


def _backups_of(address: URL) -> Path:
    file = file_of(address)
    return file.parent / "backups" if file else Path("data", "backups")


def _structure(*, current: bool) -> Diagnosis:
    if current:
        return Diagnosis("表结构", FINE, "与程序一致")
    return Diagnosis("表结构", FAULT, "比程序旧。请先备份，再运行 python -m metrics init 升级")


def contents(connection: Connection, place: str, backups: Path) -> list[Diagnosis]:
    """What lies in a current database, or in a backup: whole, readable, guarded, its audit proven."""
    return [
        _whole(connection),
        _files(connection),
        _ledgers(connection),
        _photos(connection),
        _guards(connection),
        _audit(connection, place, backups),
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
    kept = select(original.c.sha256).where(~_ERASED).order_by(original.c.sha256)
    names = connection.execute(kept).scalars().all()
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


def _photos(connection: Connection) -> Diagnosis:
    """Every photo is still what its checksum says."""
    count, wrong = photos.wrong(connection)
    if wrong:
        return Diagnosis(
            "照片", FAULT, f"{len(wrong)} 张的内容与校验码不符（{wrong[0][:12]}…）。请从备份恢复"
        )
    return Diagnosis("照片", FINE, f"{count} 张，内容与校验码一致")


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


def _sealing(connection: Connection) -> Diagnosis:
    """The secrets of one-time codes are sealed, by a key that is there."""
    found, name = keyfile.sealing(connection), "动态口令密钥"
    if found.lost:
        return Diagnosis(
            name,
            FAULT,
            f"{found.lost} 个账号的动态口令打不开：密钥文件 {found.file} 不见了或不是原来的。"
            "请找回来放回原处；找不回来的，本人用恢复码登录，再由别人重设（user reset-second-factor）",
        )
    if found.open and found.file:
        return Diagnosis(
            name, WARNING, f"{found.open} 个账号的密钥没有加密：{found.file} 写不进去。请检查文件夹的权限"
        )
    if not found.bound:
        return Diagnosis(name, FINE, "还没有账号绑定动态口令")
    return Diagnosis(
        name, FINE, f"{found.bound} 个账号的密钥已加密；密钥文件 {found.file} 不在备份里，请另存一处"
    )


def _leftovers(connection: Connection, url: str) -> Diagnosis:
    found = find_leftovers(connection, url)
    if found.originals or found.files:
        count = f"{len(found.originals)} 份没有报送的文件、{len(found.files)} 个没写完的临时文件"
        return Diagnosis("遗留物", WARNING, f"{count}。下次启动时清理")
    return Diagnosis("遗留物", FINE, "没有")


def _kept_too_long(connection: Connection) -> Diagnosis:
    """What is past its time; it goes at a start, or with the nightly backup."""
    over = retention.due(connection)
    if over.nothing:
        return Diagnosis("保存期", FINE, "没有到期未清理的")
    return Diagnosis(
        "保存期", WARNING, f"已到期：{over.words}。请运行 python -m metrics retention --apply，或重新启动"
    )


def _guards(connection: Connection) -> Diagnosis:
    """The triggers that keep stored rows from being changed are those of the program."""
    if wrong := unguarded(connection):
        return Diagnosis(
            "触发器",
            FAULT,
            f"{'、'.join(wrong[:5])}（共 {len(wrong)} 处）：有人动过数据库。请查清原因，从可靠的备份恢复",
        )
    return Diagnosis("触发器", FINE, "保护已存内容的触发器齐全，没有改动")


def _audit(connection: Connection, place: str, backups: Path) -> Diagnosis:
    proof = prove(connection, place, backups)
    if proof.faults:
        found = "；".join(proof.faults[:3])
        return Diagnosis("审计链", FAULT, f"{found}。请保全现场，用导出到别处的审计核对，再从可靠的备份恢复")
    head = proof.chain.head
    text = f"{proof.chain.count} 行接得上，与 {proof.publications} 次发布、{proof.backups} 份备份记下的一致"
    notes = "".join(f"；{note}" for note in proof.notes)
    return Diagnosis("审计链", FINE, f"{text}{notes}。链头：第 {head.id} 行 {head.hash}")


def _ownership(connection: Connection) -> Diagnosis:
    """Whether the program's account could rewrite the audit."""
    if found := too_much(connection):
        advice = "请让另一个账号做表的主人，见《部署》“审计表归另一个账号”"
        return Diagnosis("审计表归属", WARNING, f"程序用的账号{found}。{advice}")
    return Diagnosis("审计表归属", FINE, "程序用的账号只能往审计表里添加")


def _private(address: URL, backups: Path) -> Diagnosis:
    """Nobody but the program's user can read the database, its backups and what was replaced."""
    file = file_of(address)
    places = [file, *(file.with_name(file.name + end) for end in BESIDE)] if file else []
    places += sorted(file.parent.glob(f"{file.name}.*.old*")) if file else []
    places += [key] if (key := keyfile.place(address)) else []
    places += [backups, *sorted(path for path in backups.glob("*") if path.is_file())]
    if found := open_to_others(places):
        names = "、".join(str(path) for path in found[:3])
        return Diagnosis(
            "文件权限",
            WARNING,
            f"服务器上的其他用户读得到 {names}{'等' if len(found) > 3 else ''}。请执行 chmod go= 加文件名",
        )
    return Diagnosis("文件权限", FINE, "数据库和备份只有本系统的账号能读")


def space(near: Path) -> Diagnosis:
    """Free space of the disk a path lies on, or will lie on."""
    folder = next(path for path in (near, *near.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    state = FINE if free >= ENOUGH_SPACE else WARNING if free >= LEAST_SPACE else FAULT
    advice = "" if free >= ENOUGH_SPACE else "。请清理磁盘，或把数据和备份移到别的盘"
    return Diagnosis("磁盘空间", state, f"{folder} 还剩 {free / 2**30:.1f} GB{advice}")
