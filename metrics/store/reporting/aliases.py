"""Other spellings of an entity's name, once a person has confirmed them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from metrics.ingest.patch import header_kind
from metrics.store.database import ROSTER, StoreError, alias, audit, enterprise, moment
from metrics.store.people import permits


def confirm(
    connection: Connection, ledger: str, text: str, code: str, account: str, at: datetime | None
) -> None:
    """Keep that a text means an entity; a later confirmation replaces an earlier one.

    Raises:
        StoreError: the text or the code is blank.
    """
    permits.require(connection, account, "confirm-name")
    text, code = text.strip(), code.strip()
    if not text or not code:
        raise StoreError("确认别名要写明文字和它对应的编号。")
    this = (alias.c.ledger == ledger) & (alias.c.text == text)
    before = connection.execute(select(alias.c.code).where(this)).scalar_one_or_none()
    if before == code:
        return
    row = {"ledger": ledger, "text": text, "code": code, "confirmed_by": account, "at": moment(at)}
    connection.execute(insert(alias).values(row) if before is None else update(alias).where(this).values(row))
    if ledger == ROSTER:
        known = of_ledger(connection, ROSTER)
        for changed in {code} if before is None else {code, before}:
            texts = list(known.get(changed, ()))
            connection.execute(update(enterprise).where(enterprise.c.code == changed).values(aliases=texts))
    audit.record(connection, account, "alias", f"{ledger} {code}", {"text": text, "before": before}, at)


def headers(connection: Connection) -> dict[str, dict[str, tuple[str, ...]]]:
    """Ledger code → field → confirmed headers; they are kept under `header:L05`."""
    kind = header_kind("")
    query = select(alias.c.ledger).where(alias.c.ledger.startswith(kind, autoescape=True)).distinct()
    kinds = connection.execute(query).scalars().all()
    return {name.removeprefix(kind): of_ledger(connection, name) for name in kinds}


def of_ledger(connection: Connection, ledger: str) -> dict[str, tuple[str, ...]]:
    """Code → confirmed texts, for the entities of a ledger that have any."""
    query = select(alias.c.code, alias.c.text).where(alias.c.ledger == ledger).order_by(alias.c.text)
    found: dict[str, tuple[str, ...]] = {}
    for code, text in connection.execute(query):
        found[code] = (*found.get(code, ()), text)
    return found
