"""What a province's pages draw with."""

from pages.ui.province.collecting import last_runs, missing_words, progress_cards, progress_table
from pages.ui.province.crossing import crossing_list, crossing_side_by_side, ruling_form
from pages.ui.province.differing import differences_table
from pages.ui.province.drill import county_page
from pages.ui.province.frame import go_to_county, nothing_collected, province_header
from pages.ui.province.paper import offer_papers
from pages.ui.province.receiving import receiving_form
from pages.ui.province.sights import across_view, one_sight
from pages.ui.province.standing import area_table, counties_view, province_tiles

__all__ = [
    "across_view",
    "area_table",
    "counties_view",
    "county_page",
    "crossing_list",
    "crossing_side_by_side",
    "differences_table",
    "go_to_county",
    "last_runs",
    "missing_words",
    "nothing_collected",
    "offer_papers",
    "one_sight",
    "progress_cards",
    "progress_table",
    "province_header",
    "province_tiles",
    "receiving_form",
    "ruling_form",
]
