"""Audit rows as people read them."""

from collections.abc import Mapping

import pandas as pd

from metrics.county import SubmissionInfo
from metrics.ingest.personal import masked_text
from metrics.store.care.audit_trail import ACTION_NAMES

COLUMNS = ("时间", "账号", "姓名", "做了什么", "对象", "来自", "详情")
_SUBMISSION = "submission "
#: Keys of details → what people call them; what stands in the object already is left out.
_KEYS = {
    "why": "原因",
    "asked_by": "提出人",
    "cleared": "清去的格数",
    "days": "天数",
    "due_on": "截止日期",
    "until": "期限",
    "name": "名称",
    "role": "角色",
    "unit": "单位",
    "period": "报告期",
    "revision": "版次",
    "file": "文件",
    "sha256": "校验码",
    "size": "字节",
    "audit_id": "审计行",
    "audit_hash": "审计链头",
    "active": "可登录",
    "demo": "演示",
    "must_change": "须改密码",
    "text": "内容",
    "note": "说明",
    "session": "会话",
    "sessions": "会话数",
    "device": "设备",
    "began_from": "从哪里登录的",
    "how": "方式",
    "seconds": "秒数",
    "verdict": "认定",
    "kind": "类别",
    "key": "键",
    "keep": "保留",
    "kept": "仍按原来",
    "rows": "行",
    "before": "原来",
    "changes": "改动",
    "edits": "改了什么",
    "checkup": "体检",
    "trials": "试了几次",
    "starts": "起用季度",
    "reason": "理由",
    "starts_on": "起用",
    "data_version": "数据版本",
    "framework_version": "指标版本",
    "framework_id": "指标版本号",
    "publication": "发布编号",
    "publications": "发布编号",
    "quarters": "季度",
    "submissions": "报送编号",
    "levels": "层级",
    "units": "单位",
    "ledgers": "台账",
    "replaces": "代替的发布",
    "drafts": "草稿数",
    "photos": "照片",
    "ledger": "台账",
    "row": "行",
    "consent": "用途",
    "after": "现在",
    "from": "从",
    "to": "到",
}
_HASHES = ("sha256", "data_version", "framework_version", "audit_hash")
_WAYS = {
    "demo": "演示账号",
    "password": "密码",
    "device": "密码，免动态口令的设备",
    "code": "动态口令",
    "recovery": "恢复码",
}
_MOST = 300


def readable(
    rows: pd.DataFrame, names: Mapping[str, str], submissions: Mapping[int, SubmissionInfo]
) -> pd.DataFrame:
    """Audit rows as a table of texts, in the order given.

    Args:
        rows: as `CareStore.audit_rows` gives them.
        names: account code → name.
        submissions: id → submission, for their names.

    Returns:
        The columns of `COLUMNS`, all texts.
    """
    records = [
        (
            f"{at:%Y-%m-%d %H:%M:%S}",
            account,
            names.get(account, ""),
            ACTION_NAMES.get(action, action),
            subject_words(subject, submissions),
            address,
            detail_words({key: value for key, value in detail.items() if key not in _said(subject)}),
        )
        for at, account, action, subject, detail, address in zip(
            rows["at"],
            rows["account"],
            rows["action"],
            rows["subject"],
            rows["detail"],
            rows["address"],
            strict=True,
        )
    ]
    return pd.DataFrame(records, columns=list(COLUMNS), dtype="str")


#: First word of a subject that only a program would say → how people call it.
_SUBJECTS = {
    "file": "文件 {}…",
    "correction": "第 {} 号更正申请",
    "draft": "第 {} 号暂存",
    "export": "第 {} 号导出",
    "note": "第 {} 号批注",
    "photo": "第 {} 号照片",
    "ruling": "第 {} 号认定",
}


def subject_words(subject: str, submissions: Mapping[int, SubmissionInfo]) -> str:
    """`submission 12` as `报送 12：U08 2023Q4 第 1 版`, `draft 3` as `第 3 号暂存`; codes as they are."""
    kind, _, rest = subject.partition(" ")
    if kind in _SUBJECTS:
        return _SUBJECTS[kind].format(rest)
    if not subject.startswith(_SUBMISSION):
        return subject
    number = int(subject.removeprefix(_SUBMISSION))
    info = submissions.get(number)
    return f"报送 {number}" + (f"：{info.unit} {info.period} 第 {info.revision} 版" if info else "")


def _said(subject: str) -> tuple[str, ...]:
    """Keys of a detail that the subject says already."""
    return ("unit", "period", "revision", "sha256") if subject.startswith(_SUBMISSION) else ("code",)


def detail_words(detail: Mapping[str, object]) -> str:
    """A detail as `原因：…；截止日期：…`; long ones are cut."""
    parts = [
        f"{_KEYS.get(key, key)}：{_value(key, value)}"
        for key, value in detail.items()
        if value not in ("", None)
    ]
    text = "；".join(parts)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "how":
        return _WAYS.get(str(value), str(value))
    if key in _HASHES:
        return str(value)[:12]
    if isinstance(value, Mapping):
        return "，".join(f"{_KEYS.get(name, name)} {_value(name, one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_value("", one) for one in value)
    # The audit keeps names of files from before these were looked at; nobody needs to read the number.
    return masked_text(str(value))
