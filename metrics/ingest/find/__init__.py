"""Which sheet is which ledger, which row is the header, which column is which field."""

from metrics.ingest.find.header import header_key, speaks_of_part, split_unit
from metrics.ingest.find.locate import locate
from metrics.ingest.find.recognise import recognise
from metrics.ingest.find.strangers import StrangeSheet, likely_ledger, proposed_fields, strange_sheets
from metrics.ingest.find.tables import Area, Column, Scope, Table, default_of, positions, read_tables, written

__all__ = [
    "Area",
    "Column",
    "Scope",
    "StrangeSheet",
    "Table",
    "default_of",
    "header_key",
    "likely_ledger",
    "locate",
    "positions",
    "proposed_fields",
    "read_tables",
    "recognise",
    "speaks_of_part",
    "split_unit",
    "strange_sheets",
    "written",
]
