"""Who may come in: member units, accounts, passwords, sessions, failed sign-ins."""

from metrics.store.people import handouts, permits, units
from metrics.store.people.attempts import LockedError, SignInError
from metrics.store.people.handouts import Handout
from metrics.store.people.sessions import SignedIn, WebSession
from metrics.store.people.store import PeopleStore
from metrics.store.people.units import Account

__all__ = [
    "Account",
    "Handout",
    "LockedError",
    "PeopleStore",
    "SignInError",
    "SignedIn",
    "WebSession",
    "handouts",
    "permits",
    "units",
]
