"""The audit as lines of JSON for another machine, and whether such a file and a database agree."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from metrics.store.care.proof import has_head
from metrics.store.database import Chain, ChainHead, StoreError, audit_log, follow, time_text
from metrics.store.people import permits

_COLUMNS = ("id", "at", "account", "action", "subject", "detail", "address", "previous", "hash")


def audit_lines(connection: Connection, by: str) -> list[str]:
    """Every audit row, the oldest first, as a line of JSON with its hash, for who may read the audit.

    The same rows give the same bytes.
    """
    permits.require(connection, by, "read-audit")
    rows = connection.execute(select(audit_log).order_by(audit_log.c.id)).mappings()
    return [_line(row) for row in rows]


def _line(row: RowMapping) -> str:
    said = {name: time_text(row[name]) if name == "at" else row[name] for name in _COLUMNS}
    return json.dumps(said, ensure_ascii=False) + "\n"


def _rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            yield {name: row[name] for name in _COLUMNS} | {"at": datetime.fromisoformat(row["at"])}
        except (ValueError, TypeError, KeyError) as error:
            raise StoreError(f"文件第 {number} 行不是审计导出的内容：{error}。") from error


def verify_lines(lines: Iterable[str]) -> Chain:
    """Follow the chain of a file of `audit_lines`.

    Raises:
        StoreError: a line is none of such a file.
    """
    try:
        return follow(_rows(lines))
    except (TypeError, AttributeError) as error:
        raise StoreError(f"文件里有一行的内容不是审计导出的样子：{error}。") from error


def compare_lines(connection: Connection, by: str, head: ChainHead) -> str:
    """How a database's audit contradicts a file that ends with `head`, in Chinese; empty when it goes on."""
    permits.require(connection, by, "read-audit")
    if has_head(connection, head):
        return ""
    return f"数据库里第 {head.id} 行不在了，或者散列不同：导出以后，审计被删过或改写过"
