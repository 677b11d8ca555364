"""A framework changed by hand: small frozen edits, written into its text, and what differs afterwards.

An edit is a statement (`SetWeight("K2", 2)`); `apply` writes a sequence of them. Leaving out the last one
undoes it.
"""

from collections.abc import Mapping

from metrics.framework.editing.added_columns import AddColumn, DropColumn
from metrics.framework.editing.apply import apply, check_whole, edited
from metrics.framework.editing.base import Edit, named
from metrics.framework.editing.differences import (
    Differences,
    Value,
    difference_words,
    differing,
    numbers,
    place_name,
)
from metrics.framework.editing.formula import DropTerm, SetFilter, SetPoints, SetSource, SetTerm
from metrics.framework.editing.issued import check_issued
from metrics.framework.editing.measures import (
    OPTIONS,
    AddMeasure,
    CopyMeasure,
    MoveMeasure,
    RenameMeasure,
    SetLevel,
    SetOption,
    SetProration,
    SetTarget,
    SetWeighting,
)
from metrics.framework.editing.tree import (
    AddNode,
    MovePart,
    RenameNode,
    RetirePart,
    SetLeastCoverage,
    SetMean,
    SetWeight,
)
from metrics.framework.editing.ways import (
    TERM_OPTIONS,
    CountingWay,
    WayColumn,
    check_ways,
    fitting,
    load_ways,
)
from metrics.framework.editing.whole import (
    NameVersion,
    ReplaceText,
    SetDuty,
    SetGrades,
    SetOpenShare,
    SetOwnDuty,
)
from metrics.framework.key_words import BASES, EACH, MEANS

__all__ = [
    "BASES",
    "EACH",
    "MEANS",
    "OPTIONS",
    "TERM_OPTIONS",
    "AddColumn",
    "AddMeasure",
    "AddNode",
    "CopyMeasure",
    "CountingWay",
    "Differences",
    "DropColumn",
    "DropTerm",
    "Edit",
    "MoveMeasure",
    "MovePart",
    "NameVersion",
    "RenameMeasure",
    "RenameNode",
    "ReplaceText",
    "RetirePart",
    "SetDuty",
    "SetFilter",
    "SetGrades",
    "SetLeastCoverage",
    "SetLevel",
    "SetMean",
    "SetOpenShare",
    "SetOption",
    "SetOwnDuty",
    "SetPoints",
    "SetProration",
    "SetSource",
    "SetTarget",
    "SetTerm",
    "SetWeight",
    "SetWeighting",
    "Value",
    "WayColumn",
    "apply",
    "check_issued",
    "check_ways",
    "check_whole",
    "difference_words",
    "differing",
    "edited",
    "fitting",
    "load_ways",
    "named",
    "number_edits",
    "numbers",
    "place_name",
]


def number_edits(changes: Mapping[str, float]) -> tuple[Edit, ...]:
    """Edits of weights and targets, which `numbers` names: `K2.weight`, `K2a.full_score.E`."""
    out: list[Edit] = []
    for name, value in changes.items():
        part, _, what = name.partition(".")
        out.append(
            SetWeight(part, value) if what == "weight" else SetTarget(part, what.rpartition(".")[2], value)
        )
    return tuple(out)
