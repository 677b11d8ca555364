"""The points of a tree: nodes above, leaves (measures) below, and what is said when one is wrong."""

from __future__ import annotations

from dataclasses import dataclass


class FrameworkProblem(ValueError):  # noqa: N818 - a problem told to a person, not a crash
    """The framework itself is wrong; one line in Chinese that names the table and the key or id."""


class DataProblem(ValueError):  # noqa: N818 - a problem told to a person, not a crash
    """The values do not fit the framework; one line in Chinese that names the column and the row."""


@dataclass(frozen=True)
class Imputation:
    """How the empty cells of a measure are filled before anything else is done with it.

    Args:
        by: the word of `impute.IMPUTATIONS`.
        group: the column of the data that says which entities are alike; "" where the method needs none.
        predictors: columns of the data that the measure is estimated from; empty where it needs none.
    """

    by: str
    group: str = ""
    predictors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Treatment:
    """What is done to a measure whose values are too skewed to be compared.

    Args:
        steps: words of `treat.TREATMENTS`, tried in this order, each on the values as they came.
        points: how many values winsorising may move.
        skewness, kurtosis: both must be exceeded for a column to be treated.
        power: λ of the Box-Cox transformation; 0 is the logarithm.
    """

    steps: tuple[str, ...]
    points: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5
    power: float = 0.0


@dataclass(frozen=True)
class Node:
    """An inner point of the tree: the mean of its children, their minimum, or the ratio of two of them."""

    id: str
    parent: str | None
    weight: float = 1.0
    aggregate: str = "arithmetic"
    p: float | None = None
    floor: float = 0.0
    missing: str = "reweight"
    min_coverage: float = 0.6
    name: str = ""
    numerator: str = ""
    denominator: str = ""
    times: float = 1.0


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
    missing: str | None = None
    impute: Imputation | None = None
    treat: Treatment | None = None
    denominator: str = ""


def shown(text: object, width: int = 40) -> str:
    """Any value as a short single line for a message, in Chinese quotation marks; a tuple by its parts."""
    line = " ".join(str(" ".join(map(str, text)) if isinstance(text, tuple) else text).split())
    return f"“{line if len(line) <= width else line[: width - 1] + '…'}”"


def place(item: Node | Leaf) -> str:
    """Where an item stands in the framework file: `[[node]] “id”` or `[[measure]] “id”`."""
    return f"[[{'node' if isinstance(item, Node) else 'measure'}]] {shown(item.id)}"
