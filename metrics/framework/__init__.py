"""What is measured: items, measures, ledgers, vocabularies and member units, as data."""

from metrics.framework import rights
from metrics.framework.edit import differing, edited, numbers
from metrics.framework.file_names import as_file_name, safe_file_name
from metrics.framework.handbook import WEIGHTS_NOTE, handbook, level_rows, measure_notes, rules, weight_rows
from metrics.framework.loader import VISIBLE, Files, load_framework, parse_framework, read_files
from metrics.framework.model import (
    EMPTY,
    FORMULA_LEVELS,
    LEVEL_NAMES,
    LEVELS,
    ColumnSpec,
    FactSpec,
    Framework,
    FrameworkError,
    Grade,
    Implication,
    LedgerMeasure,
    LedgerSpec,
    MeasureSpec,
    NodeSpec,
    Term,
    UnitSpec,
    Vocabulary,
    name_key,
)
from metrics.framework.periods import SHANGHAI, Period, PeriodError, parse_period
from metrics.framework.rights import load_rights, manager, role_names

__all__ = [
    "EMPTY",
    "FORMULA_LEVELS",
    "LEVELS",
    "LEVEL_NAMES",
    "SHANGHAI",
    "VISIBLE",
    "WEIGHTS_NOTE",
    "ColumnSpec",
    "FactSpec",
    "Files",
    "Framework",
    "FrameworkError",
    "Grade",
    "Implication",
    "LedgerMeasure",
    "LedgerSpec",
    "MeasureSpec",
    "NodeSpec",
    "Period",
    "PeriodError",
    "Term",
    "UnitSpec",
    "Vocabulary",
    "as_file_name",
    "differing",
    "edited",
    "handbook",
    "level_rows",
    "load_framework",
    "load_rights",
    "manager",
    "measure_notes",
    "name_key",
    "numbers",
    "parse_framework",
    "parse_period",
    "read_files",
    "rights",
    "role_names",
    "rules",
    "safe_file_name",
    "weight_rows",
]
