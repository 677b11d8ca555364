"""How long things are kept: a setting with a default and its reason; nothing goes without an audit row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, update

from metrics.store.database import (
    SYSTEM,
    StoreError,
    attempt,
    audit,
    draft,
    erasure,
    moment,
    original,
    retention,
    session,
    submission,
)
from metrics.store.people import permits
from metrics.store.photos import kept as photos
from metrics.store.reporting import drafts, erasures

#: Longer than any archive asks for.
_MOST = 36_500


@dataclass(frozen=True)
class KeepRule:
    """A kind of thing: its default in days (0 for ever), the least that may be set, why so long."""

    what: str
    name: str
    days: int
    least: int
    reason: str
    fixed: bool = False


KEEP_RULES = (
    KeepRule("drafts", "没有报送的草稿", 90, 7, "一个季度里总要报送，再久就只是多留一份数据"),
    KeepRule(
        "sessions",
        "已结束的登录和登录尝试（含来源地址）",
        180,
        180,
        "网络日志至少留存六个月（网络安全法第二十一条），再久没有用处",
    ),
    KeepRule(
        "originals",
        "报送的原文件",
        0,
        365,
        "每个分数都要能查到原文件；本单位档案规定了年限的，在这里设定",
    ),
    KeepRule(
        "photos",
        "台账行上的照片",
        0,
        30,
        "报表里的照片随原文件一起清除；本单位给照片另定了年限的（照片里有人），在这里设定",
    ),
    KeepRule(
        "audit",
        "审计（含登录地址）",
        0,
        0,
        "只增不改，删一行就证明不了其他行；要缩短只能换库归档",
        fixed=True,
    ),
    KeepRule(
        "backups", "备份文件", 30, 1, "由服务器上的定时任务删除，这里只用来说明被清除的文件在备份里留到哪天"
    ),
)
_RULES = {rule.what: rule for rule in KEEP_RULES}


@dataclass(frozen=True)
class Expired:
    """What went because its time was over: drafts, sign-ins and attempts, originals, photos."""

    drafts: int = 0
    sessions: int = 0
    originals: int = 0
    photos: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing went."""
        return not (self.drafts or self.sessions or self.originals or self.photos)

    @property
    def words(self) -> str:
        """What and how much, as people read it."""
        parts = (
            *((self.drafts, "份草稿"), (self.sessions, "条登录记录")),
            *((self.originals, "份原文件"), (self.photos, "张照片")),
        )
        return "、".join(f"{count} {word}" for count, word in parts if count)


def periods(connection: Connection) -> Mapping[str, int]:
    """Kind → days it is kept; 0 for ever."""
    chosen = {row.what: row.days for row in connection.execute(select(retention))}
    return {rule.what: chosen.get(rule.what, rule.days) for rule in KEEP_RULES}


def keep_for(connection: Connection, what: str, days: int, account: str, at: datetime | None) -> None:
    """Set how long a kind of thing is kept.

    Raises:
        StoreError: no such kind, one that cannot be shortened, too few days, or the account may not.
    """
    permits.require(connection, account, "retention")
    rule = _RULES.get(what)
    if rule is None or rule.fixed:
        kinds = "、".join(f"{rule.what}（{rule.name}）" for rule in KEEP_RULES if not rule.fixed)
        raise StoreError(f"“{what[:40]}”不能设定保存期。可以设定：{kinds}。")
    if days and not rule.least <= days <= _MOST:
        raise StoreError(f"{rule.name}至少保存 {rule.least} 天；0 表示一直保存。")
    before = periods(connection)[what]
    row = {"days": days, "account": account.strip(), "at": moment(at)}
    if not connection.execute(update(retention).where(retention.c.what == what).values(**row)).rowcount:
        connection.execute(insert(retention).values(what=what, **row))
    audit.record(connection, account, "retention", what, {"before": before, "days": days}, at)


def due(connection: Connection, at: datetime | None = None) -> Expired:
    """How much is over now."""
    days = periods(connection)

    def count(table: Table, over: ColumnElement[bool]) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(over)).scalar_one())

    return Expired(
        drafts=count(draft, draft.c.at < _before(days["drafts"], at)),
        sessions=sum(count(*signed_in) for signed_in in _signed_in(_before(days["sessions"], at))),
        originals=len(_old_originals(connection, _before(days["originals"], at))),
        photos=photos.expired(connection, _before(days["photos"], at)),
    )


def expire(connection: Connection, at: datetime | None = None) -> Expired:
    """Take away what is over; every kind leaves an audit row."""
    found, days = due(connection, at), periods(connection)
    if found.drafts:
        drafts.expire(connection, _before(days["drafts"], at), f"超过保存期 {days['drafts']} 天")
    if found.sessions:
        for table, over in _signed_in(_before(days["sessions"], at)):
            connection.execute(delete(table).where(over))
        detail = {"days": days["sessions"], "sessions": found.sessions}
        audit.record(connection, SYSTEM, "expire", "sessions", detail, at)
    if found.originals:
        names = _old_originals(connection, _before(days["originals"], at))
        erasures.expire(connection, names, f"超过保存期 {days['originals']} 天", at)
    if found.photos:
        photos.expire(connection, _before(days["photos"], at))
        detail = {"days": days["photos"], "photos": found.photos}
        audit.record(connection, SYSTEM, "expire", "photos", detail, at)
    return found


def _before(days: int, at: datetime | None) -> datetime:
    """What is older than this is over; nothing is when it is kept for ever."""
    return moment(at) - timedelta(days=days or _MOST)


def _signed_in(before: datetime) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    ended = or_(session.c.ended_at < before, session.c.expires_at < before)
    return (session, ended), (attempt, attempt.c.at < before)


def _old_originals(connection: Connection, before: datetime) -> list[str]:
    """Files all of whose submissions are older, and which are still there."""
    newest = select(submission.c.sha256).group_by(submission.c.sha256)
    newest = newest.having(func.max(submission.c.submitted_at) < before)
    asked = select(erasure.c.sha256).where(erasure.c.state == erasures.DONE)
    query = select(original.c.sha256).where(original.c.sha256.in_(newest), original.c.sha256.not_in(asked))
    return list(connection.execute(query.order_by(original.c.sha256)).scalars())
