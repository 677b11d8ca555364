"""Colours of the charts. A colour never speaks alone: a word or a number always stands beside it."""

from collections.abc import Mapping
from types import MappingProxyType

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

#: One colour a group of items, in the order of the report: 看, 得, 见.
GROUPS = (CATEGORICAL[0], CATEGORICAL[1], CATEGORICAL[4])

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


def tint(colour: str, strength: float = 0.2) -> str:
    """A light version of a colour, dark text on which stays readable.

    Args:
        colour: `#rrggbb`.
        strength: share of the colour, the rest is white; 0 to 1.
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02x}" for part in parts)
