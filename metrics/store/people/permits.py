"""Whether an account may do something, asked in the transaction that does it."""

from sqlalchemy import Connection

from metrics.framework import rights
from metrics.store.database import SYSTEM, StoreError
from metrics.store.people import units


def require(connection: Connection, code: str, act: str, *of_units: str) -> None:
    """Refuse whoever may not do something, by the account as the database has it at this moment.

    The program itself (`SYSTEM`) may everything.

    Args:
        connection: of the transaction that does it.
        code: the acting account's.
        act: an id of rights.toml.
        of_units: whose rows it concerns; being entitled for one of them is enough. Nobody's in particular
            without any.

    Raises:
        StoreError: nobody acts, the account is unknown or disabled, or its role and unit do not allow it.
    """
    code = code.strip()
    if code == SYSTEM:
        return
    name, admin = rights.load_rights().act(act).name, rights.manager().name
    if not code:
        raise StoreError(f"{name}要写明是谁做的。请用自己的账号登录后再试。")
    found = units.find(connection, code)
    if found is None:
        raise StoreError(f"没有代码为“{code}”的账号，不能{name}。请用自己的账号登录，或请{admin}先建账号。")
    if not found.active:
        raise StoreError(f"账号 {found.code} 已停用，不能{name}。请联系{admin}。")
    refusals = [rights.refusal(found, act, unit) for unit in of_units or ("",)]
    if all(refusals):
        raise StoreError(f"账号 {found.code}：{refusals[0]}")
