"""The sample county and an office never live in one database: what there is of each, and who may come in.

A demo account needs no password, so beside a real one it would be an open door into the office's data.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, select

from metrics.store.database import StoreError, submission
from metrics.store.database import account as accounts
from metrics.store.people.units import Account

#: How the office's own database is served instead.
START_OFFICE = "./start.sh --office（Windows：start.bat --office）"
CLOSED = "这个库里已经有正式账号，演示入口已关闭。请用自己的账号登录。"


@dataclass(frozen=True)
class Inhabitants:
    """What a database holds of the sample county and of an office.

    Args:
        demo: demo accounts that may sign in.
        real: accounts that are not demo accounts, disabled ones too.
        tried: submissions by demo accounts: those of the sample county, and what visitors tried.
        reported: submissions by anybody else.
    """

    demo: int
    real: int
    tried: int
    reported: int

    @property
    def mixed(self) -> bool:
        """Whether both live here."""
        return bool((self.demo or self.tried) and (self.real or self.reported))

    @property
    def sample(self) -> bool:
        """Whether the sample county lives here alone."""
        return bool(self.demo or self.tried) and not self.mixed


def inhabitants(connection: Connection) -> Inhabitants:
    """Count them."""
    by_demo = submission.c.submitted_by.in_(select(accounts.c.code).where(accounts.c.demo))

    def count(condition: ColumnElement[bool]) -> int:
        return connection.execute(select(func.count()).where(condition)).scalar_one()

    return Inhabitants(
        demo=count(accounts.c.demo & accounts.c.active),
        real=count(~accounts.c.demo),
        tried=count(by_demo),
        reported=count(~by_demo),
    )


def no_real_account() -> ColumnElement[bool]:
    """The condition under which demo accounts may be used at all."""
    others = accounts.alias()  # or the query's own account would be meant
    return ~exists(select(others.c.code).where(~others.c.demo))


def require_apart(connection: Connection, account: Account) -> None:
    """Refuse an account of the other kind than those that are there.

    Raises:
        StoreError: a real account where demo accounts let anybody in, or a demo account beside a real one.
    """
    found = inhabitants(connection)
    if account.demo and (found.real or found.reported):
        raise StoreError(
            f"这个库里有正式账号或报送，不能加入免密码的演示账号 {account.code}。样例县请放在另一个库里。"
        )
    if not account.demo:
        _require_no_open_door(found)


def require_office(connection: Connection) -> None:
    """Refuse to begin an office in the sample county's database.

    Raises:
        StoreError: with how to serve the office's own.
    """
    _require_no_open_door(inhabitants(connection))


def _require_no_open_door(found: Inhabitants) -> None:
    if found.demo and not found.real:
        raise StoreError(
            "这是样例库，演示账号谁都能用，不能在这里建正式账号。"
            f"正式使用请停下本系统，再运行 {START_OFFICE}：数据放在另一个库里。"
        )
