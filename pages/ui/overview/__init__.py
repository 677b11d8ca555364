"""The room of 总览: what waits, how the county stands, what is to be settled, who is ahead."""

from pages.ui.overview.first_steps import todo, tour
from pages.ui.overview.standing import ahead_and_behind, fact_chips, submission_state, year_board
from pages.ui.overview.three_things import three_things
from pages.ui.overview.tiles import headline, item_tiles, movers

__all__ = [
    "ahead_and_behind",
    "fact_chips",
    "headline",
    "item_tiles",
    "movers",
    "submission_state",
    "three_things",
    "todo",
    "tour",
    "year_board",
]
