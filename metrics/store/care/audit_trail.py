"""Reading the audit: who did what, when and from where."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection, Select, Text, cast, or_, select

from metrics.framework import SHANGHAI, manager
from metrics.store.database import ChainHead, StoreError, audit, audit_log, original, submission
from metrics.store.people import permits

#: Signs of a checksum that a subject has, and the fewest by which a file can be asked for.
_SHORT, _LEAST = 12, 8
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
        "personal-refused": "拒收含个人信息的文件",
        "erase-asked": "提出清除文件",
        "erase": "清除文件",
        "erase-declined": "没有同意清除",
        "retention": "保存期",
        "expire": "到期清理",
        "publish": "发布",
        "lock": "锁定",
        "reopen": "重新打开",
        "correction-asked": "申请更正",
        "correction-granted": "同意更正",
        "correction-refused": "没有同意更正",
        "correction-withdrawn": "撤回更正申请",
        "correction-ended": "收回更正",
        "zero-declared": "零报送",
        "zero-withdrawn": "撤销零报送",
        "period": "设定报告期",
        "extend": "单位延期",
        "merger": "定项目归并",
        "photo-add": "添照片",
        "photo-consent": "定照片用途",
        "photo-remove": "移除照片",
        "photo-link": "发手机传照片的链接",
        "sign-in": "登录",
        "sign-in-failed": "登录失败",
        "sign-in-locked": "登录被锁定",
        "sign-out": "退出登录",
        "sign-out-elsewhere": "退出别处的登录",
        "sessions-revoked": "注销全部会话",
        "account": "新建或修改账号",
        "account-disable": "停用账号",
        "hand-over": "交接账号",
        "account-enable": "启用账号",
        "password-change": "修改密码",
        "password-reset": "重置密码",
        "second-factor": "绑定动态口令",
        "second-factor-reset": "重设动态口令",
        "recovery-codes": "换新恢复码",
        "recovery-code-used": "用恢复码登录",
        "device-trusted": "设备免动态口令",
        "device-ended": "取消设备免动态口令",
        "first-admin-link": f"生成首位{manager().name}链接",
        "invitation": "发登录链接",
        "invitation-accepted": "用链接设密码",
        "first-admin": f"首位{manager().name}就位",
        "alias": "确认名称",
        "ruling": "数据疑点处理",
        "scenario": "假设方案",
        "framework": "指标版本",
        "county": "县情",
        "framework-export": "导出指标版本",
        "units": "成员单位",
        "note": "写备注",
        "note-drop": "删除备注",
        "export": "导出文件",
        "download": "下载",
        "order": "排队做文件",
        "order-drop": "不再要排队的文件",
        "preference": "记住设置",
        "sweep": "清理遗留",
        "backup": "备份",
        "restore": "恢复备份",
        "move": "搬到另一个数据库",
        "take-in": "接收上级反馈",
        "province-collect": "收上报包",
        "province-ruling": "跨县重复认定",
    }
)


def about_file(connection: Connection, by: str, file: str) -> pd.DataFrame:
    """Every audit row about a stored file, whatever the act, oldest first: who saw it, who had it.

    Args:
        connection: of a reading transaction.
        by: who reads.
        file: the number of a submission, or a checksum or its beginning.

    Returns:
        Columns as the table's.

    Raises:
        StoreError: no file is called that, or the account may not read the audit.
    """
    permits.require(connection, by, "read-audit")
    sha256 = _checksum(connection, file.strip().lower())
    of_file = select(submission.c.id).where(submission.c.sha256 == sha256)
    numbers = list(connection.execute(of_file).scalars())
    # A row names its file by the submission, by the checksum in its subject or anywhere in its details.
    subjects = [f"submission {number}" for number in numbers]
    found = or_(
        audit_log.c.subject.in_(subjects),
        audit_log.c.subject.contains(sha256[:_SHORT]),
        cast(audit_log.c.detail, Text).contains(sha256),
    )
    query = select(audit_log).where(found).order_by(audit_log.c.id)
    return _frame(connection, query)


def _checksum(connection: Connection, file: str) -> str:
    if file.isdecimal() and len(file) < _SHORT - 2:
        names = connection.execute(select(submission.c.sha256).where(submission.c.id == int(file)))
    else:
        names = connection.execute(select(original.c.sha256).where(original.c.sha256.startswith(file)))
    found = names.scalars().all()
    if len(found) != 1 or (not file.isdecimal() and len(file) < _LEAST):
        raise StoreError("没有找到唯一一份这样的文件。请写报送编号，或原文件的校验码（至少前 8 位）。")
    return found[0]


def _frame(connection: Connection, query: Select[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(connection.execute(query).mappings().all(), columns=list(audit_log.c.keys()))
    return frame.assign(at=frame["at"].astype(pd.DatetimeTZDtype("us", SHANGHAI)))


def rows(
    connection: Connection,
    by: str,
    match: Mapping[str, str],
    since: datetime | None = None,
    until: datetime | None = None,
) -> pd.DataFrame:
    """Audit rows that match everything given, oldest first, for who may read them.

    Args:
        connection: of a reading transaction.
        by: who reads.
        match: column → value it has; an empty value is no condition.
        since: the earliest time.
        until: the latest time.

    Returns:
        Columns as the table's.
    """
    permits.require(connection, by, "read-audit")
    query = select(audit_log).order_by(audit_log.c.id)
    for column, wanted in match.items():
        query = query.where(audit_log.c[column] == wanted) if wanted else query
    query = query.where(audit_log.c.at >= since) if since else query
    query = query.where(audit_log.c.at <= until) if until else query
    return _frame(connection, query)


def head(connection: Connection, by: str) -> ChainHead:
    """The end of the chain, for who may read the audit."""
    permits.require(connection, by, "read-audit")
    return audit.head(connection)
