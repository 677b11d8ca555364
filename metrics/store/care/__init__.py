"""Looking after the database: the audit and its proof, backups, whether everything is sound and private."""

from metrics.store.care.audit_trail import ACTION_NAMES
from metrics.store.care.audit_words import detail_words, readable, subject_words
from metrics.store.care.backup import BackedUp, backup
from metrics.store.care.chain_file import verify_lines
from metrics.store.care.contents import Contents, StoredAccount, StoredReport, contents_of, move
from metrics.store.care.differences import Difference
from metrics.store.care.doctor import FAULT, FINE, WARNING, Diagnosis, examine, key_of
from metrics.store.care.manifest import list_of
from metrics.store.care.ownership import grant
from metrics.store.care.restore import Outlook, Restored, Wish, restore
from metrics.store.care.store import CareStore
from metrics.store.care.transfer import TableCopied, Transferred, transfer

__all__ = [
    "ACTION_NAMES",
    "FAULT",
    "FINE",
    "WARNING",
    "BackedUp",
    "CareStore",
    "Contents",
    "Diagnosis",
    "Difference",
    "Outlook",
    "Restored",
    "StoredAccount",
    "StoredReport",
    "TableCopied",
    "Transferred",
    "Wish",
    "backup",
    "contents_of",
    "detail_words",
    "examine",
    "grant",
    "key_of",
    "list_of",
    "move",
    "readable",
    "restore",
    "subject_words",
    "transfer",
    "verify_lines",
]
