"""The set-up workbook as a file: written for the office, read back with every problem named by its cell."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from metrics.county.setup.meaning import known_industries, meaning
from metrics.county.setup.package import new_codes
from metrics.county.setup.sheets import ENTERPRISES, ROSTER, TOWNS, UNITS, WHOLE, WORDS, setup_framework
from metrics.framework import Framework, Period
from metrics.ingest import CheckedWorkbook, Context, check_workbook, write_template
from metrics.ingest.patch import mark
from metrics.ingest.patch.marked import MarkedCopy
from metrics.ingest.read import read

SETUP_FILE = "县情设置.xlsx"
_OTHER_PERIOD = "W113"


def write_setup(period: Period, rows: Mapping[str, pd.DataFrame] | None = None) -> bytes:
    """The workbook, empty or with what is known.

    Args:
        period: a quarter; it stands on the cover and decides nothing.
        rows: sheet's code → rows, as `setup_rows` gives them.
    """
    return write_template(setup_framework(), WHOLE, period, Context(), rows)


def check_setup(content: bytes, file: str, county: Framework, period: Period) -> CheckedWorkbook:
    """Read and check a set-up workbook.

    Args:
        content: its bytes, from anywhere.
        file: the name it came under.
        county: the county as it is; towns and units that it has may be named without being listed again.
        period: any quarter.

    Returns:
        Its rows and findings, as of any upload; `accepted` says whether it may be applied.
    """
    raw = read(file, content)
    there = {TOWNS: _known(county.vocabularies["towns"].terms), UNITS: _known(county.units)}
    checked = check_workbook(content, file, setup_framework(), Context(), WHOLE, period, raw=raw)
    # What the workbook lists itself goes before what there is: else one name would have two codes.
    known = {code: rows for code, rows in there.items() if not _lists(checked, code)}
    if known:
        context = Context(known=known)
        checked = check_workbook(content, file, setup_framework(), context, WHOLE, period, raw=raw)
    # Which quarter it was made in says nothing about a county.
    findings = tuple(one for one in checked.findings if one.code != _OTHER_PERIOD)
    if not checked.ledgers:
        return replace(checked, findings=findings)
    return replace(checked, findings=(*findings, *meaning(checked, county)))


def _lists(checked: CheckedWorkbook, code: str) -> bool:
    return code in checked.ledgers and len(checked.ledgers[code].frame) > 0


def _known(terms: tuple) -> pd.DataFrame:  # type: ignore[type-arg]
    rows = [(one.code, one.name, tuple(one.spellings)) for one in terms]
    return pd.DataFrame(rows, columns=["code", "name", "aliases"]).assign(status="")


def mark_setup(content: bytes, checked: CheckedWorkbook) -> MarkedCopy:
    """The workbook with its findings marked in the cells and listed in front."""
    return mark(content, checked.file, checked, setup_framework())


def roster_rows(checked: CheckedWorkbook, county: Framework) -> pd.DataFrame | None:
    """The enterprises of an accepted workbook as rows of the roster's ledger, as people type them.

    Args:
        checked: an accepted set-up workbook.
        county: the county as the workbook makes it.

    Returns:
        None where it lists none. Enterprises without a code have the next free one of E001, E002 …
    """
    rows = checked.ledgers.get(ENTERPRISES)
    if rows is None or rows.frame.empty:
        return None
    spec = county.ledgers[ROSTER]
    frame = rows.frame.reindex(columns=list(spec.by_id))
    frames = {code: one.frame for code, one in checked.ledgers.items() if len(one.frame)}
    codes = new_codes(frames, county)
    names = {term.code: term.name for term in county.vocabularies["towns"].terms}
    industries = known_industries(checked.ledgers.get(WORDS), county)
    return frame.assign(
        enterprise_code=_numbered(frame["enterprise_code"]),
        town=[names.get(codes.get(code, code), code) for code in frame["town"]],
        industry=[industries.get(text, text) for text in frame["industry"]],
    )


def _numbered(codes: pd.Series) -> list[str]:
    kept = {code for code in codes if not code.startswith("E0-")}
    highest = max((int(code[1:]) for code in kept if code[1:].isdecimal()), default=0)
    fresh = iter(range(highest + 1, highest + len(codes) + 1))
    return [code if code in kept else f"E{next(fresh):03d}" for code in codes]
