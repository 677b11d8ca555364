"""品牌: ranking, heatmap and profile of the brands."""

from pages.ui.entity_page import entity_page

entity_page("brand", "品牌", ("lead_unit_name",))
