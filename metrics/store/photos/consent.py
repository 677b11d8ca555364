"""What may be done with a photo: a tick of a person, which the audit keeps, and which can be taken back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, update

from metrics.store.database import StoreError, audit, moment, photo
from metrics.store.people import permits

INTERNAL, AGREED, FACELESS = "internal", "agreed", "faceless"
CONSENT_NAMES: Mapping[str, str] = {
    INTERNAL: "仅内部",
    AGREED: "有人脸：已征得同意，可用于展示和材料",
    FACELESS: "没有人脸：可用于展示和材料",
}
#: Those that leaders' pages and papers may show.
OPEN_TO_LEADERS = (AGREED, FACELESS)


def agree(connection: Connection, number: int, consent: str, account: str, at: datetime | None) -> None:
    """Keep what may be done with a photo, who said so, and what was said before.

    Raises:
        StoreError: no such photo or word, or the account may not.
    """
    row = connection.execute(photo.select().where(photo.c.id == number)).first()
    if row is None:
        raise StoreError("这张照片已经移除。请刷新页面。")
    permits.require(connection, account, "photo", row.unit)
    if consent not in CONSENT_NAMES:
        raise StoreError(f"照片的用途只能是：{'；'.join(CONSENT_NAMES.values())}。")
    if consent == row.consent:
        return
    values = {"consent": consent, "consent_by": account.strip(), "consent_at": moment(at)}
    connection.execute(update(photo).where(photo.c.id == number).values(**values))
    detail = {"before": row.consent, "after": consent, "row": row.code, "sha256": row.sha256}
    audit.record(connection, account.strip(), "photo-consent", f"photo {number}", detail, at)
