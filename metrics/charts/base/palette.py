"""Colours of the charts. A colour never speaks alone: a word or a number always stands beside it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from metrics.framework import Grade

#: Ten colours told apart with any colour vision (Petroff 2021, "Accessible Color Sequences for Data
#: Visualization"); the same list as `theme.chartCategoricalColors` of .streamlit/config.toml.
CATEGORICAL = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)
ACCENT = "#1f5fae"
NO_SCORE = "#717581"
EMPTY_CELL = "#f0f2f6"
INK = "#1d2530"

#: One colour a group of items, in the order of the report: 看, 得, 见; they stand beside ACCENT, the total's.
GROUPS = (CATEGORICAL[0], CATEGORICAL[1], CATEGORICAL[5])
#: Share of a grade's colour in a cell, best grade first: all equal, green and red would look alike to many,
#: and on a grey printer to everybody.
_GRADE_TINTS = (0.55, 0.35, 0.25, 0.65)

#: State of a submission → colour of its cell on the board.
STATES: Mapping[str, str] = MappingProxyType(
    {
        "approved": "#0B6E4F",
        "published": "#0B6E4F",
        "submitted": "#2C6FBB",
        "returned": "#B7791F",
        "late": "#B3261E",
        "missing": "#717581",
    }
)


#: The same for states on the board.
_STATE_TINTS = {"submitted": 0.35, "late": 0.65, "missing": 0.15}


def tint(colour: str, strength: float = 0.2) -> str:
    """A light version of a colour, dark text on which stays readable.

    Args:
        colour: `#rrggbb`.
        strength: share of the colour, the rest is white; 0 to 1.
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)


def grade_tints(grades: Iterable[Grade]) -> dict[str, str]:
    """Word of each grade, best first → ground of its cells, on which INK is read."""
    return {
        grade.word: tint(grade.colour, _GRADE_TINTS[min(at, len(_GRADE_TINTS) - 1)])
        for at, grade in enumerate(grades)
    }


def state_tint(state: str) -> str:
    """Ground of the cell of a submission's state on the board, on which INK is read."""
    return tint(STATES[state], _STATE_TINTS.get(state, 0.55))
