"""Enterprises, brands and units alike: their views, the profile of one, who reached whom."""

from pages.ui.level.profile import change_panel, three_way_view
from pages.ui.level.views import entity_page

__all__ = [
    "change_panel",
    "entity_page",
    "three_way_view",
]
