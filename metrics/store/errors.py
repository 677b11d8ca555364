"""What goes wrong in a database, said in one sentence that names what to do."""

from types import MappingProxyType

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError


class StoreError(Exception):
    """An operation that was refused or failed, in a Chinese sentence; nothing was stored."""


#: Beginning of SQLite's own error name → sentence. `{place}` is the database's address without a password.
_SENTENCES = MappingProxyType(
    {
        "SQLITE_READONLY": "数据库只能读、不能写入（{place}）。请检查数据库文件和所在文件夹的写权限后再试。",
        "SQLITE_FULL": "磁盘已满，写不进数据库（{place}）。请清理磁盘后再试。",
        "SQLITE_BUSY": "数据库正被另一个程序占用（{place}）。请稍等片刻再试；一直如此请重启本系统。",
        "SQLITE_LOCKED": "数据库正被另一个程序占用（{place}）。请稍等片刻再试；一直如此请重启本系统。",
        "SQLITE_CANTOPEN": "打不开数据库文件（{place}）。请检查路径是否写对、文件夹是否存在、有没有权限。",
        "SQLITE_NOTADB": "这个文件不是数据库（{place}）。请检查数据库地址；如果文件坏了，请从备份恢复。",
        "SQLITE_CORRUPT": "数据库文件已损坏（{place}）。请停用本系统，从最近的备份恢复。",
        "SQLITE_IOERR": "读写数据库文件时磁盘出错（{place}）。请检查磁盘或网络盘后再试。",
    }
)


def sentence(error: DBAPIError, url: URL) -> StoreError:
    """The error people see for what the database driver raised."""
    place = url.render_as_string(hide_password=True)
    name = getattr(error.orig, "sqlite_errorname", "")
    for beginning, text in _SENTENCES.items():
        if name.startswith(beginning):
            return StoreError(f"{text.format(place=place)}这次操作没有保存任何内容。")
    if "no such table" in str(error.orig):
        return StoreError(f"数据库里缺少需要的表（{place}）。请先运行 python -m metrics init。")
    reason = " ".join(str(error.orig).split())
    return StoreError(f"数据库出错（{place}）：{reason}。这次操作没有保存任何内容，请联系管理员。")
