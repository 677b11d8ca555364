"""The audit as a chain: what is hashed of a row, and whether rows still follow on one another.

A row's hash is the SHA-256 of the hash before it and of everything it says, as JSON with sorted keys. This
form is for ever: another one would break every chain that stands.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from metrics.store.database.columns import to_json

#: What stands before the first row.
START = "0" * 64
#: A row as the database gives it, or as a file has it.
AuditRow = RowMapping | Mapping[str, Any]


@dataclass(frozen=True)
class ChainHead:
    """The end of a chain: the number and the hash of its newest row."""

    id: int = 0
    hash: str = START


@dataclass(frozen=True)
class Break:
    """The first row that is not as it was written: its number, and what is wrong with it in Chinese."""

    id: int
    why: str


@dataclass(frozen=True)
class Chain:
    """What following a chain found: its end (where it is whole), how many rows, the first broken one."""

    head: ChainHead
    count: int
    broken: Break | None = None


def time_text(at: datetime) -> str:
    """A time as it is hashed: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link(previous: str, row: AuditRow) -> str:
    """The hash of a row.

    Args:
        previous: the hash of the row before, `START` for the first.
        row: `id`, `at` (with a zone), `account`, `action`, `subject`, `detail` (JSON), `address`.
    """
    said = [previous, row["id"], time_text(row["at"])]
    said += [row[name] for name in ("account", "action", "subject")]
    said += [json.loads(to_json(row["detail"])), row["address"]]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def follow(rows: Iterable[AuditRow]) -> Chain:
    """Follow a chain from its beginning until its end or the first broken row.

    Args:
        rows: by their numbers, with `previous` and `hash` besides what `link` takes.
    """
    head, count = ChainHead(), 0
    for row in rows:
        if row["previous"] != head.hash or row["id"] <= head.id:
            before = f"上一行（{head.id}）" if head.id else "开头"
            return Chain(head, count, Break(row["id"], f"和{before}接不上：有行被删、被换、被插入或被改写"))
        if row["hash"] != link(head.hash, row):
            return Chain(head, count, Break(row["id"], "内容与它的散列不符：被改过"))
        head, count = ChainHead(row["id"], row["hash"]), count + 1
    return Chain(head, count)
