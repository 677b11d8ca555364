"""Reading the audit: who did what, when and from where."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection, select

from metrics.framework import SHANGHAI, manager
from metrics.store.database import audit_log
from metrics.store.people import permits

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
        "second-factor": "绑定动态口令",
        "second-factor-reset": "重设动态口令",
        "recovery-codes": "换新恢复码",
        "recovery-code-used": "用恢复码登录",
        "device-trusted": "设备免动态口令",
        "device-ended": "取消设备免动态口令",
        "first-admin-link": f"生成首位{manager().name}链接",
        "first-admin": f"首位{manager().name}就位",
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
    frame = pd.DataFrame(connection.execute(query).mappings().all(), columns=list(audit_log.c.keys()))
    return frame.assign(at=frame["at"].astype(pd.DatetimeTZDtype("us", SHANGHAI)))
