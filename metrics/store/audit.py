"""Who did what, when and from where. Rows are only ever added; the database refuses any other change."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from metrics.store.schema import SHANGHAI, audit, moment

#: The account that stands for the program itself.
SYSTEM = "系统"

#: Action → the words people use for it.
ACTION_NAMES = MappingProxyType(
    {
        "submit": "报送",
        "withdraw": "撤回",
        "approve": "审核通过",
        "return": "退回",
        "comment": "留言",
        "draft": "保存草稿",
        "draft-drop": "删除草稿",
        "publish": "发布",
        "lock": "锁定",
        "reopen": "重新打开",
        "period": "设定报告期",
        "sign-in": "登录",
        "sign-in-failed": "登录失败",
        "sign-in-locked": "登录被锁定",
        "sign-out": "退出登录",
        "sign-out-elsewhere": "退出别处的登录",
        "sessions-revoked": "注销全部会话",
        "account": "新建或修改账号",
        "account-disable": "停用账号",
        "account-enable": "启用账号",
        "password-change": "修改密码",
        "password-reset": "重置密码",
        "first-admin-link": "生成首位管理员链接",
        "first-admin": "首位管理员就位",
        "alias": "确认名称",
        "ruling": "数据疑点处理",
        "scenario": "假设方案",
        "framework": "指标版本",
        "units": "成员单位",
        "note": "写备注",
        "note-drop": "删除备注",
        "export": "导出文件",
        "preference": "记住设置",
        "sweep": "清理遗留",
    }
)

_address: ContextVar[str] = ContextVar("address", default="")
_LONGEST_ADDRESS = 64


@contextmanager
def from_address(address: str) -> Iterator[None]:
    """Within it, every audit row of this thread or task says the deed came from `address`."""
    token = _address.set(address.strip()[:_LONGEST_ADDRESS])
    try:
        yield
    finally:
        _address.reset(token)


_sources: list[Callable[[], str]] = []


def addresses_from(source: Callable[[], str]) -> None:
    """Ask `source` for the address outside of `from_address`, for good; an earlier source is replaced."""
    _sources[:] = [source]


def current_address() -> str:
    """Where the present deeds come from; empty for the command line and the program itself."""
    return _address.get() or (_sources[0]()[:_LONGEST_ADDRESS] if _sources else "")


def newest(connection: Connection) -> int:
    """The number of the newest row; 0 without any."""
    return connection.scalar(select(func.max(audit.c.id))) or 0


def record(
    connection: Connection,
    account: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    at: datetime | None = None,
) -> None:
    """Add a row in the caller's transaction, so that no deed is without one.

    Args:
        connection: of the writing transaction.
        account: who.
        action: a verb such as `submit`.
        subject: what it was done to, e.g. `submission 12`.
        detail: anything more, as JSON.
        at: when; now without it.
    """
    row = {"account": account, "action": action, "subject": subject, "detail": dict(detail)}
    connection.execute(insert(audit).values(at=moment(at), address=current_address(), **row))


def rows(
    connection: Connection,
    *,
    account: str = "",
    action: str = "",
    subject: str = "",
    address: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> pd.DataFrame:
    """Audit rows that match everything given, oldest first; columns as the table's."""
    query = select(audit).order_by(audit.c.id)
    same = ((audit.c.account, account), (audit.c.action, action), (audit.c.subject, subject))
    for column, wanted in (*same, (audit.c.address, address)):
        query = query.where(column == wanted) if wanted else query
    query = query.where(audit.c.at >= since) if since else query
    query = query.where(audit.c.at <= until) if until else query
    frame = pd.DataFrame(connection.execute(query).mappings().all(), columns=list(audit.c.keys()))
    return frame.assign(at=frame["at"].astype(pd.DatetimeTZDtype("us", SHANGHAI)))
