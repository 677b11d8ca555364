"""Which sheet is which ledger, which row is the header, which column is which field."""

from metrics.ingest.find.header import header_key
from metrics.ingest.find.locate import locate
from metrics.ingest.find.recognise import recognise
from metrics.ingest.find.tables import Area, Column, Scope, Table, default_of, positions, read_tables, written

__all__ = [
    "Area",
    "Column",
    "Scope",
    "Table",
    "default_of",
    "header_key",
    "locate",
    "positions",
    "read_tables",
    "recognise",
    "written",
]
