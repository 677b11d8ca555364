"""File names in Chinese: what it is, of which period, from which data."""

from pathlib import PurePath

from metrics.reports.model import Report, file_stem

#: Format → suffix; a document of several pictures is a ZIP.
SUFFIXES = {one: f".{one}" for one in ("pdf", "docx", "xlsx", "pptx", "ofd", "png", "zip")}


def file_name(report: Report, kind: str) -> str:
    """`某某县…_2023年_1a2b3c4d.pdf`. Raises KeyError for an unknown format."""
    return report.file_stem + SUFFIXES[kind]


def summary_name(template: str, period: str, version: str) -> str:
    """Name of a filled template: the template's own, the period, the data version."""
    path = PurePath(template)
    return f"{file_stem(path.stem, period, version)}{path.suffix or '.xlsx'}"
