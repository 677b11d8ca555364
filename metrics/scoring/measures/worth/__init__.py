"""What rows are worth at their enterprise: one way a file, its `worth` is found here under the file's name.

`worth(request, term) -> tuple[Part, ...]`: rows (or bundles) with what each of them adds to the sum of its
enterprise, in the measure's own unit, the term's factor not yet applied.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from metrics.discovery import modules_of
from metrics.framework import MeasureTerm
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request

__all__ = ["WORTHS", "Worth"]

Worth = Callable[[Request, MeasureTerm], tuple[Part, ...]]

#: Name → function.
WORTHS: Mapping[str, Worth] = MappingProxyType(
    {module.__name__.rpartition(".")[2]: module.worth for module in modules_of(__name__)}
)
