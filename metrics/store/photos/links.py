"""Links with which a telephone brings photos to one row: good once, for half an hour, for nothing else."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from metrics.store.database import StoreError, audit, moment, photo_link
from metrics.store.people import digest, permits
from metrics.store.photos.kept import RowPlace

#: Long enough to fetch a telephone and take the pictures.
LINK_HOLDS = timedelta(minutes=30)
_GONE = "这个链接已失效（只能用一次，30 分钟内有效）。请在电脑上的“报送历史”里再要一个。"


class PhotoLinkError(StoreError):
    """A link that brings nothing any more."""


@dataclass(frozen=True)
class PhotoLink:
    """What a link is for: a row, what it is called, in whose name, and until when."""

    place: RowPlace
    name: str
    account: str
    expires_at: datetime


def link(
    connection: Connection, place: RowPlace, name: str, account: str, at: datetime | None
) -> tuple[str, datetime]:
    """Make a link for a row; gives its token, which is stored nowhere, and until when it holds.

    Raises:
        StoreError: the account may not add photos for the unit.
    """
    permits.require(connection, account, "photo", place.unit)
    token, until = secrets.token_urlsafe(24), moment(at) + LINK_HOLDS
    connection.execute(delete(photo_link).where(photo_link.c.expires_at < moment(at)))
    row = {
        **{field: getattr(place, field) for field in ("unit", "period", "ledger", "code", "sheet")},
        "token": digest(token),
        "submission_id": place.submission,
        "row_number": place.row,
        "name": name,
        "account": account.strip(),
        "expires_at": until,
    }
    connection.execute(insert(photo_link).values(**row))
    detail = {"ledger": place.ledger, "row": place.code, "until": until.isoformat()}
    audit.record(connection, account.strip(), "photo-link", f"submission {place.submission}", detail, at)
    return token, until


def linked(connection: Connection, token: str, now: datetime) -> PhotoLink:
    """What a link is for.

    Raises:
        PhotoLinkError: it is unknown, used or too old.
        StoreError: whoever made it may not add photos any more.
    """
    mine = (photo_link.c.token == digest(token)) & (photo_link.c.expires_at > now)
    row = connection.execute(select(photo_link).where(mine)).first()
    if row is None:
        raise PhotoLinkError(_GONE)
    permits.require(connection, row.account, "photo", row.unit)
    place = RowPlace(row.submission_id, row.unit, row.period, row.ledger, row.code, row.sheet, row.row_number)
    return PhotoLink(place, row.name, row.account, row.expires_at)


def use(connection: Connection, token: str, now: datetime) -> PhotoLink:
    """What a link is for; it is good for nothing afterwards. Raises as `linked`.

    Of several who use it in one moment, the one whose deletion finds it has used it.
    """
    found = linked(connection, token, now)
    gone = connection.execute(delete(photo_link).where(photo_link.c.token == digest(token)))
    if gone.rowcount != 1:
        raise PhotoLinkError(_GONE)
    return found
