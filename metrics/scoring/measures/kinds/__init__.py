"""Kinds of numerator, one file each: its `fraction` is found here under the file's name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from metrics.discovery import modules_of
from metrics.scoring.measures.kinds.credit import EnterpriseCredits, credits_of
from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.request import Request

__all__ = ["KINDS", "EnterpriseCredits", "Kind", "credits_of"]

Kind = Callable[[Request], Fraction]

#: Kind → function `fraction(request) -> Fraction` of the file of that name. Where it leaves the
#: denominator open (None), the measure's `per` says what it is counted per.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {module.__name__.rpartition(".")[2]: module.fraction for module in modules_of(__name__)}
)
