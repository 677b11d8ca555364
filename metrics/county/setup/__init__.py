"""Setting a county up with one workbook: 县情设置.xlsx, read as any, turned into the county's files."""

from metrics.county.setup.package import package_of, setup_rows
from metrics.county.setup.sheets import (
    ACCOUNTS,
    ENTERPRISES,
    QUARTERS,
    TOWNS,
    UNITS,
    WHOLE,
    setup_framework,
)
from metrics.county.setup.slips import Slip, slips_sheet
from metrics.county.setup.workbook import SETUP_FILE, check_setup, mark_setup, roster_rows, write_setup

__all__ = [
    "ACCOUNTS",
    "ENTERPRISES",
    "QUARTERS",
    "SETUP_FILE",
    "TOWNS",
    "UNITS",
    "WHOLE",
    "Slip",
    "check_setup",
    "mark_setup",
    "package_of",
    "roster_rows",
    "setup_framework",
    "setup_rows",
    "slips_sheet",
    "write_setup",
]
