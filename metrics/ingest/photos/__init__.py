"""Photos that travel in a workbook, each tied to the row it belongs to."""

from metrics.ingest.photos.pictures import Photo, ready
from metrics.ingest.photos.places import PlacedPicture, placed_pictures
from metrics.ingest.photos.workbook import photos_of

__all__ = ["Photo", "PlacedPicture", "photos_of", "placed_pictures", "ready"]
