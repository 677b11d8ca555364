"""The key that seals the secrets of one-time codes: a file beside the database, and in no backup of it.

Whoever takes a database or a backup alone cannot compute codes. A sealed secret has 64 signs, as many as its
column holds, and belongs to its account: moved to another one it does not open.
"""

import os
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import URL, Connection, select, update

from metrics.store.database import StoreError, file_of, second_factor

#: Names another place for the file: where several servers share one database, they share one key.
ENVIRONMENT = "KANDEJIAN_KEY"
_NONCE, _BYTES, _SEALED = 12, 32, 64
_LOST = (
    "服务器上保存动态口令密钥的文件不见了，或者不是原来的那一份，现在核对不了手机上的口令。"
    "请用恢复码登录；没有恢复码的，请管服务器的人找回密钥文件，或重设您的动态口令。"
)


class KeyLostError(StoreError):
    """A sealed secret cannot be opened: its key is not there."""


@dataclass(frozen=True)
class Sealing:
    """How the secrets of a database are kept.

    Args:
        file: where the key lies or would lie; None for a database in memory.
        bound: accounts that are bound to an app.
        open: those whose secret lies unsealed.
        lost: those whose secret no key here opens.
    """

    file: Path | None
    bound: int
    open: int
    lost: int


def place(url: URL) -> Path | None:
    """Where the key of a database lies: beside its file, `data/NAME.key` for a server's, or as the
    environment says; None for a database in memory."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    if file := file_of(url):
        return file.with_name(f"{file.name}.key")
    on_server = url.get_backend_name() != "sqlite"
    return Path("data", f"{url.database}.key") if on_server else None


def seal(connection: Connection, secret: str, account: str) -> str:
    """A secret as it is stored; as it is where no key can be kept, which `doctor` says.

    Args:
        connection: of the writing transaction.
        secret: 160 bits in base32.
        account: whose it is.
    """
    file = place(connection.engine.url)
    key = (_read(file) or _make(file, file_of(connection.engine.url))) if file else None
    if not key:
        return secret
    nonce = os.urandom(_NONCE)
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, b32decode(secret), account.encode())).decode()


def unseal(connection: Connection, stored: str, account: str) -> str:
    """The secret that was stored.

    Raises:
        KeyLostError: the key is not there, or another one.
    """
    if len(stored) != _SEALED:
        return stored
    file = place(connection.engine.url)
    key, whole = _read(file) if file else None, urlsafe_b64decode(stored)
    try:
        if key:
            opened = AESGCM(key).decrypt(whole[:_NONCE], whole[_NONCE:], account.encode())
            return b32encode(opened).decode()
    except InvalidTag:
        pass
    raise KeyLostError(_LOST)


def sealing(connection: Connection) -> Sealing:
    """How the secrets of the bound accounts are kept."""
    rows = connection.execute(select(second_factor.c.account, second_factor.c.secret)).all()
    lost = sum(not _opens(connection, row.secret, row.account) for row in rows)
    unsealed = sum(len(row.secret) != _SEALED for row in rows)
    return Sealing(place(connection.engine.url), len(rows), unsealed, lost)


def _opens(connection: Connection, stored: str, account: str) -> bool:
    try:
        unseal(connection, stored, account)
    except KeyLostError:
        return False
    return True


def unsealed(connection: Connection) -> bool:
    """Whether secrets of an earlier program lie there that can be sealed."""
    lengths = connection.execute(select(second_factor.c.secret)).scalars()
    return place(connection.engine.url) is not None and any(len(one) != _SEALED for one in lengths)


def seal_all(connection: Connection) -> None:
    """Seal what an earlier program stored as it was."""
    for row in connection.execute(select(second_factor.c.account, second_factor.c.secret)).all():
        if len(row.secret) != _SEALED:
            this = second_factor.c.account == row.account
            sealed = seal(connection, row.secret, row.account)
            connection.execute(update(second_factor).where(this).values(secret=sealed))


def carry(source: URL, target: URL) -> Path | None:
    """Put the key of a database where that of another one lies, which is to hold the same secrets.

    Returns:
        The file that was made; None where there is no key, or the same one lies there.

    Raises:
        StoreError: another key lies there, or it cannot be written.
    """
    here, there = place(source), place(target)
    key = _read(here) if here else None
    if not key or not there or here == there:
        return None
    if there.exists():
        if _read(there) == key:
            return None
        raise StoreError(
            f"新库的密钥文件 {there} 已经存在，和原库的 {here} 不是同一把，没有搬。"
            "请先把它移到别处（它属于以前的一个库）。"
        )
    if _put(there, key, file_of(target)) != key:
        raise StoreError(f"动态口令的密钥文件写不到 {there}，没有搬。请检查文件夹的权限。")
    return there


def _read(file: Path) -> bytes | None:
    """The key; None where there is none, or something else."""
    try:
        key = urlsafe_b64decode(file.read_bytes().strip())
    except (OSError, NotBase64):
        return None
    return key if len(key) == _BYTES else None


def _make(file: Path, database: Path | None) -> bytes | None:
    """A new key; the one another process made meanwhile; None where none can be kept."""
    return _put(file, os.urandom(_BYTES), database)


def _put(file: Path, key: bytes, database: Path | None) -> bytes | None:
    """Write a key into a file of its owner's alone; gives the key that lies there then, None where none does.

    What lies there stays, be it a key or not. A key that root makes is given to whose the database is.
    """
    beside = file.with_name(f"{file.name}.{token_hex(6)}.new")
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            number = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as stream:
                stream.write(urlsafe_b64encode(key) + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            _give_to_owner(beside, database)
            # Fails when another process was faster: a file that is there is never replaced.
            with suppress(FileExistsError):
                os.link(beside, file)
        finally:
            beside.unlink(missing_ok=True)
    return _read(file)


def _give_to_owner(file: Path, database: Path | None) -> None:
    change: Callable[[Path, int, int], None] | None = getattr(os, "chown", None)
    if change and database and database.exists():
        owner = database.stat()
        with suppress(OSError):
            change(file, owner.st_uid, owner.st_gid)
