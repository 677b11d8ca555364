"""Which accounts a backup has otherwise than the database it would take the place of."""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, select

from metrics.store.database import account, credential

_OFF, _ON = "已停用", "可登录"


@dataclass(frozen=True)
class AccountState:
    """An account as it can sign in: name, role, unit, whether it is active, the hash of its password."""

    name: str
    role: str
    unit: str
    active: bool
    hash: str


@dataclass(frozen=True)
class Difference:
    """An account that the backup has otherwise, and how, in Chinese."""

    code: str
    name: str
    words: str


def states(connection: Connection) -> dict[str, AccountState]:
    """Code → how the account is, in a database of any structure."""
    columns = account.c
    query = select(columns.code, columns.name, columns.role, columns.unit, columns.active)
    hashes: dict[str, str] = {}
    if inspect(connection).has_table(credential.name):
        stored = connection.execute(select(credential.c.account, credential.c.hash))
        hashes = {row.account: row.hash for row in stored}
    return {
        row.code: AccountState(row.name, row.role, row.unit or "", bool(row.active), hashes.get(row.code, ""))
        for row in connection.execute(query)
    }


def between(now: dict[str, AccountState], then: dict[str, AccountState]) -> list[Difference]:
    """What restoring would do to accounts, by code.

    Args:
        now: the accounts of the database that is there.
        then: those of the backup.
    """
    found = []
    for code in sorted({*now, *then}):
        here, there = now.get(code), then.get(code)
        if here == there:
            continue
        one = there or here
        found.append(Difference(code, one.name if one else "", _words(here, there)))
    return found


def _words(here: AccountState | None, there: AccountState | None) -> str:
    if there is None:
        return "备份里没有，会消失"
    if here is None:
        parts = (there.role, there.unit, _ON if there.active else _OFF)
        return f"现在没有，会回来（{'，'.join(filter(None, parts))}）"
    pairs = (
        ("姓名", here.name, there.name),
        ("角色", here.role, there.role),
        ("单位", here.unit or "无", there.unit or "无"),
        ("状态", _ON if here.active else _OFF, _ON if there.active else _OFF),
    )
    changed = [f"{what}：{before} → {after}" for what, before, after in pairs if before != after]
    if here.hash != there.hash:
        changed.append("密码不同，会变回备份时的密码")
    return "；".join(changed)
