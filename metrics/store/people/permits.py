"""Whether an account may do something, asked in the transaction that does it."""

from sqlalchemy import Connection

from metrics.framework import rights
from metrics.store.database import SETUP, SYSTEM, StoreError
from metrics.store.people import units

#: The act of whoever may change or take away what others made.
OTHERS = "others-work"


def require(connection: Connection, code: str, act: str, *of_units: str) -> None:
    """Refuse whoever may not do something, by the account as the database has it at this moment.

    The program itself (`SYSTEM`, `SETUP`) may everything.

    Args:
        connection: of the transaction that does it.
        code: the acting account's.
        act: an id of rights.toml.
        of_units: whose rows it concerns; being entitled for one of them is enough. Nobody's in particular
            without any.

    Raises:
        StoreError: nobody acts, the account is unknown or disabled, or its role and unit do not allow it.
    """
    found = acting(connection, code, act)
    refusals = [rights.refusal(found, act, unit) for unit in of_units or ("",)] if found else [""]
    if found and all(refusals):
        raise StoreError(f"账号 {found.code}：{refusals[0]}")


def acting(connection: Connection, code: str, act: str) -> units.Account | None:
    """Whoever acts, as the database has the account at this moment; None for the program itself.

    Whether it may do the act is not asked; a refusal names what it was about to do.

    Raises:
        StoreError: nobody acts, or the account is unknown or disabled.
    """
    code = code.strip()
    if code in (SYSTEM, SETUP):
        return None
    name, admin = rights.load_rights().act(act).name, rights.manager().name
    if not code:
        raise StoreError(f"{name}要写明是谁做的。请用自己的账号登录后再试。")
    found = units.find(connection, code)
    if found is None:
        raise StoreError(f"没有代码为“{code}”的账号，不能{name}。请用自己的账号登录，或请{admin}先建账号。")
    if not found.active:
        raise StoreError(f"账号 {found.code} 已停用，不能{name}。请联系{admin}。")
    return found


def require_own(connection: Connection, code: str, owner: str, what: str) -> None:
    """Refuse to change what somebody else made, but to those who may do so with anybody's.

    Args:
        connection: of the transaction that does it.
        code: the acting account's; that it may do the thing at all is asked besides.
        owner: the account that made it.
        what: it is called in the refusal, such as `假设方案“突出典型”`.

    Raises:
        StoreError: it is another account's.
    """
    found = acting(connection, code, OTHERS)
    if found is None or found.code.casefold() == owner.strip().casefold() or rights.may(found, OTHERS):
        return
    raise StoreError(f"{what}是账号 {owner} 的，只能由本人或{rights.role_names([OTHERS])}覆盖、删除。")
