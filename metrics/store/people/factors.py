"""The second factor of an account: the app it is bound to, and its recovery codes.

What is right is used up in the same statement that finds it unused, so no code counts twice, however many
requests bring it at once.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from metrics.store.database import StoreError, audit, recovery_code, second_factor
from metrics.store.people import codes, keyfile, permits, units

#: Wrong codes in a row, by whoever has the password, after which no code is taken any more.
MOST_FAILURES = 100
WRONG = "动态口令不对。请看手机上现在的 6 位数字，再输一遍；用过的那一个要等它换了新的。"
WRONG_RECOVERY = "恢复码不对，或者已经用过。每个恢复码只能用一次。"


@dataclass(frozen=True)
class Factor:
    """That an account is bound to an app: since when, and how many recovery codes are unused."""

    since: datetime
    codes_left: int


def find(connection: Connection, code: str) -> Factor | None:
    """The second factor of an account, or None when none is bound."""
    since = connection.execute(select(second_factor.c.since).where(second_factor.c.account == code)).scalar()
    unused = (recovery_code.c.account == code) & recovery_code.c.used_at.is_(None)
    left = connection.scalar(select(func.count()).select_from(recovery_code).where(unused)) or 0
    return Factor(since, left) if since else None


def require_open(connection: Connection, code: str, helper: str) -> None:
    """Refuse an account whose codes were guessed at too often.

    Raises:
        StoreError: saying who helps.
    """
    wrong = connection.scalar(select(second_factor.c.failures).where(second_factor.c.account == code)) or 0
    if wrong >= MOST_FAILURES:
        raise StoreError(
            f"动态口令连续输错满 {MOST_FAILURES} 次，已停用：有人可能知道了您的密码。"
            f"请马上找{helper}重置密码并重设动态口令。"
        )


def bind(connection: Connection, code: str, secret: str, step: int, hashes: list[str], now: datetime) -> None:
    """Bind an account to the app that showed the code of a step; the codes' hashes in their order.

    Raises:
        StoreError: it is bound already.
    """
    if find(connection, code):
        raise StoreError("这个账号刚刚在别处绑定了动态口令。请重新登录。")
    sealed = keyfile.seal(connection, secret, code)
    row = {"account": code, "secret": sealed, "since": now, "last_step": step}
    connection.execute(insert(second_factor).values(**row, early_step=0, failures=0))
    keep_codes(connection, code, hashes)
    audit.record(connection, code, "second-factor", code, {}, now)


def keep_codes(connection: Connection, code: str, hashes: list[str]) -> None:
    """Put new recovery codes in the place of the old ones."""
    connection.execute(delete(recovery_code).where(recovery_code.c.account == code))
    rows = [
        {"account": code, "number": number, "hash": hash_, "used_at": None}
        for number, hash_ in enumerate(hashes)
    ]
    connection.execute(insert(recovery_code), rows)


def use(connection: Connection, code: str, text: str, now: datetime) -> str:
    """Use a code of the app up; gives the sentence that refuses it, empty when it was right.

    Raises:
        KeyLostError: the secret cannot be read; nothing was right or wrong.
    """
    mine = second_factor.c.account == code
    row = connection.execute(select(second_factor).where(mine)).mappings().first()
    found = codes.match(keyfile.unseal(connection, row["secret"], code), text, now) if row else None
    if row is None or found is None:
        return WRONG
    if not found.in_time:
        # Else whoever guessed a code of the next minutes would only have to wait for it.
        if found.ahead > 0:
            connection.execute(update(second_factor).where(mine).values(early_step=found.step))
        return codes.clock_words(found)
    fresh = mine & (second_factor.c.last_step < found.step) & (second_factor.c.early_step != found.step)
    used = connection.execute(update(second_factor).where(fresh).values(last_step=found.step, failures=0))
    return "" if used.rowcount else WRONG


def failed(connection: Connection, code: str) -> None:
    """Count a wrong code."""
    mine = second_factor.c.account == code
    connection.execute(update(second_factor).where(mine).values(failures=second_factor.c.failures + 1))


def recovery_hash(connection: Connection, code: str, number: int) -> str | None:
    """The hash of an unused recovery code by its number."""
    mine = (recovery_code.c.account == code) & (recovery_code.c.number == number)
    return connection.execute(
        select(recovery_code.c.hash).where(mine, recovery_code.c.used_at.is_(None))
    ).scalar()


def use_recovery(connection: Connection, code: str, hash_: str, now: datetime) -> str:
    """Use the recovery code of a hash up; gives the sentence that refuses it, empty when it was unused."""
    mine = (recovery_code.c.account == code) & (recovery_code.c.hash == hash_)
    unused = mine & recovery_code.c.used_at.is_(None)
    used = connection.execute(update(recovery_code).where(unused).values(used_at=now)).rowcount
    if not used:
        return WRONG_RECOVERY
    connection.execute(update(second_factor).where(second_factor.c.account == code).values(failures=0))
    audit.record(connection, code, "recovery-code-used", code, {}, now)
    return ""


def reset(connection: Connection, code: str, by: str, *, own: bool) -> None:
    """Take away the app and the recovery codes: the next sign-in binds another.

    Raises:
        StoreError: there is no such account, nothing is bound, or it is one's own and not meant to be.
    """
    permits.require(connection, by, "reset-second-factor")
    account = units.get(connection, code)
    if not own and account.code.lower() == by.strip().lower():
        raise StoreError(
            "不能在网页上重设自己的动态口令：请另一位有权的人来做，"
            f"或在服务器上运行 python -m metrics user reset-second-factor {account.code}。"
        )
    if not find(connection, account.code):
        raise StoreError(f"账号 {account.code} 没有绑定动态口令，不用重设。")
    for table in (second_factor, recovery_code):
        connection.execute(delete(table).where(table.c.account == account.code))
    audit.record(connection, by, "second-factor-reset", account.code, {})
