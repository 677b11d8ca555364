"""零报送: a unit declares that a ledger, or its whole quarter, has nothing; an observed zero, not a gap."""

from metrics.store.reporting.zeros import declarations
from metrics.store.reporting.zeros.declarations import ZeroDeclaration, declarable
from metrics.store.reporting.zeros.nothing import empty_ledgers, report_nothing

__all__ = [
    "ZeroDeclaration",
    "declarable",
    "declarations",
    "empty_ledgers",
    "report_nothing",
]
