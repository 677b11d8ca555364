"""An office of two units in which something of everything is not approved, and each part says what it is."""

from datetime import date

from sqlalchemy import select

from metrics.framework import parse_period
from metrics.store.database import SYSTEM, people_tables, photo_link
from metrics.store.people import Account
from tests.kit import office
from tests.kit.browser import ADMINISTRATOR, PASSWORD
from tests.kit.walk import ADDRESSES, ADMIN, AUDITOR, LEADER, REVIEWER

QUARTER = parse_period("2023Q4")
APPROVED = "U03车间宣讲3"
ONLY_WAITING, ONLY_RETURNED = "尚未通过的一场宣讲", "退回去的一场宣讲"
ONLY_DRAFT, WHY, COMMENT = "草稿里的一场宣讲", "退回的原因是写给单位的", "留言也是写给单位的"
#: What those who see nothing unapproved must not be sent; the audit may say it.
WAITING = (ONLY_WAITING, ONLY_RETURNED, COMMENT, WHY)
PEOPLE = {
    LEADER: Account("lingdao", "李领导", "领导"),
    REVIEWER: Account("shenhe", "王审核", "审核员"),
    ADMIN: ADMINISTRATOR,
    AUDITOR: Account("shenji", "赵审计", "审计员"),
}
#: Role → the pages that are not for it.
CLOSED = {
    LEADER: ("/upload", "/review", "/history", "/quality", "/periods", "/accounts", "/admin", "/audit"),
    REVIEWER: ("/accounts", "/admin", "/audit"),
    ADMIN: (),
    AUDITOR: ("/weights", "/briefing", "/upload", "/review", "/history", "/quality", "/periods", "/admin"),
}
#: What proves who somebody is, or did once: no page has a reason to send it.
PROOFS = (
    people_tables.credential.c.hash,
    people_tables.session.c.token,
    people_tables.second_factor.c.secret,
    people_tables.recovery_code.c.hash,
    people_tables.trusted_device.c.token,
    people_tables.half_session.c.token,
    people_tables.half_session.c.secret,
    people_tables.device.c.token,
    people_tables.first_admin.c.token,
    photo_link.c.token,
)


def pages_of(role):
    """Addresses of the pages that a role has, those of a page behind one another."""
    return [address for address in ADDRESSES if address.partition("?")[0] not in CLOSED[role]]


def walks_of(role):
    """The addresses without those of views: a walk presses each view of a page where it stands."""
    return [address for address in pages_of(role) if "-view=" not in address]


def proofs_in(store):
    """Everything in the database that proves who somebody is."""
    with store.database.engine.connect() as connection:
        found = {value for column in PROOFS for value in connection.execute(select(column)).scalars()}
    return {value for value in found if value}


def fill(store):
    """Both units are approved once; then one report waits, one was returned, and a draft lies there."""
    for account in PEOPLE.values():
        if store.people.account(account.code) is None:
            store.people.add_account(account, SYSTEM, PASSWORD)
    for unit in ("U03", "U08"):
        store.people.add_account(Account(unit.lower(), f"{unit}经办", "填报员", unit), SYSTEM, PASSWORD)
        days = [(date(2023, 10, day), f"{unit}车间宣讲{day}", 10 + day) for day in range(1, 9)]
        first = office.send(store, unit, *days)
        store.reporting.approve(first.id, ADMINISTRATOR.code)
        text = ONLY_WAITING if unit == "U03" else ONLY_RETURNED
        again = office.send(store, unit, *days, (date(2023, 11, 1), text, 40), at="2024-01-11 09:00")
        store.reporting.comment(again.id, unit.lower(), COMMENT)
    store.reporting.give_back(again.id, ADMINISTRATOR.code, WHY)
    draft = office.workbook(store, "U08", (date(2023, 11, 2), ONLY_DRAFT, 41))
    store.reporting.keep_draft("U08", QUARTER, "U08.xlsx", draft, "u08")
