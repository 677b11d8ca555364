"""What an erasure does not reach, in words."""

from datetime import datetime, timedelta


def backups_words(days: int, since: datetime) -> str:
    """Where what was erased may still lie, and until when.

    Args:
        days: how long backups on the server are kept.
        since: when it was erased.
    """
    until = since + timedelta(days=days)
    return (
        f"在此以前做的备份里还有这份文件：服务器上的备份保留 {days} 天，到 {until:%Y-%m-%d} 为止；"
        "另外拷走的备份、已下载到别人电脑上的文件要人工删除。从旧备份恢复后要再清除一次。"
    )
