"""What goes wrong in a database, said in one sentence that names what to do."""

from types import MappingProxyType

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from metrics.framework import manager


class StoreError(Exception):
    """An operation that was refused or failed, in a Chinese sentence; nothing was stored."""


_BUSY = "数据库正被另一个程序占用（{place}）。请稍等片刻再试；一直如此请重启本系统。"
_AWAY = "连不上数据库服务器（{place}）。请检查数据库服务是否在运行、地址是否写对、网络是否通，再试一次。"
_SIGN_IN = "数据库不接受这个账号或密码（{place}）。请检查 DATABASE_URL 里的账号和密码。"
_NO_DATABASE = "数据库服务器上没有这个库（{place}）。请先建库，或检查 DATABASE_URL 里的库名。"
_FULL = "磁盘已满，写不进数据库（{place}）。请清理磁盘后再试。"
_READ_ONLY = "数据库只能读、不能写入（{place}）。请检查数据库文件和所在文件夹的写权限后再试。"
_CORRUPT = "数据库文件已损坏（{place}）。请停用本系统，从最近的备份恢复。"

#: Beginning of SQLite's own error name → sentence. `{place}` is the database's address without a password.
_SQLITE = MappingProxyType(
    {
        "SQLITE_READONLY": _READ_ONLY,
        "SQLITE_FULL": _FULL,
        "SQLITE_BUSY": _BUSY,
        "SQLITE_LOCKED": _BUSY,
        "SQLITE_CANTOPEN": "打不开数据库文件（{place}）。请检查路径是否写对、文件夹是否存在、有没有权限。",
        "SQLITE_NOTADB": "这个文件不是数据库（{place}）。请检查数据库地址；如果文件坏了，请从备份恢复。",
        "SQLITE_CORRUPT": _CORRUPT,
        "SQLITE_IOERR": "读写数据库文件时磁盘出错（{place}）。请检查磁盘或网络盘后再试。",
    }
)
#: Beginning of an SQLSTATE, as PostgreSQL gives it, → sentence.
#: https://www.postgresql.org/docs/15/errcodes-appendix.html
_SQLSTATE = MappingProxyType(
    {
        "08": _AWAY,
        "57P": "数据库服务器中断了连接（{place}）。请等它恢复后再试。",
        "28": _SIGN_IN,
        "3D": _NO_DATABASE,
        "25006": "数据库只能读、不能写入（{place}）。请检查服务器是否设成了只读，或者连到了备用服务器。",
        "42501": "这个数据库账号没有需要的权限（{place}）。请用建表的账号运行 "
        "python -m metrics init --application 程序的账号，或请数据库管理员授权。",
        "53100": _FULL,
        "53300": "数据库的连接已用完（{place}）。请稍等片刻再试；经常如此请调大服务器的 max_connections。",
        "53": "数据库服务器的资源不足（{place}）。请检查服务器的内存和磁盘后再试。",
        "55P03": _BUSY,
        "40": _BUSY,
        "57014": _BUSY,
        "58": "数据库服务器读写文件时出错（{place}）。请检查服务器的磁盘后再试。",
        "XX": _CORRUPT,
        "22001": "有一段文字比数据库允许的长（{place}）。请缩短后再试。",
        "42P01": "数据库里缺少需要的表（{place}）。请先运行 python -m metrics init。",
    }
)
#: What a refused connection says, which has no code of its own, in the languages servers speak here.
_REFUSED = MappingProxyType(
    {
        "password authentication failed": _SIGN_IN,
        "no password supplied": _SIGN_IN,
        "认证失败": _SIGN_IN,
        "does not exist": _NO_DATABASE,
        "不存在": _NO_DATABASE,
        "too many clients": _SQLSTATE["53300"],
        "remaining connection slots": _SQLSTATE["53300"],
        "": _AWAY,
    }
)
_NOTHING_STORED = "这次操作没有保存任何内容"


def busy(url: URL) -> StoreError:
    """The error people see when another writer has not finished in time."""
    place = url.render_as_string(hide_password=True)
    return StoreError(f"{_BUSY.format(place=place)}{_NOTHING_STORED}。")


def state_of(error: DBAPIError) -> str:
    """The five characters by which PostgreSQL names an error; empty for another database's."""
    return getattr(error.orig, "sqlstate", None) or ""


def sentence(error: DBAPIError, url: URL) -> StoreError:
    """The error people see for what the database driver raised."""
    place = url.render_as_string(hide_password=True)
    if text := _sqlite(error) or _by_state(error) or _refused(error, url):
        return StoreError(f"{text.format(place=place)}{_NOTHING_STORED}。")
    if "no such table" in str(error.orig):
        return StoreError(f"数据库里缺少需要的表（{place}）。请先运行 python -m metrics init。")
    reason = " ".join(str(error.orig).split())
    return StoreError(f"数据库出错（{place}）：{reason}。{_NOTHING_STORED}，请联系{manager().name}。")


def _sqlite(error: DBAPIError) -> str:
    name = getattr(error.orig, "sqlite_errorname", "")
    return next((text for beginning, text in _SQLITE.items() if name.startswith(beginning)), "")


def _by_state(error: DBAPIError) -> str:
    state = state_of(error)
    return next((text for beginning, text in _SQLSTATE.items() if state.startswith(beginning)), "")


def _refused(error: DBAPIError, url: URL) -> str:
    """The sentence for a connection that was not made or broke."""
    if url.get_backend_name() != "postgresql" or state_of(error) or not isinstance(error, OperationalError):
        return ""
    return next(text for words, text in _REFUSED.items() if words in str(error.orig))
