"""品牌: ranking, heatmap and profile of the brands."""

from pages.ui.level import entity_page
from pages.ui.shared import only_for

only_for(__file__)
entity_page("brand", "品牌", ("lead_unit_name",))
