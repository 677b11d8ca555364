"""From the bytes of a file to raw cells: what kind it is, limits, a reading process of its own."""

from metrics.ingest.read.asking import ask
from metrics.ingest.read.csvreader import text_of_csv
from metrics.ingest.read.number_formats import COLOUR, RED, format_sections, is_date_format, tells
from metrics.ingest.read.old_book import workbook_stream
from metrics.ingest.read.package import attributes, parts_of
from metrics.ingest.read.process_limits import allow_seconds, limit
from metrics.ingest.read.raw import PICTURE, Array, Raw, RawBook, RawColumn, RawSheet, Refusal, spread
from metrics.ingest.read.reader import read, read_many
from metrics.ingest.read.sheet_scan import styles_in
from metrics.ingest.read.sniff import sniff
from metrics.ingest.read.turns import AbandonedError, Asker, asked_by

__all__ = [
    "COLOUR",
    "PICTURE",
    "RED",
    "AbandonedError",
    "Array",
    "Asker",
    "Raw",
    "RawBook",
    "RawColumn",
    "RawSheet",
    "Refusal",
    "allow_seconds",
    "ask",
    "asked_by",
    "attributes",
    "format_sections",
    "is_date_format",
    "limit",
    "parts_of",
    "read",
    "read_many",
    "sniff",
    "spread",
    "styles_in",
    "tells",
    "text_of_csv",
    "workbook_stream",
]
