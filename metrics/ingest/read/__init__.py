"""From the bytes of a file to raw cells: what kind it is, limits, a reading process of its own."""

from metrics.ingest.read.csvreader import text_of_csv
from metrics.ingest.read.raw import Array, Raw, RawBook, RawColumn, RawSheet, Refusal, spread
from metrics.ingest.read.reader import read, read_many
from metrics.ingest.read.sniff import sniff
from metrics.ingest.read.turns import AbandonedError, Asker, asked_by
from metrics.ingest.read.worker import attributes, parts_of, workbook_stream

__all__ = [
    "AbandonedError",
    "Array",
    "Asker",
    "Raw",
    "RawBook",
    "RawColumn",
    "RawSheet",
    "Refusal",
    "asked_by",
    "attributes",
    "parts_of",
    "read",
    "read_many",
    "sniff",
    "spread",
    "text_of_csv",
    "workbook_stream",
]
