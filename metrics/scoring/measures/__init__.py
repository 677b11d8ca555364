"""From rows to what every measure says of every entity of a level."""

from metrics.scoring.measures import filters
from metrics.scoring.measures.attribution import ENTERPRISES, LedgerTable
from metrics.scoring.measures.caught import rows_caught
from metrics.scoring.measures.countable import check_countable
from metrics.scoring.measures.fractions import (
    enterprise_credits,
    fraction_of,
    has_formula,
    take_values,
    values_of,
)
from metrics.scoring.measures.levels import Level, key_of, level_of
from metrics.scoring.measures.parts import Fraction, Part, Values, evaluate, total
from metrics.scoring.measures.places import COLUMNS, located, texts
from metrics.scoring.measures.prepared import ACTIVITIES, Prepared, prepare
from metrics.scoring.measures.statuses import (
    NOT_APPLICABLE,
    NOT_REPORTED,
    STATUS_WORDS,
    Status,
    reported_share,
    reports_of,
    status_of,
)

__all__ = [
    "ACTIVITIES",
    "COLUMNS",
    "ENTERPRISES",
    "NOT_APPLICABLE",
    "NOT_REPORTED",
    "STATUS_WORDS",
    "Fraction",
    "LedgerTable",
    "Level",
    "Part",
    "Prepared",
    "Status",
    "Values",
    "check_countable",
    "enterprise_credits",
    "evaluate",
    "filters",
    "fraction_of",
    "has_formula",
    "key_of",
    "level_of",
    "located",
    "prepare",
    "reported_share",
    "reports_of",
    "rows_caught",
    "status_of",
    "take_values",
    "texts",
    "total",
    "values_of",
]
