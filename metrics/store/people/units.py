"""Member units and accounts."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, RowMapping, Table, func, insert, select, update

from metrics.framework import Framework, rights
from metrics.store.database import StoreError, audit, credential
from metrics.store.database import account as accounts
from metrics.store.database import unit as units

#: A code goes into a header, which holds ASCII only.
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Account:
    """Someone who works with the system.

    Args:
        code: what one signs in with: ASCII letters, digits, dot, underscore, hyphen.
        name: the person or desk.
        role: the name of a role of rights.toml.
        unit: a member unit; empty for the office and the leaders.
        active: whether it may sign in.
        demo: of the sample county: one click instead of a password.
        must_change: the password was made up by the program and holds only for choosing another.
    """

    code: str
    name: str
    role: str
    unit: str = ""
    active: bool = True
    demo: bool = False
    must_change: bool = False


def differing(connection: Connection, framework: Framework) -> list[str]:
    """Codes of the framework's units that the database does not hold as they are."""
    stored = _stored(connection, units)
    return [unit.code for unit in framework.units if stored.get(unit.code) != _row(framework, unit.code)]


def seed(connection: Connection, framework: Framework, other: Framework | None = None) -> None:
    """Bring the units of the framework into the database, and what another has besides; others in it stay."""
    rows = {code: _row(framework, code) for code in differing(connection, framework)}
    if other:
        held = {*framework.unit, *_stored(connection, units)}
        rows |= {code: _row(other, code) for code in other.unit if code not in held}
    if not rows:
        return
    for row in rows.values():
        _put(connection, units, row)
    audit.record(connection, audit.SYSTEM, "units", framework.version, {"units": list(rows)})


def require(connection: Connection, code: str) -> None:
    """Refuse a unit that is not in the database.

    Raises:
        StoreError: naming the code.
    """
    if connection.execute(select(units.c.code).where(units.c.code == code)).one_or_none() is None:
        raise unknown(code, codes(connection))


def unknown(code: str, known: Iterable[str]) -> StoreError:
    """What is told where a unit is named that the county does not have; `known` are the codes it has."""
    listed = "、".join(known)
    return StoreError(
        f"没有代码为“{code}”的成员单位。"
        + (f"可选：{listed}。" if listed else "成员单位还没有设置，请先在“建县”页面导入。")
    )


def codes(connection: Connection) -> list[str]:
    """The codes of all member units, in order."""
    return list(connection.scalars(select(units.c.code).order_by(units.c.code)))


def check(connection: Connection, account: Account) -> None:
    """Refuse an account that cannot be.

    Raises:
        StoreError: a code with other signs or taken in other letter case, no name, an unknown role or unit,
            or a 填报员 without a unit, who would see everyone's rows.
    """
    if not is_code(account.code):
        raise StoreError(
            f"账号代码“{account.code}”不能用：只能用英文字母、数字和 . _ -，最长 64 个字符，例如 u08。"
        )
    if not account.name.strip():
        raise StoreError(f"账号 {account.code} 要有姓名或岗位名称。")
    roles = rights.load_rights().roles
    role = rights.load_rights().role(account.role)
    if role is None:
        names = "、".join(one.name for one in roles)
        raise StoreError(f"没有“{account.role}”这个角色。可选：{names}。")
    if account.unit:
        require(connection, account.unit)
    elif role.of_unit:
        raise StoreError(f"{role.name}账号 {account.code} 要写明是哪个成员单位的（填单位代码）。")
    known = find(connection, account.code)
    if known and known.code != account.code:
        raise StoreError(f"已有账号 {known.code}，只差大小写的代码会让人分不清。请换一个。")


def is_code(text: str) -> bool:
    """Whether a text can be an account's code."""
    return _CODE.fullmatch(text) is not None


def find(connection: Connection, code: str) -> Account | None:
    """The account of a code, whatever its letter case, or None."""
    if not is_code(code.strip()):
        return None
    same = func.lower(accounts.c.code) == code.strip().lower()
    row = connection.execute(select(accounts).where(same)).mappings().first()
    return from_row(row) if row else None


def get(connection: Connection, code: str) -> Account:
    """The account of a code.

    Raises:
        StoreError: there is none.
    """
    found = find(connection, code)
    if found is None:
        raise StoreError(f"没有代码为“{code}”的账号。")
    return found


def from_row(row: RowMapping) -> Account:
    """An account from a row that has at least the table's columns."""
    fields = {name: row[name] for name in Account.__dataclass_fields__}
    return Account(**{**fields, "unit": row["unit"] or ""})


def put(connection: Connection, account: Account, by: str, action: str = "account") -> None:
    """Write an account as it is given; the audit keeps what it was."""
    before = find(connection, account.code)
    _put(connection, accounts, asdict(account) | {"unit": account.unit or None})
    detail = asdict(account) | ({"before": asdict(before)} if before else {})
    audit.record(connection, by, action, account.code, detail)


def ensure_account(connection: Connection, account: Account, by: str) -> None:
    """Create an account or change it to what is given; whether its password must be changed stays as it is.

    Raises:
        StoreError: the account cannot be, is the last active 管理员 and would be none, or has a password and
            would become a demo account, which needs none.
    """
    before = find(connection, account.code)
    wanted = replace(account, must_change=before.must_change) if before else account
    if before == wanted:
        return
    check(connection, wanted)
    if before:
        keep_an_admin(connection, before, wanted)
    if wanted.demo and has_password(connection, wanted.code):
        raise StoreError(f"账号 {wanted.code} 有密码，不能改成免密码的演示账号。")
    put(connection, wanted, by)


def has_password(connection: Connection, code: str) -> bool:
    """Whether an account can sign in with a password."""
    return (
        connection.execute(select(credential.c.account).where(credential.c.account == code)).first()
        is not None
    )


def keep_an_admin(connection: Connection, before: Account, after: Account) -> None:
    """Refuse to take the office its last 管理员 that can do as much as this one.

    A demo account is no substitute for a real one, nor one without a password for one that can sign in.

    Raises:
        StoreError: it would be without one.
    """
    able = has_password(connection, before.code)
    # Of an older database's sample county the accounts are not marked yet, and nobody can sign in with them.
    if not is_admin(before) or (is_admin(after) and not (able and after.demo > before.demo)):
        return
    others = [one for one in every_account(connection) if is_admin(one) and one.code != before.code]
    if not any(one.demo <= before.demo and has_password(connection, one.code) >= able for one in others):
        name = rights.manager().name
        raise StoreError(
            f"{before.code} 是最后一个可用的{name}，不能停用或改成别的角色。请先另设一个{name}。"
        )


def is_admin(account: Account) -> bool:
    """Whether an account is an active 管理员."""
    return account.active and rights.may(account, rights.ACCOUNTS)


def every_account(connection: Connection) -> list[Account]:
    """All accounts by code."""
    found = connection.execute(select(accounts).order_by(accounts.c.code)).mappings()
    return [from_row(row) for row in found]


def names(connection: Connection) -> dict[str, str]:
    """Account code → name."""
    return {one.code: one.name for one in every_account(connection)}


def _row(framework: Framework, code: str) -> dict[str, object]:
    row = asdict(framework.unit[code])
    return row | {"aliases": list(row["aliases"]), "ledgers": list(row["ledgers"])}


def _stored(connection: Connection, table: Table) -> dict[str, dict[str, object]]:
    return {row["code"]: dict(row) for row in connection.execute(select(table)).mappings()}


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    changed = connection.execute(update(table).where(table.c.code == row["code"]).values(**row))
    if not changed.rowcount:
        connection.execute(insert(table).values(**row))
