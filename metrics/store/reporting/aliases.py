"""Other spellings of an entity's name, once a person has confirmed them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from metrics.framework import load_rights
from metrics.ingest.patch import header_kind
from metrics.store.database import ROSTER, StoreError, alias, audit, enterprise, moment
from metrics.store.people import permits


def confirm(
    connection: Connection, ledger: str, text: str, code: str, account: str, at: datetime | None
) -> None:
    """Keep that a text means an entity; a later confirmation replaces an earlier one.

    But for who confirms for one unit alone: what somebody else confirmed holds for every unit and stays,
    which the audit says.

    Raises:
        StoreError: the text or the code is blank.
    """
    permits.require(connection, account, "confirm-name")
    text, code = text.strip(), code.strip()
    if not text or not code:
        raise StoreError("确认别名要写明文字和它对应的编号。")
    this = (alias.c.ledger == ledger) & (alias.c.text == text)
    found = connection.execute(select(alias.c.code, alias.c.confirmed_by).where(this)).one_or_none()
    before = found.code if found else None
    if before == code:
        return
    if found and found.confirmed_by != account and _for_one_unit(connection, account):
        detail = {"text": text, "before": before, "kept": before}
        audit.record(connection, account, "alias", f"{ledger} {code}", detail, at)
        return
    row = {"ledger": ledger, "text": text, "code": code, "confirmed_by": account, "at": moment(at)}
    connection.execute(insert(alias).values(row) if before is None else update(alias).where(this).values(row))
    if ledger == ROSTER:
        known = of_ledger(connection, ROSTER)
        for changed in {code} if before is None else {code, before}:
            texts = list(known.get(changed, ()))
            connection.execute(update(enterprise).where(enterprise.c.code == changed).values(aliases=texts))
    audit.record(connection, account, "alias", f"{ledger} {code}", {"text": text, "before": before}, at)


def _for_one_unit(connection: Connection, account: str) -> bool:
    found = permits.acting(connection, account, "confirm-name")
    return found is not None and load_rights().reach(found.role, "confirm-name") == "own"


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
