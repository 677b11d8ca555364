"""Photos of ledger rows: those that come with a file, who may see which, the part of the store for them."""

from metrics.store.reporting.photos.intake import NO_PHOTOS, PhotoParcel, keep_photos, photo_parcel
from metrics.store.reporting.photos.reach import PhotosBeside
from metrics.store.reporting.photos.store import PhotosAdded, PhotoStore

__all__ = [
    "NO_PHOTOS",
    "PhotoParcel",
    "PhotoStore",
    "PhotosAdded",
    "PhotosBeside",
    "keep_photos",
    "photo_parcel",
]
