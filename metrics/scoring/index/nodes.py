"""The points of a tree: nodes above, leaves (measures) below, and what is said when one is wrong."""

from __future__ import annotations

from dataclasses import dataclass


class FrameworkProblem(ValueError):  # noqa: N818 - a problem told to a person, not a crash
    """The framework itself is wrong; one line in Chinese that names the table and the key or id."""


class DataProblem(ValueError):  # noqa: N818 - a problem told to a person, not a crash
    """The values do not fit the framework; one line in Chinese that names the column and the row."""


@dataclass(frozen=True)
class Node:
    """An inner point of the tree: the mean of its children."""

    id: str
    parent: str | None
    weight: float = 1.0
    aggregate: str = "arithmetic"
    p: float | None = None
    floor: float = 0.0
    missing: str = "reweight"
    min_coverage: float = 0.6
    name: str = ""


@dataclass(frozen=True)
class Leaf:
    """A measure: one column of the data and how it becomes comparable."""

    id: str
    parent: str
    weight: float = 1.0
    direction: int = 1
    transform: str = "none"
    normalise: str = "goalposts"
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    clip: tuple[float, float] | None = (0.0, 1.0)
    range: tuple[float, float] | None = None
    name: str = ""


def shown(text: object, width: int = 40) -> str:
    """Any value as a short single line for a message, in Chinese quotation marks."""
    line = " ".join(str(text).split())
    return f"“{line if len(line) <= width else line[: width - 1] + '…'}”"


def place(item: Node | Leaf) -> str:
    """Where an item stands in the framework file: `[[node]] “id”` or `[[measure]] “id”`."""
    return f"[[{'node' if isinstance(item, Node) else 'measure'}]] {shown(item.id)}"
