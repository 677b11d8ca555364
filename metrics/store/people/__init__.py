"""Who may come in: member units, accounts, passwords, sessions, failed sign-ins."""

from metrics.store.people import devices, handouts, keyfile, permits, sample, trusted, units
from metrics.store.people.attempts import LockedError, SignInError
from metrics.store.people.codes import address as otp_address
from metrics.store.people.halves import Entered, Half, HalfSignedIn
from metrics.store.people.handouts import Handout
from metrics.store.people.sample import START_OFFICE, Inhabitants
from metrics.store.people.sessions import SignedIn, WebSession, digest
from metrics.store.people.store import PeopleStore
from metrics.store.people.successions import Succession
from metrics.store.people.trusted import TrustedDevice
from metrics.store.people.units import Account

__all__ = [
    "START_OFFICE",
    "Account",
    "Entered",
    "Half",
    "HalfSignedIn",
    "Handout",
    "Inhabitants",
    "LockedError",
    "PeopleStore",
    "SignInError",
    "SignedIn",
    "Succession",
    "TrustedDevice",
    "WebSession",
    "devices",
    "digest",
    "handouts",
    "keyfile",
    "otp_address",
    "permits",
    "sample",
    "trusted",
    "units",
]
