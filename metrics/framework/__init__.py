"""What is measured: items, measures, ledgers, vocabularies and member units, as data."""

from metrics.framework.loader import load_framework, parse_framework, read_files
from metrics.framework.model import (
    ColumnSpec,
    FactSpec,
    Framework,
    FrameworkError,
    Grade,
    LedgerMeasure,
    LedgerSpec,
    MeasureSpec,
    NodeSpec,
    Term,
    UnitSpec,
    Vocabulary,
)
from metrics.framework.periods import Period, PeriodError, parse_period

__all__ = [
    "ColumnSpec",
    "FactSpec",
    "Framework",
    "FrameworkError",
    "Grade",
    "LedgerMeasure",
    "LedgerSpec",
    "MeasureSpec",
    "NodeSpec",
    "Period",
    "PeriodError",
    "Term",
    "UnitSpec",
    "Vocabulary",
    "load_framework",
    "parse_framework",
    "parse_period",
    "read_files",
]
