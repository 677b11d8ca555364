"""Looking after the database: reading the audit, backups, and whether everything is sound."""

from metrics.store.care.audit_trail import ACTION_NAMES
from metrics.store.care.audit_words import detail_words, readable, subject_words
from metrics.store.care.backup import Restored, backup, restore
from metrics.store.care.contents import Contents, StoredAccount, StoredReport, contents_of, move
from metrics.store.care.doctor import FAULT, FINE, WARNING, Diagnosis, examine
from metrics.store.care.store import CareStore

__all__ = [
    "ACTION_NAMES",
    "FAULT",
    "FINE",
    "WARNING",
    "CareStore",
    "Contents",
    "Diagnosis",
    "Restored",
    "StoredAccount",
    "StoredReport",
    "backup",
    "contents_of",
    "detail_words",
    "examine",
    "move",
    "readable",
    "restore",
    "subject_words",
]
