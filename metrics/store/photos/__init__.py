"""Photos of ledger rows as they are kept: each picture once, tied to rows, with what may be done with it."""

from metrics.store.photos import kept
from metrics.store.photos.consent import AGREED, CONSENT_NAMES, FACELESS, INTERNAL, OPEN_TO_LEADERS, agree
from metrics.store.photos.kept import (
    KIND_NAMES,
    RowPhoto,
    RowPlace,
    carry,
    erase,
    every,
    expire,
    expired,
    keep,
    of_files,
    pictures,
    remove,
    wrong,
)
from metrics.store.photos.links import LINK_HOLDS, PhotoLink, PhotoLinkError, link, linked, use

__all__ = [
    "AGREED",
    "CONSENT_NAMES",
    "FACELESS",
    "INTERNAL",
    "KIND_NAMES",
    "LINK_HOLDS",
    "OPEN_TO_LEADERS",
    "PhotoLink",
    "PhotoLinkError",
    "RowPhoto",
    "RowPlace",
    "agree",
    "carry",
    "erase",
    "every",
    "expire",
    "expired",
    "keep",
    "kept",
    "link",
    "linked",
    "of_files",
    "pictures",
    "remove",
    "use",
    "wrong",
]
