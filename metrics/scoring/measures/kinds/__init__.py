"""Kinds of numerator, one file each. To add one, add a file and name it in `_FILES`."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.request import Request

Kind = Callable[[Request], Fraction]

_FILES = (
    "count",
    "sum",
    "tally",
    "points",
    "enterprises",
    "share",
    "months",
    "carrier_coverage",
    "completion",
)

#: Kind → function `fraction(request) -> Fraction` of the file of that name. Where it leaves the
#: denominator open (None), the measure's `per` says what it is counted per.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {name: import_module(f"{__name__}.{name}").fraction for name in _FILES}
)
