"""Files on their way out: the right is asked once more, and the audit says who took what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from metrics.store.database import audit
from metrics.store.people import permits


@dataclass(frozen=True)
class Handout:
    """A file that somebody takes.

    Args:
        kind: what it is, in words: 原文件, 标注过的副本, 表格 …; with `number` it is what the audit calls it.
        file: its name.
        asks: act and unit of everything that whoever takes it has to be entitled to; an empty unit is
            nobody's in particular.
        number: tells it from others of the kind, such as the first signs of its checksum.
        detail: anything more for the audit.
    """

    kind: str
    file: str
    asks: Iterable[tuple[str, str]]
    number: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


def require(connection: Connection, given: Handout, account: str) -> None:
    """Ask for every right, by the account as it is at this moment.

    Raises:
        StoreError: one of the rights is not there.
    """
    for act, unit in sorted(given.asks):
        permits.require(connection, account, act, *filter(None, [unit]))


def hand_out(connection: Connection, given: Handout, account: str) -> None:
    """Ask for every right, by the account as it is at this moment, and keep in the audit that it was taken.

    Raises:
        StoreError: one of the rights is not there; then nothing may be handed out.
    """
    require(connection, given, account)
    subject = f"{given.kind} {given.number}".strip()
    audit.record(connection, account.strip(), "download", subject, {"file": given.file, **given.detail})
