"""Who may come in: member units, accounts, passwords, sessions, failed sign-ins."""

from metrics.store.people import permits, sample, units
from metrics.store.people.attempts import LockedError, SignInError
from metrics.store.people.sample import START_OFFICE, Inhabitants
from metrics.store.people.sessions import SignedIn, WebSession
from metrics.store.people.store import PeopleStore
from metrics.store.people.units import Account

__all__ = [
    "START_OFFICE",
    "Account",
    "Inhabitants",
    "LockedError",
    "PeopleStore",
    "SignInError",
    "SignedIn",
    "WebSession",
    "permits",
    "sample",
    "units",
]
